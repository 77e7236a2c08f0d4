import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getVisit, Visit } from '../contract.ts';
import type { HitKind, Reason, Verdict } from '../schema.ts';
import { conditions, type Filter } from './filter.ts';

interface Row {
  id: string;
  website_id: string;
  website: string;
  contact_id: string | null;
  contact: string | null;
  reached: boolean;
  started_at: string;
  seconds: number;
  pages: number;
  downloads: number;
  host: string;
  entry_path: string;
  exit_path: string;
  referrer: string | null;
  source: string;
  medium: string;
  utm_campaign: string | null;
  campaign_id: string | null;
  campaign: string | null;
  verdict: Verdict;
  reason: Reason;
  judged_by: string | null;
  judge: string | null;
}

const NOT_THERE = refuse('not_found', 'This visit does not exist, or your role does not reach it.');

function read(ctx: ReadCtx, where: RawBuilder<unknown>) {
  const ws = ctx.scope.workspaceId;
  return sql<Row>`
    select v.*, w.name website, c.name contact, g.name campaign, m.name judge, ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} reached
    from visit v join website w on w.workspace_id = ${ws} and w.id = v.website_id
      left join contact c on c.workspace_id = ${ws} and c.id = v.contact_id
      left join campaign g on g.workspace_id = ${ws} and g.id = v.campaign_id
      left join member m on m.workspace_id = ${ws} and m.id = v.judged_by
    where ${where}`.execute(ctx.tx);
}

/** Whose visit it was stays with those who may know the person. */
const seen = ({ scope }: ReadCtx): RawBuilder<boolean> =>
  (scope.reach.contact?.read ?? 'all') === 'all'
    ? sql`true`
    : sql`(v.contact_id is null or exists (select from contact x where x.workspace_id = ${scope.workspaceId} and x.id = v.contact_id
        and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'x.owner_id' })}))`;

export async function visits(
  ctx: ReadCtx,
  { cursor, limit, ...filter }: Filter & { cursor?: string; limit: number },
): Promise<{ items: Visit[]; next: string | null }> {
  const timeZone = await timeZoneOf(ctx);
  const after = beyond(cursor, { at: sql`v.started_at`, id: sql`v.id` });
  // One person's visits are the person's own rows; the report's are counted with everybody's.
  const mine = filter.contactId ? seen(ctx) : sql`true`;
  const { rows } = await read(
    ctx,
    sql`${conditions(ctx, filter, timeZone)} and ${after} and ${mine} order by v.started_at desc, v.id desc limit ${limit + 1}`,
  );
  const { items, next } = cut(rows, limit, (row) => ({ at: row.started_at, id: row.id }));
  return { items: items.map(toVisit), next };
}

/** A visit that the caller may look into. */
export async function visibleVisit(ctx: ReadCtx, id: string): Promise<Row | Refusal> {
  const { rows } = await read(ctx, sql`v.workspace_id = ${ctx.scope.workspaceId} and v.id = ${id} and ${seen(ctx)}`);
  return rows[0] ?? NOT_THERE;
}

export async function visit(ctx: ReadCtx, id: string): Promise<z.input<(typeof getVisit)['output']> | Refusal> {
  const row = await visibleVisit(ctx, id);
  if ('refused' in row) return row;
  const hits = await sql<{
    id: string;
    kind: HitKind;
    at: string;
    path: string;
    title: string | null;
    target: string | null;
    reason: Reason;
  }>`
    select id, kind, occurred_at as at, path, title, target, reason from visit_hit where workspace_id = ${ctx.scope.workspaceId} and visit_id = ${id} order by occurred_at, id limit 500`.execute(
    ctx.tx,
  );
  return { ...toVisit(row), judgedBy: named(row.judged_by, row.judge), hits: hits.rows };
}

const named = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' });

function toVisit(row: Row): Visit {
  return {
    id: row.id,
    website: { id: row.website_id, name: row.website },
    contact: row.contact_id === null ? null : row.reached ? { id: row.contact_id, name: row.contact } : { id: null, name: null },
    startedAt: row.started_at,
    seconds: row.seconds,
    pages: row.pages,
    downloads: row.downloads,
    host: row.host,
    entryPath: row.entry_path,
    exitPath: row.exit_path,
    referrer: row.referrer,
    source: row.source,
    medium: row.medium,
    utmCampaign: row.utm_campaign,
    campaign: named(row.campaign_id, row.campaign),
    verdict: row.verdict,
    reason: row.reason,
  };
}
