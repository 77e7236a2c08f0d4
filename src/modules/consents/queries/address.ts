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

/** Whether a word of the ledger, the row `c`, still counts: it is neither taken back itself nor a taking back. */
export const counts = (workspaceId: string) => sql<boolean>`(c.word <> 'retracted'
  and not exists (select from consent_entry r where r.workspace_id = ${workspaceId} and r.retracts = c.id))`;
