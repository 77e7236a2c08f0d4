import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { refresh } from './data.ts';

/** What the live line knows: `waiting` after it broke, until it stands again. */
export type LineState = 'open' | 'waiting';

const listeners = new Set<() => void>();
let line: LineState = 'open';

function setLine(next: LineState) {
  if (line === next) return;
  line = next;
  for (const listener of listeners) listener();
}

const RETRY_MS = [1_000, 2_000, 5_000, 15_000, 30_000];
const GATHER_MS = 60;

/**
 * Listens to the changes of a workspace and makes the readings again that they concern. The browser's own reconnecting
 * gives up when the server answers with an error, as it does while restarting; so each attempt is a new line.
 * @returns how to hang up
 */
export function listen(client: QueryClient, workspaceId: string): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  const topics = new Set<string>();

  const flush = () => {
    gather = undefined;
    void refresh(client, [...topics]);
    topics.clear();
  };
  const onMessage = (event: MessageEvent<string>) => {
    const told = JSON.parse(event.data) as { topics?: string[] };
    for (const topic of told.topics ?? []) topics.add(topic);
    gather ??= setTimeout(flush, GATHER_MS);
  };
  const onOpen = () => {
    // What changed while the line was down was told to nobody: read all that is on the screen again.
    if (attempts > 0) void refresh(client, ['*']);
    attempts = 0;
    setLine('open');
  };
  const connect = () => {
    // All that is on the screen was read after the page began; a later line reads everything again when it opens.
    const behind = attempts > 0 ? 0 : Math.ceil(performance.now());
    source = new EventSource(`/api/live?workspace=${encodeURIComponent(workspaceId)}&behind=${behind}`);
    source.onopen = onOpen;
    source.onmessage = onMessage;
    source.onerror = () => {
      source?.close();
      setLine('waiting');
      retry = setTimeout(connect, RETRY_MS[Math.min(attempts, RETRY_MS.length - 1)]);
      attempts += 1;
    };
  };
  connect();
  return () => {
    source?.close();
    clearTimeout(retry);
    clearTimeout(gather);
    setLine('open');
  };
}

export function useLive(workspaceId: string | undefined) {
  const client = useQueryClient();
  useEffect(() => (workspaceId ? listen(client, workspaceId) : undefined), [client, workspaceId]);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** False while the network is away or the live line is down. */
export function useConnected(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine && line === 'open');
}
