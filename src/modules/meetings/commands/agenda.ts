import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { addItem, changeItem } from '../contract/agenda.ts';
import type { Found } from '../queries/found.ts';
import { lockOpen, type MeetingRow, meetingsWhere, peopleOf } from '../queries/rows.ts';
import { lookAround } from '../queries/sources.ts';
import { LOOKS_BACK, MINUTES } from '../rules/agenda.ts';
import { PUBLISH_HOURS, WRITE_HOURS } from '../schema.ts';

type Done = Record<string, never>;
const HOUR_MS = 3_600_000;
const hoursFrom = (now: string, hours: number) => new Date(Date.parse(now) + hours * HOUR_MS).toISOString();

/** Since the last meeting of the same rhythm or kind that was held, or as far back as its kind looks. */
async function sinceOf(ctx: Ctx, meeting: MeetingRow): Promise<string> {
  const same = meeting.seriesId
    ? sql`m.series_id = ${meeting.seriesId}`
    : sql`m.kind = ${meeting.kind} and m.side is not distinct from ${meeting.side}`;
  const [last] = await meetingsWhere(
    ctx,
    sql`${same} and m.closed_at is not null and m.starts_at < ${meeting.startsAt}`,
    sql`order by m.starts_at desc limit 1`,
  );
  return last?.startsAt ?? hoursFrom(ctx.now, -24 * LOOKS_BACK[meeting.kind]);
}

/** Looks at the record and puts on the agenda what it finds. What is there already is brought up to date until the agenda is published. @returns how many are new */
export async function writeItems(ctx: Ctx, meeting: MeetingRow): Promise<number> {
  const since = await sinceOf(ctx, meeting);
  const found = await lookAround(ctx, { kind: meeting.kind, side: meeting.side, since, day: dayIn(meeting.zone, meeting.startsAt) });
  let added = 0;
  for (const one of found) added += await keep(ctx, meeting, one);
  ctx.changed('meeting', meeting.id);
  return added;
}

async function keep(ctx: Ctx, meeting: MeetingRow, { source, key, sentence, k, n, evidence, total }: Found): Promise<number> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    fresh: boolean;
  }>`insert into meeting_item (workspace_id, meeting_id, source, source_key, position, minutes, sentence, k, n, evidence, total, created_at)
    select ${ws}, ${meeting.id}, ${source}, ${key}, coalesce(max(position), 0) + 1, ${MINUTES[source]}, ${sentence.slice(0, 500)}, ${k}, ${n}, ${JSON.stringify(evidence)}::jsonb, ${total}, ${ctx.now}
    from meeting_item where workspace_id = ${ws} and meeting_id = ${meeting.id}
    on conflict (workspace_id, meeting_id, source, source_key) do update set sentence = excluded.sentence, k = excluded.k, n = excluded.n,
      evidence = excluded.evidence, total = excluded.total where ${meeting.publishedAt === null}
    returning xmax = 0 as fresh`.execute(ctx.tx);
  return rows[0]?.fresh ? 1 : 0;
}

export async function writeNow(ctx: Ctx, { id }: { id: string }): Promise<{ added: number } | Refusal> {
  const meeting = await lockOpen(ctx, id);
  return isRefusal(meeting) ? meeting : { added: await writeItems(ctx, meeting) };
}

async function publish(ctx: Ctx, meeting: MeetingRow): Promise<void> {
  await writeItems(ctx, meeting);
  await sql`update meeting set published_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${meeting.id}`.execute(
    ctx.tx,
  );
  const people = (await peopleOf(ctx, [meeting.id])).get(meeting.id) ?? [];
  for (const { id, reply } of people)
    if (reply !== 'no')
      await notify(ctx, {
        memberId: id,
        kind: 'meeting.agenda',
        title: `The agenda of ${meeting.title} is there`,
        body: 'Look at the items and their rows, and file your questions.',
        link: `/meetings/${meeting.id}`,
        dedupeKey: `meeting:${meeting.id}:agenda`,
      });
  ctx.changed('meeting', meeting.id);
}

export async function publishNow(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  if (meeting.publishedAt !== null) return refuse('not_now', 'The agenda has been sent.');
  await publish(ctx, meeting);
  return {};
}

/** Writes the agendas of the meetings of the next days, and sends them a day ahead. */
export async function writeAgendas(ctx: Ctx): Promise<void> {
  const coming = await meetingsWhere(
    ctx,
    sql`m.published_at is null and m.cancelled_at is null and m.closed_at is null and m.starts_at > ${ctx.now} and m.starts_at <= ${hoursFrom(ctx.now, WRITE_HOURS)}`,
    sql`order by m.starts_at for update`,
  );
  for (const meeting of coming) {
    if (meeting.startsAt <= hoursFrom(ctx.now, PUBLISH_HOURS)) await publish(ctx, meeting);
    else await writeItems(ctx, meeting);
  }
}

export async function addByHand(
  ctx: Ctx,
  { id, what, sentence, minutes, leadIds }: ParsedOf<typeof addItem>,
): Promise<{ id: string } | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  if (what === 'complaint' && leadIds.length === 0)
    return refuse('invalid', 'A complaint brings the records that it is about: choose them, so that both look at the same rows.', {
      field: 'leadIds',
    });
  const leads = await leadsInReach(ctx, leadIds);
  if (isRefusal(leads)) return leads;
  const evidence = leads.map((leadId) => ({ entity: 'lead', id: leadId, text: what === 'complaint' ? 'brought along' : 'is about' }));
  const { rows } = await sql<{
    id: string;
  }>`insert into meeting_item (workspace_id, meeting_id, source, position, minutes, sentence, evidence, total, n, added_by, created_at)
    select ${ctx.scope.workspaceId}, ${id}, 'hand', coalesce(max(position), 0) + 1, ${minutes}, ${sentence}, ${JSON.stringify(evidence)}::jsonb, ${leads.length},
      ${leads.length || null}, ${ctx.scope.actor.memberId}, ${ctx.now}
    from meeting_item where workspace_id = ${ctx.scope.workspaceId} and meeting_id = ${id} returning id`.execute(ctx.tx);
  ctx.changed('meeting', id);
  return { id: rows[0]?.id ?? '' };
}

export async function leadsInReach(ctx: Ctx, ids: readonly string[]): Promise<string[] | Refusal> {
  const wanted = [...new Set(ids)];
  const { rows } = await sql<{
    id: string;
  }>`select l.id from lead l where l.workspace_id = ${ctx.scope.workspaceId} and l.id = any (${wanted}::uuid[])
    and l.deleted_at is null and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`.execute(ctx.tx);
  return rows.length === wanted.length
    ? wanted
    : refuse('not_found', 'A lead is not here any more, or it is not yours to see.', { field: 'leadIds' });
}

export async function changeItemOf(ctx: Ctx, { id, itemId, ...change }: ParsedOf<typeof changeItem>): Promise<Done | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  const { workspaceId } = ctx.scope;
  const { rows: there } = await sql<{ note: string }>`select note from meeting_item
    where workspace_id = ${workspaceId} and meeting_id = ${id} and id = ${itemId} for update`.execute(ctx.tx);
  if (change.note !== undefined && there.some(({ note }) => note !== (change.noteBefore ?? note) && note !== change.note))
    return refuse('conflict', 'Somebody else has written notes here meanwhile. Nothing of yours is lost: put it below theirs.', {
      field: 'note',
    });
  const { rows } = await sql<{
    position: number;
  }>`update meeting_item set minutes = coalesce(${change.minutes ?? null}::int, minutes), note = coalesce(${change.note ?? null}, note),
      aside_at = case when ${change.aside ?? null}::boolean is null then aside_at when ${change.aside ?? false} then ${ctx.now}::timestamptz end
    where workspace_id = ${workspaceId} and meeting_id = ${id} and id = ${itemId} returning position`.execute(ctx.tx);
  const [item] = rows;
  if (!item) return refuse('not_found', 'This item is not on the agenda.');
  if (change.move) await swap(ctx, { meetingId: id, itemId, position: item.position, move: change.move });
  ctx.changed('meeting', id);
  return {};
}

async function swap(ctx: Ctx, of: { meetingId: string; itemId: string; position: number; move: 'up' | 'down' }): Promise<void> {
  const up = of.move === 'up';
  const { rows } = await sql<{
    id: string;
    position: number;
  }>`select id, position from meeting_item where workspace_id = ${ctx.scope.workspaceId}
    and meeting_id = ${of.meetingId} and aside_at is null and position ${up ? sql`<` : sql`>`} ${of.position} order by position ${up ? sql`desc` : sql`asc`} limit 1`.execute(
    ctx.tx,
  );
  const [other] = rows;
  if (!other) return;
  await sql`update meeting_item set position = case id when ${of.itemId}::uuid then ${other.position}::int else ${of.position}::int end
    where workspace_id = ${ctx.scope.workspaceId} and id in (${of.itemId}::uuid, ${other.id}::uuid)`.execute(ctx.tx);
}
