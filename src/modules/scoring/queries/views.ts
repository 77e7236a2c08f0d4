import { sql } from 'kysely';
import { signaturesOn, signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getProfile, previewProfile } from '../contract/profile.ts';
import { criteriaOf, fitOf, judge, type ProfileRow, profileHashOf, profileVersions } from './profile.ts';
import { criterionProblem } from './standing.ts';

const EMPTY = { A: 0, B: 0, C: 0, D: 0, unknown: 0 };

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

async function shownProfile(ctx: ReadCtx, version: ProfileRow) {
  const criteria = await criteriaOf(ctx.tx, ctx.scope, version.id);
  const { time_zone } = await ctx.tx
    .selectFrom('workspace')
    .select('time_zone')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  const shown = [];
  for (const criterion of criteria) shown.push({ ...criterion, problem: (await criterionProblem(ctx, criterion, ''))?.message ?? null });
  return {
    id: version.id,
    number: version.number,
    name: version.name,
    status: version.status,
    note: version.note,
    reviewOn: version.review_on,
    reviewDue: version.status === 'active' && version.review_on !== null && version.review_on <= dayIn(time_zone, ctx.now),
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

/** People a preview looks at: enough for shares to the percent, few enough to answer while one waits. */
const SAMPLE = 2_000;

export async function previewOf(ctx: ReadCtx, id: string): Promise<OutputOf<typeof previewProfile> | Refusal> {
  const version = (await profileVersions(ctx.tx, ctx.scope)).find((one) => one.id === id);
  if (!version) return refuse('not_found', 'This version is not there any more.');
  const criteria = await criteriaOf(ctx.tx, ctx.scope, id);
  const { rows } = await sql<{ id: string }>`select id from contact where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null
    order by created_at desc, id desc limit ${SAMPLE + 1}`.execute(ctx.tx);
  const judged = await judge(ctx, { criteria, contactIds: rows.slice(0, SAMPLE).map((row) => row.id) });
  const spread = { ...EMPTY };
  for (const { answers } of judged) {
    const fit = fitOf(criteria, answers).class;
    spread[fit === '?' ? 'unknown' : fit] += 1;
  }
  const counted = (index: number, answer: boolean | null) => judged.filter(({ answers }) => (answers[index] ?? null) === answer).length;
  return {
    n: judged.length,
    sample: rows.length > SAMPLE,
    spread,
    criteria: criteria.map((criterion, index) => ({
      id: criterion.id,
      met: counted(index, true),
      unmet: counted(index, false),
      unknown: counted(index, null),
    })),
  };
}
