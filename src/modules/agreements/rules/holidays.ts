import type { SpecialDay } from '../schema.ts';

interface NamedDay {
  date: string;
  name: string;
}

/**
 * What a calendar lacks of a list of holidays, and what it took from the list that is not in it any more, within days to come. Days that were written
 * by hand stay, whatever the list says.
 */
export function changesOf(
  days: readonly SpecialDay[],
  known: readonly NamedDay[],
  within: { from: string; to: string },
): { add: NamedDay[]; remove: NamedDay[] } {
  const inside = ({ date }: { date: string }) => date >= within.from && date <= within.to;
  const has = new Set(days.map(({ date }) => date));
  const listed = new Set(known.map(({ date }) => date));
  return {
    add: known.filter((day) => inside(day) && !has.has(day.date)),
    remove: days.filter((day) => inside(day) && day.from === 'library' && !listed.has(day.date)).map(({ date, name }) => ({ date, name })),
  };
}
