import { sql } from 'kysely';
import { signaturesOn, signsFor } from '#modules/signatures/queries.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getProfile, previewProfile } from '../contract/profile.ts';
import { backTest } from './lookback.ts';
import { criteriaOf, type ProfileRow, profileHashOf, profileVersions } from './profile.ts';
import { criterionProblem } from './standing.ts';

export async function readProfile(ctx: ReadCtx, number?: number): Promise<OutputOf<typeof getProfile> | Refusal> {
  const versions = await profileVersions(ctx.tx, ctx.scope);
  const chosen =
    number === undefined
      ? (versions.find(({ status }) => status === 'active') ?? versions[0])
      : versions.find((one) => one.number === number);
  if (number !== undefined && !chosen) return refuse('not_found', 'There is no such version of the profile.');
  return {
    version: chosen ? await shownProfile(ctx, chosen) : null,
    versions: versions.map((one) => ({ id: one.id, number: one.number, name: one.name, status: one.status, activeFrom: one.active_from })),
    signsFor: await signsFor(ctx, 'profile:sign'),
    mayWrite: ctx.scope.permissions.has('profile:write'),
    spread: await spreadOf(ctx),
  };
}

/** Days have no hours here, so a day more is 24 hours more. */
const daysUntil = (day: string, today: string) => Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);

async function shownProfile(ctx: ReadCtx, version: ProfileRow) {
  const criteria = await criteriaOf(ctx.tx, ctx.scope, version.id);
  const zone = await timeZoneOf(ctx);
  const left = version.review_on === null ? null : daysUntil(version.review_on, dayIn(zone, ctx.now));
  const shown = [];
  for (const criterion of criteria) shown.push({ ...criterion, problem: (await criterionProblem(ctx, criterion, ''))?.message ?? null });
  return {
    id: version.id,
    number: version.number,
    name: version.name,
    status: version.status,
    note: version.note,
    reviewOn: version.review_on,
    reviewDue: version.status === 'active' && left !== null && left <= 0,
    reviewInDays: left,
    drafting: version.drafting,
    takenFrom: version.taken_from,
    activeFrom: version.active_from,
    supersededAt: version.superseded_at,
    contentHash: profileHashOf(version, criteria),
    signatures: await signaturesOn(ctx.tx, ctx.scope, { subject: 'profile', id: version.id }),
    criteria: shown,
  };
}

async function spreadOf(ctx: ReadCtx) {
  const { rows } = await sql<{
    fit: string | null;
    n: number;
  }>`select case when scored_at is null or fit is null then null else fit end as fit, count(*)::int n from contact
    where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null group by 1`.execute(ctx.tx);
  const count = (fit: string | null) => rows.find((row) => row.fit === fit)?.n ?? 0;
  return { A: count('A'), B: count('B'), C: count('C'), D: count('D'), unknown: count('?'), unscored: count(null) };
}

export async function previewOf(ctx: ReadCtx, id: string): Promise<OutputOf<typeof previewProfile> | Refusal> {
  const version = (await profileVersions(ctx.tx, ctx.scope)).find((one) => one.id === id);
  if (!version) return refuse('not_found', 'This version is not there any more.');
  return backTest(ctx, await criteriaOf(ctx.tx, ctx.scope, id));
}
