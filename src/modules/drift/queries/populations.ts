import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
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

/** Each case of a population between two instants: when, and the records it is about. */
function cases(scope: Scope, population: Population, { from, to }: Window): RawBuilder<unknown> {
  const { workspaceId } = scope;
  switch (population) {
    case 'customers':
      return sql`select d.closed_at as at, d.contact_id, d.company_id, d.lead_id, null::uuid as campaign_id, d.id as deal_id from deal d
          where d.workspace_id = ${workspaceId} and d.status = 'won' and d.deleted_at is null and d.closed_at >= ${from} and d.closed_at < ${to}
        union all select l.closed_at, l.contact_id, l.company_id, l.id, l.campaign_id, null::uuid from lead l
          where l.workspace_id = ${workspaceId} and l.stage = 'customer' and l.deleted_at is null and l.closed_at >= ${from} and l.closed_at < ${to}
            and not exists (select from deal d where d.workspace_id = l.workspace_id and d.lead_id = l.id and d.status = 'won' and d.deleted_at is null)`;
    case 'handoffs':
      return sql`select h.handed_at as at, h.contact_id, h.company_id, h.lead_id, h.campaign_id, null::uuid as deal_id from handoff h
        where h.workspace_id = ${workspaceId} and h.handed_at >= ${from} and h.handed_at < ${to} and h.decision is distinct from 'withdrawn'`;
    case 'audience':
      return sql`select m.added_at as at, m.contact_id, null::uuid as company_id, m.lead_id, m.campaign_id, null::uuid as deal_id from campaign_member m
        join campaign g on g.workspace_id = m.workspace_id and g.id = m.campaign_id and g.deleted_at is null and g.audience_kind <> 'customer'
        where m.workspace_id = ${workspaceId} and m.added_at >= ${from} and m.added_at < ${to}`;
    case 'leads':
      return sql`select l.opened_at as at, l.contact_id, l.company_id, l.id as lead_id, l.campaign_id, null::uuid as deal_id from lead l
        where l.workspace_id = ${workspaceId} and l.opened_at >= ${from} and l.opened_at < ${to} and l.deleted_at is null`;
  }
}

/** The records of cases (alias `p`) under `c`, `o` and `l`; of who bought, the won deal under `d`. */
const records = (workspaceId: string) => sql`left join lead l on l.workspace_id = ${workspaceId} and l.id = p.lead_id
    left join contact c on c.workspace_id = ${workspaceId} and c.id = case when p.contact_id is null then l.contact_id else p.contact_id end
    left join company o on o.workspace_id = ${workspaceId} and o.id = case when p.company_id is null then c.company_id else p.company_id end
    left join deal d on d.workspace_id = ${workspaceId} and d.id = p.deal_id`;

/** The cases with their records. */
export function populated(scope: Scope, population: Population, window: Window): RawBuilder<unknown> {
  return sql`(${cases(scope, population, window)}) p ${records(scope.workspaceId)}`;
}

/** The newest case of a population; null without one. */
export async function newestCase(ctx: ReadCtx, population: Population): Promise<string | null> {
  const { rows } = await sql<{ at: string | null }>`select max(p.at) as at
    from (${cases(ctx.scope, population, { from: '0001-01-01T00:00:00.000Z', to: ctx.now })}) p`.execute(ctx.tx);
  return rows[0]?.at ?? null;
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
 * and company are looked up once.
 */
async function counted(ctx: ReadCtx, { populations, compared, fields }: Asked): Promise<Counted[]> {
  if (fields.length === 0) return [];
  const { base, current } = compared;
  const whole = { from: base.from, to: current.to };
  const within = ({ from, to }: Window) => sql`p.at >= ${from}::timestamptz and p.at < ${to}::timestamptz`;
  const all = populations.map(
    (population) => sql`select ${sql.lit(population)} as population, x.* from (${cases(ctx.scope, population, whole)}) x`,
  );
  const counts = populations.flatMap((population) => [
    { name: sql.ref(`${population}_base`), of: sql`p.population = ${sql.lit(population)} and ${within(base)}` },
    { name: sql.ref(`${population}_current`), of: sql`p.population = ${sql.lit(population)} and ${within(current)}` },
  ]);
  const values = sql.join(fields.map(({ name, value }) => sql`(${name}::text, ${value})`));
  const { rows } = await sql<Counted>`select v.dimension, v.value, ${sql.join(counts.map(({ name }) => sql`sum(${name})::int as ${name}`))}
    from (select p.contact_id, p.company_id, p.lead_id, p.deal_id, ${sql.join(counts.map(({ name, of }) => sql`count(*) filter (where ${of}) as ${name}`))}
        from (${sql.join(all, sql` union all `)}) p where (${within(base)}) or (${within(current)}) group by 1, 2, 3, 4) p ${records(ctx.scope.workspaceId)}
    cross join lateral (values ${values}) v (dimension, value) group by 1, 2`.execute(ctx.tx);
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
