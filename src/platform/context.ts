import type { z } from 'zod';
import type { Vault } from '#platform/auth/vault.ts';
import type { Tx } from '#platform/db/db.ts';
import type { EventType } from '#platform/events/events.ts';
import type { JobType } from '#platform/jobs/job.ts';
import type { Actor, Scope } from '#platform/shared/scope.ts';

/** What queries need: a transaction bound to the workspace, the proof of who asks, and the time. */
export interface ReadCtx {
  readonly tx: Tx;
  readonly scope: Scope;
  /** The instant of the request, ISO, UTC. Rules take time from here. */
  readonly now: string;
}

/** What commands need. Row, event, job and live notice commit together or not at all. */
export interface Ctx extends ReadCtx {
  /** Tells whoever listens, after commit, by a job per listener. */
  announce<S extends z.ZodType>(event: EventType<S>, payload: z.input<S>): Promise<void>;
  enqueue<S extends z.ZodType>(job: JobType<S>, payload: z.input<S>, options?: EnqueueOptions): Promise<void>;
  /** Tells open browsers that a record changed: `changed('company', id)`. Sent once, at commit. */
  changed(entity: string, id?: string): void;
  /** The full address of a page, for mails: from the configured base address, never from a request. */
  link(path: string): string;
  /** A seal for the address of a page of people who have no account (`Seals`). */
  seal(purpose: string, words: readonly string[]): string;
}

export interface EnqueueOptions {
  runAt?: string;
  /** A pending job with the same key is replaced. */
  key?: string;
  maxAttempts?: number;
  queue?: string;
  /** Runs as the program itself, with its rights: for work of the whole workspace, which must not end with the access of whoever set it going. */
  byProgram?: boolean;
  /** Runs with the rights that this one has then, not those of whoever asks now. */
  as?: Actor;
}

/** Transactions of one scope, for work that needs several: jobs, uploads, downloads. */
export interface Work {
  readonly scope: Scope;
  /** Secrets of others that have to be used again in the clear. */
  readonly vault: Vault;
  transaction<T>(work: (ctx: Ctx) => Promise<T>, options?: { audit?: boolean }): Promise<T>;
  /** @param options `snapshot`: every query of the work sees the same moment */
  read<T>(work: (ctx: ReadCtx) => Promise<T>, options?: { snapshot?: boolean }): Promise<T>;
}
