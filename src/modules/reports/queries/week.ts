import { sql } from 'kysely';
import type { z } from 'zod';
import { attainmentByLine } from '#modules/agreements/queries/attainment.ts';
import { PATH_STAGES } from '#modules/leads/schema.ts';
import { accountableOf } from '#modules/team/queries/people.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn, periodAround } from '#platform/shared/calendar.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { getWeek as GetWeek } from '../contract.ts';
import { type Period, spanOf } from '../rules/period.ts';
import { DEFINITIONS } from '../schema.ts';
import { askedFor } from './asked.ts';
import { type Asked, seen, within } from './sources/source.ts';
import { countOf, moneyOf, shareOf, sizeOf, sumsOf, tally } from './tally.ts';

type Week = z.output<(typeof GetWeek)['output']>;

const PROMISE_DAYS = 30;

/** What the person who answers for both teams looks at on a Monday. */
export async function thisWeek(ctx: ReadCtx): Promise<Week | Refusal> {
  const asked = await askedFor(ctx, {});
  if (isRefusal(asked)) return asked;
  const promisesSince = new Date(Date.parse(ctx.now) - PROMISE_DAYS * 86_400_000).toISOString();
  return {
    asOf: asked.period.asOf,
    definitions: DEFINITIONS,
    accountable: await accountableOf(ctx.tx, ctx.scope),
    promises: await promisesOf(ctx, promisesSince),
    promisesSince,
    pipeline: await pipelineOf(ctx, asked),
    stagesSince: asked.period.from,
    stages: await stagesOf(ctx, asked),
    limbo: countOf(await tally(ctx.tx, asked, { figure: 'limbo_now', money: true })),
    ...(await monthsOf(ctx, asked)),
  };
}

async function promisesOf(ctx: ReadCtx, from: string): Promise<Week['promises']> {
  // A clock that started this very moment is in.
  const to = new Date(Date.parse(ctx.now) + 1).toISOString();
  const lines = await attainmentByLine(ctx.tx, ctx.scope, { from, to, now: ctx.now });
  return lines.map(({ lineId, title, party, target, k, n, rate, low, high, enough, open }) => ({
    lineId,
    title,
    party,
    target,
    k,
    n,
    rate,
    low,
    high,
    enough,
    open,
  }));
}

async function pipelineOf(ctx: ReadCtx, asked: Asked): Promise<Week['pipeline']> {
  const deals = await tally(ctx.tx, asked, { figure: 'deals_open', by: ['pipelineStageId'] });
  const { rows } = await sql<{ stage: { id: string; name: string }; pipeline: { id: string; name: string }; probability: number }>`
    select jsonb_build_object('id', s.id, 'name', s.name) as stage, jsonb_build_object('id', p.id, 'name', p.name) as pipeline, s.probability
    from pipeline_stage s join pipeline p on p.workspace_id = s.workspace_id and p.id = s.pipeline_id
    where s.workspace_id = ${ctx.scope.workspaceId} and s.kind = 'open' order by p.position, p.name, s.position`.execute(ctx.tx);
  return rows.flatMap((row) => {
    const cut = { pipelineStageId: row.stage.id };
    const mine = deals.counted.filter(({ keys }) => keys.pipelineStageId === row.stage.id);
    const weighted = sumsOf(mine.map((one) => ({ ...one, amount: one.weighted }))).map(({ currency, amountMinor }) => ({
      currency,
      amountMinor,
    }));
    return mine.length > 0 ? [{ ...row, deals: moneyOf(deals, cut), weighted: deals.seesMoney ? weighted : null }] : [];
  });
}

async function stagesOf(ctx: ReadCtx, asked: Asked): Promise<Week['stages']> {
  const cutting = { by: ['stage'], money: true } as const;
  const reached = await tally(ctx.tx, asked, { figure: 'stage_reached', ...cutting });
  const died = await tally(ctx.tx, asked, { figure: 'stage_died', ...cutting });
  const standing = await tally(ctx.tx, asked, { figure: 'stage_standing', ...cutting });
  const days = await medianDays(ctx, asked);
  return PATH_STAGES.map((stage, place) => {
    const next = PATH_STAGES[place + 1];
    return {
      stage,
      reached: countOf(reached, { stage }),
      wentOn: next ? shareOf(reached, sizeOf(reached, { stage }), { stage: next }) : null,
      died: countOf(died, { stage }),
      standing: countOf(standing, { stage }),
      medianDays: days.get(stage) ?? null,
    };
  });
}

/** Days in a stage, of the stays that have ended. */
async function medianDays({ tx, scope }: ReadCtx, { span }: Asked): Promise<Map<string, number>> {
  const { rows } = await sql<{ stage: string; days: number }>`
    select v.stage, percentile_cont(0.5) within group (order by extract(epoch from v.exited_at - v.entered_at) / 86400.0)::float8 as days
    from stage_visit v join lead on lead.workspace_id = v.workspace_id and lead.id = v.lead_id
    where v.workspace_id = ${scope.workspaceId} and v.exited_at is not null and lead.deleted_at is null and ${seen(scope, 'lead')} and ${within(sql`lead.opened_at`, span)}
    group by v.stage`.execute(tx);
  return new Map(rows.map(({ stage, days }) => [stage, days]));
}

async function monthsOf(ctx: ReadCtx, whole: Asked): Promise<Pick<Week, 'won' | 'invoiced' | 'leads'>> {
  const today = dayIn(whole.period.timeZone, whole.period.asOf);
  const asMonth = async (offset: -1 | 0) => {
    const { from, until } = periodAround(today, 'month', offset);
    const last = new Date(Date.parse(`${until}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    const period: Period = { ...whole.period, from, to: last, basis: 'asked' };
    const asked: Asked = { ...whole, period, span: spanOf(period), filters: { from, to: last } };
    const won = moneyOf(await tally(ctx.tx, asked, { figure: 'deals_won' }));
    const invoiced = moneyOf(await tally(ctx.tx, asked, { figure: 'invoices' }));
    return { won, invoiced, leads: countOf(await tally(ctx.tx, asked, { figure: 'leads', money: true })) };
  };
  const [now, before] = [await asMonth(0), await asMonth(-1)];
  return {
    won: { thisMonth: now.won, lastMonth: before.won },
    invoiced: { thisMonth: now.invoiced, lastMonth: before.invoiced },
    leads: { thisMonth: now.leads, lastMonth: before.leads },
  };
}
