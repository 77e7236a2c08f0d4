import type { FastifyReply } from 'fastify';
import { REFUSALS, type Refusal } from '#platform/shared/refusal.ts';

/** Sends a refusal as problem+json (RFC 9457), with the fields that are wrong. */
export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const status = REFUSALS[refusal.code];
  const errors = refusal.errors ?? (refusal.field ? [{ field: refusal.field, message: refusal.message }] : undefined);
  if (status === 429 || status === 503) reply.header('retry-after', reply.getHeader('retry-after') ?? '5');
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: `urn:truce:problem:${refusal.code}`,
        title: refusal.message,
        status,
        code: refusal.code,
        ...(errors ? { errors } : {}),
      }),
    );
}
