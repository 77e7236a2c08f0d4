import { sql } from 'kysely';
import { GOOD_FROM, POOR_UP_TO } from '#modules/campaigns/schema.ts';
import { moneyBehind } from '#modules/leadvalues/queries/behind.ts';
import { dealSource, invoiceSource } from './money.ts';
import { type Asked, monthOf, type Source, type Sql, seen, within } from './source.ts';

/** The newest hand-off of each lead: what is behind a lead that was handed off twice is behind this one. */
const newest = ({ scope }: Asked): Sql => sql`select distinct on (h.lead_id) h.lead_id, h.id from handoff h
  where h.workspace_id = ${scope.workspaceId} and h.decision is distinct from 'withdrawn' and h.cause <> 'exploration' order by h.lead_id, h.handed_at desc, h.id desc`;

/** Hand-offs of the period that meet a condition, without the agreed sample below the threshold; each opens its lead. The caller sees those whose lead is theirs to see. */
function handoffSource(asked: Asked, only: Sql): Source {
  const { scope, span } = asked;
  const { join, ...money } = moneyBehind(asked, sql`handoff.lead_id`, { once: sql`handoff.id = newest.id` });
  return {
    ...money,
    entity: 'lead',
    family: 'handoffs',
    only,
    from: sql`handoff join lead on lead.workspace_id = handoff.workspace_id and lead.id = handoff.lead_id
      left join contact on contact.workspace_id = handoff.workspace_id and contact.id = handoff.contact_id
      left join company on company.workspace_id = handoff.workspace_id and company.id = handoff.company_id and company.deleted_at is null
      left join (${newest(asked)}) newest on newest.lead_id = handoff.lead_id ${join}`,
    where: sql`handoff.workspace_id = ${scope.workspaceId} and lead.deleted_at is null and handoff.decision is distinct from 'withdrawn'
      and handoff.cause <> 'exploration' and ${seen(scope, 'lead')} and ${within(sql`handoff.handed_at`, span)}`,
    rowId: sql`handoff.id`,
    opens: sql`lead.id`,
    title: sql`contact.name`,
    company: sql`company.name`,
    detail: sql`coalesce(handoff.decision, 'waiting')`,
    at: sql`handoff.handed_at`,
    keys: {
      campaignId: sql`handoff.campaign_id`,
      channel: sql`coalesce(lead.source_channel, '')`,
      fit: sql`coalesce(handoff.fit, '?')`,
    },
  };
}

/** With the reason that was given last. */
function returned(asked: Asked): Source {
  const source = handoffSource(asked, sql`(handoff.decision in ('rejected', 'recycled') or handoff.returned_at is not null)`);
  return {
    ...source,
    family: 'handoffs_returned',
    from: sql`${source.from} join lateral (select v.reason_id, v.note from verdict v where v.workspace_id = handoff.workspace_id and v.handoff_id = handoff.id
        and v.decision in ('rejected', 'recycled') order by v.decided_at desc, v.id desc limit 1) verdict on true
      join reason on reason.workspace_id = handoff.workspace_id and reason.id = verdict.reason_id`,
    detail: sql`reason.label || coalesce(': ' || nullif(verdict.note, ''), '')`,
    keys: { ...source.keys, reasonId: sql`reason.id` },
  };
}

/** With the last mark that Sales gave. */
function rated(asked: Asked, only: Sql): Source {
  const source = handoffSource(asked, only);
  return {
    ...source,
    family: 'handoffs_rated',
    from: sql`${source.from} join lateral (select v.quality, v.note from verdict v where v.workspace_id = handoff.workspace_id and v.handoff_id = handoff.id
        and v.quality is not null order by v.decided_at desc, v.id desc limit 1) verdict on true`,
    where: sql`${source.where} and handoff.decision is not null`,
    detail: sql`verdict.quality || ' / 5' || coalesce(': ' || nullif(verdict.note, ''), '')`,
  };
}

/** Of leads that were handed off in the period; the campaign is that of the first such hand-off, so that no deal counts twice. */
const handed = ({ scope, span }: Asked) => sql`(select distinct on (h.lead_id) h.lead_id, h.campaign_id, h.handed_at from handoff h
  where h.workspace_id = ${scope.workspaceId} and h.decision is distinct from 'withdrawn' and h.cause <> 'exploration' and ${within(sql`h.handed_at`, span)}
  order by h.lead_id, h.handed_at, h.id) handed`;

function deals(asked: Asked): Source {
  const source = dealSource(asked, sql`deal.status = 'won' and coalesce(deal.closed_at, deal.created_at) >= handed.handed_at`);
  return {
    ...source,
    from: sql`${source.from} join ${handed(asked)} on handed.lead_id = deal.lead_id`,
    keys: { campaignId: sql`handed.campaign_id` },
  };
}

function invoices(asked: Asked): Source {
  const source = invoiceSource(asked, sql`true`);
  return {
    ...source,
    from: sql`${source.from} join ${handed(asked)} on handed.lead_id = deal.lead_id`,
    keys: { campaignId: sql`handed.campaign_id` },
  };
}

/** The conversion that a lead began with: what is behind the lead is behind this one, not behind each that came after. */
const first = ({ scope }: Asked): Sql => sql`select distinct on (v.lead_id) v.lead_id, v.id from conversion v
  where v.workspace_id = ${scope.workspaceId} and v.lead_id is not null order by v.lead_id, v.occurred_at, v.id`;

function conversions(asked: Asked, only: Sql): Source {
  const { scope, span } = asked;
  const { join, ...money } = moneyBehind(asked, sql`conversion.lead_id`, { once: sql`conversion.id = first.id` });
  return {
    ...money,
    entity: 'contact',
    family: 'conversions',
    only,
    from: sql`conversion left join contact on contact.workspace_id = conversion.workspace_id and contact.id = conversion.contact_id
      left join company on company.workspace_id = contact.workspace_id and company.id = contact.company_id and company.deleted_at is null
      left join (${first(asked)}) first on first.lead_id = conversion.lead_id ${join}`,
    where: sql`conversion.workspace_id = ${scope.workspaceId} and (contact.id is null or (contact.deleted_at is null and ${seen(scope, 'contact')}))
      and ${within(sql`conversion.occurred_at`, span)}`,
    rowId: sql`conversion.id`,
    opens: sql`contact.id`,
    title: sql`coalesce(contact.name, conversion.kind)`,
    company: sql`company.name`,
    detail: sql`conversion.validation`,
    at: sql`conversion.occurred_at`,
    keys: {
      campaignId: sql`conversion.campaign_id`,
      channel: sql`coalesce(conversion.channel, '')`,
      month: monthOf(sql`conversion.occurred_at`, asked.period),
    },
  };
}

function waitingForTactic(asked: Asked): Source {
  const { scope } = asked;
  const { join, ...money } = moneyBehind(asked, sql`lead.id`);
  return {
    ...money,
    entity: 'lead',
    from: sql`recycle_plan join lead on lead.workspace_id = recycle_plan.workspace_id and lead.id = recycle_plan.lead_id
      join contact on contact.workspace_id = lead.workspace_id and contact.id = lead.contact_id
      left join company on company.workspace_id = lead.workspace_id and company.id = lead.company_id and company.deleted_at is null
      left join reason on reason.workspace_id = recycle_plan.workspace_id and reason.id = recycle_plan.reason_id ${join}`,
    where: sql`recycle_plan.workspace_id = ${scope.workspaceId} and recycle_plan.state = 'returned' and recycle_plan.ended_at is null
      and lead.deleted_at is null and ${seen(scope, 'lead')}`,
    rowId: sql`recycle_plan.id`,
    opens: sql`lead.id`,
    title: sql`contact.name`,
    company: sql`company.name`,
    detail: sql`reason.label`,
    at: sql`recycle_plan.returned_at`,
    keys: {},
  };
}

/** The lead was won after this hand-off. */
const wonAfter = ({
  scope,
}: Asked) => sql`exists (select from deal d where d.workspace_id = ${scope.workspaceId} and d.lead_id = handoff.lead_id
  and d.status = 'won' and d.deleted_at is null and coalesce(d.closed_at, d.created_at) >= handoff.handed_at)`;

const IN_PROFILE = sql`handoff.fit in ('A', 'B')`;
/** Somebody of ours spoke with the person after the lead was handed over. */
const TOUCHED = sql`coalesce(lead.last_touch_at >= handoff.handed_at, false)`;
const JUDGED = sql`${IN_PROFILE} and (handoff.decision is not null or ${TOUCHED})`;

export const handoffFigures = {
  conversions: (asked: Asked) => conversions(asked, sql`true`),
  conversions_valid: (asked: Asked) => conversions(asked, sql`conversion.validation = 'sales_lead'`),
  conversions_unreviewed: (asked: Asked) => conversions(asked, sql`conversion.validation = 'unreviewed'`),
  handoffs: (asked: Asked) => handoffSource(asked, sql`true`),
  handoffs_waiting: (asked: Asked) => handoffSource(asked, sql`handoff.decision is null`),
  handoffs_accepted: (asked: Asked) => handoffSource(asked, sql`handoff.decision in ('accepted', 'accepted_by_default')`),
  handoffs_silent: (asked: Asked) => handoffSource(asked, sql`handoff.decision = 'accepted_by_default'`),
  handoffs_rejected: (asked: Asked) => handoffSource(asked, sql`handoff.decision = 'rejected'`),
  handoffs_recycled: (asked: Asked) => handoffSource(asked, sql`handoff.decision = 'recycled'`),
  handoffs_returned: returned,
  handoffs_rated: (asked: Asked) => rated(asked, sql`true`),
  handoffs_good: (asked: Asked) => rated(asked, sql`verdict.quality >= ${GOOD_FROM}`),
  handoffs_poor: (asked: Asked) => rated(asked, sql`verdict.quality <= ${POOR_UP_TO}`),
  handoffs_won: (asked: Asked) => handoffSource(asked, wonAfter(asked)),
  handoffs_fit_known: (asked: Asked) => handoffSource(asked, sql`handoff.fit in ('A', 'B', 'C', 'D')`),
  handoffs_in_profile: (asked: Asked) => handoffSource(asked, IN_PROFILE),
  handoffs_in_profile_due: (asked: Asked) => handoffSource(asked, JUDGED),
  handoffs_in_profile_pursued: (asked: Asked) => handoffSource(asked, sql`${JUDGED} and ${TOUCHED}`),
  handoff_deals: deals,
  handoff_invoices: invoices,
  returned_waiting: waitingForTactic,
} as const;
