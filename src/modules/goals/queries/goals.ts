import { sql } from 'kysely';
import type { Criteria } from '#modules/criteria/schema.ts';
import { hashOfContent, signaturesOf, signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getGoal as GetGoal, getSharedGoal as GetShared, listGoals as ListGoals } from '../contract/goals.ts';
import { isMoney, LAYER_OF, type Metric, type PeriodKind } from '../schema.ts';
import { feasibilityOf } from './history.ts';
import { standingOf } from './kernel.ts';
import { paceOfGoal } from './pace.ts';
import { periodOf, today } from './time.ts';

export type Goal = OutputOf<typeof GetGoal>['goal'];

export interface VersionRow {
  goal_id: string;
  id: string;
  number: number;
  title: string;
  why: string | null;
  metric: Metric;
  period: PeriodKind;
  starts_on: string;
  target: number;
  marketing_percent: number;
  parent_id: string | null;
  accountable_id: string;
  accountable_name: string;
  responsible: { id: string; name: string }[];
  reward: { text: string; atPercent: number } | null;
  segment: Criteria | null;
  signed_at: string | null;
  superseded_at: string | null;
}

/** What is signed: everything that says what is wanted, by when, by whom. */
export function goalHashOf(row: VersionRow): string {
  return hashOfContent([
    row.title,
    row.why,
    row.metric,
    row.period,
    row.starts_on,
    row.target,
    row.marketing_percent,
    row.parent_id,
    row.accountable_id,
    row.responsible.map(({ id }) => id).sort(),
    // Absent in what was signed before there was one.
    ...(row.reward ? [row.reward.text, row.reward.atPercent] : []),
    ...(row.segment ? [{ segment: row.segment }] : []),
  ]);
}

/** Versions of goals that are not retired, the newest first. */
export async function versionRows(ctx: ReadCtx, goalId: string | null = null): Promise<VersionRow[]> {
  const { rows } =
    await sql<VersionRow>`select v.goal_id, v.id, v.number, v.title, v.why, v.metric, v.period, v.starts_on::text, v.target::float8 as target, v.marketing_percent, v.parent_id,
      v.accountable_id, m.name as accountable_name, v.segment, v.signed_at, v.superseded_at,
      case when v.reward is not null then jsonb_build_object('text', v.reward, 'atPercent', v.reward_percent) end as reward,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name) order by r.name) from member r
        where r.workspace_id = v.workspace_id and r.id = any (v.responsible_ids)), '[]'::jsonb) as responsible
    from goal_version v join goal g on g.workspace_id = v.workspace_id and g.id = v.goal_id join member m on m.workspace_id = v.workspace_id and m.id = v.accountable_id
    where v.workspace_id = ${ctx.scope.workspaceId} and g.retired_at is null and ${goalId ? sql`v.goal_id = ${goalId}` : sql`v.superseded_at is null`}
    order by v.starts_on desc, v.goal_id, v.number desc limit 500`.execute(ctx.tx);
  return rows;
}

async function shown(ctx: ReadCtx, rows: readonly VersionRow[]): Promise<Goal[]> {
  const signatures = await signaturesOf(ctx.tx, ctx.scope, { subject: 'goal', ids: rows.map(({ id }) => id) });
  const goals: Goal[] = [];
  for (const row of rows) {
    const days = await periodOf(ctx, row.starts_on, row.period);
    goals.push({
      id: row.goal_id,
      versionId: row.id,
      number: row.number,
      title: row.title,
      why: row.why,
      metric: row.metric,
      layer: LAYER_OF[row.metric],
      period: row.period,
      startsOn: days.starts,
      endsOn: days.ends,
      target: row.target,
      marketingPercent: row.marketing_percent,
      parentId: row.parent_id,
      accountable: { id: row.accountable_id, name: row.accountable_name },
      responsible: row.responsible,
      reward: row.reward,
      segment: row.segment,
      status: row.signed_at ? 'signed' : 'draft',
      contentHash: goalHashOf(row),
      signatures: signatures.get(row.id) ?? [],
      signedAt: row.signed_at,
      pace: await paceOfGoal(ctx, { metric: row.metric, period: row.period, target: row.target, days }),
    });
  }
  return goals;
}

/** Goals whose period is not over on a day, signed or drafted. */
export async function readGoals(ctx: ReadCtx, asked: { day?: string }): Promise<OutputOf<typeof ListGoals>> {
  const day = asked.day ?? (await today(ctx));
  const rows = await versionRows(ctx);
  const running: VersionRow[] = [];
  for (const row of rows) if ((await periodOf(ctx, row.starts_on, row.period)).ends > day) running.push(row);
  return {
    asOf: ctx.now,
    currency: await currencyOf(ctx),
    goals: await shown(ctx, running),
    signsFor: await signsFor(ctx, 'agreement:sign'),
  };
}

export async function readGoal(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof GetGoal> | Refusal> {
  const rows = await versionRows(ctx, id);
  const current = rows.find(({ signed_at, superseded_at }) => signed_at && !superseded_at) ?? rows[0];
  if (!current) return refuse('not_found', 'This goal is not there any more.');
  const draft = rows.find(({ signed_at }) => !signed_at);
  const [goal] = await shown(ctx, [current]);
  const [beside] = draft && draft.id !== current.id ? await shown(ctx, [draft]) : [];
  if (!goal) throw new Error('a version is shown');
  const asked = draft ?? current;
  return {
    currency: await currencyOf(ctx),
    goal,
    draft: beside ?? null,
    feasible: await feasibilityOf(ctx, { metric: asked.metric, period: asked.period, day: asked.starts_on, target: asked.target }),
    versions: rows.map((row, place) => ({
      number: row.number,
      signedAt: row.signed_at,
      segment: row.segment,
      changes: changesOf(rows[place + 1], row),
    })),
    signsFor: await signsFor(ctx, 'agreement:sign'),
  };
}

const FIELDS = {
  title: ({ title }: VersionRow) => title,
  why: ({ why }: VersionRow) => why ?? '',
  metric: ({ metric }: VersionRow) => metric,
  period: ({ period, starts_on }: VersionRow) => `${period} ${starts_on}`,
  target: ({ target }: VersionRow) => String(target),
  marketingPercent: ({ marketing_percent }: VersionRow) => String(marketing_percent),
  accountable: ({ accountable_name }: VersionRow) => accountable_name,
  reward: ({ reward }: VersionRow) => (reward ? `${reward.text} (${reward.atPercent} %)` : ''),
  responsible: ({ responsible }: VersionRow) => responsible.map(({ name }) => name).join(', '),
} as const;

function changesOf(before: VersionRow | undefined, after: VersionRow): { field: string; from: string; to: string }[] {
  if (!before) return [];
  const plain = Object.entries(FIELDS).flatMap(([field, of]) =>
    of(before) === of(after) ? [] : [{ field, from: of(before), to: of(after) }],
  );
  const moved = JSON.stringify(before.segment) !== JSON.stringify(after.segment);
  return moved ? [...plain, { field: 'segment', from: '', to: '' }] : plain;
}

/** The one number that stands on every home. */
export async function readSharedGoal(ctx: ReadCtx): Promise<OutputOf<typeof GetShared>> {
  const day = await today(ctx);
  const rows: VersionRow[] = [];
  for (const row of await versionRows(ctx)) {
    const days = await periodOf(ctx, row.starts_on, row.period);
    if (row.signed_at && isMoney(row.metric) && days.starts <= day && days.ends > day) rows.push(row);
  }
  const rank = ({ metric, period, parent_id }: VersionRow) =>
    ['quarter', 'month', 'year'].indexOf(period) * 4 + (metric === 'revenue' ? 0 : 2) + (parent_id ? 1 : 0);
  const first = rows.sort((a, b) => rank(a) - rank(b) || a.goal_id.localeCompare(b.goal_id))[0];
  const [goal] = first ? await shown(ctx, [first]) : [];
  return { currency: await currencyOf(ctx), basis: (await standingOf(ctx)).basis, goal: goal ?? null };
}

export async function currencyOf(ctx: ReadCtx): Promise<string> {
  const row = await ctx.tx
    .selectFrom('workspace')
    .select('base_currency')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  return row.base_currency;
}
