import { type RawBuilder, sql } from 'kysely';
import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import { FREE_MAIL_DOMAINS } from '#modules/companies/schema.ts';
import { lensOf, matchingOf } from '#modules/criteria/queries/lens.ts';
import type { Criteria } from '#modules/criteria/schema.ts';
import { customersSql } from '#modules/gate/queries/sources/firm.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { isZone } from '#platform/shared/zones.ts';

/** What steps need to know of somebody. */
export interface Person {
  id: string;
  name: string;
  there: boolean;
  email: string | null;
  zone: string | null;
  companyId: string | null;
  ownerId: string | null;
  isCustomer: boolean;
  interests: string[];
  stage: string;
  /** Until when a hold of a rep lasts: one against marketing's mail, and one against everybody's. */
  heldForMarketing: string | null;
  heldForAll: string | null;
}

/** A customer is whose company is one, or one above it, or whose mail domain is a customer's: as the gate sees it. */
export async function peopleOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map();
  const ws = ctx.scope.workspaceId;
  const held = (
    against: RawBuilder<unknown>,
  ) => sql`(select max(h.until) from hold h left join deal d on d.workspace_id = h.workspace_id and d.id = h.deal_id
    where h.workspace_id = ${ws} and h.lifted_at is null and h.until > ${ctx.now} and h.against = any (${against})
      and (h.contact_id = c.id or h.company_id = c.company_id or (d.status = 'open' and d.deleted_at is null and (d.contact_id = c.id or d.company_id = c.company_id))))`;
  const { rows } = await sql<Person>`with ${customersSql(ws)}
    select c.id, coalesce(nullif(c.name, ''), c.email, 'Someone') as name, c.deleted_at is null as there, lower(btrim(c.email)) as email, c.time_zone as zone,
      c.company_id as "companyId", c.owner_id as "ownerId", c.interests, c.lifecycle_stage as stage,
      (f.id is not null or d.domain is not null) as "isCustomer",
      ${held(sql`'{marketing,everybody}'::text[]`)} as "heldForMarketing", ${held(sql`'{everybody}'::text[]`)} as "heldForAll"
    from contact c left join customer_family f on f.id = c.company_id
      left join customer_domain d on d.domain = lower(split_part(c.email, '@', 2)) and d.domain <> all (${[...FREE_MAIL_DOMAINS]}::text[])
    where c.workspace_id = ${ws} and c.id = any (${[...new Set(ids)]}::uuid[])`.execute(ctx.tx);
  return new Map(rows.map((row) => [row.id, { ...row, zone: row.zone && isZone(row.zone) ? row.zone : null }]));
}

/** Who of some people meets criteria. Criteria that can't be read any more (a field was archived) are met by nobody. */
export async function meeting(ctx: ReadCtx, criteria: Criteria, ids: readonly string[]): Promise<Set<string>> {
  if (criteria.match === 'all' && criteria.of.length === 0) return new Set(ids);
  const found = await matchingOf(ctx.tx, ctx.scope, { criteria, entity: 'contact', ids, now: ctx.now });
  return isRefusal(found) ? new Set() : found;
}

/** Values of a date field of people, by their ids. */
export async function datesOf(ctx: ReadCtx, field: string, ids: readonly string[]): Promise<Map<string, string | null>> {
  const known = (await lensOf(ctx.tx, ctx.scope, 'contact')).fields.get(field);
  if (!known?.sql || (known.kind !== 'date' && known.kind !== 'instant') || ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; value: string | null }>`select t.id, (${known.sql('t', ctx.scope)})::text as value from contact t
    where t.workspace_id = ${ctx.scope.workspaceId} and t.id = any (${[...ids]}::uuid[])`.execute(ctx.tx);
  return new Map(rows.map(({ id, value }) => [id, value]));
}

export interface Clocks {
  workspaceZone: string;
  calendars: Map<string, BusinessCalendar>;
}

export async function clocksOf(ctx: ReadCtx): Promise<Clocks> {
  const calendars = await currentCalendars(ctx.tx, ctx.scope);
  return { workspaceZone: await timeZoneOf(ctx), calendars: new Map([...calendars].map(([id, { hours }]) => [id, hours])) };
}
