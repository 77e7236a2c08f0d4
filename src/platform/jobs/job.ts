import type { z } from 'zod';
import type { Work } from '#platform/context.ts';
import type { EventType } from '#platform/events/events.ts';
import type { Runtime } from '#platform/runtime.ts';
import type { Services } from '#platform/services.ts';

/** A job's name and payload; declared where it is enqueued, handled in a module's jobs.ts. */
export interface JobType<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly payload: S;
}

export function job<S extends z.ZodType>(name: string, payload: S): JobType<S> {
  return { name, payload };
}

/** One run of a job: several transactions if it needs them, each bound to the scope of whoever caused it. */
export interface JobRun extends Work {
  readonly signal: AbortSignal;
  readonly attempt: number;
  readonly services: Services;
  now(): string;
}

export interface JobHandler {
  readonly name: string;
  readonly payload: z.ZodType;
  run(run: JobRun, payload: never): Promise<void>;
}

/** Handles a job. Must be safe to run twice. */
export function handles<S extends z.ZodType>(type: JobType<S>, run: (run: JobRun, payload: z.output<S>) => Promise<void>): JobHandler {
  return { name: type.name, payload: type.payload, run: run as JobHandler['run'] };
}

export interface Listener extends JobHandler {
  readonly event: string;
}

/** Hears an event, in a job of its own after commit. `as` names the listener; it stays the same across versions. */
export function listensTo<S extends z.ZodType>(
  event: EventType<S>,
  as: string,
  run: (run: JobRun, payload: z.output<S>) => Promise<void>,
): Listener {
  return { event: event.name, name: `on:${event.name}:${as}`, payload: event.payload, run: run as JobHandler['run'] };
}

/** Runs in every workspace at the times of a cron pattern (UTC). */
export interface Schedule {
  readonly name: string;
  readonly cron: string;
  run(run: JobRun): Promise<void>;
}

/** Work that goes on as long as a worker runs: listening to other servers. Each process starts it; what only one may do, it settles by leases. */
export interface Standing {
  readonly name: string;
  start(runtime: Runtime, heard: (error: unknown) => void): { stop(): Promise<void> };
}
