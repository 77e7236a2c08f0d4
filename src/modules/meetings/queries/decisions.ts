import { type RawBuilder, sql } from 'kysely';
import { hashOfContent, signaturesOf, signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Decision, listDecisions } from '../contract/decisions.ts';
import { type Before, says } from '../rules/change.ts';
import { Change, type DecisionState, Measured, type Metric } from '../schema.ts';
import { targetOf } from './targets.ts';

export interface DecisionRow {
  id: string;
  number: number;
  title: string;
  change: Change;
  basis: string;
  before: Before;
  metric: Metric;
  lineId: string | null;
  lineTitle: string | null;
  expected: number;
  baseline: Measured;
  checkOn: string;
  createdBy: { id: string; name: string } | null;
  createdAt: string;
  meeting: { id: string; title: string } | null;
  withdrawnAt: string | null;
  appliedAt: string | null;
  applied: Decision['applied'];
  checkedAt: string | null;
  measured: Measured | null;
}

export async function decisionsWhere(ctx: ReadCtx, where: RawBuilder<unknown>, rest: RawBuilder<unknown> = sql``): Promise<DecisionRow[]> {
  const { rows } = await sql<DecisionRow>`select d.id, d.number, d.title, d.change, d.basis, d.before, d.metric, d.line_id as "lineId",
      (select q.title from clause q where q.workspace_id = d.workspace_id and q.line_id = d.line_id order by q.id desc limit 1) as "lineTitle",
      d.expected::float8, d.baseline, to_char(d.check_on, 'YYYY-MM-DD') as "checkOn",
      (select jsonb_build_object('id', b.id, 'name', b.name) from member b where b.workspace_id = d.workspace_id and b.id = d.created_by) as "createdBy",
      d.created_at as "createdAt", (select jsonb_build_object('id', m.id, 'title', m.title) from meeting m where m.workspace_id = d.workspace_id and m.id = d.meeting_id) as meeting,
      d.withdrawn_at as "withdrawnAt", d.applied_at as "appliedAt", d.applied, d.checked_at as "checkedAt", d.measured
    from decision d where d.workspace_id = ${ctx.scope.workspaceId} and ${where} ${rest}`.execute(ctx.tx);
  return rows.map((row) => ({
    ...row,
    change: Change.parse(row.change),
    baseline: Measured.parse(row.baseline),
    measured: row.measured === null ? null : Measured.parse(row.measured),
  }));
}

/** What a signature stands for. */
export const decisionHashOf = ({ number, title, change, basis, metric, lineId, expected, checkOn }: DecisionRow): string =>
  hashOfContent([number, title, change, basis, metric, lineId, expected, checkOn]);

export function stateOfDecision({ withdrawnAt, appliedAt, checkedAt }: DecisionRow): DecisionState {
  if (withdrawnAt !== null) return 'withdrawn';
  if (appliedAt === null) return 'waits';
  return checkedAt === null ? 'applied' : 'checked';
}

/** What it would change stands otherwise than when it was written. */
export async function isStale(ctx: ReadCtx, { change, basis }: Pick<DecisionRow, 'change' | 'basis'>): Promise<boolean> {
  const target = await targetOf(ctx, change);
  return isRefusal(target) || target.basis !== basis;
}

export async function readDecisions(
  ctx: ReadCtx,
  { meetingId, state, limit }: ParsedOf<typeof listDecisions>,
): Promise<OutputOf<typeof listDecisions>> {
  const where = [
    ...(meetingId ? [sql`d.meeting_id = ${meetingId}`] : []),
    ...(state === 'waits' ? [sql`d.withdrawn_at is null and d.applied_at is null`] : []),
    ...(state === 'applied' ? [sql`d.applied_at is not null and d.checked_at is null`] : []),
    ...(state === 'checked' ? [sql`d.checked_at is not null`] : []),
    ...(state === 'withdrawn' ? [sql`d.withdrawn_at is not null`] : []),
    sql`true`,
  ];
  const rows = await decisionsWhere(ctx, sql.join(where, sql` and `), sql`order by d.number desc limit ${limit}`);
  const signatures = await signaturesOf(ctx.tx, ctx.scope, { subject: 'decision', ids: rows.map(({ id }) => id) });
  const items: Decision[] = [];
  for (const row of rows) {
    const { lineId, lineTitle, basis: _basis, before, withdrawnAt: _withdrawn, checkedAt: _checked, ...rest } = row;
    const stateNow = stateOfDecision(row);
    items.push({
      ...rest,
      kind: row.change.kind,
      state: stateNow,
      says: says(row.change, before),
      stale: stateNow === 'waits' && (await isStale(ctx, row)),
      line: lineId && lineTitle ? { id: lineId, name: lineTitle } : null,
      signatures: signatures.get(row.id) ?? [],
      contentHash: decisionHashOf(row),
    });
  }
  return { items, signsFor: await signsFor(ctx, 'agreement:sign'), mayWrite: ctx.scope.permissions.has('lead:return') };
}
