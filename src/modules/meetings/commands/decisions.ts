import { sql } from 'kysely';
import { promisesInForce } from '#modules/agreements/queries/promises.ts';
import { leadersOfBothSides } from '#modules/handoffs/queries/people.ts';
import { notify } from '#modules/notices/commands.ts';
import { clearSignatures, sign as giveSignature } from '#modules/signatures/commands.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, moveDay } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createDecision, rewriteDecision, signDecision } from '../contract/decisions.ts';
import { type DecisionRow, decisionHashOf, decisionsWhere, isStale, stateOfDecision } from '../queries/decisions.ts';
import { measure } from '../queries/metrics.ts';
import { meetingById } from '../queries/rows.ts';
import { isRunOwed } from '../queries/ruleeffects.ts';
import { targetOf } from '../queries/targets.ts';
import { valueWords } from '../rules/agenda.ts';
import { isShare, type Measured } from '../schema.ts';
import { applyDecision } from './apply.ts';
import { runOf } from './run.ts';

type Done = Record<string, never>;
const DAY_MS = 86_400_000;
const LONGEST_DAYS = 366;

interface Written {
  title: string;
  kind: string;
  change: string;
  basis: string;
  before: string;
  metric: string;
  line_id: string | null;
  expected: number;
  baseline: string;
  check_on: string;
}

type Words = Pick<ParsedOf<typeof createDecision>, 'title' | 'change' | 'metric' | 'lineId' | 'expected' | 'checkOn'>;

/** A decision as it is kept: on what stands now, with the metric as it was over a time as long as the one until it is looked at. */
async function written(ctx: Ctx, { title, change, metric, lineId, expected, checkOn }: Words): Promise<Written | Refusal> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const days = (Date.parse(checkOn) - Date.parse(today)) / DAY_MS;
  if (days < 1 || days > LONGEST_DAYS) return refuse('invalid', 'Look at it again after today, and within a year.', { field: 'checkOn' });
  if (isShare(metric) && expected > 1) return refuse('invalid', 'A share is at most 100 %.', { field: 'expected' });
  if (metric === 'attainment') {
    const agreed = await promisesInForce(ctx);
    if (!agreed?.clauses.some((clause) => clause.lineId === lineId && clause.clocked))
      return refuse('invalid', 'Choose the promise whose share is measured: one that is answered in time.', { field: 'lineId' });
  }
  const target = await targetOf(ctx, change);
  if (isRefusal(target)) return target;
  const line = metric === 'attainment' ? lineId : null;
  const baseline = await measure(ctx, { metric, lineId: line, from: moveDay(today, -days, 'day') ?? today, to: today });
  return {
    ...{ title, kind: change.kind, metric, expected, line_id: line, check_on: checkOn },
    change: JSON.stringify(change),
    basis: target.basis,
    before: JSON.stringify(target.before),
    baseline: JSON.stringify(baseline),
  };
}

export async function write(
  ctx: Ctx,
  { meetingId, itemId, ...words }: ParsedOf<typeof createDecision>,
): Promise<OutputOf<typeof createDecision> | Refusal> {
  if (meetingId !== null) {
    const meeting = await meetingById(ctx, meetingId);
    if (isRefusal(meeting)) return meeting;
  }
  const values = await written(ctx, words);
  if (isRefusal(values)) return values;
  const item = itemId && meetingId ? await itemOf(ctx, meetingId, itemId) : null;
  // Two who write at once take turns: numbers follow each other.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.scope.workspaceId} decision`}, 0))`.execute(ctx.tx);
  const { rows } = await sql<{
    n: number;
  }>`select coalesce(max(number), 0)::int + 1 as n from decision where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  const { id } = await ctx.tx
    .insertInto('decision')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number: rows[0]?.n ?? 1,
      meeting_id: meetingId,
      item_id: item,
      ...values,
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('decision', id);
  const row = await lockDecision(ctx, id);
  if (isRefusal(row)) return row;
  await runOf(ctx, row);
  await tellSides(ctx, row, { what: 'waits for your signature' });
  return { id, number: row.number, contentHash: decisionHashOf(row) };
}

async function itemOf(ctx: Ctx, meetingId: string, itemId: string): Promise<string | null> {
  const row = await ctx.tx
    .selectFrom('meeting_item')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('meeting_id', '=', meetingId)
    .where('id', '=', itemId)
    .executeTakeFirst();
  return row?.id ?? null;
}

async function lockDecision(ctx: Ctx, id: string): Promise<DecisionRow | Refusal> {
  const [row] = await decisionsWhere(ctx, sql`d.id = ${id}`, sql`for update of d`);
  return row ?? refuse('not_found', 'This decision is not here.');
}

async function lockWaiting(ctx: Ctx, id: string): Promise<DecisionRow | Refusal> {
  const row = await lockDecision(ctx, id);
  if (isRefusal(row)) return row;
  const state = stateOfDecision(row);
  if (state === 'waits') return row;
  return refuse(
    'not_now',
    state === 'withdrawn' ? 'This decision was taken back.' : 'This decision is applied; it stands. Write the next one.',
  );
}

export async function rewrite(ctx: Ctx, { id, ...words }: ParsedOf<typeof rewriteDecision>): Promise<{ contentHash: string } | Refusal> {
  const row = await lockWaiting(ctx, id);
  if (isRefusal(row)) return row;
  const values = await written(ctx, words);
  if (isRefusal(values)) return values;
  await clearSignatures(ctx, { subject: 'decision', id });
  await ctx.tx.updateTable('decision').set(values).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('decision', id);
  const after = await lockDecision(ctx, id);
  if (isRefusal(after)) return after;
  await runOf(ctx, after);
  return { contentHash: decisionHashOf(after) };
}

/** Signs for the caller's side. The second signature and the change are one act: where the change is refused, nobody has signed. */
export async function signFor(
  ctx: Ctx,
  { id, contentHash }: ParsedOf<typeof signDecision>,
): Promise<OutputOf<typeof signDecision> | Refusal> {
  const row = await lockWaiting(ctx, id);
  if (isRefusal(row)) return row;
  if (await isStale(ctx, row))
    return refuse('conflict', 'What this would change has changed since it was written. Write it again on what stands now, then sign.');
  if (await isRunOwed(ctx, row))
    return refuse('not_now', 'This has not been run over the past yet: look at what would have come of it, then sign.');
  const signed = await giveSignature(ctx, {
    subject: 'decision',
    id,
    permission: 'agreement:sign',
    contentHash,
    currentHash: decisionHashOf(row),
  });
  if (isRefusal(signed)) return signed;
  ctx.changed('decision', id);
  if (!signed.complete) {
    await tellSides(ctx, row, { what: `was signed by ${signed.party === 'sales' ? 'Sales' : 'Marketing'}` });
    return { state: 'waits' };
  }
  const applied = await applyDecision(ctx, row);
  if (isRefusal(applied)) return applied;
  await ctx.tx
    .updateTable('decision')
    .set({ applied_at: ctx.now, applied: JSON.stringify(applied) })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  await tellSides(ctx, row, { what: 'is signed by both and applied' });
  return { state: 'applied' };
}

export async function takeBack(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const row = await lockWaiting(ctx, id);
  if (isRefusal(row)) return row;
  await clearSignatures(ctx, { subject: 'decision', id });
  await sql`update decision set withdrawn_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('decision', id);
  return {};
}

async function tellSides(
  ctx: Ctx,
  { id, number, title }: DecisionRow,
  { what, body = title }: { what: string; body?: string },
): Promise<void> {
  for (const memberId of await leadersOfBothSides(ctx))
    if (memberId !== ctx.scope.actor.memberId)
      await notify(ctx, {
        memberId,
        kind: 'meeting.decision',
        title: `Decision ${number} ${what}`,
        body,
        link: '/decisions',
        dedupeKey: `decision:${id}:${what}:${ctx.now}`,
      });
}

/** On its day a decision is measured, by the metric that was named before anybody signed; both leads read what came of it. */
export async function checkBack(ctx: Ctx): Promise<void> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const due = await decisionsWhere(
    ctx,
    sql`d.applied_at is not null and d.checked_at is null and d.check_on <= ${today}::date`,
    sql`for update of d`,
  );
  for (const row of due) {
    const from = dayIn(await timeZoneOf(ctx), row.appliedAt ?? row.createdAt);
    const measured: Measured = await measure(ctx, {
      metric: row.metric,
      lineId: row.lineId,
      from,
      to: row.checkOn > from ? row.checkOn : today,
    });
    await ctx.tx
      .updateTable('decision')
      .set({ checked_at: ctx.now, measured: JSON.stringify(measured) })
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', row.id)
      .execute();
    const was = valueWords(row.metric, measured.value);
    const body = `“${row.title}”: expected ${valueWords(row.metric, row.expected)}, was ${was} (n = ${measured.n})`;
    await tellSides(ctx, row, { what: 'is looked at again', body });
    ctx.changed('decision', row.id);
  }
}
