import type { Rule } from '../schema.ts';

export interface Candidate {
  id: string;
  /** Open questions they owe. */
  open: number;
  /** When they were last given one; null: never. */
  lastAt: string | null;
  away: boolean;
}

/**
 * Who gets what a team is asked: whoever answers for the record, else by the rule; null where the first who takes it shall have it. Whoever is
 * away is passed over as long as somebody is there.
 */
export function chosen(candidates: readonly Candidate[], { owners, rule }: { owners: readonly string[]; rule: Rule }): string | null {
  const there = candidates.filter(({ away }) => !away);
  const owner = owners.find((id) => there.some((one) => one.id === id));
  if (owner) return owner;
  if (rule === 'first') return null;
  const from = there.length > 0 ? there : candidates;
  const last = (one: Candidate) => one.lastAt ?? '';
  const order = [...from].sort((a, b) => {
    if (rule === 'least_open' && a.open !== b.open) return a.open - b.open;
    return last(a) < last(b) ? -1 : last(a) > last(b) ? 1 : a.id < b.id ? -1 : 1;
  });
  return order[0]?.id ?? null;
}
