import type { ReadCtx } from '#platform/context.ts';

/** To which address a mail of ours went, by its identifier; null where it is not known (any more). */
export type RecipientOf = (ctx: ReadCtx, messageId: string) => Promise<string | null>;

let inUse: RecipientOf = async () => null;

/** Says who got a mail: called once, by whoever knows all mails. */
export function installRecipients(recipientOf: RecipientOf): void {
  inUse = recipientOf;
}

export const recipientOf: RecipientOf = (ctx, messageId) => inUse(ctx, messageId);
