import { z } from 'zod';

/** Makes seals: `ctx`, or the services of the program. */
export interface Sealing {
  seal(purpose: string, words: readonly string[]): string;
}
export interface Opening {
  open(purpose: string, sealed: string): readonly string[] | null;
}

/** Whom a link is for, and where it stood. It tells no address: only its hash, which opens nothing elsewhere. */
export interface Recipient {
  workspaceId: string;
  hash: string;
  purposeId: string;
  /** The message it stood in. */
  messageId?: string | undefined;
}

export interface Confirmation {
  workspaceId: string;
  hash: string;
  purposeId: string;
  textId: string | null;
  /** ISO: when the mail was written. */
  askedAt: string;
}

const PREFERENCES = 'mail.preferences';
const ONE_CLICK = 'mail.one_click';
const CONFIRMATION = 'mail.confirmation';
const SHOWN = 'mail.shown';

/** Identifiers and hashes are hexadecimal: as base64 they make links that mail programs need not break. */
const packed = (hex: string): string => Buffer.from(hex.replaceAll('-', ''), 'hex').toString('base64url');
const hashIn = (word: string): string => Buffer.from(word, 'base64url').toString('hex');
const idIn = (word: string): string => hashIn(word).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const wordsOf = ({ workspaceId, hash, purposeId, messageId }: Recipient) => [workspaceId, hash, purposeId, messageId ?? ''].map(packed);

/** The page on which a person says what they want. Valid for good: it stands in mails that are kept for years. */
export const preferencesLink = (by: Sealing, to: Recipient): `/p/${string}` => `/p/mail/${by.seal(PREFERENCES, wordsOf(to))}`;

/** For `List-Unsubscribe` and the foot of a mail (RFC 8058): a POST takes the person off the purpose, a GET shows a button. Valid for good. */
export const oneClickLink = (by: Sealing, to: Recipient): `/p/${string}` => `/p/mail/off/${by.seal(ONE_CLICK, wordsOf(to))}`;

export const confirmationLink = (by: Sealing, { workspaceId, hash, purposeId, textId, askedAt }: Confirmation): `/p/${string}` =>
  `/p/mail/confirm/${by.seal(CONFIRMATION, [...[workspaceId, hash, purposeId, textId ?? ''].map(packed), askedAt])}`;

/** Notes in a page when it was shown: whoever posts without having opened it, or at once, is no reader. */
export const shownSeal = (by: Sealing, page: string, at: string): string => by.seal(SHOWN, [tagOf(page), at]);

/** What tells one link from another, short. */
const tagOf = (page: string): string => page.split('.').at(-1) ?? '';

const RecipientWords = z.tuple([z.string(), z.string(), z.string(), z.string()]);
const ConfirmationWords = z.tuple([z.string(), z.string(), z.string(), z.string(), z.iso.datetime()]);

function recipientIn(by: Opening, purpose: string, sealed: string): Recipient | null {
  const words = RecipientWords.safeParse(by.open(purpose, sealed)).data;
  if (!words) return null;
  const [workspaceId, hash, purposeId, messageId] = words;
  return { workspaceId: idIn(workspaceId), hash: hashIn(hash), purposeId: idIn(purposeId), messageId: idIn(messageId) || undefined };
}

export const openPreferences = (by: Opening, sealed: string) => recipientIn(by, PREFERENCES, sealed);
export const openOneClick = (by: Opening, sealed: string) => recipientIn(by, ONE_CLICK, sealed);

export function openConfirmation(by: Opening, sealed: string): Confirmation | null {
  const words = ConfirmationWords.safeParse(by.open(CONFIRMATION, sealed)).data;
  if (!words) return null;
  const [workspaceId, hash, purposeId, textId, askedAt] = words;
  return { workspaceId: idIn(workspaceId), hash: hashIn(hash), purposeId: idIn(purposeId), textId: idIn(textId) || null, askedAt };
}

/** When the page was shown; null where it was not this page. */
export function openShown(by: Opening, page: string, sealed: string): string | null {
  const [of, at] = by.open(SHOWN, sealed) ?? [];
  return of === tagOf(page) && at ? at : null;
}

/** Nobody reads a page and ticks a box faster than this. */
const READING_MS = 3_000;
const CONFIRMATION_DAYS = 60;

/** Is it a person who confirms? Programs that open every link, and press what they find, do so at once and tick nothing. */
export function isReader({ ticked, shownAt, now }: { ticked: boolean; shownAt: string | null; now: string }): boolean {
  return ticked && shownAt !== null && Date.parse(now) - Date.parse(shownAt) >= READING_MS;
}

export const isTooLate = (askedAt: string, now: string): boolean => Date.parse(now) - Date.parse(askedAt) > CONFIRMATION_DAYS * 86_400_000;
