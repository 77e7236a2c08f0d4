import { z } from 'zod';
import type { Endpoint } from '#platform/shared/contract.ts';

type Json = Record<string, unknown>;

/** What stands in for ids and for free text in a sampled input. */
export interface Filling {
  id: string;
  text: string;
}

const PATTERNS: readonly [RegExp, string][] = [
  [/A-Z\]\{3\}/, 'EUR'],
  [/\\d\{1,18\}/, '1'],
];

/** An input of an endpoint made from its schema: required names only, or all of them. */
export function sampleInput(endpoint: Endpoint, filling: Filling, all = false): Json {
  const schema = z.toJSONSchema(endpoint.input, { io: 'input', unrepresentable: 'any' }) as Json;
  return sample(schema, { filling, all, root: schema, depth: 0 }) as Json;
}

interface Sampling {
  filling: Filling;
  all: boolean;
  root: Json;
  depth: number;
}

function sample(schema: Json, how: Sampling): unknown {
  if (how.depth > 8) return null;
  const deeper = { ...how, depth: how.depth + 1 };
  if (typeof schema.$ref === 'string') return sample(resolve(how.root, schema.$ref), deeper);
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const options = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (options) return sample(options.find((option) => option.type !== 'null') ?? {}, deeper);
  if (schema.type === 'object') return sampleObject(schema, deeper);
  if (schema.type === 'array') return Number(schema.minItems ?? 0) > 0 || how.all ? [sample((schema.items ?? {}) as Json, deeper)] : [];
  if (schema.type === 'integer' || schema.type === 'number')
    return Math.max(Number(schema.minimum ?? 1), Math.min(1, Number(schema.maximum ?? 1)));
  if (schema.type === 'boolean') return true;
  return sampleText(schema, how.filling);
}

function sampleObject(schema: Json, how: Sampling): Json {
  const properties = (schema.properties ?? {}) as Record<string, Json>;
  const required = new Set((schema.required ?? []) as string[]);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => how.all || required.has(name))
      .map(([name, property]) => [name, sample(property, how)]),
  );
}

function sampleText(schema: Json, { id, text }: Filling): string {
  if (schema.format === 'uuid') return id;
  if (schema.format === 'date-time') return '2026-01-05T10:00:00.000Z';
  if (schema.format === 'date') return '2026-01-05';
  if (schema.format === 'email') return 'someone@example.test';
  if (schema.format === 'uri') return 'https://example.test/';
  const known = PATTERNS.find(([pattern]) => pattern.test(String(schema.pattern ?? '')));
  if (known) return known[1];
  return text.slice(0, Number(schema.maxLength ?? 200)).padEnd(Number(schema.minLength ?? 0), 'x');
}

function resolve(root: Json, reference: string): Json {
  if (reference === '#') return root;
  return reference
    .slice(2)
    .split('/')
    .reduce<Json>((at, part) => (at[part] ?? {}) as Json, root);
}

/** Every place of free text in an input, as a function that puts another text there. */
export function textPlaces(input: Json, text: string): ((payload: string) => Json)[] {
  const places: (string | number)[][] = [];
  const walk = (value: unknown, path: (string | number)[]): void => {
    if (typeof value === 'string' && value.startsWith(text.slice(0, 8))) places.push(path);
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...path, index]);
    else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
  };
  walk(input, []);
  return places.map((path) => (payload) => {
    const copy = structuredClone(input);
    const last = path.at(-1) as string;
    const holder = path.slice(0, -1).reduce<Json>((at, part) => at[part] as Json, copy);
    holder[last] = payload;
    return copy;
  });
}
