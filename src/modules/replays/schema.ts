import { z } from 'zod';
import {
  AMOUNT_MEASURES,
  CLIMBS,
  CLOCK_STATES,
  ESCALATIONS,
  type MeasureName,
  PARTIES,
  PERIODS,
  SHARE_MEASURES,
} from '#modules/agreements/schema.ts';
import { Currency, Day, Id, Instant } from '#modules/team/schema.ts';
import { Rate } from '#platform/shared/rate.ts';

export const REPLAY_STATES = ['waiting', 'running', 'done', 'failed'] as const;

/** The longest period that is run at once. */
export const MOST_DAYS = 1100;
/** Minutes that answering a lead takes where nobody says otherwise. */
export { USUAL_MINUTES } from '#modules/attempts/schema.ts';

const MEASURES = [...Object.keys(SHARE_MEASURES), ...Object.keys(AMOUNT_MEASURES)] as [MeasureName, ...MeasureName[]];

const Stratum = z.object({
  band: z.string(),
  inTime: z.object({ n: z.int(), won: z.int() }),
  late: z.object({ n: z.int(), won: z.int() }),
});
const Ratio = z.object({ ratio: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() });

/** What waiting may have cost: like compared with like. An association, not a proof. */
export const Stake = z.object({
  strata: z.array(Stratum),
  ratio: Ratio,
  /** Average sale in minor units; null where nothing with an amount was won. */
  averageMinor: z.int().nullable(),
  /** Deals that the late ones would have brought more, and what they are worth; negative where the late did better. */
  foregone: z.number(),
  lossMinor: z.int().nullable(),
  /** All leads in one pot: misleading. */
  crude: z.object({ ratio: Ratio, lossMinor: z.int().nullable() }),
});
export type Stake = z.infer<typeof Stake>;

/** How many clocks would have climbed each step of a ladder; null where it has no such step. */
export const Ladder = z.object({
  remind: z.int().nullable(),
  tell: z.int().nullable(),
  reassign: z.int().nullable(),
  pool: z.int().nullable(),
} satisfies Record<(typeof CLIMBS)[number], z.ZodType>);
export type Ladder = z.infer<typeof Ladder>;

/** Whom a promise is about was judged by the record as it is today for `k` of the `n` that were asked; null on runs from before that was counted. */
const JudgedToday = z.object({ k: z.int(), n: z.int() }).nullable();

export const ClockedLine = z.object({
  lineId: Id,
  title: z.string(),
  party: z.enum(PARTIES),
  family: z.enum(['in_time', 'depth']),
  target: z.number(),
  ...Rate.shape,
  met: z.int(),
  metLate: z.int(),
  breached: z.int(),
  metByCustomer: z.int(),
  open: z.int(),
  excused: z.int(),
  void: z.int(),
  /** How probable it is that the true rate is at least the target. */
  chance: z.number(),
  started: z.int(),
  /** Began before what would prove it was written down: in no rate. */
  unjudged: z.int(),
  knownSince: Instant.nullable(),
  judgedToday: JudgedToday,
  attempts: z.int(),
  /** Whom the ladder would have told, and how often. */
  told: z.array(z.object({ role: z.enum(ESCALATIONS), n: z.int() })),
  reminders: z.int(),
  /** Null on runs from before it was counted. */
  ladder: Ladder.nullable(),
  /** Of verdicts: silence would have accepted them. Null where the promise is no verdict. */
  defaultAcceptances: z.int().nullable(),
  stake: Stake.nullable(),
  problem: z.string().nullable(),
});
export type ClockedLine = z.infer<typeof ClockedLine>;

export const CountedLine = z.object({
  lineId: Id,
  title: z.string(),
  party: z.enum(PARTIES),
  measure: z.enum(MEASURES),
  period: z.enum(PERIODS),
  target: z.number().nullable(),
  amount: z.int().nullable(),
  currency: z.string().nullable(),
  /** Periods in which it would have been kept, of those that have ended. */
  kept: z.int(),
  ended: z.int(),
  periods: z.array(
    z.object({
      from: Instant,
      to: Instant,
      ended: z.boolean(),
      ...Rate.shape,
      /** What the amount was to come to: of all reps together where each owes it. Null of a share, and on runs from before it was kept. */
      asked: z.int().nullable().optional(),
    }),
  ),
  judgedToday: JudgedToday,
  problem: z.string().nullable(),
});
export type CountedLine = z.infer<typeof CountedLine>;

/** How the clocks of a promise ended: its rate, kept late and never within it. */
export const Attained = z.object({ ...Rate.shape, metLate: z.int(), breached: z.int() });
export type Attained = z.infer<typeof Attained>;

export const ReplayResult = z.object({
  /** When a clock would have begun: at the hand-off, or, where the record knows none, when the lead was opened. */
  starts: z.enum(['handed_off', 'opened']),
  starters: z.int(),
  currency: Currency,
  lines: z.array(ClockedLine),
  measures: z.array(CountedLine),
  /** The version in force over the same time; null where just that was run, or none is in force. */
  inForce: z
    .object({
      versionNumber: z.int(),
      lines: z.array(
        z.object({
          lineId: Id,
          title: z.string(),
          party: z.enum(PARTIES),
          started: z.int(),
          ladder: Ladder,
          /** Null on runs from before it was counted. */
          counted: Attained.nullable(),
        }),
      ),
      measures: z.array(z.object({ lineId: Id, kept: z.int(), ended: z.int() })),
    })
    .nullable(),
  weeks: z.array(
    z.object({
      week: Day,
      asked: z.int(),
      minutes: z.number(),
      breached: z.int(),
      /** Working minutes of those who take leads, on the days of the week that were run over; null on runs from before holidays and leave counted. */
      available: z.number().nullable(),
      holidayMinutes: z.number(),
      leaveMinutes: z.number(),
    }),
  ),
  capacity: z.object({
    /** People of Sales who take leads. */
    people: z.int(),
    hoursPerWeek: z.number(),
    minutesPerAttempt: z.int(),
    /** Working minutes of an ordinary week of all of them together. */
    minutes: z.number(),
    /** Weeks that would have asked for more than was left of that. */
    over: z.int(),
  }),
});
export type ReplayResult = z.infer<typeof ReplayResult>;

export const RowStates = z.array(z.enum(CLOCK_STATES)).max(CLOCK_STATES.length);
export const Climbed = z.enum(CLIMBS);
