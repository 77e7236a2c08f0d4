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
  return new Committer(options);
}

class Committer<Row> implements GroupCommit<Row> {
  /** In turn: a lane that was served goes to the end, so that a loud one delays no other by more than a batch. */
  private readonly lanes = new Map<string, Entry<Row>[]>();
  private readonly writing = new Set<string>();
  private readonly idle = new Set<() => void>();
  private gathering: NodeJS.Timeout | null = null;
  waiting = 0;

  constructor(private readonly options: GroupCommitOptions<Row>) {}

  add(lane: string, rows: readonly Row[]): Promise<void> | null {
    if (this.waiting + rows.length > this.options.mostWaiting) return null;
    this.waiting += rows.length;
    return new Promise((resolve, reject) => {
      const entry = { rows, done: resolve, failed: reject };
      const entries = this.lanes.get(lane);
      if (entries) entries.push(entry);
      else this.lanes.set(lane, [entry]);
      this.gathering ??= setTimeout(() => {
        this.gathering = null;
        this.serve();
      }, this.options.gatherMs);
    });
  }

  async drain(): Promise<void> {
    while (this.waiting > 0)
      await new Promise<void>((resolve) => {
        this.idle.add(resolve);
      });
  }

  private serve(): void {
    for (const [lane, entries] of this.lanes) {
      if (this.writing.size >= this.options.writers) return;
      if (this.writing.has(lane)) continue;
      const batch = take(entries, this.options.mostRows);
      this.lanes.delete(lane);
      if (entries.length > 0) this.lanes.set(lane, entries);
      this.writing.add(lane);
      void this.writeBatch(lane, batch).finally(() => {
        this.writing.delete(lane);
        this.serve();
      });
    }
    if (this.waiting > 0) return;
    for (const heard of this.idle) heard();
    this.idle.clear();
  }

  private async writeBatch(lane: string, batch: readonly Entry<Row>[]): Promise<void> {
    const rows = batch.flatMap((entry) => entry.rows);
    try {
      await this.options.write(lane, rows);
      this.settle(batch, (entry) => entry.done());
    } catch (error) {
      if (batch.length === 1 || this.options.hopeless(error)) return this.settle(batch, (entry) => entry.failed(error));
      // One bad row must not spoil those that came in the same few milliseconds.
      const half = batch.length >> 1;
      await this.writeBatch(lane, batch.slice(0, half));
      await this.writeBatch(lane, batch.slice(half));
    }
  }

  private settle(batch: readonly Entry<Row>[], tell: (entry: Entry<Row>) => void): void {
    for (const entry of batch) {
      this.waiting -= entry.rows.length;
      tell(entry);
    }
  }
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
