import { useLayoutEffect, useRef } from 'react';

/** True where keys belong to what is being typed or chosen. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input:not([type="checkbox"]), textarea, select, [role="textbox"], [role="menu"], [role="listbox"]') !== null
  );
}

function nameOf(event: KeyboardEvent): string {
  const mod = event.metaKey || event.ctrlKey ? 'mod+' : '';
  return mod + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

/**
 * Single keys for a screen, such as `{ j: down, Enter: open, 'mod+k': palette }`. They rest while someone types, and while a
 * dialog is open over the screen (`inDialogs` for keys of the frame itself). Enter is left to the button or link that has the focus.
 * They are there before the screen is painted: what can be seen can be pressed.
 */
export function useKeys(
  keys: Readonly<Record<string, ((event: KeyboardEvent) => void) | undefined>>,
  { when = true, inDialogs = false } = {},
) {
  const current = useRef(keys);
  current.current = keys;
  useLayoutEffect(() => {
    if (!when) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const name = nameOf(event);
      const act = current.current[name];
      if (!act || event.defaultPrevented || event.altKey || event.isComposing) return;
      if (!name.startsWith('mod+') && isTaken(event.target)) return;
      if (!inDialogs && document.querySelector('[role="dialog"][aria-modal="true"]')) return;
      if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button, summary, [role="tab"]')) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [when, inDialogs]);
}
