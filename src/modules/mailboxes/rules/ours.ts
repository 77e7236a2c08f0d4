/** A Message-ID of ours begins with the message's own identifier. */
const OURS = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/i;

/** The messages of the ledger of sends that Message-IDs (without brackets) may be those of. */
export const ourMessages = (ids: readonly string[]): string[] => ids.flatMap((id) => OURS.exec(id)?.[1]?.toLowerCase() ?? []);
