import { sql } from 'kysely';
import { isGroup, isHistory, type Node } from '#modules/criteria/schema.ts';
import { rulesInForce, scorePeople } from '#modules/scoring/queries/score.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { KnownFacts } from '../rules/contradictions.ts';
import { attemptsSince } from './interactions.ts';

/** What the record says that a reason may contradict. */
export async function factsAbout(
  asker: ReadCtx,
  handoff: { contactId: string; companyId: string | null; since: string },
): Promise<KnownFacts> {
  const ctx: ReadCtx = { ...asker, scope: unlimited(asker.scope) };
  const { rows } = await sql<{ customer: boolean; deals: number }>`select
      exists (select from company c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${handoff.companyId} and c.customer_status = 'customer') as customer,
      (select count(*)::int from deal d where d.workspace_id = ${ctx.scope.workspaceId} and d.status = 'open' and d.deleted_at is null
        and (d.contact_id = ${handoff.contactId} or d.company_id = ${handoff.companyId})) as deals`.execute(ctx.tx);
  const rules = await rulesInForce(ctx);
  const [score] = await scorePeople(ctx, rules, [handoff.contactId]);
  const criteria = rules.profile?.criteria ?? [];
  const met = criteria.filter(({ kind }, index) => kind === 'weighted' && score?.answers[index] === true);
  return {
    ...(await attemptsSince(ctx.tx, ctx.scope, { contactId: handoff.contactId, since: handoff.since })),
    isCustomer: rows[0]?.customer ?? false,
    openDeals: rows[0]?.deals ?? 0,
    metCriteria: met.map(({ label, condition }) => ({ label, fields: fieldsOf(condition) })),
  };
}

function fieldsOf(node: Node): string[] {
  if (isGroup(node)) return node.of.flatMap(fieldsOf);
  return isHistory(node) ? [] : [node.field];
}
