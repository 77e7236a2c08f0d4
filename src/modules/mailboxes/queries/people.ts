import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';

const MOST_CONTACTS = 10;

export interface ContactAt {
  contactId: string;
  email: string;
  ownerId: string | null;
}

/** The people of the record behind addresses, in the order of the addresses. */
export async function contactsOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, emails: readonly string[]): Promise<ContactAt[]> {
  const { rows } = await sql<ContactAt>`select c.id as "contactId", e.email, c.owner_id as "ownerId" from contact_email e
      join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and c.deleted_at is null
    where e.workspace_id = ${scope.workspaceId} and e.email = any (${emails}) order by array_position(${emails}::text[], e.email)`.execute(
    tx,
  );
  return [...new Map(rows.map((row) => [row.contactId, row])).values()].slice(0, MOST_CONTACTS);
}
