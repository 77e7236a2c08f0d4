/** A Message-ID of ours begins with the message's own identifier. */
export const OURS = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/i;
