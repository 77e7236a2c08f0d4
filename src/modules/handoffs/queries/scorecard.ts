import { sql } from 'kysely';
import { clausesInForceOrDrafted } from '#modules/agreements/queries/agreement.ts';
import { attainmentByLine, type LineAttainment } from '#modules/agreements/queries/attainment.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { chanceAtLeast, rateOf } from '#platform/shared/statistics.ts';
import type { getScorecard } from '../contract/scorecard.ts';
import { lowerSide, sideFigure } from '../rules/scorecard.ts';
import { chosenHandoffs, WITH_VERDICT } from './handoffs.ts';

type Scorecard = OutputOf<typeof getScorecard>;
type Line = Scorecard['lines'][number];

/** Both sides of the agreement, for what started in a period, as it stands now. */
export async function readScorecard(ctx: ReadCtx, period: { from: string; to: string }): Promise<Scorecard> {
  const current = await clausesInForceOrDrafted(ctx.tx, ctx.scope, ctx.now);
  const silence = await silences(ctx, period);
  const lines = (await attainmentByLine(ctx.tx, ctx.scope, { ...period, now: ctx.now })).map((line) =>
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

async function handoffFigures(ctx: ReadCtx, period: { from: string; to: string }): Promise<Scorecard['handoffs']> {
  const chosen = sql.join(chosenHandoffs(ctx.scope.workspaceId, period), sql` and `);
  const { rows } = await sql<{ decision: string | null; later: boolean; cause: string; n: number; contradicted: number }>`
    select h.decision, (h.returned_at is not null and h.decision in ('accepted', 'accepted_by_default')) as later, h.cause, count(*)::int as n,
      count(*) filter (where cardinality(v.contradictions) > 0)::int as contradicted
    from ${WITH_VERDICT} where ${chosen} group by 1, 2, 3`.execute(ctx.tx);
  const { rows: reasons } = await sql<{
    id: string;
    class: string;
    label: string;
    n: number;
  }>`select r.id, r.class, r.label, count(*)::int as n from ${WITH_VERDICT}
    where ${chosen} and r.id is not null group by 1, 2, 3 order by 4 desc, 3`.execute(ctx.tx);
  const count = (test: (row: (typeof rows)[number]) => boolean) => rows.filter(test).reduce((sum, { n }) => sum + n, 0);
  const of = (...decisions: (string | null)[]) => count(({ decision }) => decisions.includes(decision));
  // The agreed sample below the threshold is expected to be poor: it says nothing of how well either side keeps its word.
  const judged = (...decisions: string[]) => count(({ decision, cause }) => cause !== 'exploration' && decisions.includes(decision ?? ''));
  const accepted = judged('accepted', 'accepted_by_default');
  const decided = accepted + judged('rejected', 'recycled');
  return {
    total: count(() => true),
    pending: of(null),
    decided,
    acceptance: rateOf(accepted, decided),
    acceptedByDefault: of('accepted_by_default'),
    rejected: of('rejected'),
    recycled: of('recycled'),
    withdrawn: of('withdrawn'),
    returnedLater: count(({ later }) => later),
    overrides: count(({ cause }) => cause === 'override'),
    sample: count(({ cause }) => cause === 'exploration'),
    reasons,
    contradicted: rows.reduce((sum, { contradicted }) => sum + contradicted, 0),
  };
}
