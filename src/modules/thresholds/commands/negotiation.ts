import { sql } from 'kysely';
import { leadersOfBothSides } from '#modules/handoffs/queries/people.ts';
import { notify } from '#modules/notices/commands.ts';
import { setThreshold } from '#modules/scoring/commands/threshold.ts';
import { clearSignatures, sign as giveSignature } from '#modules/signatures/commands.ts';
import { signsFor } from '#modules/signatures/queries.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { type FieldError, isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { proposeThreshold as Propose } from '../contract/thresholds.ts';
import { handedIn, needsSeenBy, openNeeds } from '../queries/needs.ts';
import { currentTable, inOrder, type Past, usualTerms } from '../queries/table.ts';
import { isOpen, signedValue, type ThresholdRow, thresholdHashOf, thresholdRows, type Value } from '../queries/thresholds.ts';
import type { TermsAsked } from '../rules/terms.ts';
import { zoneOf } from '../rules/zone.ts';
import { DEMANDS_OF, type Expected, type Need, PARTIES, type Status, USUAL_CLASSES } from '../schema.ts';

type Done = Record<string, never>;

async function lockOpen(ctx: Ctx, id: string): Promise<ThresholdRow | Refusal> {
  await sql`select from threshold where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const row = (await thresholdRows(ctx)).find((one) => one.id === id);
  if (!row) return refuse('not_found', 'This negotiation is not there any more.');
  return isOpen(row.status) ? row : refuse('not_now', 'This negotiation is over. Begin the next one.');
}

/** Both sides look at the same figures from here on. */
export async function beginThreshold(ctx: Ctx, asked: TermsAsked): Promise<{ id: string; number: number } | Refusal> {
  const rows = await thresholdRows(ctx);
  const open = rows.find(({ status }) => isOpen(status));
  if (open) return refuse('conflict', `A threshold is being negotiated already, number ${open.number}. Go on with that one.`);
  const terms = await usualTerms(ctx, asked);
  if (!(await currentTable(ctx, { fitClasses: USUAL_CLASSES, terms })))
    return refuse('not_now', 'There is nothing to negotiate on yet: run a back-test of the score in force first.');
  const number = (rows[0]?.number ?? 0) + 1;
  const { id } = await ctx.tx
    .insertInto('threshold')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number,
      terms: JSON.stringify(terms),
      begun_by: ctx.scope.actor.memberId,
      begun_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('threshold', id);
  await tellLeaders(ctx, {
    kind: 'threshold.begun',
    title: 'A threshold is being negotiated',
    body: 'Say what your side needs. The other side sees it only once its own is in as well.',
    dedupeKey: `threshold:${id}:begun`,
  });
  return { id, number };
}

export async function tellLeaders(ctx: Ctx, notice: { kind: string; title: string; body: string; dedupeKey: string }): Promise<void> {
  for (const memberId of await leadersOfBothSides(ctx))
    if (memberId !== ctx.scope.actor.memberId) await notify(ctx, { memberId, link: '/threshold', ...notice });
}

/** A side says what it needs. With the second both lie open; from then on changing it takes a proposal back. */
export async function stateNeed(ctx: Ctx, stated: { id: string } & Need): Promise<{ bothIn: boolean } | Refusal> {
  const row = await lockOpen(ctx, stated.id);
  if (isRefusal(row)) return row;
  const party = await signsFor(ctx, 'profile:sign');
  if (!party)
    return refuse(
      'forbidden',
      'Only someone of Sales or of Marketing can say what their side needs. Your department is set under Team and roles.',
    );
  const [first, second] = DEMANDS_OF[party].map((demand) => stated[demand]);
  if (first === null && second === null)
    return refuse('invalid', 'Say at least one thing that your side needs.', { field: DEMANDS_OF[party][0] ?? '' });
  const foreign = PARTIES.filter((one) => one !== party).flatMap((one) => DEMANDS_OF[one].filter((demand) => stated[demand] !== null));
  if (foreign[0]) return refuse('invalid', 'This is for the other side to say.', { field: foreign[0] });
  await needsSeenBy(ctx, row.id, party);
  const facts = {
    least_precision: stated.leastPrecision,
    most_per_week: stated.mostPerWeek,
    least_per_month: stated.leastPerMonth,
    least_value_minor: stated.leastValueMinor,
    written_by: ctx.scope.actor.memberId,
    written_at: ctx.now,
  };
  await ctx.tx
    .insertInto('threshold_need')
    .values({ workspace_id: ctx.scope.workspaceId, threshold_id: row.id, party, is_open: row.status === 'open', ...facts })
    .onConflict((clash) => clash.columns(['workspace_id', 'threshold_id', 'party']).doUpdateSet(facts))
    .execute();
  ctx.changed('threshold', row.id);
  if (row.status === 'open') {
    await takeBackProposal(ctx, row.id);
    return { bothIn: true };
  }
  return { bothIn: await layOpen(ctx, row) };
}

async function layOpen(ctx: Ctx, row: ThresholdRow): Promise<boolean> {
  const { sales, marketing } = await handedIn(ctx, row.id);
  if (!sales || !marketing) return false;
  const { workspaceId } = ctx.scope;
  await needsSeenBy(ctx, row.id, 'both');
  await sql`update threshold_need set is_open = true where workspace_id = ${workspaceId} and threshold_id = ${row.id}`.execute(ctx.tx);
  await sql`select set_config('truce.party', '', true)`.execute(ctx.tx);
  await sql`update threshold set status = 'open' where workspace_id = ${workspaceId} and id = ${row.id}`.execute(ctx.tx);
  await tellLeaders(ctx, {
    kind: 'threshold.open',
    title: 'Both sides have said what they need',
    body: 'Look at which thresholds suit both, and propose one.',
    dedupeKey: `threshold:${row.id}:open`,
  });
  return true;
}

async function takeBackProposal(ctx: Ctx, id: string): Promise<void> {
  await clearSignatures(ctx, { subject: 'threshold', id });
  await sql`update threshold set cut = null, fit_classes = null, exploration = null, expires_on = null, expected = null, proposed_by = null, proposed_at = null
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
}

type Proposal = InputOf<typeof Propose>;

export async function proposeThreshold(ctx: Ctx, asked: Proposal): Promise<{ contentHash: string; signaturesCleared: boolean } | Refusal> {
  const row = await lockOpen(ctx, asked.id);
  if (isRefusal(row)) return row;
  const needs = await openNeeds(ctx);
  if (!needs) return refuse('not_now', 'First both sides say what they need; then a value can be proposed.');
  const wrongDay = await dayProblem(ctx, asked.expiresOn);
  if (wrongDay) return refuse('invalid', wrongDay.message, wrongDay);
  const fitClasses = inOrder(asked.fitClasses);
  const past = await currentTable(ctx, { fitClasses, terms: row.terms });
  if (!past) return refuse('not_now', 'The score in force has no back-test. Run one first.');
  const zone = zoneOf(past.table.rows, needs, row.terms);
  if (zone.cuts.length === 0)
    return refuse(
      'not_now',
      'No threshold for these classes gives both sides what they need. One side changes what it asks, or choose other classes.',
    );
  const expected = expectedOf(past, asked.cut);
  if (!expected || !zone.cuts.includes(asked.cut))
    return refuse('invalid', `This does not give both sides what they need. These do: ${zone.cuts.join(', ')}.`, { field: 'cut' });
  const value: Value = { cut: asked.cut, fitClasses, exploration: asked.exploration, expiresOn: asked.expiresOn, expected };
  const signaturesCleared = await clearSignatures(ctx, { subject: 'threshold', id: row.id });
  await ctx.tx
    .updateTable('threshold')
    .set({
      cut: value.cut,
      fit_classes: fitClasses,
      exploration: value.exploration,
      expires_on: value.expiresOn,
      expected: JSON.stringify(expected),
      proposed_by: ctx.scope.actor.memberId,
      proposed_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', row.id)
    .execute();
  ctx.changed('threshold', row.id);
  return { contentHash: thresholdHashOf(row.number, value), signaturesCleared };
}

/** A threshold has an end: after today, and within a year. */
export async function dayProblem(ctx: Ctx, expiresOn: string): Promise<FieldError | null> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const furthest = moveDay(today, 1, 'year') ?? today;
  if (expiresOn <= today) return { field: 'expiresOn', message: 'Choose a day after today.' };
  return expiresOn > furthest
    ? { field: 'expiresOn', message: 'A threshold is looked at again within a year. Choose an earlier day.' }
    : null;
}

export function expectedOf({ test, table }: Past, cut: number): Expected | null {
  const row = table.rows.find((one) => one.cut === cut);
  if (!row) return null;
  const { won, leads, perWeek, precision } = row;
  return {
    modelNumber: test.modelNumber,
    backtestId: test.id,
    won,
    leads,
    perWeek,
    precision: precision.rate,
    low: precision.low,
    high: precision.high,
  };
}

/** Signs for the caller's side; with the second signature the value decides until the end of its last day. */
export async function signThreshold(ctx: Ctx, sign: { id: string; contentHash: string }): Promise<{ status: Status } | Refusal> {
  const row = await lockOpen(ctx, sign.id);
  if (isRefusal(row)) return row;
  const value = signedValue(row);
  if (!value) return refuse('not_now', 'There is no proposal to sign yet.');
  const wrongDay = await dayProblem(ctx, value.expiresOn);
  if (wrongDay) return refuse('not_now', 'The last day of this proposal has passed. Propose it again with a later one.');
  const currentHash = thresholdHashOf(row.number, value);
  const signed = await giveSignature(ctx, { ...sign, subject: 'threshold', permission: 'profile:sign', currentHash });
  if (isRefusal(signed)) return signed;
  ctx.changed('threshold', row.id);
  if (!signed.complete) return { status: row.status };
  await putInForce(ctx, row, value);
  return { status: 'in_force' };
}

export async function putInForce(ctx: Ctx, row: { id: string; number: number }, value: Value): Promise<void> {
  const { workspaceId } = ctx.scope;
  const zone = await timeZoneOf(ctx);
  const expiresAt = new Date(startOfDay(zone, moveDay(value.expiresOn, 1, 'day') ?? value.expiresOn)).toISOString();
  await sql`update threshold set status = 'superseded', ended_at = ${ctx.now} where workspace_id = ${workspaceId} and status = 'in_force'`.execute(
    ctx.tx,
  );
  await sql`update threshold set status = 'in_force', in_force_from = ${ctx.now}, expires_at = ${expiresAt} where workspace_id = ${workspaceId} and id = ${row.id}`.execute(
    ctx.tx,
  );
  await setThreshold(ctx, { number: row.number, cut: value.cut, fitClasses: value.fitClasses, expiresAt });
  await tellLeaders(ctx, {
    kind: 'threshold.signed',
    title: `A threshold is in force: ${value.cut} points with fit ${value.fitClasses.join(', ')}`,
    body: `Both sides signed it. It decides until the end of ${value.expiresOn}.`,
    dedupeKey: `threshold:${row.id}:signed`,
  });
}

/** Ends without a threshold; what is in force stays until its day. */
export async function withdrawThreshold(ctx: Ctx, id: string): Promise<Done | Refusal> {
  const row = await lockOpen(ctx, id);
  if (isRefusal(row)) return row;
  await clearSignatures(ctx, { subject: 'threshold', id });
  await sql`update threshold set status = 'withdrawn', ended_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  ctx.changed('threshold', id);
  return {};
}
