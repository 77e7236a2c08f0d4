import { z } from 'zod';

/** How a connection is secured; `if_offered` goes without TLS where the server offers none, and with a password never. */
export const TLS_CHOICES = ['starttls', 'implicit', 'if_offered', 'none'] as const;
export type TlsChoice = (typeof TLS_CHOICES)[number];

/** Kinds of mail, the most urgent first. */
export const LANES = ['transactional', 'personal', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

export const CHECKS = ['dkim', 'spf', 'dmarc', 'mx', 'reverse'] as const;
export type Check = (typeof CHECKS)[number];
export const CHECK_STATES = ['pass', 'fail', 'unknown'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** `next` waits until its record is seen, `signing` signs, `former` did. */
export const KEY_STATES = ['next', 'signing', 'former'] as const;
export type KeyState = (typeof KEY_STATES)[number];
/** Days for which the record of a former key stays: what it signed may still be on its way. */
export const FORMER_KEY_DAYS = 7;

/** Why a check ended as it did. */
export const CHECK_REASONS = [
  'ok',
  'reports_only',
  'missing',
  'no_answer',
  'several',
  'broken',
  'revoked',
  'other_key',
  'not_covered',
  'perhaps_elsewhere',
  'no_server',
  'not_aligned',
  'takes_no_mail',
  'no_name',
  'other_name',
  'private_address',
] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];

const ONE_LINE = /^[^\p{Cc}\u2028\u2029]*$/u;
const line = z.string().trim().regex(ONE_LINE, 'Write it in one line.');

export const ServerName = line.min(1, 'Name the server.').max(120);
export const Host = line
  .min(1, 'Write the host name.')
  .max(253)
  .regex(/^[^\s/@:?#]+$|^[0-9a-fA-F:.]+$/, 'Write the host name alone, such as mail.example.com.');
export const Port = z.int().min(1).max(65_535);
export const UserName = line.min(1).max(320);
export const Password = z.string().min(1).max(1000);
export const NumericAddress = z.union([z.ipv4(), z.ipv6()], 'Write addresses such as 192.0.2.10.');
export const DomainName = line
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'Write the domain alone, such as example.com.');
/** An address, or `@domain` for everybody there. */
export const SenderPattern = line
  .toLowerCase()
  .max(254)
  .regex(/^[^\s@]{0,64}@[a-z0-9.-]+$/, 'Write an address, or @ and a domain.');
/** Mails a minute to one domain of recipients. */
export const DomainRates = z.record(DomainName, z.int().min(1).max(100_000)).refine((rates) => Object.keys(rates).length <= 100);
