import { sql } from 'kysely';
import type { Scope } from '#platform/shared/scope.ts';
import { LIMBO_DAYS } from '../../schema.ts';
import { type Asked, type Sql, within } from './source.ts';

// Kinds are written into the statement, not bound: the partial indexes on conversations are only found by their own words.
const CONVERSATIONS = sql.raw(`('call', 'mail', 'meeting', 'chat')`);
/** What people do: ours or the customer's. Names on a mailing's list, and what the program notes by itself, are no sign of life. */
const SIGNS_OF_LIFE = sql.raw(`('call', 'mail', 'meeting', 'note', 'task_done', 'chat', 'form', 'page_visit', 'file_download')`);

/** A mail that a program sent in someone's name is nobody's touch. */
const BY_PEOPLE = sql.raw(`(a.data ->> 'automated') is distinct from 'true'`);

/** The row was not taken back. Corrections are rows of their own that keep kind and subject, so only first versions are looked at. */
function stands(scope: Scope): Sql {
  return sql`a.corrects_id is null and not exists (
    select from (select distinct on (c.corrects_id) c.corrects_id as root, c.retracted from activity c
      where c.workspace_id = ${scope.workspaceId} and c.corrects_id is not null order by c.corrects_id, c.logged_at desc, c.id desc) g
    where g.retracted and g.root = a.id)`;
}

/** The leads of the period that were, or whose person was, called, written to, met or chatted with at some time; and whether a call was among it. */
export function touchesOf({ scope, span }: Asked): Sql {
  const what = sql`a.workspace_id = ${scope.workspaceId} and a.kind in ${CONVERSATIONS} and ${BY_PEOPLE} and a.corrects_id is null`;
  return sql`select a.lead_id as id, bool_or(a.kind = 'call') as called from (
      select a.id, a.corrects_id, a.lead_id, a.kind from activity a where a.lead_id is not null and ${what}
      union all select a.id, a.corrects_id, p.id, a.kind from lead p join activity a on a.workspace_id = p.workspace_id and a.contact_id = p.contact_id
        where a.lead_id is null and ${what} and ${within(sql`p.opened_at`, span)}) a where ${stands(scope)} group by 1`;
}

/** Stages in which a lead is nobody's past: recycled ones wait on purpose. */
const OPEN_STAGES = sql.raw(`('inquiry', 'mql', 'sal', 'sql', 'opportunity')`);

/** The lead (alias `lead`) is open, without an open deal, and nothing of meaning happened in the days before `asOf`. */
export function liesInLimbo(scope: Scope, asOf: string): Sql {
  const since = sql`${asOf}::timestamptz - make_interval(days => ${LIMBO_DAYS})`;
  const lately = sql`a.workspace_id = ${scope.workspaceId} and a.occurred_at > ${since} and a.occurred_at <= ${asOf}::timestamptz and a.kind in ${SIGNS_OF_LIFE}
    and (a.traffic is null or a.traffic = 'human') and ${BY_PEOPLE} and ${stands(scope)}`;
  return sql`lead.stage in ${OPEN_STAGES} and lead.closed_at is null and lead.opened_at <= ${since}
    and not exists (select from (${openDeals(scope)}) busy where busy.id = lead.id)
    and not exists (select from activity a where a.lead_id = lead.id and ${lately})
    and not exists (select from activity a where a.lead_id is null and a.contact_id = lead.contact_id and ${lately})`;
}

/** Ids of leads with an open deal, of their own or of their person. */
function openDeals(scope: Scope): Sql {
  const open = sql`d.workspace_id = ${scope.workspaceId} and d.status = 'open' and d.deleted_at is null`;
  return sql`select d.lead_id as id from deal d where ${open} and d.lead_id is not null
    union all select p.id from deal d join lead p on p.workspace_id = d.workspace_id and p.contact_id = d.contact_id where ${open}`;
}
