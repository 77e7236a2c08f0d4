import { sql } from 'kysely';
import type { Party } from '#modules/signatures/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listPromises as ListPromises } from '../contract/promises.ts';
import { reliability } from '../rules/kept.ts';
import { isMoney, SIDED } from '../schema.ts';
import { versionRows } from './goals.ts';
import { paceOfGoal } from './pace.ts';
import { periodOf, today } from './time.ts';

type Read = OutputOf<typeof ListPromises>;
type Promised = Read['items'][number];

const BOTH: readonly Party[] = ['sales', 'marketing'];

/** What was written down by hand and what a plan's items and signed goals ask of a side. The newest due first. */
export async function readPromises(ctx: ReadCtx, { by, limit }: { by?: Party; limit: number }): Promise<Read> {
  const day = await today(ctx);
  const { rows } =
    await sql<Promised>`select p.id, 'hand' as source, p.by_party as by, p.what, p.due_on::text as "dueOn", p.promised, p.delivered, p.kept, p.made_at as "madeAt", true as judgeable
      from team_promise p where p.workspace_id = ${ctx.scope.workspaceId}
    union all select i.id, 'plan', m.department, i.what, i.due_on::text, null, null,
        case when i.done_at is not null then (i.done_at at time zone 'UTC')::date <= i.due_on when i.due_on < ${day}::date then false end, j.signed_at, false
      from plan_item i join joint_plan j on j.workspace_id = i.workspace_id and j.id = i.plan_id and j.signed_at is not null
        join member m on m.workspace_id = i.workspace_id and m.id = i.accountable_id and m.department in ('sales', 'marketing') where i.workspace_id = ${ctx.scope.workspaceId}
    order by 5 desc, 1 limit 500`.execute(ctx.tx);
  const all = [...rows, ...(await ofGoals(ctx, day))].sort((a, b) => b.dueOn.localeCompare(a.dueOn) || a.id.localeCompare(b.id));
  return {
    items: all.filter((one) => !by || one.by === by).slice(0, limit),
    reliability: BOTH.map((party) => {
      const judged = all.filter((one) => one.by === party && one.kept !== null);
      return {
        by: party,
        kept: { k: judged.filter(({ kept }) => kept).length, n: judged.length },
        near: reliability(judged.map(({ promised, delivered, kept }) => ({ promised, delivered, kept: kept === true }))),
      };
    }),
  };
}

/** A signed goal whose period is over: each side's share is its promise. */
async function ofGoals(ctx: ReadCtx, day: string): Promise<Promised[]> {
  const found: Promised[] = [];
  for (const row of await versionRows(ctx)) {
    if (!row.signed_at || !SIDED.includes(row.metric)) continue;
    const days = await periodOf(ctx, row.starts_on, row.period);
    if (days.ends > day) continue;
    const pace = await paceOfGoal(ctx, { metric: row.metric, period: row.period, target: row.target, days });
    if (!pace) continue;
    for (const by of BOTH) {
      const promised = (row.target * (by === 'marketing' ? row.marketing_percent : 100 - row.marketing_percent)) / 100;
      if (promised <= 0) continue;
      const scale = isMoney(row.metric) ? 100 : 1;
      const told = { promised: promised / scale, delivered: pace[by] / scale, kept: pace[by] >= promised };
      found.push({ id: row.id, source: 'goal', by, what: row.title, dueOn: days.ends, madeAt: row.signed_at, judgeable: false, ...told });
    }
  }
  return found;
}
