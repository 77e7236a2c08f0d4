import { sql } from 'kysely';
import { usualOwed } from '#modules/handoffs/queries/owed.ts';
import { seats } from '#modules/handoffs/queries/seats.ts';
import type { Owed } from '#modules/handoffs/schema.ts';
import { activeModel, modelHashOf } from '#modules/scoring/queries/model.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getThresholdTable, listThresholdLeads } from '../contract/table.ts';
import { type PastLead, type Sampled, type Table, thresholdTable } from '../rules/table.ts';
import { type TermsAsked, termsOf } from '../rules/terms.ts';
import { zoneOf } from '../rules/zone.ts';
import { CUTS, FIT_CLASSES, type FitClass, type Terms, USUAL_CLASSES } from '../schema.ts';
import { openNeeds } from './needs.ts';

/** A finished back-test that says what the score in force would have given to past leads. */
interface Test {
  id: string;
  modelNumber: number;
  createdAt: string;
  windowDays: number;
  /** Which of its two sides is the score in force. */
  side: 'draft' | 'live';
}

async function newestTest(ctx: ReadCtx): Promise<{ versionId: string | null; test: Test | null; running: boolean }> {
  const model = await activeModel(ctx.tx, ctx.scope);
  if (!model) return { versionId: null, test: null, running: false };
  const { id: versionId, number } = model.version;
  const { rows } = await sql<Test & { status: string }>`
    select b.id, ${number}::int as "modelNumber", b.created_at as "createdAt", b.window_days as "windowDays", b.status,
      case when b.version_id = ${versionId} and b.changed is null then 'draft' else 'live' end as side
    from score_backtest b where b.workspace_id = ${ctx.scope.workspaceId} and (b.status in ('waiting', 'running') and b.version_id = ${versionId} and b.changed is null
      or b.status = 'done' and (b.version_id = ${versionId} and b.content_hash = ${modelHashOf(model.version, model.rules)}
        or (b.result -> 'live' ->> 'number')::int = ${number}))
    order by b.created_at desc, b.id desc limit 20`.execute(ctx.tx);
  return {
    versionId,
    test: rows.find(({ status }) => status === 'done') ?? null,
    running: rows[0] !== undefined && rows[0].status !== 'done',
  };
}

const pointsOf = ({ side }: Test) => (side === 'draft' ? sql`b.engagement` : sql`b.live_engagement`);

/** Rows of a back-test with whether Sales ever had to do with them, under the alias `b`. */
const pastOf = (
  ctx: ReadCtx,
  test: Test,
) => sql`(select b.lead_id, b.at, b.won, b.mature, b.fit, ${pointsOf(test)}::float8 as engagement, l.owner_id, l.contact_id,
    l.first_touch_at is not null or exists (select from handoff h where h.workspace_id = ${ctx.scope.workspaceId} and h.lead_id = l.id) as worked
  from score_backtest_lead b join lead l on l.workspace_id = ${ctx.scope.workspaceId} and l.id = b.lead_id and l.deleted_at is null
  where b.workspace_id = ${ctx.scope.workspaceId} and b.backtest_id = ${test.id} and ${pointsOf(test)} is not null) b`;

/** The average won deal, the reps who take turns, the attempts owed: what the figures are worked out from where nobody says otherwise. */
async function usual(ctx: ReadCtx): Promise<{ currency: string; averageMinor: number | null; reps: number; owed: Owed }> {
  const { rows } = await sql<{
    currency: string;
    average: number | null;
  }>`select w.base_currency as currency, (select round(avg(d.amount_minor))::float8 from deal d
      where d.workspace_id = w.id and d.status = 'won' and d.deleted_at is null and d.amount_minor > 0 and d.currency = w.base_currency) as average
    from workspace w where w.id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  const { currency = 'EUR', average = null } = rows[0] ?? {};
  const averageMinor = ctx.scope.hidden.has('deal.amount') ? null : average;
  return { currency, averageMinor, reps: (await seats(ctx)).filter(({ onDuty }) => onDuty).length, owed: await usualOwed(ctx) };
}

export async function usualTerms(ctx: ReadCtx, asked: TermsAsked): Promise<Terms> {
  return termsOf(asked, await usual(ctx));
}

export const inOrder = (classes: readonly FitClass[]): FitClass[] => FIT_CLASSES.filter((one) => classes.includes(one));

export interface Past {
  test: Test;
  table: Table;
  mature: number;
  immature: number;
  outside: number;
  won: number;
  from: string | null;
  to: string | null;
  weeks: number;
}

const WEEK_MS = 7 * 86_400_000;

/** The table for some classes and terms from the newest back-test of the score in force; null before the first. */
export async function pastTable(
  ctx: ReadCtx,
  asked: { test: Test | null; fitClasses: readonly FitClass[]; terms: Terms },
): Promise<Past | null> {
  const { test, fitClasses, terms } = asked;
  if (!test) return null;
  const { rows } = await sql<
    PastLead & { at: string; mature: boolean }
  >`select b.at, b.won, b.mature, b.fit, b.engagement, b.worked from ${pastOf(ctx, test)}`.execute(ctx.tx);
  const mature = rows.filter((row) => row.mature);
  const instants = mature.map(({ at }) => at).sort();
  const [from, to] = [instants[0] ?? null, instants.at(-1) ?? null];
  const weeks = Math.max(1, from !== null && to !== null ? (Date.parse(to) - Date.parse(from)) / WEEK_MS : 1);
  return {
    test,
    table: thresholdTable(mature, { cuts: CUTS, fitClasses, terms, weeks, sampled: await sampled(ctx, { test, fitClasses }) }),
    mature: mature.length,
    immature: rows.length - mature.length,
    outside: mature.filter(({ fit }) => fit === null || !fitClasses.some((one) => one === fit)).length,
    won: mature.filter(({ won }) => won).length,
    from,
    to,
    weeks,
  };
}

/** The table as both sides look at it; for commands, which weigh a proposal on it. */
export async function currentTable(ctx: ReadCtx, asked: { fitClasses: readonly FitClass[]; terms: Terms }): Promise<Past | null> {
  return pastTable(ctx, { test: (await newestTest(ctx)).test, ...asked });
}

/** What was found of the agreed sample below the threshold, by the points of the hand-off. */
async function sampled(ctx: ReadCtx, asked: { test: Test; fitClasses: readonly FitClass[] }): Promise<Sampled[]> {
  const { rows } = await sql<Sampled>`select (h.evidence ->> 'engagement')::float8 as engagement, l.stage = 'customer' as won,
      h.handed_at + make_interval(days => ${asked.test.windowDays}::int) <= ${ctx.now} as mature
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
    where h.workspace_id = ${ctx.scope.workspaceId} and h.cause = 'exploration' and h.fit = any (${[...asked.fitClasses]}::text[])`.execute(
    ctx.tx,
  );
  return rows;
}

type Asked = InputOf<typeof getThresholdTable>;

export async function readTable(ctx: ReadCtx, { fitClasses, ...asked }: Asked): Promise<OutputOf<typeof getThresholdTable>> {
  const { versionId, test, running } = await newestTest(ctx);
  const own = await usual(ctx);
  const terms = termsOf(asked, own);
  const classes = inOrder(fitClasses ?? USUAL_CLASSES);
  const past = await pastTable(ctx, { test, fitClasses: classes, terms });
  const needs = await openNeeds(ctx);
  const shown = past && {
    backtest: {
      id: past.test.id,
      modelNumber: past.test.modelNumber,
      createdAt: past.test.createdAt,
      windowDays: past.test.windowDays,
      from: past.from,
      to: past.to,
      weeks: past.weeks,
      mature: past.mature,
      won: past.won,
      immature: past.immature,
      outside: past.outside,
    },
    fitClasses: classes,
    terms,
    attemptsBy: asked.attempts === undefined ? own.owed.by : null,
    ...past.table,
    zone: needs && zoneOf(past.table.rows, needs, terms),
  };
  return { modelVersionId: versionId, running, currency: own.currency, table: shown };
}

const HIDING = ['lead.scoreLabel', 'lead.stage', 'contact.scoreLabel', 'contact.engagement', 'contact.fit'];

/** By identifier. What the caller may not open is a row without a name, so that rows and counts agree. */
export async function leadsOfTable(
  ctx: ReadCtx,
  asked: InputOf<typeof listThresholdLeads>,
): Promise<OutputOf<typeof listThresholdLeads> | Refusal> {
  if (HIDING.some((field) => ctx.scope.hidden.has(field))) return refuse('not_found', 'These figures are not yours to open.');
  const { test } = await newestTest(ctx);
  if (!test) return { items: [], next: null };
  const { won, worked, below, cursor, limit = 50, mature = true, outside = false, cut = 0 } = asked;
  const inside = sql`coalesce(b.fit = any (${[...(asked.fitClasses ?? USUAL_CLASSES)]}::text[]), false)`;
  const where = [
    sql`b.mature = ${mature}`,
    ...(mature || outside ? [sql`${inside} = ${!outside}`] : []),
    ...(outside ? [] : [sql`b.engagement >= ${cut}`]),
    ...(below === undefined ? [] : [sql`b.engagement < ${below}`]),
    ...(won === undefined ? [] : [sql`b.won = ${won}`]),
    ...(worked === undefined ? [] : [sql`b.worked = ${worked}`]),
    ...(cursor ? [sql`b.lead_id > ${cursor}`] : []),
  ];
  const { rows } = await sql<OutputOf<typeof listThresholdLeads>['items'][number]>`
    select b.lead_id as "leadId", b.at, b.engagement, b.fit, b.won, b.worked,
      case when ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'b.owner_id' })} then coalesce(nullif(c.name, ''), c.email, 'Someone') end as name
    from ${pastOf(ctx, test)} join contact c on c.workspace_id = ${ctx.scope.workspaceId} and c.id = b.contact_id
    where ${sql.join(where, sql` and `)} order by b.lead_id limit ${limit + 1}`.execute(ctx.tx);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.leadId ?? null) : null };
}
