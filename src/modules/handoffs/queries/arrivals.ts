import { sql } from 'kysely';
import { FREE_MAIL_DOMAINS } from '#modules/companies/schema.ts';
import { matchingOf } from '#modules/criteria/queries/lens.ts';
import { Criteria } from '#modules/criteria/schema.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Rule } from '../rules/routing.ts';
import type { Through } from '../schema.ts';

export interface StoredRule extends Rule {
  criteria: Criteria;
}

/** The rules of routing in their order. */
export async function routingRules(ctx: ReadCtx): Promise<StoredRule[]> {
  const { rows } = await sql<Rule & { criteria: unknown }>`
    select id, name, criteria, member_id as "memberId", team_id as "teamId", pool_id as "poolId" from territory
    where workspace_id = ${ctx.scope.workspaceId} order by position, id`.execute(ctx.tx);
  return rows.map((row) => ({ ...row, criteria: Criteria.parse(row.criteria) }));
}

/** Which of the rules each lead meets; a rule that cannot be read any more is nobody's, and its page says so. */
export async function rulesMet(
  ctx: ReadCtx,
  asked: { rules: readonly StoredRule[]; leadIds: readonly string[] },
): Promise<Map<string, Set<string>>> {
  const met = new Map(asked.leadIds.map((id) => [id, new Set<string>()]));
  for (const rule of asked.rules) {
    const matching = await matchingOf(ctx.tx, unlimited(ctx.scope), {
      criteria: rule.criteria,
      entity: 'lead',
      ids: [...asked.leadIds],
      now: ctx.now,
    });
    if (!isRefusal(matching)) for (const id of matching) met.get(id)?.add(rule.id);
  }
  return met;
}

const LEVELS = 5;

/** Who owns the company of each lead: its own, those above it, and the one that has its mail domain among its domains (no free mail service is one). The nearest first. */
export async function companyOwners(
  ctx: ReadCtx,
  leadIds: readonly string[],
): Promise<Map<string, { memberId: string; through: Through }[]>> {
  const { workspaceId } = ctx.scope;
  const free = [...FREE_MAIL_DOMAINS];
  const { rows } = await sql<{ lead_id: string; member_id: string; through: Through }>`
    with recursive wanted as (
      select l.id as lead_id, case when l.company_id is null then c.company_id else l.company_id end as company_id, lower(split_part(c.email, '@', 2)) as domain
      from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      where l.workspace_id = ${workspaceId} and l.id = any (${leadIds}::uuid[])
    ), chain as (
      select w.lead_id, o.id, o.parent_id, o.owner_id, 0 as level from wanted w
        join company o on o.workspace_id = ${workspaceId} and o.id = w.company_id and o.deleted_at is null
      union all
      select k.lead_id, o.id, o.parent_id, o.owner_id, k.level + 1 from chain k
        join company o on o.workspace_id = ${workspaceId} and o.id = k.parent_id and o.deleted_at is null where k.level < ${LEVELS}
    )
    select lead_id, owner_id as member_id, case when level = 0 then 'company' else 'parent' end as through, level as far from chain where owner_id is not null
    union all
    select w.lead_id, o.owner_id, 'domain', 100 from wanted w join company o on o.workspace_id = ${workspaceId} and o.deleted_at is null and o.owner_id is not null
      and o.domain = w.domain and o.id is distinct from w.company_id where w.domain <> '' and w.domain <> all (${free}::text[])
    union all
    select w.lead_id, o.owner_id, 'domain', 101 from wanted w join company o on o.workspace_id = ${workspaceId} and o.deleted_at is null and o.owner_id is not null
      and o.domains <> '{}' and o.domains is distinct from array[o.domain] and w.domain = any (o.domains) and o.id is distinct from w.company_id where w.domain <> '' and w.domain <> all (${free}::text[])
    order by far, member_id`.execute(ctx.tx);
  const byLead = groupBy(rows, ({ lead_id }) => lead_id);
  return new Map(
    leadIds.map((id) => {
      const owners = byLead.get(id) ?? [];
      const first = owners.filter((one, index) => owners.findIndex(({ member_id }) => member_id === one.member_id) === index);
      return [id, first.map(({ member_id, through }) => ({ memberId: member_id, through }))];
    }),
  );
}
