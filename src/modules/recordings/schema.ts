import { CONSENTS } from '#modules/activities/schema.ts';

export { CONSENTS };
export type Consent = (typeof CONSENTS)[number];

/** With these, and a legal basis, a recording may be played. */
export const PLAYABLE_CONSENTS: readonly Consent[] = ['announced', 'granted', 'not_required'];

/** Why the sound of a recording is gone. That there was a call stays. */
export const DELETIONS = ['refused', 'due', 'by_hand', 'erased'] as const;
export type Deletion = (typeof DELETIONS)[number];

/** The largest recording, in bytes. */
export const MOST_BYTES = 200 * 1024 * 1024;
/** Days for which the sound is kept where a workspace has said nothing. */
export const KEEP_DAYS = 90;
/** Hours for which a player that was opened may go on reading. */
export const LISTEN_HOURS = 4;
