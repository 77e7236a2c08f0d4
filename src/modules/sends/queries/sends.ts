import { sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { countGate } from '#modules/gate/queries/gate.ts';
import { rulesInForce } from '#modules/gate/queries/rules.ts';
import { viewById } from '#modules/lists/queries/views.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { shown } from '#platform/shared/merge/shown.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { checkSend } from '../contract/running.ts';
import type { getSend, listSends } from '../contract/sends.ts';
import { intentOf } from '../rules/intent.ts';
import { problemsOfSend } from './problems.ts';
import { NO_SEND, RECORD, type SendRecord, sendRecord, variantsOf } from './record.ts';

type Row = OutputOf<typeof listSends>['items'][number];

const named = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

const LISTED = sql`s.id, s.name, s.side, s.kind, s.state, s.state_code as "stateCode", s.state_note as "stateNote", ${named('b')} as "stateBy", s.state_at as "stateAt",
  s.timing, s.planned_at as "plannedAt", s.started_at as "startedAt", s.ended_at as "endedAt", s.changed_at as "changedAt", ${named('k')} as "createdBy",
  coalesce(n.total, 0) as people, coalesce(n.gone, 0) as gone, coalesce(n.open, 0) as open, coalesce(n.total - n.gone - n.open, 0) as stopped`;

const FROM = sql`send s left join member b on b.workspace_id = s.workspace_id and b.id = s.state_by
  left join member k on k.workspace_id = s.workspace_id and k.id = s.created_by
  left join lateral (select count(*)::int as total, count(*) filter (where m.state in ('sent', 'captured'))::int as gone,
    count(*) filter (where m.state in ('planned', 'claimed', 'handing', 'held'))::int as open
    from message m where m.workspace_id = s.workspace_id and m.send_id = s.id) n on s.frozen_n > 0`;

export async function readSends(
  ctx: ReadCtx,
  { state, q, cursor, limit }: ParsedOf<typeof listSends>,
): Promise<OutputOf<typeof listSends>> {
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : null;
  const { rows } =
    await sql<Row>`select ${LISTED} from ${FROM} where s.workspace_id = ${ctx.scope.workspaceId} and ${state ? sql`s.state = ${state}` : sql`true`}
      and ${like ? sql`s.name ilike ${like}` : sql`true`} and ${beyond(cursor, { at: sql`date_trunc('milliseconds', s.changed_at)`, id: sql`s.id` })}
    order by date_trunc('milliseconds', s.changed_at) desc, s.id desc limit ${limit + 1}`.execute(ctx.tx);
  return { ...cut(rows, limit, ({ changedAt, id }) => ({ at: changedAt, id })), mayWrite: ctx.scope.permissions.has('campaign:write') };
}

interface Around {
  offer: { id: string; name: string } | null;
  purpose: { id: string; name: string } | null;
  sender: { id: string; name: string; email: string } | null;
  campaign: { id: string; name: string } | null;
  view: { id: string; name: string } | null;
  scheduledBy: { id: string; name: string } | null;
  winner: { id: string; name: string } | null;
  test: { of: { id: string; name: string } | null; people: number } | null;
}

export async function readSend(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof getSend> | Refusal> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<
    Row & SendRecord & { around: Around }
  >`select ${RECORD}, ${LISTED}, jsonb_build_object('offer', ${named('o')}, 'purpose', ${named('p')},
      'sender', case when i.id is not null then jsonb_build_object('id', i.id, 'name', i.name, 'email', i.email) end, 'campaign', ${named('c')}, 'view', ${named('w')},
      'scheduledBy', ${named('y')}, 'winner', ${named('v')},
      'test', case when s.test_people is not null then jsonb_build_object('of', ${named('x')}, 'people', s.test_people) end) as around
    from ${FROM} left join offer o on o.workspace_id = ${ws} and o.id = s.offer_id left join mail_purpose p on p.workspace_id = ${ws} and p.id = s.purpose_id
      left join sender_identity i on i.workspace_id = ${ws} and i.id = s.sender_id
      left join campaign c on c.workspace_id = ${ws} and c.id = s.campaign_id and ${reachable(ctx.scope, 'campaign', { to: 'read', ownerColumn: 'c.owner_id' })}
      left join saved_view w on w.workspace_id = ${ws} and w.id = s.view_id left join member y on y.workspace_id = ${ws} and y.id = s.scheduled_by
      left join send x on x.workspace_id = ${ws} and x.id = s.test_of
      left join send_variant v on v.workspace_id = ${ws} and v.id = s.winner_id
    where s.workspace_id = ${ws} and s.id = ${id}`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return NO_SEND;
  const {
    around,
    frozenCriteria: _criteria,
    freezeAfter: _after,
    watchedFrom: _watched,
    winnerId: _winner,
    createdAt: _created,
    testOf: _testOf,
    testPeople: _people,
    ...send
  } = row;
  const variants = await variantsOf(ctx, id);
  return {
    ...send,
    ...around,
    variants: variants.map(({ id: variantId, name, share, templateId, template, goes }) => ({
      id: variantId,
      name,
      share,
      template: { id: templateId, name: template },
      number: goes?.number ?? null,
      subject: goes ? shown(goes.subject) : null,
    })),
    counts: await countsOf(ctx, id),
    intent: intentOf(row, row.plannedAt && row.plannedAt > ctx.now ? row.plannedAt : ctx.now),
    problems: row.state === 'draft' ? await problemsOfSend(ctx, row) : [],
    mayWrite: ctx.scope.permissions.has('campaign:write'),
    mayRelease: ctx.scope.permissions.has('consent:write'),
  };
}

type Counted = OutputOf<typeof getSend>['counts'];

async function countsOf({ tx, scope }: ReadCtx, sendId: string): Promise<Counted> {
  const { rows } = await sql<
    Omit<Counted['codes'][number], 'code'> & { code: Counted['codes'][number]['code'] | null }
  >`select m.state, m.code, m.left_out as "leftOut", count(*)::int as n
    from message m where m.workspace_id = ${scope.workspaceId} and m.send_id = ${sendId} group by 1, 2, 3 order by n desc, m.state, m.code`.execute(
    tx,
  );
  const states = new Map<Counted['states'][number]['state'], number>();
  for (const { state, n } of rows) states.set(state, (states.get(state) ?? 0) + n);
  return {
    total: rows.reduce((sum, { n }) => sum + n, 0),
    states: [...states].map(([state, n]) => ({ state, n })),
    codes: rows.flatMap(({ code, ...row }) => (code ? [{ code, ...row }] : [])),
  };
}

/** Before it goes: what is to be done, and what the gate says to its audience as it is now. */
export async function checkedSend(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof checkSend> | Refusal> {
  const send = await sendRecord(ctx, id);
  if (isRefusal(send)) return send;
  const problems = await problemsOfSend(ctx, send);
  const variants = await variantsOf(ctx, id);
  const view = send.viewId === null ? null : await viewById(ctx.tx, ctx.scope, send.viewId);
  const criteria = view?.criteria ?? send.criteria;
  const condition =
    criteria && (await conditionOf(ctx.tx, ctx.scope, { criteria: criteria ?? EVERYTHING, entity: 'contact', row: 't', now: ctx.now }));
  if (!condition || isRefusal(condition) || send.purposeId === null)
    return { problems, gate: null, heldOut: 0, variants: variants.map(({ id: one, name }) => ({ id: one, name, n: 0 })), waiting: 0 };
  const audience = sql`select t.id as contact_id, t.email, t.company_id, t.interests from contact t where t.workspace_id = ${ctx.scope.workspaceId}
    and t.deleted_at is null and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 't.owner_id' })} and ${condition}`;
  const planned = send.plannedAt && send.plannedAt > ctx.now ? send.plannedAt : ctx.now;
  const asking = { workspaceId: ctx.scope.workspaceId, intent: intentOf(send, planned), rules: await rulesInForce(ctx), now: ctx.now };
  const gate = await countGate(ctx, asking, audience);
  const allowed = send.testPeople === null ? gate.allowed : Math.min(gate.allowed, send.testPeople);
  const heldOut = Math.round((allowed * send.holdOut) / 100);
  const shared = variants.map(({ id: one, name, share }) => ({ id: one, name, n: Math.round(((allowed - heldOut) * share) / 100) }));
  return {
    problems,
    gate,
    heldOut,
    variants: shared,
    waiting: Math.max(0, allowed - heldOut - shared.reduce((sum, { n }) => sum + n, 0)),
  };
}
