import { sql } from 'kysely';
import { readExpectations } from '#modules/agreements/queries/expectations.ts';
import type { Party } from '#modules/signatures/schema.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getPromises as GetPromises, listPromises as ListPromises } from '../contract/promises.ts';
import { outcomeBetween, outcomeOf, reliability } from '../rules/kept.ts';
import { isMoney, SIDED } from '../schema.ts';
import { versionRows } from './goals.ts';
import { paceOfGoal } from './pace.ts';
import { betweenRows, reads, viewerOf } from './persons.ts';
import { periodOf, today } from './time.ts';

type Promised = OutputOf<typeof ListPromises>['items'][number];

const BOTH: readonly Party[] = ['sales', 'marketing'];

/** How many promises each side kept in time, how many came late or not at all, and how many are open. */
export async function promiseFigures(ctx: ReadCtx): Promise<OutputOf<typeof GetPromises>> {
  const all = await allPromises(ctx);
  return {
    sides: BOTH.map((by) => {
      const mine = all.filter((one) => one.by === by);
      const judged = mine.filter(({ state }) => state !== 'open');
      const count = (state: Promised['state']) => mine.filter((one) => one.state === state).length;
      return {
        by,
        kept: rateOf(count('kept'), judged.length),
        late: count('late'),
        missed: count('missed'),
        open: count('open'),
        near: reliability(judged),
      };
    }),
  };
}

export async function readPromises(
  ctx: ReadCtx,
  { by, states, cursor, limit }: ParsedOf<typeof ListPromises>,
): Promise<OutputOf<typeof ListPromises>> {
  const found = (await allPromises(ctx)).filter((one) => (!by || one.by === by) && (!states || states.includes(one.state)));
  const from = Number(cursor ?? 0);
  return { items: found.slice(from, from + limit), next: found.length > from + limit ? String(from + limit) : null };
}

/** What was written down by hand, what plans and goals that were signed ask of a side, and what other records let the other side expect. The last due first. */
async function allPromises(ctx: ReadCtx): Promise<Promised[]> {
  const day = await today(ctx);
  const expected = (await readExpectations(ctx)).map(({ byId: _byId, ...one }) => ({
    ...one,
    ...{ promised: null, delivered: null, judgeable: false, state: outcomeOf(one, day) },
  }));
  const all = [
    ...(await byHand(ctx)),
    ...(await betweenPeople(ctx)),
    ...(await ofPlans(ctx, day)),
    ...(await ofGoals(ctx, day)),
    ...expected,
  ];
  return all.sort((a, b) => b.dueOn.localeCompare(a.dueOn) || a.id.localeCompare(b.id) || a.by.localeCompare(b.by));
}

async function byHand({ tx, scope }: ReadCtx): Promise<Promised[]> {
  const { rows } =
    await sql<Promised>`select p.id, 'hand' as source, p.by_party as by, p.what, p.due_on::text as "dueOn", null as "doneOn", p.promised, p.delivered,
      case p.kept when true then 'kept' when false then 'missed' else 'open' end as state, p.made_at as "madeAt", '/goals' as link, true as judgeable
    from team_promise p where p.workspace_id = ${scope.workspaceId} order by p.due_on desc, p.id limit 500`.execute(tx);
  return rows;
}

/** What a person promised counts for their team. Its words are for those whom it concerns; nobody is named here. */
async function betweenPeople(ctx: ReadCtx): Promise<Promised[]> {
  const viewer = await viewerOf(ctx);
  return (await betweenRows(ctx)).flatMap((row) => {
    if (row.accepted !== true || !BOTH.includes(row.party)) return [];
    const { id, party: by, dueOn, doneOn, madeAt } = row;
    const what = reads(row, viewer) ? row.what : null;
    return [
      {
        ...{ id, source: 'person' as const, by, what, dueOn, doneOn, madeAt, state: outcomeBetween(row) },
        ...{ promised: null, delivered: null, link: '/goals', judgeable: false },
      },
    ];
  });
}

async function ofPlans(ctx: ReadCtx, day: string): Promise<Promised[]> {
  const zone = await timeZoneOf(ctx);
  const { rows } = await sql<Omit<Promised, 'state'>>`select i.id, 'plan' as source, m.department as by, i.what, i.due_on::text as "dueOn",
      (i.done_at at time zone ${zone})::date::text as "doneOn", null as promised, null as delivered, j.signed_at as "madeAt", '/plan?day=' || j.quarter_on as link, false as judgeable
    from plan_item i join joint_plan j on j.workspace_id = i.workspace_id and j.id = i.plan_id and j.signed_at is not null
        and (j.superseded_at is null or i.due_on < (j.superseded_at at time zone ${zone})::date)
      join member m on m.workspace_id = i.workspace_id and m.id = i.accountable_id and m.department in ('sales', 'marketing')
    where i.workspace_id = ${ctx.scope.workspaceId} order by i.due_on desc, i.id limit 500`.execute(ctx.tx);
  return rows.map((row) => ({ ...row, state: outcomeOf(row, day) }));
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
      found.push({
        ...{ id: row.id, source: 'goal', by, what: row.title, dueOn: days.ends, doneOn: null, madeAt: row.signed_at },
        ...{ promised: promised / scale, delivered: pace[by] / scale, state: pace[by] >= promised ? 'kept' : 'missed' },
        ...{ link: '/goals', judgeable: false },
      });
    }
  }
  return found;
}
