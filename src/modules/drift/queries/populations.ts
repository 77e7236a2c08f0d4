import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { plannedAnew } from '#platform/db/statements.ts';
import { startOfDay } from '#platform/shared/calendar.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Observed } from '../rules/drift.ts';
import { BEFORE, firstDayOf, moveQuarter } from '../rules/quarters.ts';
import { type Against, MOST_VALUES, type Population, QUARTER_DAYS } from '../schema.ts';
import type { DimensionField } from './dimensions.ts';

export interface Window {
  from: string;
  to: string;
}

export interface Compared {
  base: Window;
  current: Window;
}

const DAY_MS = 86_400_000;

/** The last quarter, and what it is held against. */
export function windowsOf(asOf: string, against: Against): Compared {
  const at = (days: number) => new Date(Date.parse(asOf) - days * DAY_MS).toISOString();
  const current = { from: at(QUARTER_DAYS), to: asOf };
  return against === 'same_quarter'
    ? { current, base: { from: at(365 + QUARTER_DAYS), to: at(365) } }
    : { current, base: { from: at(365 + QUARTER_DAYS), to: at(QUARTER_DAYS) } };
}

/** A quarter of the calendar in a zone. */
export function windowOf(zone: string, quarter: string): Window {
  const first = (one: string) => new Date(startOfDay(zone, firstDayOf(one))).toISOString();
  return { from: first(quarter), to: first(moveQuarter(quarter, 1)) };
}

/** A quarter of the calendar, and what it is held against. */
export function quarterWindows(zone: string, quarter: string, against: Against): Compared {
  const current = windowOf(zone, quarter);
  const yearAgo = windowOf(zone, moveQuarter(quarter, -BEFORE));
  return { current, base: against === 'same_quarter' ? yearAgo : { from: yearAgo.from, to: current.from } };
}

type Sql = RawBuilder<unknown>;

/** The cases of each population between two instants, by sort: when, and the records they are about. */
const SORTS: Readonly<Record<Population, readonly ((workspaceId: string, window: Window) => Sql)[]>> = {
  customers: [
    (
      workspaceId,
      { from, to },
    ) => sql`select d.closed_at as at, d.contact_id, d.company_id, d.lead_id, null::uuid as campaign_id, d.id as deal_id from deal d
        where d.workspace_id = ${workspaceId} and d.status = 'won' and d.deleted_at is null and d.closed_at >= ${from} and d.closed_at < ${to}`,
    (
      workspaceId,
      { from, to },
    ) => sql`select l.closed_at as at, l.contact_id, l.company_id, l.id as lead_id, l.campaign_id, null::uuid as deal_id from lead l
        where l.workspace_id = ${workspaceId} and l.stage = 'customer' and l.deleted_at is null and l.closed_at >= ${from} and l.closed_at < ${to}
          and not exists (select from deal d where d.workspace_id = l.workspace_id and d.lead_id = l.id and d.status = 'won' and d.deleted_at is null)`,
  ],
  handoffs: [
    (
      workspaceId,
      { from, to },
    ) => sql`select h.handed_at as at, h.contact_id, h.company_id, h.lead_id, h.campaign_id, null::uuid as deal_id from handoff h
        where h.workspace_id = ${workspaceId} and h.handed_at >= ${from} and h.handed_at < ${to} and h.decision is distinct from 'withdrawn'`,
  ],
  audience: [
    (
      workspaceId,
      { from, to },
    ) => sql`select m.added_at as at, m.contact_id, null::uuid as company_id, m.lead_id, m.campaign_id, null::uuid as deal_id from campaign_member m
        join campaign g on g.workspace_id = m.workspace_id and g.id = m.campaign_id and g.deleted_at is null and g.audience_kind <> 'customer'
        where m.workspace_id = ${workspaceId} and m.added_at >= ${from} and m.added_at < ${to}`,
  ],
  leads: [
    (
      workspaceId,
      { from, to },
    ) => sql`select l.opened_at as at, l.contact_id, l.company_id, l.id as lead_id, l.campaign_id, null::uuid as deal_id from lead l
        where l.workspace_id = ${workspaceId} and l.opened_at >= ${from} and l.opened_at < ${to} and l.deleted_at is null`,
  ],
};

function cases({ workspaceId }: Scope, population: Population, window: Window): Sql {
  return sql.join(
    SORTS[population].map((sort) => sort(workspaceId, window)),
    sql` union all `,
  );
}

/** The records of cases (alias `p`) under `c`, `o` and `l`; of who bought, the won deal under `d`. */
const records = (workspaceId: string) => sql`left join lead l on l.workspace_id = ${workspaceId} and l.id = p.lead_id
    left join contact c on c.workspace_id = ${workspaceId} and c.id = case when p.contact_id is null then l.contact_id else p.contact_id end
    left join company o on o.workspace_id = ${workspaceId} and o.id = case when p.company_id is null then c.company_id else p.company_id end
    left join deal d on d.workspace_id = ${workspaceId} and d.id = p.deal_id`;

/** The cases with their records. */
export function populated(scope: Scope, population: Population, window: Window): Sql {
  return sql`(${cases(scope, population, window)}) p ${records(scope.workspaceId)}`;
}

const BEGINNING = '0001-01-01T00:00:00.000Z';

/** The newest case of a population; null without one. Of one sort it is the end of an index, and of the next only what is newer is looked at. */
export async function newestCase({ tx, scope, now }: ReadCtx, population: Population): Promise<string | null> {
  let newest: string | null = null;
  for (const sort of SORTS[population]) {
    const newer = sort(scope.workspaceId, { from: newest ?? BEGINNING, to: now });
    const { rows } = await sql<{ at: string }>`${plannedAnew} select p.at from (${newer}) p order by p.at desc limit 1`.execute(tx);
    newest = rows[0]?.at ?? newest;
  }
  return newest;
}

/** Only who bought has a deal to look at. */
export const isTold = ({ ofDeal }: DimensionField, population: Population): boolean => !ofDeal || population === 'customers';

/** How many have a value, of each population in the base and in the current window. */
type Counted = { dimension: string; value: string | null } & Partial<Record<`${Population}_${'base' | 'current'}`, number>>;

interface Asked {
  populations: readonly Population[];
  compared: Compared;
  fields: readonly DimensionField[];
}

/**
 * Every population in both windows with one reading of the records: a lead that was opened, handed off and won is one row with three counts, whose person
 * and company are looked up once. Whoever is alike in everything is one row before each thing is counted.
 */
async function counted(ctx: ReadCtx, { populations, compared: { base, current }, fields }: Asked): Promise<Counted[]> {
  if (fields.length === 0) return [];
  const { scope } = ctx;
  const inside = ({ from, to }: Window) => sql`x.at >= ${from}::timestamptz and x.at < ${to}::timestamptz`;
  const windows = sql`case when ${inside(current)} then 1 when ${inside(base)} then 0 end`;
  const all = populations.map(
    (population, place) => sql`select ${windows} + ${sql.lit(place * 2)} as slot, x.contact_id, x.company_id, x.lead_id, x.deal_id
      from (${cases(scope, population, { from: base.from, to: current.to })}) x`,
  );
  const counts = populations
    .flatMap((population) => [`${population}_base`, `${population}_current`])
    .map((name, slot) => ({ name: sql.ref(name), of: sql`count(*) filter (where p.slot = ${sql.lit(slot)})` }));
  const sums = sql.join(counts.map(({ name }) => sql`sum(${name})::int as ${name}`));
  const shown = fields.map(({ name, value }, place) => ({ name, value, column: sql.ref(`value${place}`) }));
  const { rows } = await sql<Counted>`${plannedAnew} select v.dimension, v.value, ${sums}
    from (select ${sql.join(shown.map(({ value, column }) => sql`${value} as ${column}`))}, ${sums}
        from (select p.contact_id, p.company_id, p.lead_id, p.deal_id, ${sql.join(counts.map(({ name, of }) => sql`${of} as ${name}`))}
            from (${sql.join(all, sql` union all `)}) p where p.slot is not null group by 1, 2, 3, 4) p ${records(scope.workspaceId)}
        group by ${sql.join(shown.map((_, place) => sql.lit(place + 1)))}) alike
    cross join lateral (values ${sql.join(shown.map(({ name, column }) => sql`(${name}::text, ${column})`))}) v (dimension, value) group by 1, 2`.execute(
    ctx.tx,
  );
  return rows;
}

/** What was seen of each dimension then and now, population by population. Own fields of which nothing is known, or that are texts, are left out. */
export async function observed(ctx: ReadCtx, asked: Asked): Promise<Map<Population, Observed[]>> {
  const rows = groupBy(await counted(ctx, asked), ({ dimension }) => dimension);
  return new Map(
    asked.populations.map((population) => [
      population,
      asked.fields.filter((field) => isTold(field, population)).flatMap((field) => seenOf(field, rows.get(field.name) ?? [], population)),
    ]),
  );
}

function seenOf({ name, own }: DimensionField, rows: readonly Counted[], population: Population): Observed[] {
  const mine = rows
    .map((row) => ({ value: row.value, base: row[`${population}_base`] ?? 0, current: row[`${population}_current`] ?? 0 }))
    .filter(({ base, current }) => base > 0 || current > 0);
  const seen = mine
    .flatMap(({ value, ...counts }) => (value === null ? [] : [{ value, ...counts }]))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
  if (own && (seen.length === 0 || seen.length > MOST_VALUES)) return [];
  const unknown = mine.find(({ value }) => value === null);
  return [{ dimension: name, seen, baseUnknown: unknown?.base ?? 0, currentUnknown: unknown?.current ?? 0 }];
}
