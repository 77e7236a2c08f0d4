import type { Kind, Told } from '../schema.ts';
import { hardnessOf, reasonOf, stepOf } from './bounces/reasons.ts';
import { instantOf } from './instants.ts';
import { bare, oneLine } from './text.ts';

/** What a provider's word means: one of ours, or a bounce with its hardness. */
export type Meaning = Kind | 'hard' | 'soft';

/** Fields of an event that a mapping can fill. */
export const FIELDS = [
  'word',
  'recipient',
  'messageId',
  'eventId',
  'at',
  'replyCode',
  'status',
  'detail',
  'url',
  'userAgent',
  'tags',
  'metadata',
] as const;
export type FieldName = (typeof FIELDS)[number];

/**
 * How a body becomes events. A path is names and positions: `data.items[0].email`; an empty one is the value itself. Of several paths the first
 * with a value counts. Nothing else can be said in it, so that there is nothing to run.
 */
export interface Mapping {
  /** Where the list of events stands; a body that is no list is one event. */
  each: string;
  fields: Readonly<Partial<Record<FieldName, readonly string[]>>>;
  kinds: Readonly<Record<string, Meaning>>;
}

const PATH = /^(?:[\w$-]{1,80}|"[^"[\]]{1,80}")?(?:\.(?:[\w$-]{1,80}|"[^"[\]]{1,80}")|\[\d{1,3}\])*$/;
const NEVER = new Set(['__proto__', 'prototype', 'constructor']);
const MOST_EVENTS = 5000;

/** Why a path cannot be used, in words; null where it can. */
export function pathProblem(path: string): string | null {
  if (path.length > 300 || !PATH.test(path)) return 'A path is names and positions, such as data.items[0].email.';
  return stepsOf(path).some((step) => NEVER.has(step)) ? 'This name cannot be used in a path.' : null;
}

function stepsOf(path: string): string[] {
  return (path.match(/"[^"]*"|[^.[\]"]+/g) ?? []).map((step) => step.replace(/^"|"$/g, ''));
}

/** The value at a path, by own names only; undefined where there is none. */
export function valueAt(body: unknown, path: string): unknown {
  let value: unknown = body;
  for (const step of stepsOf(path)) {
    if (typeof value !== 'object' || value === null || NEVER.has(step) || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

const given = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** The first value of several paths. */
export function firstOf(body: unknown, paths: readonly string[] = []): unknown {
  return paths.map((path) => valueAt(body, path)).find(given);
}

/** A value as one line of text; lists and objects are none. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return oneLine(value) || null;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : null;
}

/** The events of a body. What the mapping does not know is kept as `unknown` with the provider's word. */
export function eventsBy(mapping: Mapping, body: unknown): Told[] {
  const list = mapping.each ? valueAt(body, mapping.each) : body;
  const items = Array.isArray(list) ? list.slice(0, MOST_EVENTS) : [given(list) ? list : body];
  return items.map((item) => eventBy(mapping, item));
}

/** One event; `meaning` overrules what the mapping says of the word. */
export function eventBy({ fields, kinds }: Mapping, item: unknown): Told {
  const read = (name: FieldName) => firstOf(item, fields[name]);
  const word = textOf(read('word')) ?? '';
  const known = Object.hasOwn(kinds, word) ? kinds[word] : Object.hasOwn(kinds, word.toLowerCase()) ? kinds[word.toLowerCase()] : undefined;
  const told: Told = {
    kind: 'unknown',
    hardness: null,
    recipient: addressOf(read('recipient')),
    messageId: idOf(read('messageId')),
    eventId: textOf(read('eventId')),
    at: instantOf(read('at')),
    replyCode: /^[245]\d\d$/.exec(textOf(read('replyCode')) ?? '')?.[0] ?? null,
    status: /^[245]\.\d{1,3}\.\d{1,3}$/.exec(textOf(read('status')) ?? '')?.[0] ?? null,
    reason: null,
    detail: textOf(read('detail')),
    url: textOf(read('url')),
    userAgent: textOf(read('userAgent')),
    tags: tagsOf(read('tags')),
    metadata: metadataOf(read('metadata')),
    word,
  };
  return meant(told, known ?? 'unknown');
}

/** Sets what an event means, and for a failure why, from what the other side wrote. */
export function meant(told: Told, meaning: Meaning): Told {
  const kind = meaning === 'hard' || meaning === 'soft' ? 'bounced' : meaning;
  const detail = told.detail ?? '';
  const status = told.status ?? /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(detail)?.[0] ?? null;
  const replyCode = told.replyCode ?? /(?:^|[\s(;])([245]\d\d)(?=[\s-])/.exec(detail)?.[1] ?? null;
  if (!(kind === 'bounced' || kind === 'deferred' || kind === 'rejected' || kind === 'failed'))
    return { ...told, kind, hardness: null, reason: null, status, replyCode };
  const said =
    detail || status ? reasonOf({ status, replyCode, step: stepOf(detail) ?? 'recipient', near: [detail], wide: [] }) : 'unclear';
  const hardness = kind !== 'bounced' ? null : meaning === 'hard' || meaning === 'soft' ? meaning : hardnessOf(said, status);
  return { ...told, kind, hardness, status, replyCode, reason: said };
}

/** `Somebody <somebody@example.com>`, a list of such, or an object with the address. */
export function addressOf(value: unknown): string | null {
  if (Array.isArray(value)) return addressOf(value[0]);
  if (typeof value === 'object' && value !== null)
    return addressOf(firstOf(value, ['email', 'emailAddress', 'Email', 'address', 'Address']));
  const text = textOf(value);
  if (!text) return null;
  const address = (/<([^<>\s]+@[^<>\s]+)>/.exec(text)?.[1] ?? text).trim().toLowerCase();
  return /^[^\s@<>"]{1,64}@[^\s@<>"]{1,254}$/.test(address) ? address : null;
}

function idOf(value: unknown): string | null {
  const text = textOf(value);
  return text ? bare(text) : null;
}

function tagsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : given(value) && typeof value !== 'object' ? [parsedList(value)].flat() : [];
  return list
    .map(textOf)
    .filter((tag) => tag !== null)
    .slice(0, 50);
}

function parsedList(value: unknown): unknown {
  const parsed = typeof value === 'string' && value.startsWith('[') ? parsedJson(value) : undefined;
  return Array.isArray(parsed) ? parsed : value;
}

/** Text that holds JSON, as several providers send what was given to them; undefined where it is none. */
export function parsedJson(text: unknown): unknown {
  return typeof text === 'string' && text.length <= 100_000 ? exactJson(text) : undefined;
}

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_NUMBER = /^-?\d{16,}$/;

/** JSON of any length; undefined where it is none. Whole numbers too long for a double become texts, since they are ids and must stay exact. */
export function exactJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(TOKENS, (token) => (LONG_NUMBER.test(token) ? `"${token}"` : token)));
  } catch {
    return undefined;
  }
}

function metadataOf(value: unknown): Record<string, string> {
  const object = typeof value === 'string' ? parsedJson(value) : value;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return {};
  const pairs = Object.entries(object).filter(([name]) => !NEVER.has(name) && name.length <= 100);
  return Object.fromEntries(pairs.slice(0, 50).flatMap(([name, one]) => (textOf(one) === null ? [] : [[name, textOf(one) ?? '']])));
}
