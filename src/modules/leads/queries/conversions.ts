import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type {
  Conversion as ConversionShape,
  countConversions as CountConversions,
  listConversions as ListConversions,
} from '../contract/conversions.ts';

export type Conversion = z.output<typeof ConversionShape>;
type Filter = z.output<(typeof ListConversions)['input']>;
type Range = z.output<(typeof CountConversions)['input']>;
type Counts = z.output<(typeof CountConversions)['output']>['channels'];

/** A conversion is seen by whoever may see its contact; one of nobody known by all. */
function seen(scope: Scope): RawBuilder<boolean> {
  return sql<boolean>`(v.contact_id is null or ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })})`;
}

/** For how long an open conversion counts as open without a sign of life. */
const OPEN_FOR = sql.raw(`interval '2 minutes'`);

/** The last verdict of sales on the conversion's lead, in one word. */
const VERDICT = sql`coalesce((select case x.decision when 'accepted_by_default' then 'accepted' else x.decision end from verdict x
  where x.workspace_id = v.workspace_id and x.lead_id = v.lead_id order by x.decided_at desc limit 1), 'none')`;

interface Asked {
  where: RawBuilder<boolean>;
  limit: number;
  /** Who else has them open is of use in the inbox alone. */
  now?: string;
}

async function readConversions(db: Db, scope: Scope, page: Asked): Promise<Conversion[]> {
  const email = scope.hidden.has('contact.email') ? sql`null` : sql`contact.email`;
  const { rows } = await sql<Conversion>`
    select v.id, v.kind, v.channel, case when campaign.id is not null then jsonb_build_object('id', campaign.id, 'name', campaign.name) end as campaign,
      case when contact.id is not null then jsonb_build_object('id', contact.id, 'name', contact.name, 'email', ${email}, 'company', company.name) end as contact,
      v.lead_id as "leadId", lead.stage as "leadStage", ${VERDICT} as verdict, v.occurred_at as "occurredAt", v.content, v.payload, v.original, v.validation, v.note,
      case when reason.id is not null then jsonb_build_object('id', reason.id, 'name', reason.label, 'class', reason.class, 'code', reason.code) end as reason,
      ${openWith(scope, page.now)} as "openWith",
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as "validatedBy", v.validated_at as "validatedAt"
    from conversion v
      left join contact on contact.workspace_id = v.workspace_id and contact.id = v.contact_id
      left join company on company.workspace_id = v.workspace_id and company.id = contact.company_id
      left join campaign on campaign.workspace_id = v.workspace_id and campaign.id = v.campaign_id
      left join member m on m.workspace_id = v.workspace_id and m.id = v.validated_by
      left join reason on reason.workspace_id = v.workspace_id and reason.id = v.reason_id
      left join lead on lead.workspace_id = v.workspace_id and lead.id = v.lead_id and lead.deleted_at is null
        and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'lead.owner_id' })}
    where v.workspace_id = ${scope.workspaceId} and (contact.id is null or contact.deleted_at is null) and ${seen(scope)} and ${page.where}
    order by v.occurred_at desc, v.id desc limit ${page.limit}`.execute(db);
  return rows;
}

function openWith(scope: Scope, now: string | undefined): RawBuilder<unknown> {
  if (now === undefined) return sql`'[]'::jsonb`;
  return sql`coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name)) from conversion_view w
    join member o on o.workspace_id = w.workspace_id and o.id = w.member_id
    where w.workspace_id = v.workspace_id and w.conversion_id = v.id and w.member_id is distinct from ${scope.actor.memberId}::uuid
      and w.viewed_at > ${now}::timestamptz - ${OPEN_FOR}), '[]')`;
}

export function conversionsOfLead(db: Db, scope: Scope, leadId: string): Promise<Conversion[]> {
  return readConversions(db, scope, { where: sql`v.lead_id = ${leadId}`, limit: 200 });
}

/** Conversions, newest first. */
export async function listConversions(
  { tx: db, scope, now }: ReadCtx,
  filter: Filter,
): Promise<{ items: Conversion[]; next: string | null; unreviewed: number }> {
  const wanted = [beyond(filter.cursor, { at: sql`v.occurred_at`, id: sql`v.id` })];
  if (filter.validation) wanted.push(sql`v.validation = ${filter.validation}`);
  if (filter.kind) wanted.push(sql`v.kind = ${filter.kind}`);
  if (filter.reasonId) wanted.push(sql`v.reason_id = ${filter.reasonId}`);
  if (filter.channel !== undefined) wanted.push(sql`coalesce(v.channel, '') = ${filter.channel}`);
  if (filter.verdict) wanted.push(sql`${VERDICT} = ${filter.verdict}`);
  if (filter.from) wanted.push(sql`v.occurred_at >= ${filter.from}`);
  if (filter.to) wanted.push(sql`v.occurred_at < ${filter.to}`);
  if (filter.campaignId) wanted.push(sql`v.campaign_id = ${filter.campaignId}`);
  if (filter.contactId) wanted.push(sql`v.contact_id = ${filter.contactId}`);
  const rows = await readConversions(db, scope, { where: sql`${sql.join(wanted, sql` and `)}`, limit: filter.limit + 1, now });
  const page = cut(rows, filter.limit, ({ occurredAt, id }) => ({ at: occurredAt, id }));
  return { ...page, unreviewed: await countUnreviewed(db, scope) };
}

async function countUnreviewed(db: Db, scope: Scope): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from conversion v
      left join contact on contact.workspace_id = v.workspace_id and contact.id = v.contact_id
    where v.workspace_id = ${scope.workspaceId} and v.validation = 'unreviewed' and (contact.id is null or contact.deleted_at is null) and ${seen(scope)}`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}

/** Conversions by channel: all, those found to be leads, those found not to be, those nobody has looked at. `to` is not included. */
export async function countConversions(db: Db, scope: Scope, range: Range): Promise<Counts> {
  const { rows } = await sql<Counts[number]>`
    select v.channel, count(*)::int as total, count(*) filter (where v.validation = 'sales_lead')::int as valid,
      count(*) filter (where v.validation not in ('sales_lead', 'unreviewed'))::int as "notLeads",
      count(*) filter (where v.validation = 'unreviewed')::int as unreviewed
    from conversion v left join contact on contact.workspace_id = v.workspace_id and contact.id = v.contact_id
    where v.workspace_id = ${scope.workspaceId} and (contact.id is null or contact.deleted_at is null) and ${seen(scope)}
      and (${range.from ?? null}::timestamptz is null or v.occurred_at >= ${range.from ?? null})
      and (${range.to ?? null}::timestamptz is null or v.occurred_at < ${range.to ?? null})
      and (${range.campaignId ?? null}::uuid is null or v.campaign_id = ${range.campaignId ?? null})
    group by v.channel order by 2 desc, 1`.execute(db);
  return rows;
}
