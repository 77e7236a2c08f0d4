import type { Kind, Told } from '../schema.ts';

/** Kinds of which whoever wrote the mail is the person: the others are about whom it was sent to. */
const WRITTEN: ReadonlySet<Kind> = new Set<Kind>(['replied', 'autoreplied']);

/**
 * What came back to the return address of one mail is about that mail and the person it went to, whatever stands in it: a forwarded mail bounces
 * with an address that nobody here knows, and some servers name nobody.
 */
export function aboutMail(told: readonly Told[], mail: { id: string; recipient: string | null }): Told[] {
  return told.map((one) => ({
    ...one,
    messageId: one.messageId?.toLowerCase().startsWith(mail.id) ? one.messageId : `${mail.id}@return`,
    recipient: WRITTEN.has(one.kind) ? one.recipient : (mail.recipient ?? one.recipient),
  }));
}
