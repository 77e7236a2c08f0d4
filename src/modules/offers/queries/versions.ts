import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { claimDifference, offerDifference } from '../rules/difference.ts';
import { type Audience, type Change, Criteria, type LaunchReason } from '../schema.ts';

/** A version of an offer as it is stored, with what it replaces by name. */
export interface VersionRow {
  id: string;
  offerId: string;
  number: number;
  audience: Audience;
  criteria: Criteria;
  summary: string;
  fromOn: string | null;
  untilOn: string | null;
  priceMinor: number | null;
  currency: string | null;
  discountPercent: number | null;
  terms: string | null;
  talkingPoints: string[];
  replacesOfferId: string | null;
  replacesName: string | null;
  creatorId: string | null;
  creator: string | null;
  announcerId: string | null;
  announcer: string | null;
  announcedAt: string | null;
  launchAskedAt: string | null;
  launchAskerId: string | null;
  launcherId: string | null;
  launcher: string | null;
  launchedAt: string | null;
  launchedBecause: LaunchReason | null;
  overrideReason: string | null;
  supersededAt: string | null;
}

/** Versions of offers, the newest of each first. */
async function versionsWhere(ctx: ReadCtx, condition: RawBuilder<unknown>): Promise<VersionRow[]> {
  const { rows } =
    await sql<VersionRow>`select v.id, v.offer_id as "offerId", v.number, v.audience, v.criteria, v.summary, v.from_on as "fromOn", v.until_on as "untilOn",
      v.price_minor as "priceMinor", v.currency, v.discount_percent::float8 as "discountPercent", v.terms, v.talking_points as "talkingPoints",
      v.replaces_offer_id as "replacesOfferId", r.name as "replacesName", v.created_by as "creatorId", c.name as creator, v.announced_by as "announcerId",
      a.name as announcer, v.announced_at as "announcedAt", v.launch_asked_at as "launchAskedAt", v.launch_asked_by as "launchAskerId", v.launched_by as "launcherId", l.name as launcher,
      v.launched_at as "launchedAt", v.launched_because as "launchedBecause", v.override_reason as "overrideReason", v.superseded_at as "supersededAt"
    from offer_version v
    left join offer r on r.workspace_id = v.workspace_id and r.id = v.replaces_offer_id
    left join member c on c.workspace_id = v.workspace_id and c.id = v.created_by
    left join member a on a.workspace_id = v.workspace_id and a.id = v.announced_by
    left join member l on l.workspace_id = v.workspace_id and l.id = v.launched_by
    where v.workspace_id = ${ctx.scope.workspaceId} and ${condition} order by v.offer_id, v.number desc`.execute(ctx.tx);
  // Written through the contract; a criterion whose field is gone since is still one.
  return rows.map((row) => ({ ...row, criteria: Criteria.parse(row.criteria) }));
}

export const versionsOf = (ctx: ReadCtx, offerIds: readonly string[]) => versionsWhere(ctx, sql`v.offer_id = any (${offerIds}::uuid[])`);
export const versionsNamed = (ctx: ReadCtx, ids: readonly string[]) => versionsWhere(ctx, sql`v.id = any (${ids}::uuid[])`);

/** The versions that customers may be told of now: of the offers that have not ended. */
export const runningVersions = (ctx: ReadCtx) =>
  versionsWhere(
    ctx,
    sql`v.launched_at is not null and v.superseded_at is null and exists (select from offer o where o.workspace_id = v.workspace_id and o.id = v.offer_id and o.ended_at is null)`,
  );

const saidIn = (version: VersionRow) => ({ ...version, replaces: version.replacesName });

export function differenceOf(before: VersionRow | undefined, after: VersionRow): Change[] {
  return offerDifference(before ? saidIn(before) : null, saidIn(after));
}

export interface ClaimVersionRow {
  id: string;
  claimId: string;
  number: number;
  statement: string;
  phrases: string[];
  validFrom: string;
  why: string | null;
  approverId: string | null;
  approver: string | null;
  approvedAt: string;
}

async function claimVersionsWhere(ctx: ReadCtx, condition: RawBuilder<unknown>): Promise<ClaimVersionRow[]> {
  const { rows } =
    await sql<ClaimVersionRow>`select v.id, v.claim_id as "claimId", v.number, v.statement, v.phrases, v.valid_from as "validFrom", v.why,
      v.approved_by as "approverId", m.name as approver, v.approved_at as "approvedAt"
    from claim_version v left join member m on m.workspace_id = v.workspace_id and m.id = v.approved_by
    where v.workspace_id = ${ctx.scope.workspaceId} and ${condition} order by v.claim_id, v.number desc`.execute(ctx.tx);
  return rows;
}

export const claimVersionsOf = (ctx: ReadCtx, claimIds: readonly string[]) =>
  claimVersionsWhere(ctx, sql`v.claim_id = any (${claimIds}::uuid[])`);
export const claimVersionsNamed = (ctx: ReadCtx, ids: readonly string[]) => claimVersionsWhere(ctx, sql`v.id = any (${ids}::uuid[])`);

export const claimDifferenceOf = (before: ClaimVersionRow | undefined, after: ClaimVersionRow): Change[] =>
  claimDifference(before ?? null, after);

/** A member of whom something is said; null where there is none (any more). */
export const named = (id: string | null, name: string | null) => (id !== null && name !== null ? { id, name } : null);
