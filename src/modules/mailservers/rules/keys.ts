import { FORMER_KEY_DAYS } from '../schema.ts';

/** From when on a key that signs no more may go, with its record; null for one that signs or will. */
export function removableAt({ replacedAt }: { replacedAt: string | null }): string | null {
  return replacedAt && new Date(Date.parse(replacedAt) + FORMER_KEY_DAYS * 86_400_000).toISOString();
}

/** A name that no key of the domain had before: the day, and letters of the key. */
export const selectorOf = (publicKey: string, now: string): string =>
  `truce${now.slice(2, 10).replaceAll('-', '')}${publicKey.replace(/[^a-z0-9]/g, '').slice(-6)}`;
