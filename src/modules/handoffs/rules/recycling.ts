const DAY_MS = 86_400_000;
/** Days before a returned lead is handed off again by its score, where neither a day nor the reason says otherwise. */
export const COOL_DOWN_DAYS = 30;
/** Returns within twelve months after which only the customer brings the lead back. */
export const MOST_CYCLES = 3;

/** The first day on which a returned lead may be handed off again by its score: the named one, else after the days of its reason. */
export function earliestDay(returnedOn: string, named: string | null, coolDownDays: number | null = null): string {
  if (named) return named;
  return new Date(Date.parse(`${returnedOn}T00:00:00Z`) + (coolDownDays ?? COOL_DOWN_DAYS) * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a score may bring a lead back to Sales; who raises a hand always may. */
export function mayComeBack(
  lead: { earliestOn: string | null; returnsInYear: number; didSince: boolean },
  today: string,
): 'yes' | 'too_early' | 'too_often' | 'nothing_new' {
  if (lead.returnsInYear >= MOST_CYCLES) return 'too_often';
  if (lead.earliestOn !== null && lead.earliestOn > today) return 'too_early';
  return lead.didSince ? 'yes' : 'nothing_new';
}

/** What warming again brought: those that came back, times how often such a lead is won, times an average sale. */
export function recycleYield(of: { returned: number; cameBack: number; closeRate: number; averageMinor: number }): {
  rate: number | null;
  valueMinor: number;
} {
  return {
    rate: of.returned > 0 ? of.cameBack / of.returned : null,
    valueMinor: Math.round(of.cameBack * of.closeRate * of.averageMinor),
  };
}
