import { z } from 'zod';

/** One way to write a value: how to read it, and words that complete "NAME must be …". */
export interface Kind<T> {
  schema: z.ZodType<T, string>;
  must: string;
}

export interface Setting<T> {
  kind: Kind<Exclude<T, undefined>>;
  /** Used when the variable is absent or empty. */
  fallback?: string;
  /** What the table shows where there is no plain default. */
  otherwise?: string;
  meaning: string;
  /** Never printed, not even when it is wrong. */
  secret: boolean;
}

export function withDefault<T>(fallback: string, kind: Kind<Exclude<T, undefined>>, meaning: string): Setting<T> {
  return { kind, fallback, meaning, secret: false };
}

export function optional<T>(
  kind: Kind<Exclude<T, undefined>>,
  meaning: string,
  more: { otherwise?: string; secret?: boolean } = {},
): Setting<T | undefined> {
  return { kind, meaning, secret: false, ...more };
}

export function wholeNumber(from: number, to: number): Kind<number> {
  const schema = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(from).max(to));
  return { schema, must: `a whole number from ${from} to ${to}` };
}

export function oneOf<const T extends string>(values: readonly T[]): Kind<T> {
  return { schema: z.string().toLowerCase().pipe(z.enum(values)), must: `one of ${values.join(', ')}` };
}

export function text(must: string, least = 1): Kind<string> {
  return { schema: z.string().min(least), must };
}

export const yesOrNo: Kind<boolean> = {
  schema: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['true', 'yes', '1', 'false', 'no', '0']))
    .transform((word) => ['true', 'yes', '1'].includes(word)),
  must: 'true or false',
};

export const emailAddress: Kind<string> = { schema: z.email(), must: 'an e-mail address' };

/** `a@b.example` or `Name <a@b.example>`, on one line. */
export const mailbox: Kind<string> = {
  schema: z.string().regex(/^(?:[^<>\r\n]+<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/),
  must: 'an address such as "Truce <truce@example.com>"',
};

export function urlOf(protocols: readonly string[], example: string): Kind<string> {
  const fits = (value: string) => URL.canParse(value) && protocols.includes(new URL(value).protocol);
  return { schema: z.string().refine(fits, { abort: true }), must: `an address such as ${example}` };
}

/** A scheme and a host, nothing behind them: paths are added to it. */
export const webOrigin: Kind<string> = {
  schema: urlOf(['http:', 'https:'], '')
    .schema.refine((value) => /^\/?$/.test(new URL(value).pathname) && !/[?#@]/.test(value))
    .transform((value) => new URL(value).origin),
  must: 'the address people type, without a path, such as https://truce.example.com',
};

const PROXY = /^(?:loopback|linklocal|uniquelocal|[0-9a-f:.]+(?:\/\d{1,3})?)$/i;

/** Which proxies may tell the caller's address: none, so many hops, or these addresses and networks. */
export const proxies: Kind<boolean | number | string> = {
  schema: z
    .string()
    .refine((value) => /^(?:\d+|true|false)$/i.test(value) || value.split(',').every((part) => PROXY.test(part.trim())))
    .transform((value) => {
      if (/^(?:false|0)$/i.test(value)) return false;
      if (/^true$/i.test(value)) return 1;
      return /^\d+$/.test(value) ? Number(value) : value.replaceAll(' ', '');
    }),
  must: 'the number of proxies in front of Truce, or their addresses with commas between them',
};
