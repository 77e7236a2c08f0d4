import { type Endpoint, fillPath, type InputOf, type OutputOf, requestTo } from '#platform/shared/contract.ts';
import type { FieldError } from '#platform/shared/refusal.ts';

/** What the server answered instead of a result: problem+json, or `{ status: 0, code: 'offline' }` where it was not reached. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** Field paths as the server names them, such as `emails[0].address`. */
  readonly errors: readonly FieldError[];

  constructor(facts: { status: number; code: string; message: string; errors?: readonly FieldError[] }) {
    super(facts.message);
    this.name = 'ApiProblem';
    this.status = facts.status;
    this.code = facts.code;
    this.errors = facts.errors ?? [];
  }
}

const WORKSPACE_KEY = 'truce.workspace';
let onSignedOut: () => void = () => undefined;

/** The workspace of this tab; a new tab starts in the one used last. */
export function currentWorkspace(): string | null {
  return sessionStorage.getItem(WORKSPACE_KEY) ?? localStorage.getItem(WORKSPACE_KEY);
}

export function rememberWorkspace(id: string | null) {
  for (const store of [sessionStorage, localStorage]) {
    if (id === null) store.removeItem(WORKSPACE_KEY);
    else store.setItem(WORKSPACE_KEY, id);
  }
}

/** Called when the server no longer knows the session. */
export function whenSignedOut(listener: () => void) {
  onSignedOut = listener;
}

function headersOf(method: string, body: 'json' | 'none' | 'form', workspace: string | null): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    'x-requested-with': 'truce',
    ...(workspace ? { 'x-truce-workspace': workspace } : {}),
    ...(body === 'json' ? { 'content-type': 'application/json' } : {}),
    ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
  };
}

type Callable = Pick<Endpoint, 'method' | 'path' | 'pathParameters'>;

/** The request of a call, without sending it. */
export function requestOf(endpoint: Callable, input: object, workspace: string | null): { url: string; init: RequestInit } {
  const { method } = endpoint;
  const { url, body } = requestTo(endpoint, input as Record<string, unknown>);
  const headers = headersOf(method, body === undefined ? 'none' : 'json', workspace);
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  return { url, init: body === undefined ? init : { ...init, body } };
}

/** Reads problem+json; an answer of another kind (a proxy's page) gets a sentence of its own. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const facts = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const text = (name: string) => (typeof facts[name] === 'string' && facts[name] !== '' ? (facts[name] as string) : undefined);
  return new ApiProblem({
    status: response.status,
    code: text('code') ?? (response.status >= 500 ? 'failed' : 'unknown'),
    message: text('detail') ?? text('message') ?? text('title') ?? '',
    errors: Array.isArray(facts.errors) ? (facts.errors as FieldError[]) : [],
  });
}

async function send(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiProblem({ status: 0, code: 'offline', message: '' });
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.status === 401) onSignedOut();
  throw problem;
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

/**
 * Calls an endpoint of a contract.
 * @throws ApiProblem for every answer but a good one; a 401 leads to sign-in as well
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  how: AbortSignal | { signal?: AbortSignal; workspace: string } | undefined = undefined,
): Promise<OutputOf<E>> {
  const { url, init } = requestOf(endpoint, input as object, how && 'workspace' in how ? how.workspace : currentWorkspace());
  const signal = how && 'workspace' in how ? how.signal : how;
  return (await bodyOf(await send(url, { ...init, signal: signal ?? null }))) as OutputOf<E>;
}

/**
 * Sends files to an endpoint of the transport `upload`, as multipart form data: the fields of the input first, then each
 * file under the name `file`.
 */
export async function upload<E extends Endpoint>(endpoint: E, input: InputOf<E>, files: readonly File[]): Promise<OutputOf<E>> {
  const { path, rest } = fillPath(endpoint, input as Record<string, unknown>);
  const form = new FormData();
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  for (const file of files) form.append('file', file, file.webkitRelativePath || file.name);
  const headers = headersOf(endpoint.method, 'form', currentWorkspace());
  const response = await send(path, { method: endpoint.method, headers, credentials: 'same-origin', body: form });
  return (await bodyOf(response)) as OutputOf<E>;
}

function fileNameOf(response: Response): string | undefined {
  const disposition = response.headers.get('content-disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return encoded ? decodeURIComponent(encoded) : /filename="?([^";]+)"?/i.exec(disposition)?.[1];
}

/** Saves the answer of an endpoint of the transport `download` as a file, under the server's name or the given one. */
export async function download<E extends Endpoint>(endpoint: E, input: InputOf<E>, name = 'truce'): Promise<void> {
  const { url, init } = requestOf(endpoint, input as object, currentWorkspace());
  const response = await send(url, init);
  saveFile(await response.blob(), fileNameOf(response) ?? name);
}

export function saveFile(content: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
