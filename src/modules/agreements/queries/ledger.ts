import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Fact } from '../rules/proof.ts';

interface FactRow extends Fact {
  causeId: string | null;
  contact_id: string | null;
  lead_id: string | null;
}

export interface SubjectOfFacts {
  id: string;
  contactId: string | null;
  leadId: string | null;
}

const REST = sql.raw(
  'a.kind, a.direction, a.side, a.outcome, a.evidence, a.traffic, a.data, a.occurred_at, a.logged_at, a.contact_id, a.lead_id, a.retracted',
);
const COLUMNS = sql`a.id, ${REST}`;
const COLUMNS_OF_ROOT = sql`a.root as id, ${REST}`;

const FEW = 100;
const CAUSED = ['verdict', 'new_tactic'];

/**
 * The rows of the ledger that could prove something for the subjects, as they stand now: the newest version of each, taken-back ones left out.
 * A correction that moves the time counts as written down when it was corrected. Retractions and versions are resolved here, so that
 * rules see facts only. One query for any number of subjects; few rows were ever corrected, so only those are read again with their versions.
 */
export async function factsFor(
  db: Db,
  scope: Scope,
  asked: { subjects: readonly SubjectOfFacts[]; kinds: readonly string[]; from: string },
): Promise<Map<string, Fact[]>> {
  const contacts = [...new Set(asked.subjects.flatMap(({ contactId }) => contactId ?? []))];
  const leads = [...new Set(asked.subjects.flatMap(({ leadId }) => leadId ?? []))];
  // A new tactic is a hand-off row of the ledger that says so: the plan's own step.
  const kinds = asked.kinds.map((kind) => (kind === 'new_tactic' ? 'handoff' : kind));
  const could = sql`a.workspace_id = ${scope.workspaceId} and a.kind = any (${kinds}::text[]) and a.occurred_at >= ${asked.from}`;
  // For many subjects the corrections are read once; for a few each row is asked for its own.
  const many = asked.subjects.length > FEW;
  const corrections = sql`(select c.corrects_id from activity c where c.workspace_id = ${scope.workspaceId} and c.corrects_id is not null) c`;
  const { rows } = await sql<FactRow>`
    with touched as materialized (
      select ${COLUMNS}, a.corrects_id from activity a where a.contact_id = any (${contacts}::uuid[]) and ${could}
      union all select ${COLUMNS}, a.corrects_id from activity a
        where a.lead_id = any (${leads}::uuid[]) and (a.contact_id = any (${contacts}::uuid[])) is not true and ${could}
    ), ${many ? sql`corrections as materialized (select c.corrects_id from ${corrections}), ` : sql``}corrected as materialized (
      select t.corrects_id as root from touched t where t.corrects_id is not null
      union select t.id from touched t join ${many ? sql`corrections c` : corrections} on c.corrects_id = t.id
    ), versions as (
      select a.*, k.root, row_number() over (partition by k.root order by a.logged_at desc, a.id desc) as place,
        first_value(a.occurred_at) over w as first_occurred, first_value(a.logged_at) over w as first_logged
      from corrected k join activity a on a.workspace_id = ${scope.workspaceId} and (a.id = k.root or a.corrects_id = k.root)
      window w as (partition by k.root order by a.logged_at, a.id)
    ), newest as (
      select ${COLUMNS}, a.logged_at as counts_from from touched a where a.corrects_id is null and not exists (select from corrected k where k.root = a.id)
      union all select ${COLUMNS_OF_ROOT}, case when a.occurred_at = a.first_occurred then a.first_logged else a.logged_at end from versions a where a.place = 1
    )
    select id, case when kind = 'handoff' then 'new_tactic' else kind end as kind, direction, side, outcome, evidence, traffic,
      coalesce((data ->> 'automated')::boolean, false) as automated, occurred_at as "occurredAt", counts_from as "loggedAt",
      data ->> 'causeId' as "causeId", contact_id, lead_id
    from newest where not retracted and (kind <> 'handoff' or outcome = 'new_tactic')`.execute(db);
  return group(rows, asked.subjects);
}

function group(rows: readonly FactRow[], subjects: readonly SubjectOfFacts[]): Map<string, Fact[]> {
  const byContact = groupBy(rows, (row) => row.contact_id);
  const byLead = groupBy(rows, (row) => row.lead_id);
  return new Map(
    subjects.map(({ id, contactId, leadId }) => {
      const ofContact = (contactId !== null && byContact.get(contactId)) || [];
      const ofLead = (leadId !== null && byLead.get(leadId)) || [];
      // Most rows are known by one of the two alone.
      const mine = ofLead.length === 0 ? ofContact : [...new Set([...ofContact, ...ofLead])];
      return [id, mine.filter(({ kind, causeId }) => !CAUSED.includes(kind) || causeId !== null)];
    }),
  );
}
