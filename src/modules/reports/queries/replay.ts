import type { z } from 'zod';
import { attainment, medianWithUntouched, speedStatistics } from '#modules/agreements/queries/replay.ts';
import type { ReadCtx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getPromiseReplay as GetReplay } from '../contract.ts';
import { mondaysOf } from '../rules/period.ts';
import { isIn, isToTheDay, loadOf, observations, type Replayed, touchTimes } from '../rules/promise.ts';
import { DEFINITIONS, PROMISE_HOURS, type PromiseState, READINGS, type Reading } from '../schema.ts';
import { askedFor } from './asked.ts';
import { calendarOf, promised, readStarts, replayed, type StartRow, subjectsOf } from './promise.ts';
import type { Asked } from './sources/source.ts';
import { baseOf } from './tally.ts';

type Replay = z.output<(typeof GetReplay)['output']>;

/** A first touch within 24 hours, promised over the past: what it would have come to, and what it would have asked for. */
export async function promiseReplay(ctx: ReadCtx, days: { from?: string; to?: string }): Promise<Replay | Refusal> {
  const asked = await askedFor(ctx, days);
  if (isRefusal(asked)) return asked;
  const subjects = await subjectsOf(ctx.tx, asked);
  const all = await readStarts(ctx.tx, asked, { source: promised(asked, subjects), knownSince: subjects.knownSince });
  const starts = all.filter((start) => start.judged);
  const base = baseOf(asked, 'promise');
  const known: { reading: Reading; calendar: { id: string; name: string } }[] = [];
  for (const reading of READINGS) {
    const calendar = await calendarOf(ctx.tx, asked, reading);
    if (calendar) known.push({ reading, calendar });
  }
  const clocks = await replayed(ctx.tx, asked, { starts, calendarIds: known.map(({ calendar }) => calendar.id) });
  const of = (reading: Reading) => clocks.get(known.find((one) => one.reading === reading)?.calendar.id ?? '') ?? [];
  const kept = of('calendar').filter((clock) => isIn(clock, 'met'));
  return {
    period: asked.period,
    definitions: DEFINITIONS,
    hours: PROMISE_HOURS,
    starts: subjects.starts,
    knownSince: subjects.knownSince,
    judged: { ...rateOf(starts.length, all.length), opens: { figure: 'promise_judged', ...base } },
    unjudged: { n: all.length - starts.length, opens: { figure: 'promise_unjudged', ...base } },
    toTheDay: isToTheDay(starts.filter(({ midnight }) => midnight).length, starts.length),
    readings: known.map(({ reading, calendar }) =>
      readingOf(asked, of(reading), { reading, calendar: reading === 'business' ? calendar.name : null }),
    ),
    asked: loadOfWeeks(asked, { all, starts, kept: new Set(kept.map(({ id }) => id)) }),
  };
}

const HOUR = 3600;
const hours = (seconds: number | null) => (seconds === null ? null : seconds / HOUR);

function readingOf(
  asked: Asked,
  clocks: readonly Replayed[],
  of: { reading: Reading; calendar: string | null },
): Replay['readings'][number] {
  const { met, metLate, breached, metByCustomer, open, ...rate } = attainment(clocks.map(({ state }) => state));
  const opens = (state: PromiseState) => ({ figure: 'promise' as const, ...baseOf(asked, 'promise'), reading: of.reading, state });
  const speed = speedStatistics(touchTimes(clocks));
  const { k, n, rate: share, low, high, enough } = rate;
  return {
    ...of,
    kept: { k, n, rate: share, low, high, enough, opens: opens('met') },
    late: { n: metLate, opens: opens('met_late') },
    never: { n: breached, opens: opens('breached') },
    byCustomer: { n: metByCustomer, opens: opens('met_by_customer') },
    open: { n: open, opens: opens('open') },
    medianHours: hours(speed.median),
    p90Hours: hours(speed.p90),
    medianHoursWithUntouched: hours(medianWithUntouched(observations(clocks))),
  };
}

function loadOfWeeks(
  asked: Asked,
  of: { all: readonly StartRow[]; starts: readonly StartRow[]; kept: ReadonlySet<string> },
): Replay['asked'] {
  const counted = groupBy(of.all, ({ week }) => week);
  const keptBy = new Map<string, number>();
  for (const { id, week } of of.starts) if (of.kept.has(id)) keptBy.set(week, (keptBy.get(week) ?? 0) + 1);
  const base = baseOf(asked, 'promise');
  const weeks = mondaysOf({ from: asked.period.from, to: asked.period.to }).map((week) => ({
    week,
    asked: { n: counted.get(week)?.length ?? 0, opens: { figure: 'promise_week' as const, ...base, week } },
    kept: {
      n: keptBy.get(week) ?? 0,
      opens: { figure: 'promise' as const, ...base, week, reading: 'calendar' as const, state: 'met' as const },
    },
  }));
  const owners = new Set(of.starts.flatMap(({ ownerId }) => ownerId ?? []));
  const people = owners.size === 0 ? null : owners.size;
  return {
    ...loadOf(
      weeks.map(({ asked: { n } }) => n),
      people,
    ),
    people,
    weeks,
  };
}
