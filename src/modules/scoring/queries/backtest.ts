import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getBacktest, listBacktestLeads } from '../contract/backtest.ts';
import type { Backtest, PastLead } from '../rules/backtest.ts';
import type { BacktestStatus } from '../schema.ts';
import { modelHashOf, modelVersions, rulesOf } from './model.ts';

/** The rows of a back-test as its summary takes them. */
export async function rowsOf(ctx: ReadCtx, id: string): Promise<(PastLead & { fitOfThen: boolean })[]> {
  const { rows } = await sql<
    PastLead & { fitOfThen: boolean }
  >`select at, won, mature, fit, engagement::float8, label, live_engagement::float8 as "liveEngagement",
      live_label as "liveLabel", rules, fit_of_then as "fitOfThen"
    from score_backtest_lead where workspace_id = ${ctx.scope.workspaceId} and backtest_id = ${id}`.execute(ctx.tx);
  return rows;
}

export async function readResult(ctx: ReadCtx, id: string): Promise<Backtest | null> {
  const { rows } = await sql<{
    result: Backtest | null;
  }>`select result from score_backtest where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  return rows[0]?.result ?? null;
}

interface Row {
  id: string;
  status: BacktestStatus;
  window_days: number;
  content_hash: string;
  total: number;
  done: number;
  asked_by: string | null;
  created_at: string;
  result: Backtest | null;
}

export async function newestBacktest(ctx: ReadCtx, versionId: string): Promise<OutputOf<typeof getBacktest> | Refusal> {
  const version = (await modelVersions(ctx.tx, ctx.scope)).find(({ id }) => id === versionId);
  if (!version) return refuse('not_found', 'This version is not there any more.');
  const { rows } =
    await sql<Row>`select b.id, b.status, b.window_days, b.content_hash, b.total, b.done, m.name as asked_by, b.created_at, b.result
    from score_backtest b left join member m on m.workspace_id = b.workspace_id and m.id = b.asked_by
    where b.workspace_id = ${ctx.scope.workspaceId} and b.version_id = ${versionId} and b.changed is null order by b.created_at desc, b.id desc limit 1`.execute(
      ctx.tx,
    );
  const [row] = rows;
  if (!row) return { backtest: null };
  const hash = modelHashOf(version, await rulesOf(ctx.tx, ctx.scope, version.id));
  const { id, status, window_days: windowDays, total, done, asked_by: askedBy, created_at: createdAt, result } = row;
  return { backtest: { id, status, windowDays, total, done, askedBy, createdAt, outdated: hash !== row.content_hash, result } };
}

const PAGE = 50;
const HIDING = ['lead.scoreLabel', 'lead.stage', 'contact.scoreLabel', 'contact.engagement'];

export async function leadsOfBacktest(
  ctx: ReadCtx,
  asked: InputOf<typeof listBacktestLeads>,
): Promise<OutputOf<typeof listBacktestLeads> | Refusal> {
  if (HIDING.some((field) => ctx.scope.hidden.has(field))) return refuse('not_found', 'These figures are not yours to open.');
  const { workspaceId } = ctx.scope;
  const { rows: tests } = await sql`select from score_backtest where workspace_id = ${workspaceId} and id = ${asked.id}`.execute(ctx.tx);
  if (tests.length === 0) return refuse('not_found', 'This back-test is not there any more.');
  const after = Number(asked.cursor ?? 0);
  const live = asked.side === 'live';
  const points = live ? sql`b.live_engagement` : sql`b.engagement`;
  const all: RawBuilder<unknown>[] = [sql`b.mature = ${asked.mature !== 'no'}`];
  if (asked.label) all.push(sql`coalesce(${live ? sql`b.live_label` : sql`b.label`}, '?') = ${asked.label}`);
  if (asked.class)
    all.push(
      sql`case when ${points} >= 75 then '1' when ${points} >= 50 then '2' when ${points} >= 25 then '3' else '4' end = ${asked.class}`,
    );
  if (asked.rule !== undefined) all.push(sql`${asked.rule}::smallint = any (b.rules)`);
  const { rows } = await sql<OutputOf<typeof listBacktestLeads>['items'][number]>`
    select l.id as "leadId", c.id as "contactId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name, b.at, b.won, b.mature, b.engagement::float8, b.label,
      b.live_engagement::float8 as "liveEngagement", b.live_label as "liveLabel", b.fit_of_then as "fitOfThen"
    from score_backtest_lead b join lead l on l.workspace_id = ${workspaceId} and l.id = b.lead_id and l.deleted_at is null
      join contact c on c.workspace_id = ${workspaceId} and c.id = l.contact_id
    where b.workspace_id = ${workspaceId} and b.backtest_id = ${asked.id} and ${sql.join(all, sql` and `)}
      and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
    order by b.won desc, ${points} desc nulls last, b.lead_id offset ${after} limit ${PAGE + 1}`.execute(ctx.tx);
  return { items: rows.slice(0, PAGE), next: rows.length > PAGE ? String(after + PAGE) : null };
}
