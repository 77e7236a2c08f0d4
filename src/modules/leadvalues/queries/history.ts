import { sql } from 'kysely';
import { inBase } from '#modules/currencies/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { History } from '../rules/value.ts';
import { HAND_RAISED, HISTORY_DAYS, KNOWN_TYPES, type Segment, UNKNOWN } from '../schema.ts';

/** What made a lead, on alias `l`. */
export const TYPE = sql<string>`case when l.hand_raised then ${sql.lit(HAND_RAISED)} else coalesce(nullif(l.source_channel, ''), ${sql.lit(UNKNOWN)}) end`;

/** Fit when it was first handed off, and as it stands for one that never was; on alias `l`. */
const SEGMENT = sql<Segment>`coalesce((select h.fit from handoff h where h.workspace_id = l.workspace_id and h.lead_id = l.id order by h.handed_at limit 1), l.fit, '?')`;

/** Every type that leads of the workspace have, the usual ones first. */
export async function typesOf(db: Db, scope: Scope): Promise<string[]> {
  const { rows } = await sql<{ type: string }>`select distinct ${TYPE} as type from lead l
    where l.workspace_id = ${scope.workspaceId} and l.deleted_at is null and length(l.source_channel) <= 80 order by 1`.execute(db);
  const known: readonly string[] = KNOWN_TYPES;
  return [...known, ...rows.map(({ type }) => type).filter((type) => !known.includes(type))];
}

/** Closed leads and won deals of the last two years, by what made the lead and its fit; a sale is worth what the rate of its day says, one without a rate is counted apart. */
export async function historyOf(
  db: Db,
  scope: Scope,
  now: string,
): Promise<{ currency: string; history: History; otherCurrency: number; withoutAmount: number }> {
  const since = new Date(Date.parse(now) - HISTORY_DAYS * 86_400_000).toISOString();
  const closed = await sql<History['closed'][number]>`
    select ${TYPE} as type, ${SEGMENT} as segment, count(*)::int as closed, count(*) filter (where l.stage = 'customer')::int as won
    from lead l where l.workspace_id = ${scope.workspaceId} and l.closed_at >= ${since} and l.closed_at <= ${now} and l.deleted_at is null group by 1, 2`.execute(
    db,
  );
  const day = sql`(d.closed_at at time zone w.time_zone)::date`;
  const worth = inBase(scope, { amount: sql`d.amount_minor`, currency: sql`d.currency`, day });
  const won = await sql<{ segment: Segment; n: number; sumMinor: number; otherCurrency: number; withoutAmount: number; currency: string }>`
    select coalesce(s.segment, '?') as segment, w.base_currency as currency, count(*) filter (where s.worth > 0)::int as n,
      coalesce(sum(s.worth) filter (where s.worth > 0), 0)::float8 as "sumMinor",
      count(*) filter (where s.amount_minor > 0 and s.worth is null)::int as "otherCurrency",
      count(*) filter (where s.id is not null and coalesce(s.amount_minor, 0) <= 0)::int as "withoutAmount"
    from workspace w left join lateral (select d.id, d.amount_minor, ${worth} as worth, case when l.id is null then '?' else ${SEGMENT} end as segment
      from deal d left join lead l on l.workspace_id = d.workspace_id and l.id = d.lead_id
      where d.workspace_id = w.id and d.status = 'won' and d.closed_at >= ${since} and d.closed_at <= ${now} and d.deleted_at is null) s on true
    where w.id = ${scope.workspaceId} group by 1, 2`.execute(db);
  const sum = (of: (row: (typeof won.rows)[number]) => number) => won.rows.reduce((all, row) => all + of(row), 0);
  return {
    currency: won.rows[0]?.currency ?? 'EUR',
    history: { closed: closed.rows, sales: won.rows.map(({ segment, n, sumMinor }) => ({ segment, n, sumMinor })) },
    otherCurrency: sum((row) => row.otherCurrency),
    withoutAmount: sum((row) => row.withoutAmount),
  };
}
