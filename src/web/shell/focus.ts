import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** After a move to another address the focus goes to the title of the new screen, so that it is read out and Tab starts there. */
export function useFocusOnArrival() {
  const router = useRouter();
  const main = useRef<HTMLElement>(null);
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
        if (!fromLocation || fromLocation.pathname === toLocation.pathname) return;
        if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
        const title = main.current?.querySelector<HTMLElement>('h1[tabindex]');
        (title ?? main.current)?.focus({ preventScroll: true });
      }),
    [router],
  );
  return main;
}
