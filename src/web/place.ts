import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** A part of the address, such as `id` of `/companies/$id`. */
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const value = params[name];
  if (value === undefined) throw new Error(`This address has no ${name}`);
  return value;
}

type Plain = string | number | boolean | null | readonly unknown[] | object | undefined;

/**
 * The state of a screen that its address restores: filters, sort, tab, what is open. Values equal to the defaults stay out of the
 * address. The kind of each value is that of its default; what a foreign address holds is taken only where the kind is the same.
 * `defaults` must be a constant of the file, not made anew on every turn.
 */
export function useUrlState<State extends Record<string, Plain>>(defaults: State) {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const state = stateOf(search, defaults);
  const change = useCallback(
    (next: Partial<State>, { push = false } = {}) =>
      navigate({
        to: '.',
        search: (before: Record<string, unknown>) => searchOf(before, next, defaults),
        replace: !push,
        resetScroll: false,
      } as Parameters<typeof navigate>[0]),
    [navigate, defaults],
  );
  return [state, change] as const;
}

export function stateOf<State extends Record<string, Plain>>(search: Readonly<Record<string, unknown>>, defaults: State): State {
  const known = Object.entries(defaults).map(([name, fallback]) => [name, sameKind(search[name], fallback) ? search[name] : fallback]);
  return Object.fromEntries(known) as State;
}

export function searchOf(
  before: Readonly<Record<string, unknown>>,
  next: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
) {
  const merged: Record<string, unknown> = { ...before, ...next };
  for (const name of Object.keys(merged)) {
    const same = JSON.stringify(merged[name]) === JSON.stringify(defaults[name]);
    if (merged[name] === undefined || (name in defaults && same)) delete merged[name];
  }
  return merged;
}

function sameKind(value: unknown, fallback: unknown): boolean {
  if (value === undefined) return false;
  if (fallback === undefined || fallback === null) return true;
  return typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback);
}
