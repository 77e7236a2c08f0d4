import { createHash } from 'node:crypto';
import { normalised } from '../rules/address.ts';

/** The name of an address that does not tell it; the same as `address_hash` of the database. */
export function addressHash(workspaceId: string, email: string): string {
  return createHash('sha256')
    .update(`${workspaceId}:${normalised(email)}`)
    .digest('hex');
}
