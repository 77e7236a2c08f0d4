import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { useKeys } from './ui/keys.ts';

/** Something a screen can do now: in the palette, in the keyboard help, and under its key. */
export interface Command {
  id: string;
  label: string;
  /** One key, such as `a`. */
  keys?: string;
  run: () => void;
}

let offered: readonly (readonly Command[])[] = [];
let flat: readonly Command[] = [];
const listeners = new Set<() => void>();

function change(next: typeof offered) {
  offered = next;
  flat = next.flat();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers commands for as long as the screen stands. */
export function useCommands(commands: readonly Command[]) {
  const current = useRef(commands);
  current.current = commands;
  const names = commands.map(({ id, label, keys }) => `${id} ${label} ${keys}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: offered again only when a name changes; what runs is always the newest
  useLayoutEffect(() => {
    const mine = current.current.map((command) => ({
      ...command,
      run: () => current.current.find((other) => other.id === command.id)?.run(),
    }));
    change([...offered, mine]);
    return () => change(offered.filter((other) => other !== mine));
  }, [names]);
  useKeys(Object.fromEntries(commands.flatMap(({ keys, run }) => (keys ? [[keys, run]] : []))));
}

export function useOffered(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => flat);
}
