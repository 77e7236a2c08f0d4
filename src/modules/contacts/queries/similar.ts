import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { SIMILAR_BECAUSE } from '../schema.ts';

export interface SimilarAsked {
  email?: string;
  name?: string;
  company?: string;
  /** As it is stored: see `dialled`. */
  phone?: string;
}

interface Similar {
  id: string;
  name: string;
  email: string | null;
  jobTitle: string | null;
  company: string | null;
  because: (typeof SIMILAR_BECAUSE)[number];
}

/**
 * Contacts that may be the person about to be made: same address, same number, same name (at the same company first), or a name with the
 * same words. Every part is served by an index, so it can be asked at every pause in typing. At most 8. What the caller may not see decides nothing.
 */
export async function similarContacts(db: Db, scope: Scope, asked: SimilarAsked): Promise<Similar[]> {
  const ws = scope.workspaceId;
  const { email, name = '', company = '', phone } = asked;
  const parts: RawBuilder<unknown>[] = [];
  if (email && !scope.hidden.has('contact.email'))
    parts.push(sql`select contact_id id, 1 as rank from contact_email where workspace_id = ${ws} and email = ${email.toLowerCase()}`);
  if (phone && !scope.hidden.has('contact.phone'))
    parts.push(sql`select contact_id id, 2 as rank from contact_phone where workspace_id = ${ws} and phone = ${phone}`);
  if (name.length >= 2) parts.push(sql`select hit id, 5 as rank from search_records(${name}, 'contact', 12) hit`);
  if (parts.length === 0) return [];
  const { rows } = await sql<Similar & { rank: number }>`
    select c.id, c.name, c.email, c.job_title as "jobTitle", co.name as company,
      case when n.rank = 5 and lower(c.name) = ${name.toLowerCase()}::text then case when lower(co.name) = ${company.toLowerCase()}::text then 3 else 4 end else n.rank end as rank
    from (select id, min(rank) rank from (${sql.join(parts, sql` union all `)}) found group by id) n
      join contact c on c.workspace_id = ${ws} and c.id = n.id
      left join company co on co.workspace_id = ${ws} and co.id = c.company_id and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'co.owner_id' })}
    where c.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
    order by rank, c.name_key, c.id limit 8`.execute(db);
  return rows.map(({ rank, ...row }) =>
    withoutHidden({ scope, entity: 'contact' }, { ...row, because: BECAUSE[rank] ?? 'similar_name' }, ['id', 'name', 'because']),
  );
}

const BECAUSE: Readonly<Record<number, Similar['because']>> = {
  1: 'same_mail',
  2: 'same_phone',
  3: 'same_name_and_company',
  4: 'same_name',
  5: 'similar_name',
};
