import type { z } from 'zod';

/** Something that happened, named in the past tense: `handoff.created`. */
export interface EventType<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly payload: S;
}

export function event<S extends z.ZodType>(name: string, payload: S): EventType<S> {
  return { name, payload };
}

export type PayloadOf<E> = E extends EventType<infer S> ? z.output<S> : never;
