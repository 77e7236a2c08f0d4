import type { z } from 'zod';

/**
 * How an endpoint speaks: JSON both ways, a file going out, a file coming in, a server-sent event stream, or a body of any kind that is read
 * byte for byte (`bytes`), because a foreign sender has signed it so.
 */
export type Transport = 'json' | 'download' | 'upload' | 'events' | 'bytes';

export interface EndpointSpec<P extends string, I extends z.ZodRawShape, O extends z.ZodType> {
  /** Unique, camelCase, verb first: it names the client call, the OpenAPI operation and the MCP tool. */
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api`, path parameters as `:id`. Nouns only. */
  path: string;
  /** One flat object: path parameters, then query (GET, DELETE) or body (the others). */
  input: z.ZodObject<I>;
  output: O;
  /** A named permission, `signedIn` for anyone with a session in the workspace, or `public`. */
  permission: P | 'signedIn' | 'public';
  /** One plain sentence for the API document and for assistants. */
  summary: string;
  transport?: Transport;
  /** False for sign-in and the like, where a replayed answer would be wrong. */
  idempotent?: boolean;
  /** A POST that changes nothing, because what it asks does not fit into an address. It runs read-only, as GET does. */
  reads?: true;
}

export interface Endpoint<I extends z.ZodRawShape = z.ZodRawShape, O extends z.ZodType = z.ZodType> extends EndpointSpec<string, I, O> {
  readonly pathParameters: readonly string[];
}

export type InputOf<E> = E extends Endpoint<infer I, z.ZodType> ? z.input<z.ZodObject<I>> : never;
export type ParsedOf<E> = E extends Endpoint<infer I, z.ZodType> ? z.output<z.ZodObject<I>> : never;
export type OutputOf<E> = E extends Endpoint<z.ZodRawShape, infer O> ? z.input<O> : never;

/** Returns the `endpoint` function of a product whose permission names are `P`. */
export function endpointsOf<P extends string>() {
  return function endpoint<I extends z.ZodRawShape, O extends z.ZodType>(spec: EndpointSpec<P, I, O>): Endpoint<I, O> {
    const pathParameters = [...spec.path.matchAll(/:(\w+)/g)].map((match) => match[1] as string);
    return { ...spec, pathParameters };
  };
}

/** Splits an endpoint's flat input into the concrete path and what remains for query or body. */
export function fillPath(endpoint: Pick<Endpoint, 'path' | 'pathParameters'>, input: Readonly<Record<string, unknown>>) {
  const rest: Record<string, unknown> = { ...input };
  let path = endpoint.path;
  for (const name of endpoint.pathParameters) {
    path = path.replace(`:${name}`, encodeURIComponent(String(rest[name])));
    delete rest[name];
  }
  return { path: `/api${path}`, rest };
}

/** Query text of what remains of an input: plain for text, numbers and truth values, JSON for the rest; nothing for undefined. */
export function queryOf(rest: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value))}`],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** How a call travels: GET and DELETE carry their input in the address, the others in a JSON body. */
export function requestTo(endpoint: Pick<Endpoint, 'method' | 'path' | 'pathParameters'>, input: Readonly<Record<string, unknown>>) {
  const { path, rest } = fillPath(endpoint, input);
  const inQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE';
  return inQuery ? { url: path + queryOf(rest) } : { url: path, body: JSON.stringify(rest) };
}

/** Whether a call changes nothing. */
export function onlyReads({ method, reads }: Pick<Endpoint, 'method' | 'reads'>): boolean {
  return method === 'GET' || reads === true;
}
