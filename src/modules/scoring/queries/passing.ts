import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type Rate, rateOf } from '#platform/shared/statistics.ts';
import type { HandoffRule } from '../rules/decision.ts';
import { type BacktestStatus, type ChangedRule, PASSINGS, type Passing } from '../schema.ts';
import { modelWith } from './changed.ts';
import { handoffRule } from './decision.ts';
import { modelHashOf, modelVersions, rulesOf } from './model.ts';

export interface ChangeTest {
  id: string;
  status: BacktestStatus;
  total: number;
  done: number;
  windowDays: number;
}

/** The newest run of a version over the past with one rule changed like this; null: nobody has run it. */
export async function testOfChange(ctx: ReadCtx, of: { versionId: string; changed: ChangedRule }): Promise<ChangeTest | null> {
  const version = (await modelVersions(ctx.tx, ctx.scope)).find(({ id }) => id === of.versionId);
  if (!version) return null;
  const { rules } = modelWith({ version, rules: await rulesOf(ctx.tx, ctx.scope, version.id) }, of.changed);
  const { rows } = await sql<ChangeTest>`select id, status, total, done, window_days as "windowDays" from score_backtest
    where workspace_id = ${ctx.scope.workspaceId} and version_id = ${version.id} and changed is not null and content_hash = ${modelHashOf(version, rules)}
    order by created_at desc, id desc limit 1`.execute(ctx.tx);
  return rows[0] ?? null;
}

/** The same as `isForSales`, for a row of a back-test. */
function passes({ labels, threshold }: HandoffRule, { label, points }: { label: RawBuilder<unknown>; points: RawBuilder<unknown> }) {
  return threshold
    ? sql`coalesce(b.fit = any (${[...threshold.fitClasses]}::text[]) and ${points} >= ${threshold.cut}, false)`
    : sql`coalesce(${label} = any (${[...labels]}::text[]), false)`;
}

/** Rows `lead_id, contact_id, owner_id, at, won, mature, passing, was, becomes` of a run, `was` and `becomes` in points. */
async function judged(ctx: ReadCtx, testId: string): Promise<RawBuilder<unknown>> {
  const rule = await handoffRule(ctx);
  const after = passes(rule, { label: sql`b.label`, points: sql`b.engagement` });
  const before = passes(rule, { label: sql`b.live_label`, points: sql`b.live_engagement` });
  return sql`(select b.lead_id, l.contact_id, l.owner_id, b.at, b.won, b.mature, b.live_engagement::float8 as was, b.engagement::float8 as becomes,
      case when ${before} then case when ${after} then 'both' else 'lost' end when ${after} then 'gained' else 'neither' end as passing
    from score_backtest_lead b join lead l on l.workspace_id = b.workspace_id and l.id = b.lead_id and l.deleted_at is null
    where b.workspace_id = ${ctx.scope.workspaceId} and b.backtest_id = ${testId}) p`;
}

export interface Passed {
  leads: number;
  /** Past leads by what each of the two scores does with them. */
  groups: { passing: Passing; n: number }[];
  /** Handed to Sales by the score in force and by the other; won of those that are old enough to be judged. */
  now: { n: number; won: Rate };
  would: { n: number; won: Rate };
  threshold: { cut: number; fitClasses: string[] } | null;
}

/** Whom a changed score hands to Sales that the one in force does not, and the other way round, by what hands off now. */
export async function passedBy(ctx: ReadCtx, testId: string): Promise<Passed> {
  const { rows } = await sql<{ passing: Passing; n: number; mature: number; won: number }>`select passing, count(*)::int as n,
      count(*) filter (where mature)::int as mature, count(*) filter (where mature and won)::int as won from ${await judged(ctx, testId)} group by 1`.execute(
    ctx.tx,
  );
  const { threshold } = await handoffRule(ctx);
  const sum = (of: 'n' | 'mature' | 'won', among: readonly Passing[]) =>
    rows.reduce((total, row) => (among.includes(row.passing) ? total + row[of] : total), 0);
  const side = (among: readonly Passing[]) => ({ n: sum('n', among), won: rateOf(sum('won', among), sum('mature', among)) });
  return {
    leads: sum('n', PASSINGS),
    groups: PASSINGS.map((passing) => ({ passing, n: sum('n', [passing]) })),
    now: side(['both', 'lost']),
    would: side(['both', 'gained']),
    threshold: threshold && { cut: threshold.cut, fitClasses: [...threshold.fitClasses] },
  };
}

export interface PassedAsked {
  passing: readonly Passing[];
  mature?: boolean | undefined;
  won?: boolean | undefined;
  cursor?: string | undefined;
  limit: number;
}

export interface PassedLead {
  id: string;
  /** Null where the caller may not open it. */
  name: string | null;
  at: string;
  won: boolean;
  passing: Passing;
  /** Points under the score in force and under the other. */
  was: number | null;
  becomes: number;
}

const HIDING = ['lead.scoreLabel', 'lead.stage', 'contact.scoreLabel', 'contact.engagement', 'contact.fit'];

/** The past leads behind a figure, by identifier; what the caller may not open is a row without a name, so that rows and counts agree. */
export async function passedLeads(
  ctx: ReadCtx,
  { testId, passing, mature, won, cursor, limit }: PassedAsked & { testId: string },
): Promise<{ items: PassedLead[]; next: string | null } | Refusal> {
  if (HIDING.some((field) => ctx.scope.hidden.has(field)))
    return refuse('forbidden', 'These leads cannot be listed for you: it would tell a field that your role does not see.');
  const where = [
    sql`p.passing = any (${[...passing]}::text[])`,
    ...(mature === undefined ? [] : [sql`p.mature = ${mature}`]),
    ...(won === undefined ? [] : [sql`p.won = ${won}`]),
    ...(cursor ? [sql`p.lead_id < ${cursor}`] : []),
  ];
  const named = ctx.scope.hidden.has('contact.name') ? sql`null` : sql`coalesce(nullif(c.name, ''), 'Someone')`;
  const { rows } = await sql<PassedLead>`select p.lead_id as id, p.at, p.won, p.passing, p.was, p.becomes,
      case when ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'p.owner_id' })} then ${named} end as name
    from ${await judged(ctx, testId)} join contact c on c.workspace_id = ${ctx.scope.workspaceId} and c.id = p.contact_id
    where ${sql.join(where, sql` and `)} order by p.lead_id desc limit ${limit + 1}`.execute(ctx.tx);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
