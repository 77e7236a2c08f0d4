import type { Told } from '../../schema.ts';
import { eventBy, eventsBy, type Mapping, type Meaning, meant } from '../mapping.ts';

/** Reads the events out of what a provider posts; a body that it does not know gives events of kind `unknown`. */
export type Reader = (body: unknown) => Told[];

/** What a table cannot say: the meaning of one event from more than its word. Undefined leaves what the table says. */
export type Refinement = (item: unknown, told: Told) => Meaning | Partial<Told> | undefined;

/** A provider as a table, and at most one function for what the table cannot say. */
export function readerOf(mapping: Mapping, refine?: Refinement): Reader {
  if (!refine) return (body) => eventsBy(mapping, body);
  return (body) => itemsOf(mapping, body).map((item) => refined(item, eventBy(mapping, item), refine));
}

function refined(item: unknown, told: Told, refine: Refinement): Told {
  const more = refine(item, told);
  if (more === undefined) return told;
  return typeof more === 'string' ? meant(told, more) : { ...told, ...more };
}

function itemsOf({ each }: Mapping, body: unknown): unknown[] {
  const list = each === '' ? body : (body as Record<string, unknown> | null)?.[each];
  return Array.isArray(list) ? list.slice(0, 5000) : [list ?? body];
}
