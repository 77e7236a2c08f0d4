import { z } from 'zod';
import type { Endpoint } from '#platform/shared/contract.ts';
import { type FieldError, type Refusal, refuse } from '#platform/shared/refusal.ts';

type Values = Readonly<Record<string, unknown>>;

/** Parses the flat input of an endpoint from its path, query and body; unknown names are refused. */
export function parseInput(endpoint: Endpoint, parts: { params: Values; query: Values; body: unknown }): Values | Refusal {
  const fromUrl = endpoint.method === 'GET' || endpoint.method === 'DELETE';
  const body = parts.body ?? {};
  if (!fromUrl && (typeof body !== 'object' || Array.isArray(body))) return refuse('invalid', 'The body must be a JSON object.');
  const rest = fromUrl ? decodeQuery(endpoint, parts.query) : (body as Values);
  const parsed = z.strictObject(endpoint.input.shape).safeParse({ ...rest, ...parts.params });
  if (parsed.success) return parsed.data as Values;
  const errors = parsed.error.issues.flatMap(fieldErrors);
  return refuse('invalid', errors.length === 1 && errors[0] ? sentence(errors[0]) : `${errors.length} fields need another look.`, {
    errors,
  });
}

function sentence(error: FieldError): string {
  return error.field ? `${error.field}: ${error.message}` : error.message;
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: pathOf([...issue.path, key]), message: 'This name is not known here.' }));
  return [{ field: pathOf(issue.path), message: issue.message }];
}

/** `['criteria', 'all', 0, 'value']` → `criteria.all[0].value` */
export function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );
}

/** Query strings carry text only: numbers and yes/no by the schema's kind, lists and objects as JSON. */
function decodeQuery(endpoint: Endpoint, query: Values): Values {
  const decoded: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query)) {
    const schema = Object.hasOwn(endpoint.input.shape, name) ? endpoint.input.shape[name] : undefined;
    decoded[name] = typeof value === 'string' && schema ? decodeValue(kindOf(schema as z.core.$ZodType), value) : value;
  }
  return decoded;
}

function kindOf(schema: z.core.$ZodType): string {
  const definition = schema._zod.def as { type: string; innerType?: z.core.$ZodType; in?: z.core.$ZodType };
  if (definition.innerType) return kindOf(definition.innerType);
  if (definition.type === 'pipe' && definition.in) return kindOf(definition.in);
  return definition.type;
}

function decodeValue(kind: string, value: string): unknown {
  if (kind === 'string' || kind === 'enum' || kind === 'literal' || kind === 'template_literal') return value;
  if (kind === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (kind === 'number') return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
