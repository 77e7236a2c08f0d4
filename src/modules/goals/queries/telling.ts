import type { Teller, Told } from '#modules/briefs/queries/tellers.ts';
import type { Party } from '#modules/signatures/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { formatMoney } from '#platform/shared/money.ts';
import { isMoney, SIDED } from '../schema.ts';
import { type Goal, readGoals } from './goals.ts';

const LOCALE = 'en';
const MOST = 8;

/** How a signed goal goes, with the team's own part where its rows have a side. */
function lineOf(goal: Goal, party: Party, currency: string): Told | null {
  const { pace } = goal;
  if (goal.status !== 'signed' || !pace || pace.elapsed <= 0) return null;
  const write = (value: number) =>
    isMoney(goal.metric)
      ? formatMoney({ amountMinor: Math.round(value), currency }, LOCALE, 'short')
      : new Intl.NumberFormat(LOCALE).format(Math.round(value));
  const share = (goal.target * (party === 'marketing' ? goal.marketingPercent : 100 - goal.marketingPercent)) / 100;
  const own = SIDED.includes(goal.metric) && share > 0 ? `; our part ${write(pace[party])} of ${write(share)}` : '';
  const apart = pace.actual - pace.expected;
  const near = Math.abs(apart) < 0.005 * Math.max(1, pace.expected);
  const said = near
    ? 'as expected by now'
    : `${write(Math.abs(apart))} ${apart > 0 ? 'ahead of' : 'behind'} what was to be expected by now`;
  return { words: `${goal.title}: ${write(pace.actual)} of ${write(goal.target)}, ${said}${own}`, link: '/goals' };
}

export const tellers: readonly Teller[] = [
  {
    name: 'goals.pace',
    section: 'goals',
    parties: ['sales', 'marketing'],
    tell: async (ctx: ReadCtx, { party }) => {
      const { goals, currency } = await readGoals(ctx, {});
      return goals.flatMap((goal) => lineOf(goal, party, currency) ?? []).slice(0, MOST);
    },
  },
];
