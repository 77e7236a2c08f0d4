import { z } from 'zod';
import { ASK_KINDS, Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { GapName, Rate, RESULTS, SIDES } from '../schema.ts';

/** Shares that are set beside those of the time before. */
export const COMPARED = ['sales', 'marketing', 'accepted', 'silent', 'reasoned'] as const;
export type Compared = (typeof COMPARED)[number];
/** `same`: the interval of the difference holds zero. `few`: one of both has fewer than 30 cases. */
export const TRENDS = ['higher', 'lower', 'same', 'few'] as const;
export type Trend = (typeof TRENDS)[number];

const Seconds = z.object({ median: z.number().nullable(), n: z.int() });

/** The same components for a span of days; nothing is added up to one number. */
export const Components = z.object({
  /** First day, and the first day after. */
  from: z.string(),
  until: z.string(),
  sides: z.array(z.object({ side: z.enum(SIDES), kept: Rate })),
  accepted: Rate,
  silent: Rate,
  /** Returned with a reason that says something. */
  reasoned: Rate,
  verdictSeconds: Seconds,
  /** From a reminder until the thing was no longer open. */
  nudgeSeconds: Seconds,
  nudges: z.int(),
  disputes: z.int(),
  discussions: z.object({ opened: z.int(), answered: z.int() }),
  money: z
    .object({ booked: z.int(), invoiced: z.int(), withoutRate: z.int(), deals: z.int(), invoices: z.int(), currency: z.string() })
    .nullable(),
});

export const getAlignmentReport = endpoint({
  name: 'getAlignmentReport',
  method: 'GET',
  path: '/coordination/report',
  /** Any day of the month. */
  input: z.object({ month: Day }),
  output: z.object({
    month: z.string(),
    /** Whether the month is still going on. */
    running: z.boolean(),
    now: Components,
    /** The three months before it, taken together. */
    before: Components,
    /** The month against the three before it: the difference with its 95 % interval (Newcombe). */
    trends: z.array(z.object({ of: z.enum(COMPARED), trend: z.enum(TRENDS), difference: z.number(), low: z.number(), high: z.number() })),
    /** What each side owes today, and the longest wait of each kind. */
    openAsks: z.array(
      z.object({
        side: z.enum(SIDES),
        open: z.int(),
        overdue: z.int(),
        kinds: z.array(z.object({ kind: z.enum(ASK_KINDS), open: z.int(), overdue: z.int(), oldest: Instant })),
      }),
    ),
    gaps: z.array(z.object({ gap: GapName, missing: z.int(), total: z.int() })),
    decisions: z.array(
      z.object({
        id: Id,
        title: z.string(),
        agreedAt: z.string(),
        measure: z.string().nullable(),
        checkOn: z.string().nullable(),
        outcome: z.enum(RESULTS).nullable(),
        outcomeNote: z.string().nullable(),
      }),
    ),
  }),
  permission: 'coordination:work',
  summary: 'How both teams worked together in a month beside the three before it: components with n, no index.',
});

/** What is drawn month by month, and in what it is counted. */
export const COURSES = {
  sales: 'share',
  marketing: 'share',
  accepted: 'share',
  silent: 'share',
  reasoned: 'share',
  verdict: 'seconds',
  nudge: 'seconds',
  disputes: 'count',
  booked: 'money',
  invoiced: 'money',
} as const;
export type CourseName = keyof typeof COURSES;

export const getAlignmentCourse = endpoint({
  name: 'getAlignmentCourse',
  method: 'GET',
  path: '/coordination/report/course',
  /** Any day of the last month. */
  input: z.object({ month: Day }),
  output: z.object({
    /** The oldest first. */
    months: z.array(Components),
    /** One point for each month; the value is null where nothing was counted. Money only where the caller sees it. */
    lines: z.array(
      z.object({
        of: z.enum(Object.keys(COURSES) as [CourseName, ...CourseName[]]),
        unit: z.enum(['share', 'seconds', 'count', 'money']),
        points: z.array(z.object({ value: z.number().nullable(), n: z.int() })),
      }),
    ),
  }),
  permission: 'coordination:work',
  summary: 'The components of the alignment report in each of twelve months, ending with the one that is named.',
});

/** The same as the page shows, for whoever reads it, in a file: that somebody took it along is written to the log. */
export const getAlignmentReportFile = endpoint({
  name: 'getAlignmentReportFile',
  method: 'GET',
  path: '/coordination/report/file',
  input: z.object({ month: Day }),
  output: z.object({}),
  permission: 'coordination:work',
  summary: 'The alignment report of a month as a tagged PDF.',
  transport: 'download',
});
