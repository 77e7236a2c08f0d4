import { sql } from 'kysely';
import { lensOf } from '#modules/criteria/queries/lens.ts';
import { Criteria } from '#modules/criteria/schema.ts';
import { hashOfContent } from '#modules/signatures/queries.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type FitScore, fitScore } from '../rules/fit.ts';
import type { Drafting, ProfileStatus } from '../schema.ts';
import { answerOf } from './answer.ts';

export interface CriterionRow {
  id: string;
  kind: 'weighted' | 'disqualifier';
  label: string;
  weight: number;
  condition: Criteria;
}

export interface ProfileRow {
  id: string;
  number: number;
  name: string;
  status: ProfileStatus;
  note: string | null;
  review_on: string | null;
  active_from: string | null;
  superseded_at: string | null;
  created_at: string;
  drafting: Drafting;
  laid_open_at: string | null;
  taken_from: number | null;
}

export const PROFILE_COLUMNS = sql.raw(
  'id, number, name, status, note, review_on, active_from, superseded_at, created_at, drafting, laid_open_at, taken_from',
);

export async function profileVersions(db: Db, scope: Scope): Promise<ProfileRow[]> {
  const { rows } = await sql<ProfileRow>`select ${PROFILE_COLUMNS} from profile_version where workspace_id = ${scope.workspaceId}
    order by number desc`.execute(db);
  return rows;
}

export async function activeProfile(db: Db, scope: Scope): Promise<ProfileRow | undefined> {
  return (await profileVersions(db, scope)).find(({ status }) => status === 'active');
}

export async function criteriaOf(db: Db, scope: Scope, versionId: string): Promise<CriterionRow[]> {
  const { rows } = await sql<CriterionRow>`select id, kind, label, weight, condition from profile_criterion
    where workspace_id = ${scope.workspaceId} and version_id = ${versionId} order by position, id`.execute(db);
  return rows.map((row) => ({ ...row, condition: Criteria.parse(row.condition) }));
}

/** What a signature stands for. */
export function profileHashOf(version: Pick<ProfileRow, 'name' | 'note' | 'review_on'>, criteria: readonly CriterionRow[]): string {
  const content = {
    name: version.name,
    note: version.note,
    reviewOn: version.review_on,
    criteria: criteria.map(({ kind, label, weight, condition }) => [kind, label, weight, condition]),
  };
  return hashOfContent(content);
}

/** What a person's record says about each criterion. Null: not known. */
export interface FitAnswers {
  contactId: string;
  answers: (boolean | null)[];
}

/**
 * Judges criteria for many people in one query. Unlike in a list, a field that is not set is no answer: it neither meets a criterion nor fails it, and
 * `and`, `or` and `none of` go on from there as SQL's three values do.
 */
export async function judge(
  ctx: ReadCtx,
  asked: { criteria: readonly { condition: Criteria }[]; contactIds: readonly string[] },
): Promise<FitAnswers[]> {
  if (asked.contactIds.length === 0) return [];
  const scope = unlimited(ctx.scope);
  const lens = await lensOf(ctx.tx, scope, 'contact');
  const parts = asked.criteria.map(({ condition }) => answerOf(condition, { lens, scope, now: ctx.now }));
  const answers = parts.length === 0 ? sql`'[]'::json` : sql`json_build_array(${sql.join(parts)})`;
  const { rows } = await sql<FitAnswers>`select t.id as "contactId", ${answers} as answers from contact t
    where t.workspace_id = ${scope.workspaceId} and t.id = any (${asked.contactIds}::uuid[])`.execute(ctx.tx);
  return rows;
}

/** Fit of one person from the answers, by the rule that explains it as well. */
export function fitOf(criteria: readonly CriterionRow[], answers: readonly (boolean | null)[]): FitScore {
  const answered = criteria.map((criterion, index) => ({ ...criterion, answer: answers[index] ?? null }));
  return fitScore({
    attributes: answered.flatMap(({ id, kind, weight, answer }) =>
      kind === 'weighted' ? [{ id, weight, match: answer === null ? null : Number(answer) }] : [],
    ),
    disqualifiedBy: answered.flatMap(({ id, kind, answer }) => (kind === 'disqualifier' && answer ? [id] : [])),
  });
}
