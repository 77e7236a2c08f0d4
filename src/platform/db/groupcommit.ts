/**
 * Many small writes become few transactions: rows that arrive within a few milliseconds are written together, and each caller hears of its own
 * only when they are durable. While one batch is being written the next one gathers, so the batches grow with the load and the wait does not.
 */
export interface GroupCommit<Row> {
  /** Resolves when the rows are committed, rejects when they are not; null where the queue is full: nothing was taken, try again later. */
  add(lane: string, rows: readonly Row[]): Promise<void> | null;
  /** Rows that wait or are being written. */
  readonly waiting: number;
  /** Resolves when everything taken has been written. */
  drain(): Promise<void>;
}

export interface GroupCommitOptions<Row> {
  /** Writes and commits rows of one lane. Must be safe to do twice: after a failure the halves are tried. */
  write(lane: string, rows: readonly Row[]): Promise<void>;
  /** Rows of one transaction. */
  mostRows: number;
  /** Rows that may wait; beyond, `add` refuses. */
  mostWaiting: number;
  /** How long the first of a batch waits for others. */
  gatherMs: number;
  /** Transactions at once. One lane has one at a time. */
  writers: number;
  /** True for a failure that any other row would meet as well (the database is away): nothing is tried again here. */
  hopeless(error: unknown): boolean;
}

interface Entry<Row> {
  rows: readonly Row[];
  done(): void;
  failed(error: unknown): void;
}

export function groupCommit<Row>(options: GroupCommitOptions<Row>): GroupCommit<Row> {
  const { mostRows, mostWaiting, gatherMs, writers } = options;
  /** In turn: a lane that was served goes to the end, so that a loud one delays no other by more than a batch. */
  const lanes = new Map<string, Entry<Row>[]>();
  const writing = new Set<string>();
  const idle = new Set<() => void>();
  let waiting = 0;
  let gathering: NodeJS.Timeout | null = null;

  function serve(): void {
    for (const [lane, entries] of lanes) {
      if (writing.size >= writers) return;
      if (writing.has(lane)) continue;
      const batch = take(entries, mostRows);
      lanes.delete(lane);
      if (entries.length > 0) lanes.set(lane, entries);
      writing.add(lane);
      void writeBatch(lane, batch).finally(() => {
        writing.delete(lane);
        if (lanes.size > 0) serve();
        else if (writing.size === 0) for (const heard of idle) heard();
      });
    }
  }

  async function writeBatch(lane: string, batch: readonly Entry<Row>[]): Promise<void> {
    const rows = batch.flatMap((entry) => entry.rows);
    try {
      await options.write(lane, rows);
      settle(batch, (entry) => entry.done());
    } catch (error) {
      if (batch.length === 1 || options.hopeless(error)) return settle(batch, (entry) => entry.failed(error));
      // One bad row must not spoil those that came in the same few milliseconds.
      const half = batch.length >> 1;
      await writeBatch(lane, batch.slice(0, half));
      await writeBatch(lane, batch.slice(half));
    }
  }

  function settle(batch: readonly Entry<Row>[], tell: (entry: Entry<Row>) => void): void {
    for (const entry of batch) {
      waiting -= entry.rows.length;
      tell(entry);
    }
  }

  return {
    add(lane, rows) {
      if (waiting + rows.length > mostWaiting) return null;
      waiting += rows.length;
      return new Promise((resolve, reject) => {
        const entry = { rows, done: resolve, failed: reject };
        const entries = lanes.get(lane);
        if (entries) entries.push(entry);
        else lanes.set(lane, [entry]);
        gathering ??= setTimeout(() => {
          gathering = null;
          serve();
        }, gatherMs);
      });
    },
    get waiting() {
      return waiting;
    },
    async drain() {
      while (waiting > 0)
        await new Promise<void>((resolve) => {
          const heard = () => {
            idle.delete(heard);
            resolve();
          };
          idle.add(heard);
        });
    },
  };
}

/** As many entries from the front as fit; at least one. */
function take<Row>(entries: Entry<Row>[], most: number): Entry<Row>[] {
  let rows = 0;
  let count = 0;
  for (const entry of entries) {
    rows += entry.rows.length;
    if (count > 0 && rows > most) break;
    count += 1;
  }
  return entries.splice(0, count);
}
