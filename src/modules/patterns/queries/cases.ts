import { type RawBuilder, sql } from 'kysely';
import { type AskedLeads, askedLeads } from '#modules/lifecycle/queries/leads.ts';
import { contentBefore } from '#modules/lifecycle/queries/stalls.ts';
import type { LeadFilter } from '#modules/lifecycle/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { MOST_LEADS, type Outcome } from '../schema.ts';

export interface Ending {
  outcome: Outcome;
  /** Only those that ended so for this reason; the others are all others. */
  reasonId?: string | undefined;
}

/** The leads of a report, as rows under `l` with contact `c`, company `o`, campaign `g`, snapshot `s`, hand-off `h`, content `t` and verdict `e`. */
export interface Cases {
  asked: AskedLeads;
  ending: Ending;
  from: RawBuilder<unknown>;
  /** It is known whether it ended so, and it did. */
  known: RawBuilder<boolean>;
  ended: RawBuilder<boolean>;
}

export async function casesOf(ctx: ReadCtx, { outcome, reasonId, ...filter }: LeadFilter & Ending): Promise<Cases | Refusal> {
  const asked = await askedLeads(ctx, filter);
  if (isRefusal(asked)) return asked;
  const { workspaceId } = ctx.scope;
  const from = sql`(select lead.* from lead where ${asked.where} order by lead.opened_at desc, lead.id desc limit ${MOST_LEADS}) l
    join contact c on c.workspace_id = ${workspaceId} and c.id = l.contact_id
    left join company o on o.workspace_id = ${workspaceId} and o.id = coalesce(l.company_id, c.company_id)
    left join campaign g on g.workspace_id = ${workspaceId} and g.id = l.campaign_id
    left join lead_snapshot s on s.workspace_id = ${workspaceId} and s.lead_id = l.id
    left join lateral (select x.fit, x.label from handoff x where x.workspace_id = ${workspaceId} and x.lead_id = l.id
      order by x.handed_at desc limit 1) h on true
    left join lateral (select x.decision, x.reason_id, x.note from verdict x where x.workspace_id = ${workspaceId} and x.lead_id = l.id
      order by x.decided_at desc, x.id desc limit 1) v on true
    cross join lateral (select v.note, case when v.decision is null then l.reason_id else v.reason_id end as reason_id, coalesce(${SAID}, ${BY_STAGE}) as decision) e
    ${contentBefore('l')}`;
  return { asked, ending: { outcome, reasonId }, from, ...conditionsOf({ outcome, reasonId }) };
}

/** Silence is an acceptance. */
const SAID = sql`case v.decision when 'accepted_by_default' then 'accepted' else v.decision end`;
/** A lead that came with an import was judged elsewhere: its stage says how. */
const BY_STAGE = sql`case when l.stage = 'disqualified' then 'rejected' when l.stage = 'recycled' then 'recycled'
  when l.stage in ('sal', 'sql', 'opportunity', 'customer') then 'accepted' end`;

/** Leads that can still go either way say nothing. */
function conditionsOf({ outcome, reasonId }: Ending): Pick<Cases, 'known' | 'ended'> {
  if (outcome === 'won')
    return { known: sql<boolean>`l.stage in ('customer', 'disqualified', 'recycled')`, ended: sql<boolean>`l.stage = 'customer'` };
  const because = reasonId ? sql`e.reason_id = ${reasonId}` : sql`true`;
  return { known: sql<boolean>`e.decision is not null`, ended: sql<boolean>`coalesce(e.decision = ${outcome} and ${because}, false)` };
}
