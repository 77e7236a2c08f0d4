import { DAY, dayOf } from './world.ts';

/** What is offered, around this moment. */
export function OFFERS(nowMs: number) {
  const on = (days: number) => dayOf(nowMs + days * DAY);
  const setUp = {
    audience: 'prospects' as const,
    summary: 'Set-up and training at half of the price with Planner Team, for orders of this half year.',
    fromOn: on(-60),
    untilOn: on(60),
    discountPercent: 50,
    terms: 'One set-up for each company, within eight weeks of the order.',
    talkingPoints: ['Names the date of the first plan in the order.', 'Does not count for Planner Starter.'],
  };
  return {
    autumn: {
      name: 'Autumn -10 %',
      kind: 'discount' as const,
      content: {
        audience: 'prospects' as const,
        summary: 'Ten per cent less for the first year of Planner Team.',
        fromOn: on(-135),
        untilOn: on(-76),
        discountPercent: 10,
        talkingPoints: ['Pays from about twelve machines on.'],
      },
    },
    setUp: {
      name: 'Set-up at half price',
      kind: 'discount' as const,
      content: setUp,
      /** Announced, and waiting until enough of Sales have confirmed it. */
      next: {
        ...setUp,
        untilOn: on(30),
        discountPercent: 40,
        terms: 'One set-up for each company, within six weeks of the order.',
      },
    },
    secondYear: {
      name: 'Second hall: the second year free of support',
      kind: 'bundle' as const,
      content: {
        audience: 'customers' as const,
        summary: 'Whoever plans a second hall with Planner gets support of its first two years for the price of one.',
        fromOn: on(10),
        untilOn: on(120),
        talkingPoints: ['Only for halls that are new in Planner.', 'Ask for the date of the move first.'],
      },
    },
  };
}

export const CLAIMS = [
  {
    about: 'product',
    statement: 'Planner reads orders from the ERP every hour.',
    phrases: ['real-time connection'],
    revised: { statement: 'Planner reads orders from the ERP every fifteen minutes.', why: 'Since the spring release.' },
  },
  {
    about: 'delivery',
    statement: 'The first plan stands six weeks after the order.',
    phrases: ['up and running in a week'],
    revised: null,
  },
  { about: 'price', statement: 'Prices count for a calendar year and do not rise within it.', phrases: [], revised: null },
] as const;
