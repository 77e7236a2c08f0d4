/** The space between two cards of a column that was numbered anew. */
export const STEP = 1024;
/** Below this, halving a gap no longer gives a different number that survives the next halvings. */
const LEAST_GAP = 1e-6;

/**
 * The position of a card between two others of its column; null where there is no room left between them and the column has to be
 * numbered anew. `above` and `below` are null at the ends.
 */
export function between(above: number | null, below: number | null): number | null {
  if (above === null) return below === null ? 0 : below - STEP;
  if (below === null) return above + STEP;
  return below - above < LEAST_GAP ? null : (above + below) / 2;
}
