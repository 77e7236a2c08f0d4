import type { Criteria } from '#modules/criteria/schema.ts';
import { keepForecast } from '#modules/goals/commands/forecast.ts';
import { createGoal, signGoal } from '#modules/goals/commands/goals.ts';
import { rebuildReadings } from '#modules/goals/commands/journeys.ts';
import { promise, report } from '#modules/goals/commands/persons.ts';
import { setPlanItem, signPlan, writePlan } from '#modules/goals/commands/plans.ts';
import { createPromise, judgePromise } from '#modules/goals/commands/promises.ts';
import { findSignals } from '#modules/goals/commands/signals.ts';
import { revenueByMonth, standingOf } from '#modules/goals/queries/kernel.ts';
import { planRows } from '#modules/goals/queries/plans.ts';
import type { Metric } from '#modules/goals/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, moveDay, periodAround } from '#platform/shared/calendar.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { ago, as, done, leadOf, type Person, unheard } from './people.ts';

/** What was missed of the quarter before: the plan asked for so much more than came. */
const ASKED_MORE = 1.18;
const FORECASTS_EVERY_DAYS = 14;
const FORECASTS = 14;

/** A quarter that was planned and missed, one that runs, a tree of goals, what was forecast on the way, promises both ways. */
export async function aimTogether(ctx: Ctx, people: readonly Person[]): Promise<void> {
  await rebuildReadings(unheard(ctx));
  const today = dayIn('UTC', ctx.now);
  const now = periodAround(today, 'quarter', 0).from;
  const before = periodAround(today, 'quarter', -1).from;
  const standing = await standingOf(ctx);
  const months = await revenueByMonth(ctx, standing, { from: standing.month - 12, to: standing.month });
  const year = months.slice(0, -1).reduce((sum, { fromLeads, without }) => sum + fromLeads + without, 0);
  const target = Math.round((year / 4) * 1.1);
  if (target <= 0) return;
  const passed = months
    .filter(({ month }) => month >= monthOf(before) && month < monthOf(now))
    .reduce((sum, one) => sum + one.fromLeads + one.without, 0);
  const asked = (minor: number) => Math.max(1, Math.round(minor / 100_000) * 100_000);
  await planned(ctx, people, { day: before, targetMinor: asked(passed * ASKED_MORE), signedDaysAgo: 170 });
  await planned(ctx, people, { day: now, targetMinor: asked(target), signedDaysAgo: 70 });
  await tree(ctx, people, { day: now, target: asked(target) });
  for (let n = FORECASTS; n >= 0; n -= 1) await keepForecast({ ...ctx, now: ago(ctx, n * FORECASTS_EVERY_DAYS) });
  for (const days of [120, 90, 60, 30, 0]) await findSignals(as(ctx, leadOf(people, 'marketing'), ago(ctx, days)));
  await promised(ctx, people, today);
}

const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

async function planned(
  ctx: Ctx,
  people: readonly Person[],
  of: { day: string; targetMinor: number; signedDaysAgo: number },
): Promise<void> {
  const [sales, marketing] = [leadOf(people, 'sales'), leadOf(people, 'marketing')];
  const at = (person: Person) => as(ctx, person, ago(ctx, of.signedDaysAgo));
  const due = (days: number) => moveDay(of.day, days, 'day') ?? of.day;
  const items = [
    { what: 'Call back every hand-raiser within the promised time', accountableId: sales.id, responsibleIds: [], dueOn: due(20) },
    { what: 'Webinar on planning for foundries', accountableId: marketing.id, responsibleIds: [], dueOn: due(35) },
    { what: 'Look at the returned leads together', accountableId: marketing.id, responsibleIds: [sales.id], dueOn: due(60) },
  ];
  const plan = {
    day: of.day,
    vision: 'More of the plants that fit us, and no lead that waits.',
    targetMinor: of.targetMinor,
    marketingPercent: 65,
  };
  const terms = { ...plan, byHand: { handed: null, accepted: null, qualified: null, won: null, saleMinor: null, lag: 0 }, items };
  const then = await writePlan(at(marketing), terms);
  // Where too little was sold by then, what is measured now stands for it.
  const written = isRefusal(then) ? await writePlan(as(ctx, marketing, ctx.now), terms) : then;
  if (isRefusal(written)) return;
  for (const person of [marketing, sales]) done(await signPlan(at(person), written));
  const [row] = await planRows(ctx, { id: written.id });
  for (const item of (row?.items ?? []).slice(0, 2))
    if (item.dueOn < ctx.now.slice(0, 10))
      done(await setPlanItem(as(ctx, sales, `${item.dueOn}T09:00:00.000Z`), { id: item.id, done: true }));
}

interface Aim {
  title: string;
  metric: Metric;
  target: number;
  share: number;
  by: 'sales' | 'marketing';
  parentId: string | null;
  signed: boolean;
  reward?: { text: string; atPercent: number };
  segment?: Criteria;
}

/** A goal that both signed, or one that waits for the other side. */
async function aim(ctx: Ctx, people: readonly Person[], of: Aim & { day: string }): Promise<string> {
  const both = [leadOf(people, 'marketing'), leadOf(people, 'sales')];
  const own = leadOf(people, of.by);
  const { title, metric, day, target, parentId } = of;
  const terms = {
    title,
    metric,
    day,
    target,
    parentId,
    why: null,
    period: 'quarter' as const,
    marketingPercent: of.share,
    reward: of.reward ?? null,
    segment: of.segment ?? null,
  };
  const written = done(
    await createGoal(as(ctx, own, ago(ctx, 72)), { ...terms, accountableId: own.id, responsibleIds: both.map(({ id }) => id) }),
  );
  for (const person of of.signed ? both : [own]) done(await signGoal(as(ctx, person, ago(ctx, of.signed ? 71 : 3)), written));
  return written.id;
}

/** Whom Sales wants to win this quarter. */
const MID_MARKET: Criteria = { match: 'all', of: [{ field: 'company.employeeCount', op: 'between', value: { from: 100, to: 2_000 } }] };

async function tree(ctx: Ctx, people: readonly Person[], { day, target }: { day: string; target: number }): Promise<void> {
  const goal = (of: Aim) => aim(ctx, people, { ...of, day });
  const top = await goal({
    title: 'Revenue of the quarter',
    metric: 'revenue',
    target,
    share: 65,
    by: 'sales',
    parentId: null,
    signed: true,
    reward: { text: 'A day out for both teams', atPercent: 100 },
  });
  const below = { parentId: top, signed: true };
  const handoffs = await goal({
    ...below,
    title: 'Leads that Sales takes on',
    segment: MID_MARKET,
    metric: 'handoffs',
    target: 210,
    share: 85,
    by: 'marketing',
  });
  const lower = { parentId: handoffs, signed: true };
  await goal({ ...lower, title: 'Inquiries that are leads', metric: 'validated_leads', target: 450, share: 90, by: 'marketing' });
  await goal({ ...lower, title: 'Leads that Sales finds itself', metric: 'sales_leads', target: 40, share: 0, by: 'sales' });
  await goal({
    parentId: top,
    signed: false,
    title: 'People who look at us',
    metric: 'visits',
    target: 6_000,
    share: 100,
    by: 'marketing',
  });
}

async function promised(ctx: Ctx, people: readonly Person[], today: string): Promise<void> {
  const [sales, marketing] = [leadOf(people, 'sales'), leadOf(people, 'marketing')];
  const on = (days: number) => moveDay(today, days, 'day') ?? today;
  const make = async (by: 'sales' | 'marketing', what: string, of: { due: number; promised?: number; delivered?: number }) => {
    const [own, other] = by === 'sales' ? [sales, marketing] : [marketing, sales];
    const { id } = await createPromise(as(ctx, own, ago(ctx, 30 - of.due)), { by, what, dueOn: on(of.due), promised: of.promised ?? null });
    if (of.due < 0)
      done(
        await judgePromise(as(ctx, other, ago(ctx, -of.due - 1)), {
          id,
          kept: (of.delivered ?? 1) >= (of.promised ?? 1),
          delivered: of.delivered ?? null,
        }),
      );
  };
  await make('sales', 'Call the cards of the fair within a week', { due: -40, promised: 80, delivered: 71 });
  await make('marketing', 'A one-pager on costs for the buying centre', { due: -25 });
  await make('marketing', 'Invitations to the plant day', { due: -12, promised: 120, delivered: 124 });
  await make('sales', 'Write down what lost customers said', { due: 9 });
  const other = (lead: Person) => people.find((one) => one.department === lead.department && one.id !== lead.id) ?? lead;
  const [rep, marketer] = [other(sales), other(marketing)];
  const between = async (by: Person, to: Person, { what, due }: { what: string; due: number }) => {
    const made = as(ctx, by, ago(ctx, Math.max(3, 3 - due)));
    const { id } = done(await promise(made, { byId: by.id, toId: to.id, toParty: null, what, dueOn: on(due) }));
    if (due < 0) done(await report(as(ctx, by, ago(ctx, -due)), { id }));
  };
  await between(rep, marketer, { what: 'The price sheet, with what customers asked', due: -4 });
  await between(marketer, rep, { what: 'Two references from the food industry', due: 3 });
  await between(sales, marketing, { what: 'The list of customers who may be named', due: 5 });
}
