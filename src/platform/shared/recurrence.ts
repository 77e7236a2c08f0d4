import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';

/** Each so many weeks, or so many months. */
export const FREQUENCIES = ['weekly', 'monthly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export interface Rhythm {
  /** The first day and the time on the wall of the zone. */
  firstOn: string;
  time: string;
  zone: string;
  /** RFC 5545, without its name. */
  rule: string;
  untilOn: string | null;
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** A rule in the words of RFC 5545. Each month it keeps the weekday and its place, such as the second Tuesday; a fifth one is the last. */
export function ruleOf({ frequency, every, firstOn }: { frequency: Frequency; every: number; firstOn: string }): string {
  const day = Temporal.PlainDate.from(firstOn);
  const weekday = WEEKDAYS[day.dayOfWeek - 1] ?? 'MO';
  if (frequency === 'weekly') return `FREQ=WEEKLY;INTERVAL=${every};BYDAY=${weekday}`;
  const place = Math.ceil(day.day / 7);
  return `FREQ=MONTHLY;INTERVAL=${every};BYDAY=${place > 4 ? -1 : place}${weekday}`;
}

/** How the rule began, to be shown again. */
export function frequencyOf(rule: string): { frequency: Frequency; every: number } {
  return { frequency: rule.startsWith('FREQ=WEEKLY') ? 'weekly' : 'monthly', every: Number(/INTERVAL=(\d+)/.exec(rule)?.[1] ?? 1) };
}

/** With its end, which RFC 5545 wants in UTC where the start has a zone. */
export function ruleWithEnd({ rule, untilOn, zone }: Pick<Rhythm, 'rule' | 'untilOn' | 'zone'>): string {
  if (untilOn === null) return rule;
  const end = Temporal.PlainDate.from(untilOn).add({ days: 1 }).toZonedDateTime(zone).subtract({ seconds: 1 }).toInstant();
  return `${rule};UNTIL=${end.toString().replace(/[-:]/g, '').replace(/\.\d+/, '')}`;
}

/** The instant of a time on the wall of a zone. A time that a change of clocks leaves out is an hour later; one that comes twice is the first. */
export function instantAt(zone: string, day: string, time: string): string {
  return isoOf(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds);
}

const isoOf = (ms: number) => new Date(ms).toISOString();

/** When a rhythm meets from an instant to before another. */
export function slotsOf(rhythm: Rhythm, { from, to }: { from: string; to: string }): string[] {
  const start = `${rhythm.firstOn.replaceAll('-', '')}T${rhythm.time.replace(':', '')}00`;
  const rule = new RRuleTemporal({ rruleString: `DTSTART;TZID=${rhythm.zone}:${start}\nRRULE:${ruleWithEnd(rhythm)}` });
  return rule
    .between(new Date(from), new Date(to), true)
    .map(({ epochMilliseconds }) => isoOf(epochMilliseconds))
    .filter((at) => at >= isoOf(Date.parse(from)) && at < isoOf(Date.parse(to)));
}
