import { sql } from 'kysely';
import type { ReasonClass } from '#modules/leads/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getAgenda, listEvidence } from '../contract/agenda.ts';
import { QUESTIONS } from '../rules/agenda.ts';
import { fittingItem } from '../rules/fitting.ts';
import { Evidence, PARTIES, type Party, type Source } from '../schema.ts';
import { meetingById } from './rows.ts';

type Agenda = OutputOf<typeof getAgenda>;
type Action = Agenda['items'][number]['actions'][number];

const person = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

/** Actions of a meeting or of a problem, as their tasks are now. */
export async function actionsOf(
  ctx: ReadCtx,
  of: { meetingId: string } | { rootCauseId: string },
): Promise<(Action & { itemId: string | null })[]> {
  const where = 'meetingId' in of ? sql`a.meeting_id = ${of.meetingId}` : sql`a.root_cause_id = ${of.rootCauseId}`;
  const { rows } = await sql<
    Action & { itemId: string | null }
  >`select a.id, a.item_id as "itemId", t.id as "taskId", t.subject as what, ${person('m')} as owner,
      t.due_at as "dueAt", t.status = 'done' as done
    from meeting_action a join task t on t.workspace_id = a.workspace_id and t.id = a.task_id left join member m on m.workspace_id = t.workspace_id and m.id = t.assignee_id
    where a.workspace_id = ${ctx.scope.workspaceId} and ${where} order by a.id`.execute(ctx.tx);
  return rows;
}

interface ItemRow extends Omit<Agenda['items'][number], 'ask' | 'fits' | 'actions'> {
  source: Source;
  /** Of the reason that it is about. */
  reason: ReasonClass | null;
}

export async function itemsOf(ctx: ReadCtx, meetingId: string): Promise<ItemRow[]> {
  const { rows } =
    await sql<ItemRow>`select i.id, i.source, i.sentence, i.k, i.n, i.total, i.minutes, i.aside_at is not null as aside, i.note, ${person('m')} as "addedBy",
      (select r.class from reason r where i.source = 'reason' and r.workspace_id = i.workspace_id and r.id::text = i.source_key) as reason
    from meeting_item i left join member m on m.workspace_id = i.workspace_id and m.id = i.added_by
    where i.workspace_id = ${ctx.scope.workspaceId} and i.meeting_id = ${meetingId} order by i.aside_at is not null, i.position, i.id`.execute(
      ctx.tx,
    );
  return rows;
}

export async function questionsOf(ctx: ReadCtx, meetingId: string): Promise<Agenda['questions']> {
  const { rows } = await sql<
    Agenda['questions'][number]
  >`select q.id, q.party, q.body, ${person('a')} as "askedBy", q.carried, q.answer, ${person('b')} as "answeredBy"
    from meeting_question q left join member a on a.workspace_id = q.workspace_id and a.id = q.asked_by
      left join member b on b.workspace_id = q.workspace_id and b.id = q.answered_by
    where q.workspace_id = ${ctx.scope.workspaceId} and q.meeting_id = ${meetingId} order by q.created_at, q.id`.execute(ctx.tx);
  return rows;
}

export async function readAgenda(ctx: ReadCtx, { id }: { id: string }): Promise<Agenda | Refusal> {
  const meeting = await meetingById(ctx, id);
  if (isRefusal(meeting)) return meeting;
  const items = await itemsOf(ctx, id);
  const questions = await questionsOf(ctx, id);
  const actions = groupBy(await actionsOf(ctx, { meetingId: id }), ({ itemId }) => itemId ?? '');
  const asked = new Set<Party>(questions.map(({ party }) => party));
  const shownActions = (of: string) => (actions.get(of) ?? []).map(({ itemId: _item, ...action }) => action);
  return {
    items: items.map(({ reason, ...item }) => ({
      ...item,
      ask: [...QUESTIONS[item.source]],
      fits: fittingItem(item.source, reason),
      actions: shownActions(item.id),
    })),
    questions,
    silent: PARTIES.filter((party) => !asked.has(party)),
    minutes: items.filter(({ aside }) => !aside).reduce((sum, { minutes }) => sum + minutes, 0),
  };
}

type Rows = OutputOf<typeof listEvidence>;

/** Rows as they were; a name is there where the caller reaches its lead. */
export async function openRows(ctx: ReadCtx, kept: unknown): Promise<Rows['items']> {
  const evidence = Evidence.array().parse(kept);
  const leads = evidence.filter(({ entity }) => entity === 'lead').map(({ id }) => id);
  const { rows } = await sql<{ id: string; name: string }>`select l.id, coalesce(nullif(c.name, ''), c.email, '') as name
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = any (${leads}::uuid[]) and l.deleted_at is null and c.deleted_at is null
      and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`.execute(ctx.tx);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const hidden = ctx.scope.hidden.has('contact.name');
  return evidence.map((row) => {
    const name = names.get(row.id);
    const isOpen = row.entity !== 'lead' || name !== undefined;
    return { ...row, name: hidden ? null : (name ?? null), href: isOpen ? row.id : null };
  });
}

export async function readEvidence(ctx: ReadCtx, { id, itemId }: { id: string; itemId: string }): Promise<Rows | Refusal> {
  const row = await ctx.tx
    .selectFrom('meeting_item')
    .select(['evidence', 'total'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('meeting_id', '=', id)
    .where('id', '=', itemId)
    .executeTakeFirst();
  if (!row) return refuse('not_found', 'This item is not on the agenda.');
  return { items: await openRows(ctx, row.evidence), total: row.total };
}
