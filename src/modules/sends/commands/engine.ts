import { randomUUID } from 'node:crypto';
import type { Work } from '#platform/context.ts';
import { readChunks } from '#platform/files/files.ts';
import type { Outgoing } from '#platform/mail/compose.ts';
import { compose } from '#platform/mail/compose.ts';
import { sign } from '#platform/mail/dkim.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { nextDue } from '../queries/candidates.ts';
import type { CarrierOf } from './carriers.ts';
import { beginHanding, type Claimed, claimBatch, LEASE_SECONDS, renewLeases } from './claim.ts';
import { endMessages } from './ends.ts';
import { type Lettered, makeLetters } from './letters.ts';
import { type Handed, writeOutcomes } from './outcomes.ts';

export interface EngineOptions {
  carrierOf: CarrierOf;
  signal: AbortSignal;
  /** Messages on their way to a mail server at the same time; so many at most can be left unknown by one that dies. */
  inFlight?: number;
  /** Claimed in one go. */
  batch?: number;
  /** Milliseconds after which another workspace has its turn. */
  turnMs?: number;
}

const QUIET = { audit: false };
/** Results that come one by one wait so long for others, while more are on the line. */
const GATHER_MS = 200;
const HEARTBEAT_MS = (LEASE_SECONDS * 1000) / 4;

interface Ready extends Lettered {
  /** Null: no server is set. */
  outgoing: Outgoing | null;
}

/**
 * Hands over what is due in one workspace, until nothing is, the turn is over, or it is told to stop. While one batch is on its way the next is
 * claimed and written. @returns when there is something to do again; null: nothing waits
 */
export async function deliverDue(work: Work, options: EngineOptions): Promise<string | null> {
  const engine = new Engine(work, options);
  const beat = setInterval(
    () => void work.transaction((ctx) => renewLeases(ctx, engine.owner), QUIET).catch(() => undefined),
    HEARTBEAT_MS,
  );
  try {
    await engine.run();
  } finally {
    clearInterval(beat);
  }
  return work.read(nextDue);
}

class Engine {
  readonly owner = randomUUID();
  readonly #work: Work;
  readonly #options: Required<EngineOptions>;
  readonly #handed: Handed[] = [];
  #free: number;
  /** Being delivered at this moment. */
  #onLine = 0;
  #waiting: (() => void)[] = [];
  #flushing = false;
  #timer: NodeJS.Timeout | null = null;
  #failure: unknown = null;

  constructor(work: Work, options: EngineOptions) {
    this.#work = work;
    this.#options = { inFlight: 128, batch: 250, turnMs: 20_000, ...options };
    this.#free = this.#options.inFlight;
  }

  async run(): Promise<void> {
    const until = performance.now() + this.#options.turnMs;
    const more = () => !this.#options.signal.aborted && this.#failure === null && performance.now() < until;
    let ahead = this.#prepare();
    for (;;) {
      const { ready, looked } = await ahead;
      const goOn = looked > 0 && more();
      // What is prepared meanwhile must not be an unheard failure.
      ahead = goOn ? this.#prepare() : Promise.resolve({ ready: [], looked: 0 });
      ahead.catch(() => undefined);
      await this.#handOverAll(ready);
      if (!goOn) break;
    }
    await this.#settled();
    if (this.#failure !== null) throw this.#failure;
  }

  /** Claims a batch, makes its letters, writes and signs them. */
  async #prepare(): Promise<{ ready: Ready[]; looked: number }> {
    const { batch, carrierOf } = this.#options;
    const { lettered, looked } = await this.#work.transaction(async (ctx) => {
      const found = await claimBatch(ctx, { owner: this.owner, limit: batch, carrierOf });
      return { lettered: await makeLetters(ctx, found.claimed), looked: found.looked };
    }, QUIET);
    const ready: Ready[] = [];
    const broken: { message: Claimed; code: 'unreadable'; response: string }[] = [];
    for (const one of lettered) {
      const outgoing = await written(this.#work, one);
      if (isRefusal(outgoing)) broken.push({ message: one.message, code: 'unreadable', response: outgoing.message });
      else ready.push({ ...one, outgoing });
    }
    if (broken.length > 0) await this.#work.transaction((ctx) => endMessages(ctx, 'failed', broken), QUIET);
    return { ready, looked };
  }

  async #handOverAll(ready: readonly Ready[]): Promise<void> {
    for (let start = 0; start < ready.length && this.#failure === null; ) {
      const room = await this.#room(Math.min(ready.length - start, Math.ceil(this.#options.inFlight / 2)));
      const chunk = ready.slice(start, start + room);
      start += chunk.length;
      await this.#handOver(chunk);
    }
  }

  /** Waits until at least half of the flight is free. */
  async #room(wanted: number): Promise<number> {
    while (this.#free < wanted && this.#failure === null) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const room = Math.max(1, Math.min(wanted, this.#free));
    this.#free -= room;
    return room;
  }

  #release(n: number): void {
    this.#free += n;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #handOver(chunk: readonly Ready[]): Promise<void> {
    try {
      const going = await this.#work.transaction(
        (ctx) =>
          beginHanding(
            ctx,
            this.owner,
            chunk.map(({ message }) => message),
          ),
        QUIET,
      );
      this.#release(chunk.length - going.size);
      for (const one of chunk) if (going.has(one.message.id)) void this.#deliver(one);
    } catch (error) {
      this.#fail(error);
      this.#release(chunk.length);
    }
  }

  async #deliver({ message, subject, outgoing }: Ready): Promise<void> {
    const serverId = message.carrier?.id ?? null;
    this.#onLine += 1;
    try {
      const outcome = message.carrier && outgoing ? await message.carrier.transport.deliver(outgoing) : ({ kind: 'captured' } as const);
      this.#handed.push({ message, subject, serverId, outcome });
    } catch (error) {
      // Nobody knows how far it came.
      this.#handed.push({ message, subject, serverId, outcome: { kind: 'unknown', why: String(error) } });
    }
    this.#onLine -= 1;
    this.#flush();
  }

  /** Results are committed in groups: when half of the flight is back, nothing is on the line, or a moment is over. While one is written the next gathers. */
  #flush(): void {
    if (this.#flushing || this.#handed.length === 0) return;
    if (this.#onLine > 0 && this.#handed.length < this.#options.inFlight / 2) {
      this.#timer ??= setTimeout(() => this.#write(), GATHER_MS);
      return;
    }
    this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer ?? undefined);
    this.#timer = null;
    if (this.#flushing) return;
    this.#flushing = true;
    const group = this.#handed.splice(0);
    this.#work
      .transaction((ctx) => writeOutcomes(ctx, this.owner, group), QUIET)
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#flushing = false;
        this.#release(group.length);
        this.#flush();
      });
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #settled(): Promise<void> {
    while (this.#free < this.#options.inFlight) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

async function written(work: Work, { letter, message, files }: Lettered) {
  const attachments = await Promise.all(
    files.map(async ({ id, name, mediaType }) => {
      const parts: Buffer[] = [];
      for await (const part of readChunks(work, { id })) parts.push(part);
      return { name, mediaType, content: Buffer.concat(parts) };
    }),
  );
  const outgoing = await compose({ ...letter, attachments });
  if (isRefusal(outgoing) || !message.carrier) return outgoing;
  return sign(outgoing, message.carrier.keys);
}
