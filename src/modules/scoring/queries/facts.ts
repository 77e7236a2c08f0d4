import { sql } from 'kysely';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getScore } from '../contract/score.ts';
import { topicsOf } from '../rules/conditions.ts';
import type { CriterionInput } from '../schema.ts';

type Fact = NonNullable<OutputOf<typeof getScore>['facts']>[number];

/** What is understood of a person, by the field of the criteria, and what it was made from: `seniority` from the job title. */
const MADE_FROM = [
  { field: 'seniority', topic: 'say', from: 'jobTitle' },
  { field: 'jobFunction', topic: 'function', from: 'jobTitle' },
  { field: 'company.sizeBand', topic: 'size', from: 'company.employeeCount' },
  { field: 'company.standardIndustry', topic: 'industry', from: 'company.industry' },
  { field: 'company.worldRegion', topic: 'place', from: 'company.country' },
  { field: 'worldRegion', topic: 'place', from: 'country' },
] as const;

/** The understood facts that criteria ask about, each with what is written on the record and who says so. What a field right hides is left out. */
export async function factsBehind(
  ctx: ReadCtx,
  contactId: string,
  criteria: readonly Pick<CriterionInput, 'condition'>[],
): Promise<Fact[]> {
  const topics = new Set(criteria.flatMap(({ condition }) => [...topicsOf(condition)]));
  const { rows } = await sql<{ person: Record<string, unknown>; company: Record<string, unknown> | null }>`
    select jsonb_build_object('seniority', t.seniority, 'jobFunction', t.job_function, 'jobTitle', t.job_title, 'worldRegion', t.world_region,
        'country', coalesce(t.country, t.region), 'stated', t.stated) as person,
      case when c.id is not null then jsonb_build_object('sizeBand', c.size_band, 'employeeCount', coalesce(c.employee_count::text, c.size_text),
        'standardIndustry', c.standard_industry, 'industry', c.industry, 'worldRegion', c.world_region, 'country', coalesce(c.country, c.region), 'stated', c.stated) end as company
    from contact t left join company c on c.workspace_id = t.workspace_id and c.id = t.company_id and c.deleted_at is null
      and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' })}
    where t.workspace_id = ${ctx.scope.workspaceId} and t.id = ${contactId}`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return [];
  const hidden = (field: string) => ctx.scope.hidden.has(field.startsWith('company.') ? field : `contact.${field}`);
  const at = (field: string) => {
    const [record, key] = field.startsWith('company.') ? [row.company, field.slice('company.'.length)] : [row.person, field];
    const value = record?.[key];
    return {
      value: value === null || value === undefined ? null : String(value),
      stated: (record?.stated as string[] | undefined)?.includes(key) ?? false,
    };
  };
  return MADE_FROM.flatMap(({ field, topic, from }) => {
    const { value, stated } = at(field);
    const written = hidden(from) ? null : at(from).value;
    return topics.has(topic) && !hidden(field) && (value ?? written) !== null ? [{ field, value, from, written, stated }] : [];
  });
}

/** What a person should know about the profile beside the score: what it understood of them, and whether its review day has passed. */
export async function profileNotes(
  ctx: ReadCtx,
  contactId: string,
  profile: { reviewOn: string | null; criteria: readonly Pick<CriterionInput, 'condition'>[] } | null,
): Promise<{ facts: Fact[]; profileReviewDue: boolean }> {
  if (!profile) return { facts: [], profileReviewDue: false };
  const zone = await timeZoneOf(ctx);
  return {
    facts: await factsBehind(ctx, contactId, profile.criteria),
    profileReviewDue: profile.reviewOn !== null && profile.reviewOn <= dayIn(zone, ctx.now),
  };
}
