import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { standingOf } from '../queries/kernel.ts';
import { RIPE_DAYS, WENT } from '../queries/signals.ts';
import { changesOf } from '../rules/changes.ts';
import type { SignalKind } from '../schema.ts';

const SPAN_DAYS = 90;

interface Pair {
  kind: SignalKind;
  segment: string;
  campaignId: string | null;
  ownerId: string | null;
  beforeK: number;
  beforeN: number;
  afterK: number;
  afterN: number;
}

/** Looks for segments whose leads become deals clearly more or less often than a quarter before: one item each, for the owner of the campaign. What is over is cleared. */
export async function findSignals(ctx: Ctx): Promise<void> {
  const { asOf } = await standingOf(ctx);
  const back = (days: number) => new Date(Date.parse(asOf) - days * 86_400_000).toISOString();
  const spans = { before_from: back(RIPE_DAYS + 2 * SPAN_DAYS), split_at: back(RIPE_DAYS + SPAN_DAYS), after_to: back(RIPE_DAYS) };
  const pairs = await pairsOf(ctx, spans);
  const changes = changesOf(pairs.map((one) => ({ before: { k: one.beforeK, n: one.beforeN }, after: { k: one.afterK, n: one.afterN } })));
  for (const [n, pair] of pairs.entries()) {
    const change = changes[n];
    if (change?.over) await clear(ctx, pair);
    if (change?.holds) await raise(ctx, pair, { ...spans, z: change.z, relative: change.relative });
  }
}

async function pairsOf(
  ctx: Ctx,
  { before_from, split_at, after_to }: Record<'before_from' | 'split_at' | 'after_to', string>,
): Promise<Pair[]> {
  const before = sql`j.opened_at < ${split_at}`;
  const { rows } = await sql<Pair>`select s.kind, s.segment, c.id as "campaignId", c.owner_id as "ownerId",
      count(*) filter (where ${before} and ${WENT})::int as "beforeK", count(*) filter (where ${before})::int as "beforeN",
      count(*) filter (where not ${before} and ${WENT})::int as "afterK", count(*) filter (where not ${before})::int as "afterN"
    from lead_journey j cross join lateral (values ('campaign', j.campaign_id::text), ('channel', nullif(j.channel, '')), ('team', j.team), ('fit', nullif(j.fit, '?'))) s (kind, segment)
      left join campaign c on s.kind = 'campaign' and c.workspace_id = j.workspace_id and c.id = j.campaign_id and c.deleted_at is null
    where j.workspace_id = ${ctx.scope.workspaceId} and j.opened_at >= ${before_from} and j.opened_at < ${after_to} and s.segment is not null and (s.kind <> 'campaign' or c.id is not null)
    group by 1, 2, 3, 4 order by 1, 2`.execute(ctx.tx);
  return rows;
}

async function raise(
  ctx: Ctx,
  pair: Pair,
  of: { before_from: string; split_at: string; after_to: string; z: number; relative: number },
): Promise<void> {
  const { relative, ...columns } = of;
  const made = await ctx.tx
    .insertInto('course_signal')
    .values({
      workspace_id: ctx.scope.workspaceId,
      kind: pair.kind,
      segment: pair.segment,
      campaign_id: pair.campaignId,
      owner_id: pair.ownerId,
      ...columns,
      before_k: pair.beforeK,
      before_n: pair.beforeN,
      after_k: pair.afterK,
      after_n: pair.afterN,
      raised_at: ctx.now,
    })
    .onConflict((clash) => clash.columns(['workspace_id', 'kind', 'segment']).where('cleared_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) return;
  ctx.changed('course_signal', made.id);
  for (const memberId of await hearing(ctx, pair.ownerId))
    await notify(ctx, {
      memberId,
      kind: 'course.changed',
      title:
        relative < 0 ? 'Leads of a source become deals less often than before' : 'Leads of a source become deals more often than before',
      link: '/forecast?tab=course',
      dedupeKey: `course:${made.id}`,
    });
}

/** The campaign's owner; where there is none, whoever leads Marketing. */
async function hearing(ctx: Ctx, ownerId: string | null): Promise<string[]> {
  if (ownerId) return [ownerId];
  const { rows } = await sql<{
    id: string;
  }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active' and roles && '{marketing_lead}'::text[] order by id`.execute(
    ctx.tx,
  );
  return rows.map(({ id }) => id);
}

async function clear(ctx: Ctx, { kind, segment }: Pair): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`update course_signal set cleared_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and kind = ${kind} and segment = ${segment}
    and cleared_at is null returning id`.execute(ctx.tx);
  for (const { id } of rows) ctx.changed('course_signal', id);
}

export async function settleSignal(
  ctx: Ctx,
  asked: { id: string; settlement: 'taken' | 'set_aside'; reason: string | null },
): Promise<Record<string, never> | Refusal> {
  if (asked.settlement === 'set_aside' && !asked.reason)
    return refuse('invalid', 'Say why, so that the next one who asks knows.', { field: 'reason' });
  const { rows } =
    await sql`update course_signal set settlement = ${asked.settlement}, reason = ${asked.reason}, settled_at = ${ctx.now}, settled_by = ${ctx.scope.actor.memberId}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${asked.id} and settled_at is null returning id`.execute(ctx.tx);
  if (rows.length === 0) return refuse('not_now', 'This was settled already, or it is not there any more.');
  ctx.changed('course_signal', asked.id);
  return {};
}
