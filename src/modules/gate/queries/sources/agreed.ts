import { sql } from 'kysely';
import { concerns } from '../../rules/decision.ts';
import type { Source } from './source.ts';

/** Holds on the person, on their company, or on an open deal of either. */
export const holdSource: Source = ({ workspaceId: ws, intent }) => {
  if (!concerns.holds(intent)) return null;
  const open = sql`h.workspace_id = ${ws} and h.lifted_at is null and h.until > ${intent.plannedAt}::timestamptz
    and (h.against = 'everybody' or ${intent.side} = 'marketing')`;
  const columns = sql`w.contact_id, 'rep_hold', h.until, 'hold', h.id`;
  const deal = sql`deal d on d.workspace_id = ${ws} and d.id = h.deal_id and d.status = 'open' and d.deleted_at is null`;
  return sql`select ${columns} from hold h join who w on w.contact_id = h.contact_id where ${open}
    union all select ${columns} from hold h join who w on w.company_id = h.company_id where ${open}
    union all select ${columns} from hold h join ${deal} join who w on w.contact_id = d.contact_id where ${open}
    union all select ${columns} from hold h join ${deal} join who w on w.company_id = d.company_id and w.contact_id is distinct from d.contact_id where ${open}`;
};

export const negotiationSource: Source = ({ workspaceId: ws, intent, rules }) => {
  if (!concerns.negotiation(intent)) return null;
  const { of, stageIds } = rules.negotiation;
  const open = sql`d.workspace_id = ${ws} and d.status = 'open' and d.deleted_at is null
    ${stageIds.length > 0 ? sql`and d.stage_id = any (${stageIds}::uuid[])` : sql``}`;
  const columns = sql`w.contact_id, 'open_negotiation', null::timestamptz, 'deal', d.id`;
  const own = sql`select ${columns} from deal d join who w on w.contact_id = d.contact_id where ${open}`;
  if (of === 'person') return own;
  return sql`${own} union all select ${columns} from deal d join who w on w.company_id = d.company_id and w.contact_id is distinct from d.contact_id where ${open}`;
};

/** Something for everybody goes to somebody of whom it is known what they want. */
export const interestSource: Source = ({ intent }) =>
  concerns.interest(intent)
    ? sql`select w.contact_id, 'interest_known', null::timestamptz, 'contact', w.contact_id from who w where cardinality(w.interests) > 0`
    : null;
