import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Secrets of others that have to be used again in the clear: a provider's key, a mailbox's password. Everything else is hashed. */
export interface Vault {
  lock(purpose: string, secret: string): string;
  /** The secret; null where it was locked for another purpose, with another installation's key, or was changed. */
  unlock(purpose: string, locked: string): string | null;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM with a key of its own for each purpose; the nonce and the tag stand with the text. */
export function vaultWith(secret: string): Vault {
  const keyOf = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, '', `truce vault ${purpose}`, 32));
  return {
    lock(purpose, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyOf(purpose), nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    unlock(purpose, locked) {
      const bytes = Buffer.from(locked, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      const cipher = createDecipheriv('aes-256-gcm', keyOf(purpose), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      cipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([cipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), cipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
