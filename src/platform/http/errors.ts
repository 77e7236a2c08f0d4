import type { FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

interface KnownError {
  statusCode?: number;
  code?: string;
  message?: string;
  constraint?: string;
}

/** PostgreSQL error codes a person can understand; everything else is a bug or an outage of ours. */
const DATABASE: Readonly<Record<string, Refusal>> = {
  '23505': refuse('conflict', 'Something with the same name or address exists already. Nothing was changed.'),
  '23503': refuse('invalid', 'A record that this refers to does not exist in this workspace. Nothing was changed.'),
  '23514': refuse('invalid', 'A value is outside of what is allowed here. Nothing was changed.'),
  '22P02': refuse('invalid', 'A value has the wrong form. Nothing was changed.'),
  '22007': refuse('invalid', 'A date or a page mark has the wrong form. Nothing was changed.'),
  '22008': refuse('invalid', 'A date is outside of what can be stored. Nothing was changed.'),
  '22003': refuse('invalid', 'A number is larger than can be stored. Nothing was changed.'),
  '22P05': refuse('invalid', 'The text contains a character that cannot be stored. Nothing was changed.'),
  '22021': refuse('invalid', 'The text contains a character that cannot be stored. Nothing was changed.'),
  '40001': refuse('busy', 'Two changes met. Nothing was changed; try again.'),
  '40P01': refuse('busy', 'Two changes met. Nothing was changed; try again.'),
  '53100': refuse('no_space', 'The disk of the server is full. Nothing was changed; free some space and try again.'),
  '53300': refuse('busy', 'The database has no free connection. Nothing was changed; try again in a few seconds.'),
  '57014': refuse('busy', 'This took too long and was stopped. Nothing was changed.'),
  '57P01': refuse('busy', 'The database is restarting. Nothing was changed; try again in a few seconds.'),
  '57P03': refuse('busy', 'The database is starting. Nothing was changed; try again in a few seconds.'),
};

const CONNECTION = /ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|Connection terminated|timeout exceeded when trying to connect/;

/** What a thrown error becomes on the wire. `log` is false where the caller, not we, made the mistake. */
export function errorProblem(error: unknown, request: FastifyRequest): { refusal?: Refusal; body?: string; log: boolean } {
  const known = error as KnownError;
  if (known.statusCode === 429) return { refusal: refuse('too_many', known.message ?? 'Too many requests.'), log: false };
  if (known.statusCode === 413 || known.code === 'FST_REQ_FILE_TOO_LARGE')
    return { refusal: refuse('too_large', 'This is larger than this server accepts.'), log: false };
  if (known.statusCode === 415) return { refusal: refuse('unsupported_type', 'Send JSON (content-type: application/json).'), log: false };
  if (known.statusCode && known.statusCode < 500)
    return { refusal: refuse('invalid', known.message ?? 'The request could not be read.'), log: false };
  const database = known.code ? DATABASE[known.code] : undefined;
  if (database) return { refusal: database, log: known.code?.startsWith('5') ?? false };
  if (CONNECTION.test(`${known.code ?? ''} ${known.message ?? ''}`))
    return {
      refusal: refuse('busy', 'The database cannot be reached right now. Nothing was changed; try again in a few seconds.'),
      log: true,
    };
  const body = JSON.stringify({
    type: 'urn:truce:problem:bug',
    title: `Something went wrong on our side (request ${request.id}). Nothing was changed.`,
    status: 500,
    code: 'bug',
  });
  return { body, log: true };
}
