import { z } from 'zod';

/** What mail of a purpose may rest on: `consent` alone, also an existing customer `relation`, or the `interest` of the sender until the person says no. */
export const GROUNDS = ['consent', 'relation', 'interest'] as const;
export type Ground = (typeof GROUNDS)[number];

/**
 * What can be said. About one purpose: given, confirmed, withdrawn. About all of them: objected (nothing at all), paused, resumed.
 * The ledger keeps every word; what holds now is read from them.
 */
export const WORDS = ['given', 'confirmed', 'withdrawn', 'objected', 'paused', 'resumed'] as const;
export type Word = (typeof WORDS)[number];

/** What the ledger holds: also that a word of an import no longer counts, because the import was taken out again. */
export const ENTRIES = [...WORDS, 'retracted'] as const;
export type Entry = (typeof ENTRIES)[number];

/** Who said it. `person`: through a link that only came to the address, which proves it; `form`: whoever filled it in. */
export const SPEAKERS = ['person', 'form', 'member', 'import', 'provider', 'program'] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** Why an address or a domain gets no mail at all. */
export const CAUSES = ['bounced', 'complained', 'blocked_by_hand', 'erased'] as const;
export type Cause = (typeof CAUSES)[number];

/** Why an address may not be written to, the weightiest first: of several the first is told. */
export const BLOCKS = [
  'invalid_address',
  'erased',
  'complained',
  'objected',
  'withdrawn',
  'bounced',
  'blocked_by_hand',
  'paused',
  'not_confirmed',
  'no_consent',
] as const;
export type Block = (typeof BLOCKS)[number];

export const PAUSE_DAYS = [30, 60, 90] as const;

export const REQUEST_KINDS = ['export', 'erasure'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** What a list of addresses that get no mail can be asked for: the causes, and who objected to everything. */
export const STOPS = [...CAUSES, 'objected'] as const;
export type Stop = (typeof STOPS)[number];

/** A domain: letters of any script are not needed here, mail domains are written in ASCII. */
export const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?=.+\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/, 'Write a domain such as example.com.');
