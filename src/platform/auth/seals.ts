import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * Links for people who have no account: what stands in them is readable, and cannot be changed or made by anybody else.
 * A seal is bound to its purpose; it does not end by itself, so what it opens must be harmless for ever or carry its own end.
 */
export interface Seals {
  seal(purpose: string, words: readonly string[]): string;
  /** The words, or null where the seal is not ours, is for another purpose, or was changed. */
  open(purpose: string, sealed: string): readonly string[] | null;
}

const TAG_BYTES = 18;

/** HMAC-SHA-256 with a key of its own for each purpose, the tag cut to 144 bits. */
export function sealsWith(secret: string): Seals {
  // Purposes are words of the program, never of a visitor: there are few.
  const keys = new Map<string, KeyObject>();
  const keyOf = (purpose: string): KeyObject => {
    const known = keys.get(purpose);
    if (known) return known;
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `truce seal ${purpose}`, 32)));
    keys.set(purpose, key);
    return key;
  };
  const tagOf = (purpose: string, body: string) => createHmac('sha256', keyOf(purpose)).update(body).digest().subarray(0, TAG_BYTES);
  return {
    seal(purpose, words) {
      const body = Buffer.from(JSON.stringify(words)).toString('base64url');
      return `${body}.${tagOf(purpose, body).toString('base64url')}`;
    },
    open(purpose, sealed) {
      const [body = '', tag = '', ...more] = sealed.split('.');
      const given = Buffer.from(tag, 'base64url');
      // One seal is written one way: bits that the decoder drops would make others of it.
      if (
        more.length > 0 ||
        given.toString('base64url') !== tag ||
        given.length !== TAG_BYTES ||
        !timingSafeEqual(given, tagOf(purpose, body))
      )
        return null;
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as string[];
    },
  };
}
