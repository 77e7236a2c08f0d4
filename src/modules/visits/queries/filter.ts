import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Verdict, VisitGroup } from '../schema.ts';

/** Days after a visit within which a lead counts as one that followed. */
export const FOLLOWS_DAYS = 90;

export interface Filter {
  websiteId?: string;
  from?: string;
  to?: string;
  verdict?: Verdict;
  known?: boolean;
  followed?: boolean;
  by?: VisitGroup;
  key?: string;
  contactId?: string;
}

/** The lead that followed a visit of a known person, as a condition on `v`; only leads that the caller may reach. */
export const followed = ({ scope }: ReadCtx): RawBuilder<boolean> =>
  sql<boolean>`exists (select from lead l where l.workspace_id = ${scope.workspaceId} and l.contact_id = v.contact_id and l.deleted_at is null
    and l.opened_at >= v.started_at and l.opened_at < v.started_at + make_interval(days => ${FOLLOWS_DAYS}) and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })})`;

/** By what a group is told from others; of `page` a visit has several. */
export const KEYS: Readonly<Record<Exclude<VisitGroup, 'page'>, RawBuilder<string>>> = {
  source: sql`v.source || ' / ' || v.medium`,
  campaign: sql`coalesce(v.utm_campaign, '')`,
  entry: sql`v.host || v.entry_path`,
  referrer: sql`coalesce(split_part(v.referrer, '/', 1), '')`,
};

/** Which visits `v` are meant. @param timeZone whose days the filter names */
export function conditions(ctx: ReadCtx, filter: Filter, timeZone: string): RawBuilder<boolean> {
  const { websiteId, from, to, verdict, known, by, key, contactId } = filter;
  const parts: RawBuilder<boolean>[] = [sql`v.workspace_id = ${ctx.scope.workspaceId}`];
  if (websiteId) parts.push(sql`v.website_id = ${websiteId}`);
  if (from) parts.push(sql`v.started_at >= (${from}::date::timestamp at time zone ${timeZone})`);
  if (to) parts.push(sql`v.started_at < ((${to}::date + 1)::timestamp at time zone ${timeZone})`);
  if (verdict) parts.push(sql`v.verdict = ${verdict}`);
  if (known !== undefined) parts.push(known ? sql`v.contact_id is not null` : sql`v.contact_id is null`);
  if (filter.followed !== undefined) parts.push(filter.followed ? sql`${followed(ctx)}` : sql`not ${followed(ctx)}`);
  if (contactId) parts.push(sql`v.contact_id = ${contactId}`);
  if (by && key !== undefined) parts.push(by === 'page' ? ofPage(ctx, key) : sql`${KEYS[by]} = ${key}`);
  return sql`${sql.join(parts, sql` and `)}`;
}

const ofPage = ({ scope }: ReadCtx, key: string): RawBuilder<boolean> =>
  sql`exists (select from visit_hit h where h.workspace_id = ${scope.workspaceId} and h.visit_id = v.id and h.kind = 'page' and h.host || h.path = ${key})`;
