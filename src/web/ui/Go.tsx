import { useRouter } from '@tanstack/react-router';
import { type ComponentPropsWithRef, type MouseEvent, useCallback } from 'react';

/** Goes to an address of this app, as built by `paths.ts`, query and all. */
export function useGo() {
  const router = useRouter();
  return useCallback((to: string, { replace = false } = {}) => (replace ? router.history.replace(to) : router.history.push(to)), [router]);
}

export interface GoProps extends Omit<ComponentPropsWithRef<'a'>, 'href'> {
  to: string;
}

/** A link inside the app. A real one: new tab, copy address and middle click work. Looks ahead on hover. */
export function Go({ to, onClick, onPointerEnter, ...rest }: GoProps) {
  const router = useRouter();
  const go = useGo();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0 || rest.target === '_blank';
    if (event.defaultPrevented || elsewhere) return;
    event.preventDefault();
    go(to);
  };
  const lookAhead = () =>
    void router.preloadRoute({ to: to.split('?')[0] } as Parameters<typeof router.preloadRoute>[0]).catch(() => undefined);
  return (
    <a
      {...rest}
      href={to}
      onClick={follow}
      onPointerEnter={(event) => {
        onPointerEnter?.(event);
        lookAhead();
      }}
    />
  );
}
