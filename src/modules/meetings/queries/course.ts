import { sql } from 'kysely';
import { readGap } from '#modules/goals/queries/gap.ts';
import { type Goal, readGoals } from '#modules/goals/queries/goals.ts';
import { readSignals } from '#modules/goals/queries/signals.ts';
import { isMoney, type Lever } from '#modules/goals/schema.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { SENTENCES } from '../rules/agenda.ts';
import type { Evidence } from '../schema.ts';
import { type Found, firstOf } from './found.ts';

/** Below this share of what was to be expected by now a goal is talked about. */
const BEHIND = 0.9;

/** What is said holds for all who read the agenda, so it is found with everybody's eyes; it says shares, never amounts. */
const withAll = (ctx: ReadCtx): ReadCtx => ({ ...ctx, scope: unlimited(ctx.scope) });

/** Signed goals that are behind what was to be expected by now; of money, with what explains most of it. */
export async function goals(ctx: ReadCtx): Promise<Found[]> {
  const all = withAll(ctx);
  const found: Found[] = [];
  for (const goal of (await readGoals(all, {})).goals) {
    const { pace } = goal;
    if (goal.status !== 'signed' || !pace || pace.expected <= 0 || pace.actual >= BEHIND * pace.expected) continue;
    const lever = isMoney(goal.metric) ? await biggestLever(all, goal) : null;
    const rows: Evidence[] = [{ entity: 'goal', id: goal.id, text: goal.title }];
    if (lever) rows.push({ entity: 'gap', id: goal.id, text: 'What explains the difference', day: goal.startsOn, period: goal.period });
    found.push({
      ...{ source: 'goal', key: goal.id, k: null, n: null },
      sentence: SENTENCES.goal({ title: goal.title, share: pace.actual / pace.expected, lever }),
      ...firstOf({ rows, total: rows.length }),
    });
  }
  return found;
}

/** The lever of the variance bridge that took away most; null where nothing is known or no lever did. */
async function biggestLever(ctx: ReadCtx, { startsOn, period }: Goal): Promise<Lever | null> {
  const { gap } = await readGap(ctx, { day: startsOn, period });
  const [worst] = [...(gap?.levers ?? [])].sort((a, b) => a.minor - b.minor);
  return worst && worst.minor < 0 ? worst.lever : null;
}

/** Plans and goals that were written and that not both have signed. */
export async function unsigned(ctx: ReadCtx): Promise<Found[]> {
  const { rows } = await sql<Evidence>`
    select 'plan' as entity, p.id, 'The plan of ' || to_char(p.quarter_on, '"Q"Q YYYY') || ', written on ' || to_char(p.drafted_at, 'YYYY-MM-DD') as text, p.quarter_on::text as day
      from joint_plan p where p.workspace_id = ${ctx.scope.workspaceId} and p.signed_at is null
    union all select 'goal', g.id, v.title || ', written on ' || to_char(v.drafted_at, 'YYYY-MM-DD'), null from goal_version v
      join goal g on g.workspace_id = v.workspace_id and g.id = v.goal_id and g.retired_at is null
      where v.workspace_id = ${ctx.scope.workspaceId} and v.signed_at is null order by 3`.execute(ctx.tx);
  const n = rows.length;
  if (n === 0) return [];
  const shown = rows.map(({ day, ...row }) => ({ ...row, ...(day ? { day } : {}) }));
  return [{ source: 'plan', key: 'unsigned', k: n, n: null, sentence: SENTENCES.plan(n), ...firstOf({ rows: shown, total: n }) }];
}

/** Segments whose leads become deals otherwise than before, which nobody has answered yet. */
export async function corrections(ctx: ReadCtx): Promise<Found[]> {
  const { items } = await readSignals(ctx, { show: 'open' });
  const n = items.length;
  if (n === 0) return [];
  const rows = items.map(({ id, kind, segment, before, after }): Evidence => {
    const words = `${after.k} of ${after.n} became deals, before ${before.k} of ${before.n}`;
    return { entity: 'signal', id, text: `${kind} ${segment}: ${words}` };
  });
  const worse = items.filter(({ before, after }) => (after.rate ?? 0) < (before.rate ?? 0)).length;
  return [{ source: 'course', key: 'open', k: worse, n, sentence: SENTENCES.course({ n, worse }), ...firstOf({ rows, total: n }) }];
}
