import { sql } from 'kysely';
import { clausesInForceOrDrafted } from '#modules/agreements/queries/agreement.ts';
import { attainmentByLine, type LineAttainment } from '#modules/agreements/queries/attainment.ts';
import { amountsSum, moneyOfEach, noAmounts } from '#modules/leadvalues/queries/behind.ts';
import type { Behind } from '#modules/leadvalues/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import { chanceAtLeast, rateOf } from '#platform/shared/statistics.ts';
import type { getScorecard } from '../contract/scorecard.ts';
import { lowerSide, sideFigure } from '../rules/scorecard.ts';
import { chosenHandoffs, NEWEST_OF_LEAD, WITH_VERDICT } from './handoffs.ts';
import { baseCurrency } from './settings.ts';

type Scorecard = OutputOf<typeof getScorecard>;
type Line = Scorecard['lines'][number];

interface Asked {
  from: string;
  to: string;
  /** With the money behind the hand-offs. */
  money?: boolean;
}

/** Both sides of the agreement, for what started in a period, as it stands now. */
export async function readScorecard(ctx: ReadCtx, period: Asked): Promise<Scorecard> {
  const current = await clausesInForceOrDrafted(ctx.tx, ctx.scope, ctx.now);
  const silence = await silences(ctx, period);
  const lines = (await attainmentByLine(ctx.tx, ctx.scope, { from: period.from, to: period.to, now: ctx.now })).map((line) =>
    lineOf(line, silence.get(line.lineId) ?? 0),
  );
  const side = (party: Line['party']) => sideFigure(lines.filter((line) => line.party === party));
  const [sales, marketing] = [side('sales'), side('marketing')];
  return {
    agreement: current ? { number: current.version.number, inForce: current.inForce } : null,
    lines,
    sales,
    marketing,
    lower: lowerSide(sales, marketing),
    handoffs: await handoffFigures(ctx, period),
    asOf: ctx.now,
  };
}

function lineOf({ proof: _proof, startsWhen: _starts, ...line }: LineAttainment, bySilence: number): Line {
  return { ...line, bySilence, chance: chanceAtLeast(line.k, line.n, line.target) };
}

/** Hand-offs that silence accepted, by the promise whose clock ran out over them. */
async function silences(ctx: ReadCtx, period: { from: string; to: string }): Promise<Map<string, number>> {
  const { rows } = await sql<{ line_id: string; n: number }>`select k.line_id, count(*)::int as n from clock k
    join clause l on l.workspace_id = k.workspace_id and l.id = k.clause_id and 'verdict' = any (l.proof)
    join handoff h on h.workspace_id = k.workspace_id and h.id = k.cause_id and h.decision = 'accepted_by_default'
    where k.workspace_id = ${ctx.scope.workspaceId} and k.started_at >= ${period.from} and k.started_at < ${period.to} group by 1`.execute(
    ctx.tx,
  );
  return new Map(rows.map((row) => [row.line_id, row.n]));
}

/** Hand-offs that are the same for every figure of the scorecard. */
interface Alike {
  decision: string | null;
  later: boolean;
  cause: string;
  n: number;
  contradicted: number;
  reason_id: string | null;
  class: string;
  label: string;
  /** Those whose money stands here. */
  leads: string[];
}

async function alike(ctx: ReadCtx, { from, to, money }: Asked): Promise<Alike[]> {
  const chosen = sql.join(chosenHandoffs(ctx.scope.workspaceId, { from, to }), sql` and `);
  const leads = money ? sql`coalesce(array_agg(h.lead_id) filter (where ${NEWEST_OF_LEAD}), '{}')` : sql`'{}'::uuid[]`;
  const { rows } = await sql<Alike>`
    select h.decision, (h.returned_at is not null and h.decision in ('accepted', 'accepted_by_default')) as later, h.cause, count(*)::int as n,
      count(*) filter (where cardinality(v.contradictions) > 0)::int as contradicted, r.id as reason_id, r.class, r.label, ${leads} as leads
    from ${WITH_VERDICT} where ${chosen} group by h.decision, 2, h.cause, r.id, r.class, r.label`.execute(ctx.tx);
  return rows;
}

async function handoffFigures(ctx: ReadCtx, asked: Asked): Promise<Scorecard['handoffs']> {
  const rows = await alike(ctx, asked);
  const of = (...decisions: (string | null)[]) => rows.filter(({ decision }) => decisions.includes(decision));
  // The agreed sample below the threshold is expected to be poor: it says nothing of how well either side keeps its word.
  const judged = (...decisions: string[]) => of(...decisions).filter(({ cause }) => cause !== 'exploration');
  const parts = {
    total: rows,
    pending: of(null),
    accepted: judged('accepted', 'accepted_by_default'),
    acceptedByDefault: of('accepted_by_default'),
    rejected: of('rejected'),
    recycled: of('recycled'),
    withdrawn: of('withdrawn'),
    returnedLater: rows.filter(({ later }) => later),
    overrides: rows.filter(({ cause }) => cause === 'override'),
    sample: rows.filter(({ cause }) => cause === 'exploration'),
  };
  const decided = count(parts.accepted) + count(judged('rejected', 'recycled'));
  const { accepted, ...counts } = each(parts, count);
  const money = asked.money ? await moneyOf(ctx, rows) : null;
  return {
    ...counts,
    decided,
    acceptance: rateOf(accepted, decided),
    reasons: reasonsOf(rows).map(({ given, ...reason }) => ({ ...reason, ...(money && { behind: money(given) }) })),
    contradicted: rows.reduce((sum, { contradicted }) => sum + contradicted, 0),
    ...(money && { behind: each(parts, money) }),
  };
}

const count = (rows: readonly Alike[]) => rows.reduce((sum, { n }) => sum + n, 0);

const each = <K extends string, T, R>(parts: Record<K, T>, make: (part: T) => R) =>
  Object.fromEntries(Object.entries<T>(parts).map(([name, part]) => [name, make(part)])) as Record<K, R>;

/** Sums the money behind hand-offs; null where the role may not see amounts. */
async function moneyOf(ctx: ReadCtx, all: readonly Alike[]): Promise<((rows: readonly Alike[]) => Behind) | null> {
  const none = noAmounts(ctx.scope);
  if (!none) return null;
  const each = await moneyOfEach(
    ctx,
    all.flatMap(({ leads }) => leads),
  );
  const currency = await baseCurrency(ctx);
  return (rows) => ({ ...(amountsSum(rows.flatMap(({ leads }) => leads.flatMap((id) => each?.get(id) ?? []))) ?? none), currency });
}

/** Those that were given most first. */
function reasonsOf(rows: readonly Alike[]) {
  return [...groupBy(rows, ({ reason_id }) => reason_id)]
    .flatMap(([id, given]) => (id && given[0] ? [{ id, class: given[0].class, label: given[0].label, n: count(given), given }] : []))
    .sort((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1));
}
