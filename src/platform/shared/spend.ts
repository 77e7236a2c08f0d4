const DAY_MS = 86_400_000;
const dayNumber = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

export interface CampaignCost {
  costMinor: number;
  /** First and last day; a campaign without a last day spent it all on its first. */
  startsOn: string;
  endsOn: string | null;
}

/** What of a campaign's cost falls into the days from `from` to `to`, both included: its cost spread evenly over its days. Not rounded. */
export function spendWithin({ costMinor, startsOn, endsOn }: CampaignCost, { from, to }: { from: string; to: string }): number {
  const first = dayNumber(startsOn);
  const last = Math.max(first, dayNumber(endsOn ?? startsOn));
  const days = Math.min(last, dayNumber(to)) - Math.max(first, dayNumber(from)) + 1;
  return days > 0 ? (costMinor * days) / (last - first + 1) : 0;
}

/** Every month from one day to another, with the days of it that lie between them. */
export function monthsWithin({ from, to }: { from: string; to: string }): { month: string; from: string; to: string }[] {
  const months: { month: string; from: string; to: string }[] = [];
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); ) {
    const [year = 0, number = 0] = month.split('-').map(Number);
    const next =
      number === 12 ? `${String(year + 1).padStart(4, '0')}-01` : `${String(year).padStart(4, '0')}-${String(number + 1).padStart(2, '0')}`;
    const last = new Date(Date.parse(`${next}-01T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
    months.push({ month, from: month === from.slice(0, 7) ? from : `${month}-01`, to: last < to ? last : to });
    month = next;
  }
  return months;
}
