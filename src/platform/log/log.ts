import pino, { type Logger } from 'pino';

export type Log = Logger;

/** Structured logs on stderr, so that a command's own output stays clean. Secrets are cut out wherever they stand. */
export function openLog(level: string): Log {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['*.password', '*.secret', '*.token', '*.key', '*.authorization', '*.cookie', 'req.headers', 'password', 'secret', 'token'],
        censor: '[hidden]',
      },
    },
    pino.destination(2),
  );
}
