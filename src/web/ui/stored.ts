import { useCallback, useState } from 'react';

export function readStored<Value>(store: Storage, key: string): Value | undefined {
  try {
    const text = store.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}

/** Writing can fail (private windows, a full store); then the choice lasts for this page only. */
export function writeStored(store: Storage, key: string, value: unknown) {
  try {
    if (value === undefined) store.removeItem(key);
    else store.setItem(key, JSON.stringify(value));
  } catch {
    return;
  }
}

/** A choice that this browser remembers, such as the width of a column. */
export function useStored<Value>(key: string, fallback: Value) {
  const [value, setValue] = useState<Value>(() => readStored<Value>(localStorage, key) ?? fallback);
  const remember = useCallback(
    (next: Value | ((before: Value) => Value)) =>
      setValue((before) => {
        const after = typeof next === 'function' ? (next as (before: Value) => Value)(before) : next;
        writeStored(localStorage, key, after);
        return after;
      }),
    [key],
  );
  return [value, remember] as const;
}
