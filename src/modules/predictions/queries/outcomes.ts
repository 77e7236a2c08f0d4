import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { FEWEST_OF_EACH } from '../rules/train.ts';
import { DEFAULT_WINDOW_DAYS, type LearnsFrom, type Outcome } from '../schema.ts';

export interface Settings {
  outcome: Outcome;
  windowDays: number;
  orderField: string | null;
  off: boolean;
}

export async function settingsOf(db: Db, scope: Scope): Promise<Settings> {
  const row = await db
    .selectFrom('prediction_setting')
    .select(['outcome', 'window_days as windowDays', 'order_field as orderField', 'off'])
    .where('workspace_id', '=', scope.workspaceId)
    .executeTakeFirst();
  return row
    ? { ...row, outcome: row.outcome as Outcome }
    : { outcome: 'customer', windowDays: DEFAULT_WINDOW_DAYS, orderField: null, off: false };
}

export interface Ended {
  id: string;
  /** When it was handed off, or opened where it never was. */
  basis: string;
  won: boolean;
  order: number;
  snapshot: { label: string | null; facts: Record<string, string | number | boolean | null> } | null;
}

/**
 * Leads whose outcome is known, as rows with `won`, `basis` and `decided`: won, closed without it, or open for longer than the window since the
 * hand-off. Leads that can still go either way are no examples.
 */
function endedLeads(scope: Scope, settings: Settings, now: string): RawBuilder<unknown> {
  const won =
    settings.outcome === 'customer'
      ? sql`l.stage = 'customer'`
      : sql`exists (select from stage_visit x where x.workspace_id = l.workspace_id and x.lead_id = l.id and x.stage in ('opportunity', 'customer'))`;
  return sql`
    select t.*, case when t.won or t.closed_at is not null then coalesce(t.closed_at, t.stage_since) else t.basis + t.span end as decided from (
      select l.id, l.contact_id, l.closed_at, l.stage_since, l.custom, h.handed_at is not null as handed_off, coalesce(h.handed_at, l.opened_at) as basis,
        (${won}) as won, make_interval(days => ${settings.windowDays}) as span
      from lead l left join lateral (select max(x.handed_at) as handed_at from handoff x where x.workspace_id = l.workspace_id and x.lead_id = l.id) h on true
      where l.workspace_id = ${scope.workspaceId} and l.deleted_at is null
    ) t where t.won or t.closed_at is not null or t.basis + t.span < ${now}::timestamptz`;
}

/**
 * How many leads there are to learn from, and which: those that were handed off, whose record tells how they stood then. While too few of them have
 * ended, all that have; of one that never came to Sales only what is known today can be read, and that tells more than could be known.
 */
export async function countEnded(
  db: Db,
  scope: Scope,
  asked: { settings: Settings; now: string },
): Promise<{ won: number; notWon: number; learnsFrom: LearnsFrom }> {
  const count = (won: boolean, more = sql`true`) => sql`(count(*) filter (where e.won = ${won} and ${more}))::int`;
  const handed = sql`e.handed_off`;
  const { rows } = await sql<Record<'won' | 'notWon' | 'handedWon' | 'handedNotWon', number>>`
    select ${count(true)} as won, ${count(false)} as "notWon", ${count(true, handed)} as "handedWon", ${count(false, handed)} as "handedNotWon"
    from (${endedLeads(scope, asked.settings, asked.now)}) e`.execute(db);
  const { won, notWon, handedWon, handedNotWon } = rows[0] ?? { won: 0, notWon: 0, handedWon: 0, handedNotWon: 0 };
  return Math.min(handedWon, handedNotWon) >= FEWEST_OF_EACH
    ? { won: handedWon, notWon: handedNotWon, learnsFrom: 'handed_off' }
    : { won, notWon, learnsFrom: 'ended' };
}

const PAGE = 2_000;

/** A page of the leads to learn from, by id. */
export async function readEnded(
  db: Db,
  scope: Scope,
  asked: { settings: Settings; learnsFrom: LearnsFrom; now: string; after: string | null },
): Promise<{ rows: Ended[]; next: string | null }> {
  const { settings, learnsFrom, now, after } = asked;
  const order = settings.orderField ? orderOf(settings.orderField) : sql`extract(epoch from e.basis)::float8`;
  const { rows } = await sql<Ended>`
    select e.id, e.basis, e.won, coalesce(${order}, extract(epoch from e.basis)::float8) as "order",
      case when s.lead_id is not null then jsonb_build_object('label', s.label, 'facts', s.facts) end as snapshot
    from (${endedLeads(scope, settings, now)}) e
      left join lead_snapshot s on s.workspace_id = ${scope.workspaceId} and s.lead_id = e.id
    where (${after}::uuid is null or e.id > ${after}::uuid) ${learnsFrom === 'handed_off' ? sql`and e.handed_off` : sql``} order by e.id limit ${PAGE}`.execute(
    db,
  );
  return { rows, next: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null };
}

/** Reads a number, a day or an instant of an own field as a number; the readers never fail, whatever stands there. */
function orderOf(key: string): RawBuilder<unknown> {
  return sql`coalesce(custom_number(e.custom, ${key}::text)::float8, extract(epoch from custom_day(e.custom, ${key}::text))::float8,
    extract(epoch from custom_instant(e.custom, ${key}::text))::float8)`;
}

export interface Month {
  month: string;
  said: number;
  k: number;
  n: number;
}

/** By month in which it was decided: what was said of a lead at its snapshot, on average, and what came. The last twelve. */
export async function saidAndCame(db: Db, scope: Scope, asked: { settings: Settings; now: string }): Promise<Month[]> {
  const { rows } = await sql<Month>`
    select to_char(e.decided at time zone 'UTC', 'YYYY-MM') as month, avg(s.probability)::float8 as said,
      count(*) filter (where e.won)::int as k, count(*)::int as n
    from (${endedLeads(scope, asked.settings, asked.now)}) e
      join lead_snapshot s on s.workspace_id = ${scope.workspaceId} and s.lead_id = e.id and s.probability is not null
    where e.decided > ${asked.now}::timestamptz - interval '12 months' group by 1 order by 1`.execute(db);
  return rows;
}
