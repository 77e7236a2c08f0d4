/** Whether what comes in replaces what is there (`overwrite`) or only fills what is empty (`fill`). Nothing that comes in empty ever empties. */
export type FoldMode = 'overwrite' | 'fill';

type Row = Record<string, unknown>;

/**
 * Folds incoming values into a record: plain values by the mode, lists of texts united in the order they came, objects folded key by key.
 * @returns the folded record and the previous values of what changed; null where nothing did
 */
export function fold(current: Readonly<Row>, incoming: Readonly<Row>, mode: FoldMode): { row: Row; before: Row } | null {
  const row: Row = { ...current };
  const before: Row = {};
  for (const [name, value] of Object.entries(incoming)) {
    const next = folded(current[name], value, mode);
    if (JSON.stringify(next ?? null) === JSON.stringify(current[name] ?? null)) continue;
    row[name] = next;
    before[name] = current[name] ?? null;
  }
  return Object.keys(before).length > 0 ? { row, before } : null;
}

function folded(was: unknown, given: unknown, mode: FoldMode): unknown {
  if (isEmpty(given)) return was;
  if (Array.isArray(given)) return [...new Set([...(Array.isArray(was) ? was : []), ...given])];
  if (isObject(given)) return isObject(was) ? (fold(was, given, mode)?.row ?? was) : given;
  return mode === 'fill' && !isEmpty(was) ? was : given;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Amounts with a currency are one value, not two. */
function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('amountMinor' in value);
}
