const DAY_MS = 86_400_000;
/** Days before a returned lead is handed off again by its score, where nobody named a day. */
export const COOL_DOWN_DAYS = 30;
/** Returns within twelve months after which only the customer brings the lead back. */
export const MOST_CYCLES = 3;

/** The first day on which a returned lead may be handed off again by its score. */
export function earliestDay(returnedOn: string, named: string | null): string {
  return named ?? new Date(Date.parse(`${returnedOn}T00:00:00Z`) + COOL_DOWN_DAYS * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a score may bring a lead back to Sales; who raises a hand always may. */
export function mayComeBack(lead: { earliestOn: string | null; returnsInYear: number }, today: string): 'yes' | 'too_early' | 'too_often' {
  if (lead.returnsInYear >= MOST_CYCLES) return 'too_often';
  return lead.earliestOn !== null && lead.earliestOn > today ? 'too_early' : 'yes';
}
