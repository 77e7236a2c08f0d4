import { describe, expect, it } from 'vitest';
import { type GroupCommitOptions, groupCommit } from './groupcommit.ts';

function recording(more: Partial<GroupCommitOptions<number>> = {}) {
  const batches: { lane: string; rows: readonly number[] }[] = [];
  const commits = groupCommit<number>({
    write: async (lane, rows) => {
      batches.push({ lane, rows });
    },
    mostRows: 4,
    mostWaiting: 10,
    gatherMs: 1,
    writers: 2,
    hopeless: () => false,
    ...more,
  });
  return { batches, commits };
}

describe('rows that arrive together', () => {
  it('are written together, each once, and a lane in its order', async () => {
    const { batches, commits } = recording();
    await Promise.all([1, 2, 3, 4, 5, 6].map((row) => commits.add('a', [row])));
    await commits.add('b', [7]);
    expect(batches).toEqual([
      { lane: 'a', rows: [1, 2, 3, 4] },
      { lane: 'a', rows: [5, 6] },
      { lane: 'b', rows: [7] },
    ]);
    expect(commits.waiting).toBe(0);
  });

  it('are refused as a whole where the queue is full, and taken again when it is not', async () => {
    const { commits } = recording();
    const kept = commits.add('a', [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(commits.add('a', [9, 10, 11])).toBeNull();
    await kept;
    await expect(commits.add('a', [9, 10, 11])).resolves.toBeUndefined();
  });

  it('a row that cannot be written fails alone', async () => {
    const written: number[] = [];
    const { commits } = recording({
      write: async (_lane, rows) => {
        if (rows.includes(3)) throw new Error('no');
        written.push(...rows);
      },
    });
    const ends = await Promise.allSettled([1, 2, 3, 4].map((row) => commits.add('a', [row])));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(written.sort()).toEqual([1, 2, 4]);
  });

  it('all fail at once where the database is away', async () => {
    let tries = 0;
    const { commits } = recording({
      write: () => Promise.reject(new Error(`away ${++tries}`)),
      hopeless: () => true,
    });
    const ends = await Promise.allSettled([1, 2, 3].map((row) => commits.add('a', [row])));
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    expect(tries).toBe(1);
    await commits.drain();
  });
});
