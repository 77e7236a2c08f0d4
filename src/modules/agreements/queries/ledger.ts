import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Fact } from '../rules/proof.ts';

interface FactRow extends Omit<Fact, 'causeId'> {
  cause_id: string | null;
  contact_id: string | null;
  lead_id: string | null;
}

export interface SubjectOfFacts {
  id: string;
  contactId: string | null;
  leadId: string | null;
}

const CAUSED = ['verdict', 'new_tactic'];

/**
 * The rows of the ledger that could prove something for the subjects, as they stand now: the newest version of each, taken-back ones left out.
 * A correction that moves the time counts as written down when it was corrected. Retractions and versions are resolved here, so that
 * rules see facts only. One query for any number of subjects.
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
  const { rows } = await sql<FactRow>`
    with touched as materialized (
      select coalesce(a.corrects_id, a.id) as root from activity a
        where a.workspace_id = ${scope.workspaceId} and a.contact_id = any (${contacts}::uuid[]) and a.kind = any (${kinds}::text[]) and a.occurred_at >= ${asked.from}
      union select coalesce(a.corrects_id, a.id) from activity a
        where a.workspace_id = ${scope.workspaceId} and a.lead_id = any (${leads}::uuid[]) and a.kind = any (${kinds}::text[]) and a.occurred_at >= ${asked.from}
    ), versions as (
      select a.*, t.root, row_number() over (partition by t.root order by a.logged_at desc, a.id desc) as place,
        first_value(a.occurred_at) over w as first_occurred, first_value(a.logged_at) over w as first_logged
      from touched t join activity a on a.workspace_id = ${scope.workspaceId} and (a.id = t.root or a.corrects_id = t.root)
      window w as (partition by t.root order by a.logged_at, a.id)
    )
    select root as id, case when kind = 'handoff' then 'new_tactic' else kind end as kind, direction, side, outcome, evidence, traffic,
      coalesce((data ->> 'automated')::boolean, false) as automated, occurred_at as "occurredAt",
      case when occurred_at = first_occurred then first_logged else logged_at end as "loggedAt",
      data ->> 'causeId' as cause_id, contact_id, lead_id
    from versions where place = 1 and not retracted and (kind <> 'handoff' or outcome = 'new_tactic')`.execute(db);
  return group(rows, asked.subjects);
}

function group(rows: readonly FactRow[], subjects: readonly SubjectOfFacts[]): Map<string, Fact[]> {
  const byContact = groupBy(rows, (row) => row.contact_id);
  const byLead = groupBy(rows, (row) => row.lead_id);
  return new Map(
    subjects.map(({ id, contactId, leadId }) => {
      const mine = new Map<string, FactRow>();
      for (const row of contactId ? (byContact.get(contactId) ?? []) : []) mine.set(row.id, row);
      for (const row of leadId ? (byLead.get(leadId) ?? []) : []) mine.set(row.id, row);
      return [id, [...mine.values()].filter(({ kind, cause_id }) => !CAUSED.includes(kind) || cause_id !== null).map(factOf)];
    }),
  );
}

function factOf({ cause_id, contact_id: _contact, lead_id: _lead, ...fact }: FactRow): Fact {
  return { ...fact, causeId: cause_id };
}
