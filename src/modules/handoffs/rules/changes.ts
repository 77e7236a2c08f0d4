/** What stood on record about a person at one moment, by field. */
export type Snapshot = Readonly<Record<string, string | number | null>>;

/** One thing that is different: a field, or something that was done. */
export type Change =
  | { what: 'field'; field: string; from: string | number | null; to: string | number | null }
  | { what: 'did'; kind: string; n: number; lastAt: string }
  | { what: 'colleagues' | 'deals'; n: number };

/** What is different between two moments, in the order of the fields now. Fields that only one of them knows are not compared. */
export function changedFields(before: Snapshot, now: Snapshot): Change[] {
  return Object.entries(now).flatMap(([field, to]) => {
    const from = before[field];
    return from === undefined || from === to ? [] : [{ what: 'field' as const, field, from, to }];
  });
}

/** Whether anything of this is the person's own doing or the world's: a reason to talk again. A score that only decays is none. */
export function isEvidence(changes: readonly Change[]): boolean {
  return changes.some((change) => change.what !== 'field' || !SCORES.has(change.field));
}

const SCORES: ReadonlySet<string> = new Set(['lead.scoreLabel', 'contact.fit', 'company.owner']);
