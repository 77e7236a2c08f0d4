import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import type { Runtime } from '#platform/runtime.ts';
import type { Endpoint } from '#platform/shared/contract.ts';
import type { Refusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';

type Shape = z.ZodRawShape;
type In<I extends Shape> = z.output<z.ZodObject<I>>;
type Out<O extends z.ZodType> = z.input<O> | Refusal;

/** The request as a handler without a workspace sees it (sign-in, invitations, health). */
export interface OpenRequest {
  readonly runtime: Runtime;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A handler that opens its own transactions: uploads, downloads, event streams, long work. */
export interface RawRequest extends OpenRequest {
  readonly scope: Scope;
}

export type Route =
  | { kind: 'scoped'; endpoint: Endpoint; handle(ctx: Ctx, input: never): Promise<unknown> }
  | { kind: 'open'; endpoint: Endpoint; handle(open: OpenRequest, input: never): Promise<unknown> }
  | { kind: 'raw'; endpoint: Endpoint; handle(raw: RawRequest, input: never): Promise<unknown> };

/** The usual route: one transaction, read-only for GET, bound to the caller's workspace. */
export function route<I extends Shape, O extends z.ZodType>(
  endpoint: Endpoint<I, O>,
  handle: (ctx: Ctx, input: In<I>) => Promise<Out<O>>,
): Route {
  return { kind: 'scoped', endpoint: endpoint as unknown as Endpoint, handle };
}

/** A route with no workspace: `permission` is `public`, or the handler checks the session itself. */
export function openRoute<I extends Shape, O extends z.ZodType>(
  endpoint: Endpoint<I, O>,
  handle: (open: OpenRequest, input: In<I>) => Promise<Out<O>>,
): Route {
  return { kind: 'open', endpoint: endpoint as unknown as Endpoint, handle };
}

/** A route that is authenticated and permitted, then on its own. What it returns is sent; undefined means it has replied. */
export function rawRoute<I extends Shape, O extends z.ZodType>(
  endpoint: Endpoint<I, O>,
  handle: (raw: RawRequest, input: In<I>) => Promise<Out<O> | undefined>,
): Route {
  return { kind: 'raw', endpoint: endpoint as unknown as Endpoint, handle };
}
