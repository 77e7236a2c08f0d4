/** What the judgments of both sides say about a dispute: the verdict falls where both found the lead good; they differ: null. */
export function rulingOf(judgments: readonly ('good' | 'poor')[]): 'upheld' | 'overturned' | null {
  if (judgments.length < 2) return null;
  if (judgments.every((one) => one === 'good')) return 'overturned';
  return judgments.every((one) => one === 'poor') ? 'upheld' : null;
}
