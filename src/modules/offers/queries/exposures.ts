import { type RawBuilder, sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { matchingOf } from '#modules/criteria/queries/lens.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut, placeOf } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getContactOffers, listOfferHolders } from '../contract/offers.ts';
import type { Audience, Way } from '../schema.ts';
import { runningVersions, type VersionRow } from './versions.ts';

/**
 * For the gate: the contacts that were told of an offer by either team since an instant, as `contact_id, told_at` with the last time. Of everybody, whoever
 * asks: what a person may not see must not let the same offer go out twice.
 */
export function toldOfOffer(
  scope: Pick<Scope, 'workspaceId'>,
  asked: { offerId: string; since: string },
): RawBuilder<{ contact_id: string; told_at: string }> {
  return sql`select e.contact_id, max(e.told_at) as told_at from offer_exposure e where e.workspace_id = ${scope.workspaceId} and e.offer_id = ${asked.offerId}
    and e.taken_back_at is null and e.told_at >= ${asked.since}::timestamptz group by e.contact_id`;
}

/** The last thing each contact in reach was told of each offer: one row per contact and offer. */
export function lastTold(scope: Scope, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select distinct on (e.offer_id, e.contact_id) e.id, e.offer_id, e.contact_id, e.version_id, e.told_at, e.way, e.member_id
    from offer_exposure e join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and c.deleted_at is null
      and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
    where e.workspace_id = ${scope.workspaceId} and e.taken_back_at is null and ${condition}
    order by e.offer_id, e.contact_id, e.told_at desc, e.id desc`;
}

/** How many contacts in reach hold which version, by version. */
export async function holdersOf(ctx: ReadCtx, offerIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ version_id: string; n: number }>`select t.version_id, count(*)::int as n
    from (${lastTold(ctx.scope, sql`e.offer_id = any (${offerIds}::uuid[])`)}) t group by 1`.execute(ctx.tx);
  return new Map(rows.map(({ version_id, n }) => [version_id, n]));
}

interface HolderRow {
  exposureId: string;
  contactId: string;
  contact: string;
  company: string | null;
  owner: string | null;
  versionId: string;
  number: number;
  toldAt: string;
  way: Way;
  by: string | null;
}

export async function readHolders(
  ctx: ReadCtx,
  { id, versionId, older, cursor, limit }: ParsedOf<typeof listOfferHolders>,
): Promise<OutputOf<typeof listOfferHolders>> {
  const { scope } = ctx;
  const place = cursor === undefined ? null : placeOf(cursor);
  const { rows } =
    await sql<HolderRow>`select t.id as "exposureId", c.id as "contactId", c.name as contact, y.name as company, o.name as owner,
      t.version_id as "versionId", v.number, t.told_at as "toldAt", t.way, m.name as by
    from (${lastTold(scope, sql`e.offer_id = ${id}`)}) t
    join contact c on c.workspace_id = ${scope.workspaceId} and c.id = t.contact_id
    join offer_version v on v.workspace_id = ${scope.workspaceId} and v.id = t.version_id
    left join company y on y.workspace_id = ${scope.workspaceId} and y.id = c.company_id and y.deleted_at is null
      and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'y.owner_id' })}
    left join member o on o.workspace_id = ${scope.workspaceId} and o.id = c.owner_id
    left join member m on m.workspace_id = ${scope.workspaceId} and m.id = t.member_id
    where ${versionId === undefined ? sql`true` : sql`t.version_id = ${versionId}`}
      and ${older ? sql`exists (select from offer_version n where n.workspace_id = ${scope.workspaceId} and n.offer_id = ${id} and n.launched_at is not null and n.superseded_at is null and n.number > v.number)` : sql`true`}
      and ${place === null ? sql`true` : sql`(t.told_at, t.id) < (${place.at}::timestamptz, ${place.id}::uuid)`}
    order by t.told_at desc, t.id desc limit ${limit + 1}`.execute(ctx.tx);
  const { items, next } = cut(rows, limit, (row) => ({ at: row.toldAt, id: row.exposureId }));
  return { items: items.map(({ contactId, contact, ...row }) => ({ ...row, contact: { id: contactId, name: contact } })), next };
}

type Known = OutputOf<typeof getContactOffers>['known'][number];

/** What one contact was told last of each offer, the latest first. */
async function knownTo(ctx: ReadCtx, contactId: string): Promise<Known[]> {
  const { scope } = ctx;
  const { rows } = await sql<Omit<Known, 'offer' | 'mine'> & { offerId: string; name: string; memberId: string | null }>`
    select t.id, o.id as "offerId", o.name, v.id as "versionId", v.number, v.summary, t.told_at as "toldAt", t.way, m.name as by, t.member_id as "memberId",
      case when o.ended_at is not null then 'over'
        when exists (select from offer_version n where n.workspace_id = ${scope.workspaceId} and n.offer_id = o.id and n.launched_at is not null
          and n.superseded_at is null and n.number > v.number) then 'older' else 'current' end as standing
    from (${lastTold(scope, sql`e.contact_id = ${contactId}`)}) t
    join offer o on o.workspace_id = ${scope.workspaceId} and o.id = t.offer_id
    join offer_version v on v.workspace_id = ${scope.workspaceId} and v.id = t.version_id
    left join member m on m.workspace_id = ${scope.workspaceId} and m.id = t.member_id
    order by t.told_at desc, t.id desc limit 50`.execute(ctx.tx);
  const { memberId: me } = scope.actor;
  return rows.map(({ offerId, name, memberId, ...row }) => ({
    ...row,
    offer: { id: offerId, name },
    mine: memberId !== null && memberId === me,
  }));
}

/** Whether an audience takes in someone who is, or is not, with a customer. */
const isFor = (audience: Audience, isCustomer: boolean) => audience === 'everybody' || (audience === 'customers') === isCustomer;

/** The running versions that are for a contact: by audience, days and criteria. */
async function fittingFor(ctx: ReadCtx, contactId: string): Promise<VersionRow[]> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ is_customer: boolean; today: string }>`select coalesce(y.customer_status = 'customer', false) as is_customer,
      (${ctx.now}::timestamptz at time zone w.time_zone)::date as today
    from contact c join workspace w on w.id = c.workspace_id left join company y on y.workspace_id = c.workspace_id and y.id = c.company_id and y.deleted_at is null
    where c.workspace_id = ${workspaceId} and c.id = ${contactId}`.execute(ctx.tx);
  const [contact] = rows;
  if (!contact) return [];
  const running = (await runningVersions(ctx)).filter(
    ({ audience, fromOn, untilOn }) =>
      isFor(audience, contact.is_customer) && (fromOn ?? contact.today) <= contact.today && (untilOn ?? contact.today) >= contact.today,
  );
  const fitting: VersionRow[] = [];
  for (const version of running) {
    // What both teams agreed on comes out the same whoever looks.
    const found = await matchingOf(ctx.tx, unlimited(ctx.scope), {
      criteria: version.criteria,
      entity: 'contact',
      ids: [contactId],
      now: ctx.now,
    });
    // Criteria whose field is gone mean nobody until they are written anew.
    if (!isRefusal(found) && found.has(contactId)) fitting.push(version);
  }
  return fitting;
}

export async function readContactOffers(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof getContactOffers> | Refusal> {
  const contact = await reachableContact(ctx.tx, ctx.scope, { id, to: 'read' });
  if (isRefusal(contact)) return contact;
  const known = await knownTo(ctx, id);
  const fitting = await fittingFor(ctx, id);
  const names = await offerNames(ctx, fitting);
  const current = new Set(known.filter(({ standing }) => standing === 'current').map(({ offer }) => offer.id));
  return {
    known,
    fitting: fitting
      .map((version) => ({
        ...briefOf(version),
        offer: { id: version.offerId, name: names.get(version.offerId) ?? '' },
        known: current.has(version.offerId),
      }))
      .sort((a, b) => Number(a.known) - Number(b.known) || (a.offer.name < b.offer.name ? -1 : 1)),
    mayTell: ctx.scope.permissions.has('record:write'),
  };
}

async function offerNames(ctx: ReadCtx, versions: readonly VersionRow[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from offer where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${versions.map(({ offerId }) => offerId)}::uuid[])`.execute(ctx.tx);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export function briefOf(version: VersionRow) {
  const { id, number, summary, fromOn, untilOn, priceMinor, currency, discountPercent, talkingPoints } = version;
  return { versionId: id, number, summary, fromOn, untilOn, priceMinor, currency, discountPercent, talkingPoints };
}
