import type { getAxis, listAxisDeals } from '#modules/goals/contract/axis.ts';
import type { Zoom } from '#modules/goals/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import type { Format } from '../../format.ts';
import { useReader } from '../../reader.ts';
import { monthName } from './figures.ts';

export type AxisRead = OutputOf<typeof getAxis>;
export type Run = AxisRead['runs'][number];
export type OpenDeals = (input: InputOf<typeof listAxisDeals>, title: string) => void;

/** The share of the axis that lies before a day, in percent. */
export const placeOf = ({ from, until }: Pick<AxisRead, 'from' | 'until'>, day: string): number => {
  const [first, end, at] = [from, until, day].map((one) => Date.parse(one));
  return Math.min(100, Math.max(0, (100 * ((at ?? 0) - (first ?? 0))) / ((end ?? 1) - (first ?? 0))));
};

/** "Mon 16", "16 Nov" or "Nov 26": a column by how far the axis reaches. */
export function useColumnNames(columns: readonly { from: string }[], zoom: Zoom): string[] {
  const { locale } = useReader();
  if (zoom === 'year') return columns.map(({ from }) => monthName(locale, from));
  const parts = zoom === 'week' ? ({ weekday: 'short', day: 'numeric' } as const) : ({ day: 'numeric', month: 'short' } as const);
  const written = new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' });
  return columns.map(({ from }) => written.format(new Date(`${from}T00:00:00Z`)));
}

interface Words {
  span: (from: string, to: string) => string;
  open: (from: string) => string;
}

/** From when until when it runs; one day is said once. */
export function whenRuns({ from, to }: { from: string; to: string | null }, words: Words, format: Format): string {
  if (to === null) return words.open(format.date(from));
  return to === from ? format.date(from) : words.span(format.date(from), format.date(to));
}
