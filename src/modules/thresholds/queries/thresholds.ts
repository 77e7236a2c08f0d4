import { sql } from 'kysely';
import { hashOfContent, signaturesOf, signsFor } from '#modules/signatures/queries.ts';
import type { Signature } from '#modules/signatures/schema.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn, moveDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getThreshold, getThresholdStanding } from '../contract/thresholds.ts';
import { BANNER_DAYS, type Expected, type FitClass, type Need, type Party, type Status, type Terms } from '../schema.ts';
import { handedIn, needsSeenBy } from './needs.ts';

export interface ThresholdRow {
  id: string;
  number: number;
  status: Status;
  terms: Terms;
  cut: number | null;
  fit_classes: FitClass[] | null;
  exploration: number | null;
  expires_on: string | null;
  expected: Expected | null;
  proposed_by: string | null;
  proposer: string | null;
  proposed_at: string | null;
  begun_by: string | null;
  beginner: string | null;
  begun_at: string;
  in_force_from: string | null;
  expires_at: string | null;
  ended_at: string | null;
}

export interface Value {
  cut: number;
  fitClasses: FitClass[];
  exploration: number;
  expiresOn: string;
  expected: Expected;
}

/** The newest first. */
export async function thresholdRows(ctx: ReadCtx): Promise<ThresholdRow[]> {
  const { rows } =
    await sql<ThresholdRow>`select t.id, t.number, t.status, t.terms, t.cut::float8, t.fit_classes, t.exploration, t.expires_on, t.expected, t.proposed_by,
      p.name as proposer, t.proposed_at, t.begun_by, b.name as beginner, t.begun_at, t.in_force_from, t.expires_at, t.ended_at
    from threshold t left join member p on p.workspace_id = t.workspace_id and p.id = t.proposed_by
      left join member b on b.workspace_id = t.workspace_id and b.id = t.begun_by
    where t.workspace_id = ${ctx.scope.workspaceId} order by t.number desc`.execute(ctx.tx);
  return rows;
}

export function signedValue(row: ThresholdRow): Value | null {
  const { cut, fit_classes: fitClasses, exploration, expires_on: expiresOn, expected } = row;
  if (cut === null || fitClasses === null || exploration === null || expiresOn === null || expected === null) return null;
  return { cut, fitClasses, exploration, expiresOn, expected };
}

/** What a signature stands for. */
export function thresholdHashOf(number: number, { cut, fitClasses, exploration, expiresOn, expected }: Value): string {
  const { modelNumber, backtestId, won, leads, perWeek } = expected;
  return hashOfContent([number, cut, fitClasses, exploration, expiresOn, modelNumber, backtestId, won, leads, perWeek]);
}

export const isOpen = (status: Status): boolean => status === 'asking' || status === 'open';

/** In force at this moment: its day ends it, whether or not a job has been by. */
export const decides = (row: ThresholdRow, now: string): boolean =>
  row.status === 'in_force' && row.expires_at !== null && row.expires_at > now;

const hasExpired = (row: ThresholdRow, now: string): boolean =>
  row.status === 'expired' || (row.status === 'in_force' && !decides(row, now));

/** The last one that was in force, if its day has ended it. */
function expiredOf(rows: readonly ThresholdRow[], now: string): ThresholdRow | undefined {
  const last = rows.find(({ in_force_from }) => in_force_from !== null);
  return last && hasExpired(last, now) ? last : undefined;
}

const named = (id: string | null, name: string | null) => (id !== null && name !== null ? { id, name } : null);

export async function readThreshold(ctx: ReadCtx): Promise<OutputOf<typeof getThreshold>> {
  const rows = await thresholdRows(ctx);
  const signatures = await signaturesOf(ctx.tx, ctx.scope, { subject: 'threshold', ids: rows.map(({ id }) => id) });
  const shown = (row: ThresholdRow) => ({
    id: row.id,
    number: row.number,
    status: hasExpired(row, ctx.now) ? ('expired' as const) : row.status,
    value: signedValue(row),
    signatures: signatures.get(row.id) ?? [],
    inForceFrom: row.in_force_from,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  });
  const inForce = rows.find((row) => decides(row, ctx.now));
  const expired = expiredOf(rows, ctx.now);
  const open = rows.find(({ status }) => isOpen(status));
  const { rows: models } = await sql<{ number: number }>`select number from score_model_version
    where workspace_id = ${ctx.scope.workspaceId} and status = 'active'`.execute(ctx.tx);
  return {
    inForce: inForce ? shown(inForce) : null,
    otherScore: inForce?.expected !== undefined && inForce.expected !== null && inForce.expected.modelNumber !== models[0]?.number,
    expired: expired ? shown(expired) : null,
    open: open ? await shownOpen(ctx, open, signatures.get(open.id) ?? []) : null,
    history: rows.filter(({ status }) => !isOpen(status)).map(shown),
    signsFor: await signsFor(ctx, 'profile:sign'),
    mayWrite: ctx.scope.permissions.has('profile:write'),
  };
}

async function shownOpen(ctx: ReadCtx, row: ThresholdRow, signatures: Signature[]) {
  const which = await handedIn(ctx, row.id);
  const seen = await needsSeenBy(ctx, row.id, await signsFor(ctx, 'profile:sign'));
  const needOf = (party: Party): Need | null => {
    const found = seen.find((one) => one.party === party);
    if (!found) return null;
    const { leastPrecision, mostPerWeek, leastPerMonth, leastValueMinor } = found;
    return { leastPrecision, mostPerWeek, leastPerMonth, leastValueMinor };
  };
  const value = signedValue(row);
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    terms: row.terms,
    begunBy: named(row.begun_by, row.beginner),
    begunAt: row.begun_at,
    needs: { sales: needOf('sales'), marketing: needOf('marketing') },
    handedIn: which,
    proposal: value && {
      ...value,
      by: named(row.proposed_by, row.proposer),
      at: row.proposed_at ?? row.begun_at,
      contentHash: thresholdHashOf(row.number, value),
      signatures,
    },
  };
}

export async function readStanding(ctx: ReadCtx): Promise<OutputOf<typeof getThresholdStanding>> {
  const row = expiredOf(await thresholdRows(ctx), ctx.now);
  if (!row || row.expires_on === null) return { expired: null };
  const last = moveDay(row.expires_on, BANNER_DAYS, 'day') ?? row.expires_on;
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  return { expired: today <= last ? { number: row.number, expiredOn: row.expires_on } : null };
}
