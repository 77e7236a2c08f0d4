import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { normalised, PLAIN_SQL } from '../rules/address.ts';

/** The name of an address that does not tell it; the same as `address_hash` of the database. */
export function addressHash(workspaceId: string, email: string): string {
  return createHash('sha256')
    .update(`${workspaceId}:${normalised(email)}`)
    .digest('hex');
}

/** Whether it is one plain address: `isPlainAddress` of the database. */
export const plainSql = (email: RawBuilder<unknown>) =>
  sql<boolean>`(${email} ~ ${PLAIN_SQL} and length(split_part(${email}, '@', 1)) <= 64 and length(split_part(${email}, '@', 2)) <= 253)`;
