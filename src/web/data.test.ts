import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { refresh, topicsMeet } from './data.ts';

describe('topics', () => {
  it('meets the record, its kind, and everything', () => {
    expect(topicsMeet('deal:7', 'deal:7')).toBe(true);
    expect(topicsMeet('deal', 'deal:7')).toBe(true);
    expect(topicsMeet('deal:7', 'deal')).toBe(true);
    expect(topicsMeet('*', 'deal:7')).toBe(true);
  });
  it('does not meet another record or a longer word', () => {
    expect(topicsMeet('deal:7', 'deal:8')).toBe(false);
    expect(topicsMeet('deal', 'dealer:7')).toBe(false);
  });
});

describe('refresh', () => {
  const key = (name: string, topics: string[]) => [name, {}, { topics, in: null }];
  it('makes only the readings stale that a topic concerns', async () => {
    const client = new QueryClient();
    const keys = [key('listDeals', ['deal']), key('getOther', ['deal:8']), key('listCompanies', ['company'])];
    for (const one of keys) client.setQueryData(one, 1);
    await refresh(client, ['deal:7']);
    expect(keys.map((one) => client.getQueryState(one)?.isInvalidated)).toEqual([true, false, false]);
  });
  it('keeps nothing of a record that is outdated and on no screen: nobody acts on what it was', async () => {
    const client = new QueryClient();
    const [shown, left] = [key('getDeal', ['deal:7']), key('getBrief', ['deal:7', 'clock'])];
    for (const one of [shown, left]) client.setQueryData(one, 1);
    const screen = new QueryObserver(client, { queryKey: shown, queryFn: () => 2, staleTime: Number.POSITIVE_INFINITY }).subscribe(
      () => undefined,
    );
    await refresh(client, ['deal:7']);
    expect([client.getQueryData(shown), client.getQueryData(left)]).toEqual([2, undefined]);
    screen();
  });
});
