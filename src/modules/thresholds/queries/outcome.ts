import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getThresholdOutcome } from '../contract/thresholds.ts';
import { decides, signedValue, thresholdRows } from './thresholds.ts';

interface Tally {
  cause: string;
  n: number;
  decided: number;
  accepted: number;
  won: number;
  mature: number;
  maturewon: number;
}

const WEEK_MS = 7 * 86_400_000;

/** What came of the threshold since it decides: hand-offs by the score, and apart from them the agreed sample. */
export async function readOutcome(ctx: ReadCtx): Promise<OutputOf<typeof getThresholdOutcome>> {
  const row = (await thresholdRows(ctx)).find((one) => decides(one, ctx.now));
  const value = row && signedValue(row);
  if (!value || row.in_force_from === null) return { outcome: null };
  const { rows } =
    await sql<Tally>`select h.cause, count(*)::int as n, count(*) filter (where h.decision is not null and h.decision <> 'withdrawn')::int as decided,
      count(*) filter (where h.decision in ('accepted', 'accepted_by_default'))::int as accepted, count(*) filter (where l.stage = 'customer')::int as won,
      count(*) filter (where h.handed_at + make_interval(days => t.window_days) <= ${ctx.now})::int as mature,
      count(*) filter (where h.handed_at + make_interval(days => t.window_days) <= ${ctx.now} and l.stage = 'customer')::int as maturewon
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
      cross join (select coalesce((select window_days from score_backtest where workspace_id = ${ctx.scope.workspaceId} and id = ${value.expected.backtestId}), 180) as window_days) t
    where h.workspace_id = ${ctx.scope.workspaceId} and h.cause in ('threshold', 'exploration') and h.handed_at >= ${row.in_force_from} group by 1`.execute(
      ctx.tx,
    );
  const of = (cause: string) =>
    rows.find((one) => one.cause === cause) ?? { n: 0, decided: 0, accepted: 0, won: 0, mature: 0, maturewon: 0 };
  const [over, sample] = [of('threshold'), of('exploration')];
  const weeks = (Date.parse(ctx.now) - Date.parse(row.in_force_from)) / WEEK_MS;
  return {
    outcome: {
      from: row.in_force_from,
      weeks,
      expected: value.expected,
      handedOff: over.n,
      perWeek: weeks < 1 ? null : over.n / weeks,
      accepted: rateOf(over.accepted, over.decided),
      wonSoFar: rateOf(over.won, over.n),
      precision: rateOf(over.maturewon, over.mature),
      sample: { handedOff: sample.n, accepted: rateOf(sample.accepted, sample.decided), wonSoFar: rateOf(sample.won, sample.n) },
    },
  };
}
