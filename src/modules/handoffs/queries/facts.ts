import { sql } from 'kysely';
import { isGroup, isHistory, type Node } from '#modules/criteria/schema.ts';
import { rulesInForce, scorePeople } from '#modules/scoring/queries/score.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { KnownFacts } from '../rules/contradictions.ts';
import { attemptsSince } from './interactions.ts';
import { owedFor } from './owed.ts';

interface Facts {
  customer: boolean;
  partner: boolean;
  mail: boolean;
  phone: boolean;
  buying_role: string | null;
  known: number;
  deals: number;
  priced: number;
  duplicates: number;
  came: number;
}

/** What the record says that a reason may contradict. */
export async function factsAbout(
  asker: ReadCtx,
  handoff: { id: string; contactId: string; companyId: string | null; since: string },
): Promise<KnownFacts> {
  const ctx: ReadCtx = { ...asker, scope: unlimited(asker.scope) };
  const { rows } =
    await sql<Facts>`select coalesce(o.customer_status = 'customer', false) as customer, coalesce(o.kind = 'partner', false) as partner,
      c.email is not null as mail, c.phone is not null as phone, c.buying_role, num_nonnulls(c.job_title, c.phone, c.email, o.id, l.why_now)::int as known, d.open as deals, d.priced,
      (select count(*)::int from contact t where t.workspace_id = c.workspace_id and t.id <> c.id and t.deleted_at is null
        and (t.email = c.email or t.phone = c.phone or (t.name = c.name and t.company_id = c.company_id))) as duplicates,
      (select count(*)::int from activity a where a.workspace_id = c.workspace_id and a.contact_id = c.id and a.occurred_at > ${handoff.since} and a.side = 'customer'
        and not a.retracted and (a.traffic is null or a.traffic = 'human') and a.kind in ('form', 'chat', 'mail', 'call', 'campaign_response', 'file_download')) as came
    from contact c left join company o on o.workspace_id = c.workspace_id and o.id = ${handoff.companyId}
      left join lateral (select l.why_now from lead l where l.workspace_id = c.workspace_id and l.contact_id = c.id and l.deleted_at is null order by l.opened_at desc limit 1) l on true
      cross join lateral (select count(*) filter (where d.status = 'open')::int as open, count(*) filter (where d.amount_minor > 0)::int as priced from deal d
        where d.workspace_id = c.workspace_id and d.deleted_at is null and (d.contact_id = c.id or d.company_id = o.id)) d
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${handoff.contactId}`.execute(ctx.tx);
  const [row] = rows;
  const rules = await rulesInForce(ctx);
  const [score] = await scorePeople(ctx, rules, [handoff.contactId]);
  const criteria = rules.profile?.criteria ?? [];
  const met = criteria.filter(({ kind }, index) => kind === 'weighted' && score?.answers[index] === true);
  return {
    ...(await attemptsSince(ctx.tx, ctx.scope, { contactId: handoff.contactId, since: handoff.since })),
    owed: await owedFor(ctx, handoff.id),
    isCustomer: row?.customer ?? false,
    isPartner: row?.partner ?? false,
    openDeals: row?.deals ?? 0,
    priced: row?.priced ?? 0,
    duplicates: row?.duplicates ?? 0,
    hasMail: row?.mail ?? false,
    hasPhone: row?.phone ?? false,
    known: row?.known ?? 0,
    buyingRole: row?.buying_role ?? null,
    cameSince: row?.came ?? 0,
    metCriteria: met.map(({ label, condition }) => ({ label, fields: fieldsOf(condition) })),
  };
}

function fieldsOf(node: Node): string[] {
  if (isGroup(node)) return node.of.flatMap(fieldsOf);
  return isHistory(node) ? [] : [node.field];
}
