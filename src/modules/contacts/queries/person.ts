import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import type { Scope } from '#platform/shared/scope.ts';

/** Tables that say something about one person, by the key in the export, and whose field rights govern them. */
const PARTS: readonly { key: string; table: string; entity: string; of?: 'lead' | 'answer' }[] = [
  { key: 'emails', table: 'contact_email', entity: 'contact' },
  { key: 'phones', table: 'contact_phone', entity: 'contact' },
  { key: 'employments', table: 'contact_company', entity: 'contact' },
  { key: 'deliveries', table: 'delivery_event', entity: 'activity' },
  { key: 'activities', table: 'activity', entity: 'activity' },
  { key: 'tasks', table: 'task', entity: 'task' },
  { key: 'leads', table: 'lead', entity: 'lead' },
  { key: 'stageVisits', table: 'stage_visit', entity: 'lead', of: 'lead' },
  { key: 'conversions', table: 'conversion', entity: 'lead' },
  { key: 'formAnswers', table: 'form_answer', entity: 'lead' },
  { key: 'formFiles', table: 'form_file', entity: 'lead', of: 'answer' },
  { key: 'campaigns', table: 'campaign_member', entity: 'campaign' },
  { key: 'deals', table: 'deal', entity: 'deal' },
  { key: 'orders', table: 'sales_order', entity: 'order' },
  { key: 'invoices', table: 'invoice', entity: 'invoice' },
  { key: 'tracks', table: 'nurture_enrolment', entity: 'contact' },
];

/** Rows that are the person's by another row of theirs. */
const BEHIND = {
  lead: (ws: string, id: string) => sql`x.lead_id in (select l.id from lead l where l.workspace_id = ${ws} and l.contact_id = ${id})`,
  answer: (ws: string, id: string) =>
    sql`x.answer_id in (select a.id from form_answer a where a.workspace_id = ${ws} and a.contact_id = ${id})`,
};

type Row = Record<string, unknown>;

/** Everything that is known about one person, for them: each table's rows as they are stored, names in camelCase, without what the caller may not see. */
export async function personData(db: Db, scope: Scope, id: string): Promise<Row> {
  const ws = scope.workspaceId;
  const data: Row = {};
  const { rows } = await sql<{ row: Row }>`select to_jsonb(c) row from contact c where workspace_id = ${ws} and id = ${id}`.execute(db);
  data.contact = told(scope, 'contact', rows[0]?.row ?? {});
  for (const { key, table, entity, of } of PARTS) {
    if (GOVERNED_LISTS[key] && scope.hidden.has(GOVERNED_LISTS[key])) continue;
    const about = of ? BEHIND[of](ws, id) : sql`x.contact_id = ${id}`;
    const found = await sql<{
      row: Row;
    }>`select to_jsonb(x) row from ${sql.table(table)} x where x.workspace_id = ${ws} and ${about}`.execute(db);
    data[key] = found.rows.map(({ row }) => told(scope, entity, row));
  }
  const refs =
    await sql`select system, external_id as "externalId" from external_ref where workspace_id = ${ws} and entity = 'contact' and entity_id = ${id}`.execute(
      db,
    );
  data.references = refs.rows;
  return data;
}

const GOVERNED_LISTS: Readonly<Record<string, string>> = {
  emails: 'contact.email',
  phones: 'contact.phone',
  employments: 'contact.company',
};

function told(scope: Scope, entity: string, row: Row): Row {
  const { workspace_id: _ours, ...rest } = row;
  const named = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase()), value]),
  );
  return withoutHidden({ scope, entity }, named);
}
