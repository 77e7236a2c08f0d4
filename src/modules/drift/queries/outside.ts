import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { Rate } from '#platform/shared/statistics.ts';
import type { listCampaignOutside } from '../contract.ts';
import { outsideOf } from '../rules/outside.ts';

export { outsideOf };

export interface Outside {
  campaign: { id: string; name: string };
  outside: Rate;
  /** People whose fit nobody knows. */
  unknown: number;
  against: boolean;
}

const OUTSIDE = sql`c.fit in ('C', 'D')`;

/** The people of running and planned campaigns that look for new customers, while a profile is in force. */
const addressed = (
  { scope, now }: ReadCtx,
  campaignId?: string,
) => sql`campaign g join campaign_member m on m.workspace_id = g.workspace_id and m.campaign_id = g.id
  join contact c on c.workspace_id = m.workspace_id and c.id = m.contact_id and c.deleted_at is null
  where g.workspace_id = ${scope.workspaceId} and g.deleted_at is null and g.status in ('planned', 'active') and g.audience_kind <> 'customer'
    and (g.ends_on is null or g.ends_on >= ${now}::date) and ${campaignId ? sql`g.id = ${campaignId}` : sql`true`}
    and exists (select from profile_version v where v.workspace_id = ${scope.workspaceId} and v.status = 'active')`;

/** How far each campaign's people lie outside of the signed profile. Nothing where the caller may not see fit. */
export async function campaignsOutside(ctx: ReadCtx, campaignId?: string): Promise<Outside[]> {
  if (ctx.scope.hidden.has('contact.fit')) return [];
  const { rows } = await sql<{
    id: string;
    name: string;
    k: number;
    n: number;
    unknown: number;
  }>`select g.id, g.name, (count(*) filter (where ${OUTSIDE}))::int as k,
      (count(*) filter (where c.fit in ('A', 'B', 'C', 'D')))::int as n, (count(*) filter (where coalesce(c.fit, '?') = '?'))::int as unknown
    from ${addressed(ctx, campaignId)} group by g.id, g.name order by 3 desc, g.id`.execute(ctx.tx);
  return rows.map(({ id, name, unknown, ...counts }) => ({ campaign: { id, name }, unknown, ...outsideOf(counts) }));
}

type Rows = OutputOf<typeof listCampaignOutside>;

/** Who they are. What the caller may not open is a row without a name, so that rows and share agree. */
export async function outsideRows(ctx: ReadCtx, { id, cursor, limit }: ParsedOf<typeof listCampaignOutside>): Promise<Rows> {
  if (ctx.scope.hidden.has('contact.fit')) return { items: [], next: null };
  const isNamed = sql`${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} and not ${ctx.scope.hidden.has('contact.name')}`;
  const { rows } = await sql<
    Rows['items'][number]
  >`select c.id as "contactId", c.fit, case when ${isNamed} then coalesce(nullif(c.name, ''), c.email, '') end as name
    from ${addressed(ctx, id)} and ${OUTSIDE} and ${cursor === undefined ? sql`true` : sql`c.id > ${cursor}::uuid`} order by c.id limit ${limit + 1}`.execute(
    ctx.tx,
  );
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.contactId ?? null) : null };
}
