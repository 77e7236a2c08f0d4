import { useQueryClient } from '@tanstack/react-query';
import { rememberWorkspace } from '../../api.ts';
import { useGo } from '../../ui/Go.tsx';

/** Only an address of this app: a link from elsewhere must not lead away after sign-in. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/';
}

/** Goes into the app with nothing left of whoever was here before. */
export function useEnter() {
  const client = useQueryClient();
  const go = useGo();
  return (to: string, workspaceId: string | null = null) => {
    if (workspaceId) rememberWorkspace(workspaceId);
    client.clear();
    go(to, { replace: true });
  };
}
