/**
 * Links that an export lost, found again from its figures. Each answers only where the files leave hardly any doubt, and null
 * otherwise; what is found is to be shown as found, not as stated.
 */

export interface KeyedId {
  id: number;
  /** Only ids with the same key can belong together. */
  key: string;
}

export interface Alignment {
  /** Add it to an id of the first list to get the one of the second. */
  offset: number;
  /** How many ids of the shorter list meet one with the same key. */
  agree: number;
  of: number;
}

/** Beyond so many comparisons the keys tell too little. */
const MOST_PAIRS = 5_000_000;
const LEAST_SHARE = 0.9;

/**
 * Two lists of running numbers that number the same things from different beginnings, such as deals by the lead that they came from and
 * calls by the deal: one distance makes nearly all of them meet, and no other distance makes half as many.
 */
export function alignIds(first: readonly KeyedId[], second: readonly KeyedId[]): Alignment | null {
  const of = Math.min(first.length, second.length);
  if (of < 20) return null;
  const byKey = new Map<string, number[]>();
  for (const { id, key } of second) {
    const ids = byKey.get(key);
    if (ids) ids.push(id);
    else byKey.set(key, [id]);
  }
  const pairs = first.reduce((sum, { key }) => sum + (byKey.get(key)?.length ?? 0), 0);
  if (pairs > MOST_PAIRS) return null;
  const distances = new Map<number, number>();
  for (const { id, key } of first)
    for (const other of byKey.get(key) ?? []) distances.set(other - id, (distances.get(other - id) ?? 0) + 1);
  let best = { offset: 0, agree: 0 };
  let next = 0;
  for (const [offset, agree] of distances)
    if (agree > best.agree) {
      next = best.agree;
      best = { offset, agree };
    } else next = Math.max(next, agree);
  return best.agree >= LEAST_SHARE * of && next * 2 < best.agree ? { ...best, of } : null;
}

export interface Line {
  id: string;
  amountMinor: number;
}

export interface Head {
  id: string;
  /** Null where the document has no amount. */
  subTotalMinor: number | null;
}

export interface Placed {
  /** Document of each line that was placed. */
  headOf: Map<string, string>;
  /** How many lines and documents that is. */
  lines: number;
  heads: number;
}

interface Step {
  lines: number;
  /** Sum of the differences, less an allowance per run: the smaller, the better among equals. */
  error: number;
  length: number;
  head: string;
}

/** The document whose sub total is nearest to `sum`, within the tolerance. */
function nearest(heads: readonly { id: string; total: number }[], sum: number, tolerance: number): { id: string; error: number } | null {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((heads[middle]?.total ?? 0) < sum - tolerance) low = middle + 1;
    else high = middle;
  }
  let best: { id: string; error: number } | null = null;
  for (let at = low; at < heads.length; at++) {
    const head = heads[at];
    if (!head || head.total > sum + tolerance) break;
    const error = Math.abs(head.total - sum);
    if (!best || error < best.error) best = { id: head.id, error };
  }
  return best;
}

/**
 * Lines that do not say to which document they belong, in the order of their ids: cut into runs whose amounts add up to a document's sub
 * total (within `tolerance` minor units, for rounding), so that as many lines as possible are placed. A document that two runs fit is given
 * to neither. Null unless at least 90 % of the lines and of the documents find each other: less could be chance.
 */
export function placeByTotals(lines: readonly Line[], heads: readonly Head[], { tolerance = 2, longest = 15 } = {}): Placed | null {
  const totals = heads
    .flatMap(({ id, subTotalMinor }) => (subTotalMinor === null ? [] : [{ id, total: subTotalMinor }]))
    .sort((a, b) => a.total - b.total);
  const best: Step[] = [{ lines: 0, error: 0, length: 1, head: '' }];
  for (let end = 1; end <= lines.length; end++) {
    const before = best[end - 1];
    let step: Step = { lines: before?.lines ?? 0, error: before?.error ?? 0, length: 1, head: '' };
    let sum = 0;
    for (let length = 1; length <= Math.min(longest, end); length++) {
      sum += lines[end - length]?.amountMinor ?? 0;
      const head = nearest(totals, sum, tolerance);
      const from = best[end - length];
      if (!head || !from) continue;
      // Less per run: several documents that happen to add up to another are likelier than one that happens to split into several.
      const found = { lines: from.lines + length, error: from.error + head.error - tolerance - 1, length, head: head.id };
      if (found.lines > step.lines || (found.lines === step.lines && found.error < step.error)) step = found;
    }
    best.push(step);
  }
  return collect(lines, best, totals.length);
}

function collect(lines: readonly Line[], best: readonly Step[], documents: number): Placed | null {
  const runs = new Map<string, Line[][]>();
  for (let end = lines.length; end > 0; ) {
    const step = best[end];
    const length = step?.length ?? 1;
    if (step?.head) runs.set(step.head, [...(runs.get(step.head) ?? []), lines.slice(end - length, end)]);
    end -= length;
  }
  const headOf = new Map<string, string>();
  let heads = 0;
  for (const [head, found] of runs) {
    if (found.length !== 1) continue;
    heads++;
    for (const line of found.flat()) headOf.set(line.id, head);
  }
  const enough = documents > 0 && headOf.size >= LEAST_SHARE * lines.length && heads >= LEAST_SHARE * documents;
  return enough ? { headOf, lines: headOf.size, heads } : null;
}
