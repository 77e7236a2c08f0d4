import { type RawBuilder, sql } from 'kysely';
import { compile } from '#modules/criteria/queries/compile.ts';
import { lensOf } from '#modules/criteria/queries/lens.ts';
import { type Criteria, shapeOf } from '#modules/criteria/schema.ts';
import { outsideOf } from '#modules/drift/queries/outside.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Rate } from '#platform/shared/statistics.ts';
import type { getCampaignGoals, listCampaignOutsideGoals } from '../contract/aims.ts';
import { fieldsAsked } from '../schema.ts';
import { versionRows } from './goals.ts';
import { periodOf, today } from './time.ts';

type Aim = NonNullable<OutputOf<typeof getCampaignGoals>['aim']>;

/** A goal of Sales that says whom it is about, with a test of a person (alias `c`): whether they are meant, and whether nobody knows. */
interface Aimed {
  id: string;
  versionId: string;
  title: string;
  segment: Criteria;
  starts: string;
  ends: string;
  signedAt: string;
  meant: RawBuilder<boolean>;
  unknown: RawBuilder<boolean>;
}

/** Signed goals whose period is not over, that Sales has a part in and that say whom they are about. Those that ask for a fact the caller may not see are left out. */
async function aimed(ctx: ReadCtx): Promise<Aimed[]> {
  const day = await today(ctx);
  const found: Aimed[] = [];
  const rows = (await versionRows(ctx)).filter(
    ({ signed_at, segment, marketing_percent }) => signed_at && segment && marketing_percent < 100,
  );
  if (rows.length === 0) return [];
  const shown = (await lensOf(ctx.tx, ctx.scope, 'contact')).fields;
  // What both signed comes out the same for everybody who may see it.
  const scope = unlimited(ctx.scope);
  const compilation = { ...(await lensOf(ctx.tx, scope, 'contact')), scope, row: 'c', now: ctx.now };
  for (const { goal_id, id, title, segment, period, starts_on, signed_at } of rows) {
    const { starts, ends } = await periodOf(ctx, starts_on, period);
    const fields = (segment && fieldsAsked(segment)) ?? [];
    if (!segment || !signed_at || ends <= day || fields.some((field) => !shown.has(field))) continue;
    const meant = compile(segment, compilation);
    const unset = fields.filter((field) => shapeOf(shown.get(field)?.kind ?? 'text', 'is_unset'));
    const unknown = compile({ match: 'any', of: unset.map((field) => ({ field, op: 'is_unset' as const })) }, compilation);
    // A field of their own that was taken away since says nothing any more.
    if (isRefusal(meant) || isRefusal(unknown)) continue;
    const nobodyKnows = unset.length > 0 ? sql<boolean>`coalesce(${unknown}, true)` : sql<boolean>`false`;
    found.push({
      ...{ id: goal_id, versionId: id, title, segment, starts, ends, signedAt: signed_at },
      ...{ meant: sql<boolean>`coalesce(${meant}, false)`, unknown: nobodyKnows },
    });
  }
  return found;
}

const either = (parts: readonly RawBuilder<boolean>[]) => sql<boolean>`(${sql.join(parts, sql` or `)})`;

/** People (`c`) of running and planned campaigns (`g`) that look for new customers, in the time of a goal, with whether they are meant by one of that time. */
function addressed({ scope, now }: ReadCtx, goals: readonly Aimed[], campaignId?: string): RawBuilder<unknown> {
  const together = ({ starts, ends }: Aimed) =>
    sql<boolean>`(coalesce(g.starts_on, ${now}::date) < ${ends}::date and (g.ends_on is null or g.ends_on >= ${starts}::date))`;
  const meant = either(goals.map((goal) => sql<boolean>`${together(goal)} and ${goal.meant}`));
  const unknown = either(goals.map((goal) => sql<boolean>`${together(goal)} and ${goal.unknown}`));
  return sql`(select g.id, g.name, g.owner_id, c.id as contact_id, case when ${meant} then 'meant' when ${unknown} then 'unknown' else 'outside' end as standing,
      array_remove(array[${sql.join(goals.map((goal) => sql`case when ${together(goal)} then ${goal.id}::uuid end`))}], null) as goals
    from campaign g join campaign_member m on m.workspace_id = g.workspace_id and m.campaign_id = g.id
      join contact c on c.workspace_id = m.workspace_id and c.id = m.contact_id and c.deleted_at is null
    where g.workspace_id = ${scope.workspaceId} and g.deleted_at is null and g.status in ('planned', 'active') and g.audience_kind <> 'customer'
      and (g.ends_on is null or g.ends_on >= ${now}::date) and ${campaignId ? sql`g.id = ${campaignId}` : sql`true`}
      and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'g.owner_id' })} and ${either(goals.map(together))}) a`;
}

export interface CampaignAside {
  campaign: { id: string; name: string; ownerId: string | null };
  outside: Rate;
  unknown: number;
  against: boolean;
  goals: Pick<Aimed, 'id' | 'versionId' | 'title' | 'segment' | 'signedAt'>[];
}

/** How far each campaign's people lie outside of whom the goals of Sales in its time are about. */
export async function campaignsAside(ctx: ReadCtx, campaignId?: string): Promise<CampaignAside[]> {
  const goals = await aimed(ctx);
  if (goals.length === 0) return [];
  const { rows } = await sql<{ id: string; name: string; ownerId: string | null; k: number; n: number; unknown: number; goals: string[] }>`
    select a.id, a.name, a.owner_id as "ownerId", a.goals, (count(*) filter (where a.standing = 'outside'))::int as k,
      (count(*) filter (where a.standing <> 'unknown'))::int as n, (count(*) filter (where a.standing = 'unknown'))::int as unknown
    from ${addressed(ctx, goals, campaignId)} group by a.id, a.name, a.owner_id, a.goals order by 5 desc, a.id`.execute(ctx.tx);
  return rows.map(({ id, name, ownerId, unknown, goals: its, ...counts }) => ({
    campaign: { id, name, ownerId },
    unknown,
    ...outsideOf(counts),
    goals: goals.flatMap((goal) =>
      its.includes(goal.id)
        ? [{ id: goal.id, versionId: goal.versionId, title: goal.title, segment: goal.segment, signedAt: goal.signedAt }]
        : [],
    ),
  }));
}

/** The same for one campaign. */
export async function campaignAside(ctx: ReadCtx, { id }: { id: string }): Promise<{ aim: Aim | null }> {
  const [found] = await campaignsAside(ctx, id);
  if (!found) return { aim: null };
  const { outside, unknown, against, goals } = found;
  return { aim: { outside, unknown, against, goals: goals.map(({ id: goalId, title, segment }) => ({ id: goalId, title, segment })) } };
}

type Rows = OutputOf<typeof listCampaignOutsideGoals>;

/** Who they are. What the caller may not open is a row without a name, so that rows and share agree. */
export async function asideRows(ctx: ReadCtx, { id, cursor, limit }: ParsedOf<typeof listCampaignOutsideGoals>): Promise<Rows> {
  const goals = await aimed(ctx);
  if (goals.length === 0) return { items: [], next: null };
  const { scope } = ctx;
  const isNamed = sql`${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} and not ${scope.hidden.has('contact.name')}`;
  const { rows } = await sql<
    Rows['items'][number]
  >`select c.id as "contactId", case when ${isNamed} then coalesce(nullif(c.name, ''), c.email, '') end as name,
      case when ${reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })} and not ${scope.hidden.has('company.name')} then o.name end as company
    from ${addressed(ctx, goals, id)} join contact c on c.workspace_id = ${scope.workspaceId} and c.id = a.contact_id
      left join company o on o.workspace_id = c.workspace_id and o.id = c.company_id and o.deleted_at is null
    where a.standing = 'outside' and ${cursor === undefined ? sql`true` : sql`c.id > ${cursor}::uuid`} order by c.id limit ${limit + 1}`.execute(
    ctx.tx,
  );
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.contactId ?? null) : null };
}
