import { describe, expect, it } from 'vitest';
import type { ActivityRow } from '#modules/activities/schema.ts';
import { foldVisits, summaryOf } from './visited.ts';

const row = (id: string, more: Partial<ActivityRow>): ActivityRow =>
  ({ id, kind: 'page_visit', occurredAt: '2026-03-10T10:00:00.000Z', retracted: false, data: {}, subject: null, ...more }) as ActivityRow;
const page = (id: string, path: string, minute: number, visitId = 'v') =>
  row(id, { occurredAt: `2026-03-10T10:0${minute}:00.000Z`, data: { visitId, path, host: 'acme.test' } });

describe('pages of one visit', () => {
  it('become one entry in the order in which they were seen', () => {
    const entries = foldVisits([page('4', '/pricing', 4), page('3', '/docs', 2), page('2', '/pricing', 1), row('1', { kind: 'call' })]);
    expect(entries).toHaveLength(2);
    const [visit] = entries;
    expect(visit && 'visitId' in visit && summaryOf(visit)).toEqual({
      host: 'acme.test',
      pages: 3,
      paths: ['/pricing', '/docs'],
      milliseconds: 180_000,
      startedAt: '2026-03-10T10:01:00.000Z',
    });
  });

  it('stay apart from another visit, from what lies between, and from pages that an import brought', () => {
    const entries = foldVisits([
      page('1', '/a', 3),
      row('2', { kind: 'call' }),
      page('3', '/b', 2),
      page('4', '/c', 1, 'w'),
      row('5', {}),
      row('6', {}),
    ]);
    expect(entries).toHaveLength(6);
  });
});
