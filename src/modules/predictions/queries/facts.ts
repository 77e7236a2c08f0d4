import { sql } from 'kysely';
import { customFieldRows } from '#modules/criteria/queries/custom.ts';
import type { CustomKind, Entity } from '#modules/criteria/schema.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Fact, Value } from '../rules/facts.ts';

/** A lead and the instant as of which it is looked at. */
export interface Moment {
  id: string;
  asOf: string;
}

interface Standard extends Fact {
  /** Column of the reading below. */
  column: string;
}

const category = (key: string, column: string, label: string): Standard => ({ key, right: key, kind: 'category', column, label });
const number = (key: string, column: string, label: string): Standard => ({ key, right: key, kind: 'number', column, label });

/**
 * The closed list of what a model may know. What winning itself sets (customer status, stage, owner, touches, deals) is not on it, and no
 * name, address or free text of a person.
 */
const STANDARD: readonly Standard[] = [
  category('lead.sourceTeam', 'source_team', 'Found by'),
  category('lead.sourceChannel', 'source_channel', 'Channel'),
  category('lead.handRaised', 'hand_raised', 'Raised a hand'),
  category('lead.fit', 'fit', 'Fit'),
  category('lead.scoreLabel', 'engagement', 'Engagement'),
  number('lead.recycleCount', 'returns', 'Times returned'),
  category('campaign.kind', 'campaign_kind', 'Kind of campaign'),
  category('campaign.channel', 'campaign_channel', 'Channel of the campaign'),
  category('conversion.kind', 'conversion_kind', 'Kind of inquiry'),
  category('contact.jobFunction', 'job_function', 'Contact: Function'),
  category('contact.seniority', 'seniority', 'Contact: Seniority'),
  category('contact.buyingRole', 'buying_role', 'Contact: Role in the purchase'),
  category('contact.mailPermission', 'mail_permission', 'Contact: Marketing mail'),
  category('contact.country', 'contact_country', 'Contact: Country'),
  category('contact.region', 'contact_region', 'Contact: Region'),
  category('contact.locale', 'locale', 'Contact: Language'),
  category('contact.phone', 'has_phone', 'Contact: Phone is known'),
  category('company.industry', 'industry', 'Company: Industry'),
  number('company.employeeCount', 'employee_count', 'Company: Employees'),
  number('company.annualRevenue', 'annual_revenue', 'Company: Annual revenue'),
  category('company.kind', 'company_kind', 'Company: Kind'),
  category('company.country', 'company_country', 'Company: Country'),
  category('company.region', 'company_region', 'Company: Region'),
  number('behaviour.days', 'days_known', 'Days since the first touch'),
  number('behaviour.form', 'n_form', 'Forms in 30 days'),
  number('behaviour.pageVisit', 'n_page_visit', 'Page visits in 30 days'),
  number('behaviour.fileDownload', 'n_file_download', 'Downloads in 30 days'),
  number('behaviour.campaignResponse', 'n_campaign_response', 'Campaign responses in 30 days'),
  number('behaviour.chat', 'n_chat', 'Chats in 30 days'),
  number('behaviour.mailIn', 'n_mail_in', 'Mails from the customer in 30 days'),
  number('behaviour.callIn', 'n_call_in', 'Calls from the customer in 30 days'),
];

const OWN_KINDS: Partial<Record<CustomKind, Fact['kind']>> = {
  number: 'number',
  money: 'number',
  yes_no: 'category',
  choice: 'category',
  text: 'category',
};
const OWNERS: readonly Entity[] = ['lead', 'contact', 'company'];
const HEADINGS: Partial<Record<Entity, string>> = { contact: 'Contact: ', company: 'Company: ' };

interface OwnFact extends Fact {
  entity: Entity;
  name: string;
}

export interface Knowable {
  facts: readonly Fact[];
  own: readonly OwnFact[];
}

/** What may be known of a lead here: the standard facts, and the workspace's own fields of kinds that can be learned from. */
export async function knowableOf(db: Db, scope: Scope): Promise<Knowable> {
  const { custom } = await customFieldRows(db, scope, OWNERS);
  const own = custom.flatMap((row): OwnFact[] => {
    const kind = OWN_KINDS[row.kind];
    const key = `${row.entity}.custom.${row.key}`;
    return kind ? [{ key, right: key, kind, label: `${HEADINGS[row.entity] ?? ''}${row.label}`, entity: row.entity, name: row.key }] : [];
  });
  return { facts: [...STANDARD.map(({ key, right, kind, label }) => ({ key, right, kind, label })), ...own], own };
}

type Custom = Readonly<Record<string, unknown>> | null;
type Row = Record<string, unknown> & { id: string; label: string | null; own_lead: Custom; own_contact: Custom; own_company: Custom };

/** @returns by lead: the score label and the facts by key, with the ledger read as of the moment and the record as it stands */
export async function readFacts(
  db: Db,
  scope: Scope,
  asked: { moments: readonly Moment[]; knowable: Knowable },
): Promise<Map<string, { label: string | null; facts: Record<string, Value> }>> {
  const { moments, knowable } = asked;
  if (moments.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select l.id, l.source_team, l.source_channel, l.hand_raised, coalesce(h.fit, l.fit) as fit, right(coalesce(h.label, l.score_label), 1) as engagement,
      coalesce(h.label, l.score_label) as label, v.returns, k.kind as campaign_kind, k.channel as campaign_channel, q.kind as conversion_kind,
      c.job_function, c.seniority, c.buying_role, c.mail_permission, c.country as contact_country, c.region as contact_region, c.locale,
      c.phone is not null as has_phone, o.industry, o.employee_count, o.annual_revenue_minor::float8 as annual_revenue, o.kind as company_kind,
      o.country as company_country, o.region as company_region, b.*, l.custom as own_lead, c.custom as own_contact, o.custom as own_company
    from json_to_recordset(${JSON.stringify(moments)}::json) as r(id uuid, "asOf" timestamptz)
      join lead l on l.workspace_id = ${scope.workspaceId} and l.id = r.id
      join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      left join company o on o.workspace_id = l.workspace_id and o.id = coalesce(l.company_id, c.company_id)
      left join campaign k on k.workspace_id = l.workspace_id and k.id = l.campaign_id
      left join lateral (select x.fit, x.label from handoff x where x.workspace_id = l.workspace_id and x.lead_id = l.id and x.handed_at <= r."asOf"
        order by x.handed_at desc limit 1) h on true
      left join lateral (select x.kind from conversion x where x.workspace_id = l.workspace_id and x.lead_id = l.id and x.occurred_at <= r."asOf"
        order by x.occurred_at limit 1) q on true
      cross join lateral (select count(*)::int as returns from stage_visit x where x.workspace_id = l.workspace_id and x.lead_id = l.id
        and x.stage = 'recycled' and x.entered_at <= r."asOf") v
      cross join lateral (${behaviourOf()}) b`.execute(db);
  return new Map(rows.map((row) => [row.id, { label: row.label, facts: { ...standardOf(row), ...ownOf(row, knowable.own) } }]));
}

/** Counts over the ledger, which is append-only: as of any instant they come out as they stood then. */
function behaviourOf() {
  const recent = sql`x.occurred_at >= r."asOf" - interval '30 days'`;
  const count = (condition: ReturnType<typeof sql>, name: string) =>
    sql`count(*) filter (where ${recent} and ${condition})::int as ${sql.ref(name)}`;
  return sql`select extract(epoch from r."asOf" - min(x.occurred_at))::float8 / 86400 as days_known,
      ${count(sql`x.kind = 'form'`, 'n_form')}, ${count(sql`x.kind = 'page_visit'`, 'n_page_visit')},
      ${count(sql`x.kind = 'file_download'`, 'n_file_download')}, ${count(sql`x.kind = 'campaign_response'`, 'n_campaign_response')},
      ${count(sql`x.kind = 'chat'`, 'n_chat')}, ${count(sql`x.kind = 'mail' and x.direction = 'in'`, 'n_mail_in')},
      ${count(sql`x.kind = 'call' and x.direction = 'in'`, 'n_call_in')}
    from activity x where x.workspace_id = l.workspace_id and x.contact_id = l.contact_id and x.occurred_at <= r."asOf" and not x.retracted
      and x.traffic is distinct from 'machine' and x.traffic is distinct from 'suspected'
      and x.kind in ('form', 'page_visit', 'file_download', 'campaign_response', 'chat', 'mail', 'call', 'meeting')`;
}

const plain = (value: unknown): Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

function standardOf(row: Row): Record<string, Value> {
  return Object.fromEntries(STANDARD.map(({ key, column }) => [key, plain(row[column])]));
}

function ownOf(row: Row, own: readonly OwnFact[]): Record<string, Value> {
  const columns: Partial<Record<Entity, Custom>> = { lead: row.own_lead, contact: row.own_contact, company: row.own_company };
  return Object.fromEntries(
    own.map(({ key, entity, name }) => {
      const value = columns[entity]?.[name];
      const amount = value && typeof value === 'object' && 'amountMinor' in value ? value.amountMinor : value;
      return [key, plain(amount)];
    }),
  );
}

/** How often, by fact, a value was first written after the lead had been handed off or opened, for leads without a snapshot. As the audit log tells. */
export async function writtenLater(db: Db, scope: Scope): Promise<Map<string, number>> {
  const { rows } = await sql<{ entity: Entity; name: string; own: boolean; n: number }>`
    with asked as (
      select l.id, l.contact_id, coalesce(l.company_id, c.company_id) as company_id,
        coalesce((select min(h.handed_at) from handoff h where h.workspace_id = l.workspace_id and h.lead_id = l.id), l.opened_at) as since
      from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      where l.workspace_id = ${scope.workspaceId} and l.deleted_at is null
        and not exists (select from lead_snapshot s where s.workspace_id = l.workspace_id and s.lead_id = l.id)
    ), changed as (
      select a.entity, a.entity_id, a.at, a.before, a.after from audit_log a
      where a.workspace_id = ${scope.workspaceId} and a.action = 'changed' and a.entity in ('lead', 'contact', 'company')
    ), met as (
      select l.id as lead_id, x.entity, x.before, x.after from changed x join asked l
        on x.at > l.since and x.entity_id = case x.entity when 'lead' then l.id when 'contact' then l.contact_id else l.company_id end::text
    )
    select m.entity, f.key as name, f.own, count(distinct m.lead_id)::int as n from met m cross join lateral (
      select e.key, false as own from jsonb_each_text(m.after) e where e.key <> 'custom' and nullif(e.value, '') is not null and nullif(m.before ->> e.key, '') is null
      union all select e.key, true from jsonb_each_text(case when jsonb_typeof(m.after -> 'custom') = 'object' then m.after -> 'custom' else '{}' end) e
        where nullif(e.value, '') is not null and nullif(m.before -> 'custom' ->> e.key, '') is null
    ) f group by 1, 2, 3`.execute(db);
  return new Map(rows.flatMap(({ entity, name, own, n }) => keyOfColumn({ entity, name, own }).map((key) => [key, n] as const)));
}

function keyOfColumn({ entity, name, own }: { entity: Entity; name: string; own: boolean }): string[] {
  if (own) return [`${entity}.custom.${name}`];
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()).replace(/Minor$/, '');
  return STANDARD.filter(({ key }) => key === `${entity}.${camel}`).map(({ key }) => key);
}
