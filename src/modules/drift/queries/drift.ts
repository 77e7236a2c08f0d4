import { sql } from 'kysely';
import type { z } from 'zod';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getCampaignAim, getDrift, listDriftCases as ListDriftCases } from '../contract.ts';
import { aimsAtShrinking, type Drift, drifts, notFollowed, shrunk } from '../rules/drift.ts';
import { moveQuarter, quarterOf } from '../rules/quarters.ts';
import { type Against, MOST_QUARTERS, OTHER, POPULATIONS, type Population } from '../schema.ts';
import { type DimensionField, dimensionFields } from './dimensions.ts';
import { campaignsOutside } from './outside.ts';
import { type Compared, isTold, newestCase, observed, populated, quarterWindows, windowsOf } from './populations.ts';

type Shown = OutputOf<typeof getDrift>;

const STALE_DAYS = 31;
const DAY_MS = 86_400_000;

/** Up to when the last quarter reaches: the day asked for; else now, or the end of a record whose newest lead is old. */
export async function asOf(ctx: ReadCtx, to: string | undefined): Promise<string> {
  const { rows } = await sql<{ zone: string; newest: string | null }>`select w.time_zone as zone,
      (select max(l.opened_at) from lead l where l.workspace_id = w.id and l.deleted_at is null and l.opened_at <= ${ctx.now}) as newest
    from workspace w where w.id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  const { zone, newest } = rows[0] ?? { zone: 'UTC', newest: null };
  if (to) return new Date(startOfDay(zone, moveDay(to, 1, 'day') ?? to)).toISOString();
  return newest !== null && Date.parse(ctx.now) - Date.parse(newest) > STALE_DAYS * DAY_MS ? newest : ctx.now;
}

interface When {
  against: Against;
  to?: string | undefined;
  quarter?: string | undefined;
}

export async function compared(ctx: ReadCtx, asked: When): Promise<Compared> {
  if (asked.quarter) return quarterWindows(await timeZoneOf(ctx), asked.quarter, asked.against);
  return windowsOf(await asOf(ctx, asked.to), asked.against);
}

export async function driftsOf(
  ctx: ReadCtx,
  of: { population: Population; compared: Compared; fields: readonly DimensionField[] },
): Promise<Drift[]> {
  return (await driftsBy(ctx, { ...of, populations: [of.population] })).get(of.population) ?? [];
}

async function driftsBy(ctx: ReadCtx, asked: Parameters<typeof observed>[1]): Promise<Map<Population, Drift[]>> {
  return new Map([...(await observed(ctx, asked))].map(([population, seen]) => [population, drifts(seen)]));
}

export async function readDrift(ctx: ReadCtx, asked: z.output<(typeof getDrift)['input']>): Promise<Shown> {
  const windows = await compared(ctx, asked);
  const fields = await dimensionFields(ctx);
  const found = await driftsBy(ctx, { populations: POPULATIONS, compared: windows, fields });
  const [customers, audience] = [found.get('customers') ?? [], found.get('audience') ?? []];
  const labelOf = (dimension: string) => fields.find(({ name }) => name === dimension)?.label ?? dimension;
  return {
    against: asked.against,
    quarters: await quartersToAsk(ctx),
    ...windows,
    populations: POPULATIONS.map((population) => ({
      population,
      drifts: (found.get(population) ?? []).map((drift) => shown(drift, fields)),
    })),
    notFollowed: notFollowed(customers, audience).map((dimension) => ({ dimension, label: labelOf(dimension) })),
    campaigns: await campaignsAtShrinking(ctx, { customers, fields }),
    sightings: await sightingCounts(ctx, windows.current),
  };
}

/** Those up to the newest customer or lead. */
async function quartersToAsk(ctx: ReadCtx): Promise<string[]> {
  const newest = [await newestCase(ctx, 'customers'), await newestCase(ctx, 'leads')]
    .flatMap((at) => at ?? [])
    .sort()
    .at(-1);
  if (newest === undefined) return [];
  const last = quarterOf(dayIn(await timeZoneOf(ctx), newest));
  return Array.from({ length: MOST_QUARTERS }, (_, back) => moveQuarter(last, -back));
}

export function labelOfValue(field: DimensionField | undefined, value: string): string {
  return field?.labels.get(value) ?? value;
}

function shown(drift: Drift, fields: readonly DimensionField[]): Shown['populations'][number]['drifts'][number] {
  const field = fields.find(({ name }) => name === drift.dimension);
  return {
    ...drift,
    label: field?.label ?? drift.dimension,
    bins: drift.bins.map((bin) => ({ ...bin, label: labelOfValue(field, bin.value) })),
  };
}

/** Running and planned campaigns whose people belong to what shrinks among who buys. */
export async function campaignsAtShrinking(
  ctx: ReadCtx,
  of: { customers: readonly Drift[]; fields: readonly DimensionField[]; campaignId?: string },
): Promise<Shown['campaigns']> {
  const flagged: Shown['campaigns'] = [];
  for (const drift of of.customers) {
    const field = of.fields.find(({ name }) => name === drift.dimension);
    const segments = drift.standing === 'drift' || drift.standing === 'major' ? shrunk(drift) : [];
    // Whom a campaign addresses has bought nothing yet, so no deal says anything about them.
    if (!field || field.ofDeal || segments.length === 0) continue;
    const values = segments.map(({ value }) => value);
    const { rows } = await sql<{ id: string; name: string; known: number; shrinking: number }>`
      select g.id, g.name, count(${field.value})::int as known, (count(*) filter (where ${field.value} = any (${values}::text[])))::int as shrinking
      from campaign g join campaign_member m on m.workspace_id = g.workspace_id and m.campaign_id = g.id
        join contact c on c.workspace_id = m.workspace_id and c.id = m.contact_id
        left join company o on o.workspace_id = c.workspace_id and o.id = c.company_id
        left join lead l on l.workspace_id = m.workspace_id and l.id = m.lead_id
      where g.workspace_id = ${ctx.scope.workspaceId} and g.deleted_at is null and g.status in ('planned', 'active') and g.audience_kind <> 'customer'
        and ${of.campaignId ? sql`g.id = ${of.campaignId}` : sql`true`}
        and (g.ends_on is null or g.ends_on >= ${ctx.now}::date) group by g.id, g.name`.execute(ctx.tx);
    const currentShare = segments.reduce((all, bin) => all + bin.currentShare, 0);
    for (const { id, name, known, shrinking } of rows)
      if (aimsAtShrinking({ known, shrinking }, currentShare))
        flagged.push({
          campaign: { id, name },
          dimension: drift.dimension,
          label: field.label,
          segments: values.map((value) => labelOfValue(field, value)),
          known,
          shrinking,
          currentShare,
        });
  }
  return flagged;
}

/** The same for one campaign. */
export async function campaignAim(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof getCampaignAim>> {
  const fields = await dimensionFields(ctx);
  const windows = await compared(ctx, { against: 'year_before' });
  const customers = await driftsOf(ctx, { population: 'customers', compared: windows, fields });
  const [found] = await campaignsOutside(ctx, id);
  return {
    items: await campaignsAtShrinking(ctx, { customers, fields, campaignId: id }),
    profile: found && found.outside.n > 0 ? { outside: found.outside, unknown: found.unknown, against: found.against } : null,
  };
}

async function sightingCounts(ctx: ReadCtx, window: { from: string; to: string }): Promise<Shown['sightings']> {
  const { rows } = await sql<
    Shown['sightings'][number]
  >`select dimension, segment as value, way, count(distinct member_id)::int as people from sighting
    where workspace_id = ${ctx.scope.workspaceId} and withdrawn_at is null and seen_at >= ${window.from} group by 1, 2, 3 order by 4 desc, 1, 2`.execute(
    ctx.tx,
  );
  return rows;
}

type Asked = z.output<(typeof ListDriftCases)['input']>;
type Row = OutputOf<typeof ListDriftCases>['items'][number];

/** Newest first. What the caller may not open is a row without a name, so that rows and shares agree. */
export async function driftRows(ctx: ReadCtx, asked: Asked): Promise<OutputOf<typeof ListDriftCases> | Refusal> {
  const fields = await dimensionFields(ctx);
  const field = fields.find(({ name }) => name === asked.dimension);
  if (!field || !isTold(field, asked.population)) return refuse('invalid', 'This is nothing that is counted.', { field: 'dimension' });
  const windows = await compared(ctx, asked);
  const { population, window, cursor, limit } = asked;
  const value = await valueTest(ctx, asked, { field, windows });
  const page = beyond(cursor, { at: sql`p.at`, id: sql`coalesce(c.id, ${NOBODY}::uuid)` });
  const { rows } = await sql<Row & { key: string }>`select c.id as "contactId", p.at, coalesce(c.id, ${NOBODY}::uuid) as key,
      case when ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} then coalesce(nullif(c.name, ''), c.email, 'Someone') end as name,
      case when ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })} then o.name end as company
    from ${populated(ctx.scope, population, windows[window])} where ${value} and ${page} order by p.at desc, key desc limit ${limit + 1}`.execute(
    ctx.tx,
  );
  const { items, next } = cut(rows, limit, ({ at, key }) => ({ at, id: key }));
  return { items: items.map(({ key: _key, ...row }) => row), next };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

async function valueTest(ctx: ReadCtx, asked: Asked, of: { field: DimensionField; windows: Compared }) {
  const { value } = of.field;
  if (asked.value === undefined) return sql<boolean>`${value} is null`;
  if (asked.value !== OTHER) return sql<boolean>`${value} = ${asked.value}`;
  const [drift] = await driftsOf(ctx, { population: asked.population, compared: of.windows, fields: [of.field] });
  const named = (drift?.bins ?? []).flatMap((bin) => (bin.value === OTHER ? [] : [bin.value]));
  return sql<boolean>`${value} is not null and ${value} <> all (${named}::text[])`;
}
