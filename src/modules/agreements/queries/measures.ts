import { type RawBuilder, sql } from 'kysely';
import { newestOfMany } from '#modules/activities/queries/access.ts';
import { hoursToLog, judged } from '#modules/activities/queries/timeline.ts';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { dayIn, moveDay, periodAround, startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getMeasures, listMeasureRows } from '../contract/measures.ts';
import { AMOUNT_MEASURES, isClocked, type MeasureName, type Party, type Period, type Required, type ShareMeasure } from '../schema.ts';
import {
  type ClauseRow,
  clausesInForceOrDrafted,
  clausesOf,
  type MeasureClauseRow,
  versionInForce,
  versionsDuring,
  versionsOf,
} from './agreement.ts';
import { cappedByRep, isEach, minimumOf, outreach, repsOf, seesAllOf, seesOwn } from './outreach.ts';

/** What a measure is asked: the period, and the terms of the clause that narrow it. */
export interface MeasureAsked {
  scope: Scope;
  party: Party;
  from: string;
  to: string;
  now: string;
  withinSeconds: number;
  required: readonly Required[];
}

/**
 * What a promise over a period is counted from: a select of `id, at, counts, weight, lead_id, contact_id`. A share is those that count of all; an amount is
 * the sum of the weights of those that count: 1, or minor units of money. Figure and rows come from the same select.
 * Rows that are about no person have `record`, `record_id` and `label` besides: what a row opens and what it is called. Those of amounts that each
 * rep owes have `member_id`.
 */
export interface Measure {
  name: MeasureName;
  rows: (asked: MeasureAsked) => RawBuilder<unknown>;
  aboutRecords?: boolean;
}

/** How timely conversations are written down. */
const loggedInTime: Measure = {
  name: 'logged_in_time',
  rows: ({ scope, party, from, to, withinSeconds }) => sql`
    select a.id, a.occurred_at as at, ${hoursToLog('a')} * 3600 <= ${withinSeconds} as counts, 1 as weight, a.lead_id, a.contact_id from activity a
    where a.workspace_id = ${scope.workspaceId} and ${judged('a')} and ${newestOfMany(scope, 'a')} and a.side = ${party}
      and a.occurred_at >= ${from} and a.occurred_at < ${to}`,
};

let installed: ReadonlyMap<MeasureName, Measure> = new Map();

/** Called once by `product.ts` with the measures of the modules that keep the facts. */
export function installMeasures(measures: readonly Measure[]): void {
  installed = new Map([loggedInTime, ...outreach, ...measures].map((measure) => [measure.name, measure]));
}

type Line = OutputOf<typeof getMeasures>['lines'][number];
type Rows = OutputOf<typeof listMeasureRows>;

async function promised(ctx: ReadCtx): Promise<MeasureClauseRow[]> {
  const current = await clausesInForceOrDrafted(ctx.tx, ctx.scope, ctx.now);
  return current?.inForce ? current.clauses.flatMap((clause) => (isClocked(clause) ? [] : [clause])) : [];
}

/** The rows of a clause in a period, narrowed to the leads that it is about. */
async function rowsOf(ctx: ReadCtx, clause: MeasureClauseRow, span: { from: string; to: string }): Promise<RawBuilder<unknown> | Refusal> {
  const measure = installed.get(clause.measure);
  if (!measure) throw new Error(`nothing counts ${clause.measure}`);
  const share = clause.family === 'share' ? clause : null;
  const rows = measure.rows({
    scope: ctx.scope,
    party: clause.party,
    ...span,
    now: ctx.now,
    withinSeconds: share?.withinSeconds ?? 0,
    required: share?.required ?? [],
  });
  const meant = await narrowed(ctx, clause, rows);
  return isRefusal(meant) || !isEach(clause) ? meant : cappedByRep(meant, await minimumOf(ctx, clause, span));
}

async function narrowed(ctx: ReadCtx, clause: MeasureClauseRow, rows: RawBuilder<unknown>): Promise<RawBuilder<unknown> | Refusal> {
  if (clause.criteria.of.length === 0) return rows;
  const asked = { criteria: clause.criteria, entity: 'lead' as const, row: 't', now: ctx.now };
  const condition = await conditionOf(ctx.tx, unlimited(ctx.scope), asked);
  if (isRefusal(condition)) return condition;
  return sql`select r.* from (${rows}) r join lead t on t.workspace_id = ${ctx.scope.workspaceId} and t.id = r.lead_id where ${condition}`;
}

/** Terms of a promise over a period that something else goes by: those in force, or null where nothing is promised. */
export async function agreedShare(
  ctx: ReadCtx,
  measure: ShareMeasure,
): Promise<{ version: number; target: number; withinSeconds: number } | null> {
  const version = await versionInForce(ctx.tx, ctx.scope, ctx.now);
  if (!version) return null;
  const clauses = await clausesOf(ctx.tx, ctx.scope, version.id);
  const found = clauses.find((clause) => clause.family === 'share' && clause.measure === measure);
  if (found?.family !== 'share' || found.withinSeconds === null) return null;
  return { version: version.number, target: found.target, withinSeconds: found.withinSeconds };
}

interface Span {
  from: string;
  to: string;
}

/** This period so far, and those before it, the newest first. */
function periodsOf(zone: string, now: string, asked: { period: Period; back: number }): Span[] {
  const at = (day: string) => new Date(startOfDay(zone, day)).toISOString();
  const periods: Span[] = [];
  for (let day = dayIn(zone, now); periods.length < asked.back; ) {
    const { from, until } = periodAround(day, asked.period, 0);
    periods.push({ from: at(from), to: at(until) });
    day = moveDay(from, -1, 'day') ?? from;
  }
  return periods;
}

interface Judge {
  clause: MeasureClauseRow;
  /** The version whose terms these are; null where nothing was promised then, and those of today are shown for comparison. */
  version: number | null;
  /** All that were in force in the span, the oldest first. */
  versions: number[];
}

/** By whose terms a span is judged: of the version in force at its end, or now where it has not ended. */
async function judgesOf(ctx: ReadCtx): Promise<(clause: MeasureClauseRow, span: Span) => Promise<Judge>> {
  const versions = await versionsOf(ctx.tx, ctx.scope);
  const known = new Map<string, Promise<ClauseRow[]>>();
  const clauses = (id: string) => {
    const found = known.get(id) ?? clausesOf(ctx.tx, ctx.scope, id);
    known.set(id, found);
    return found;
  };
  return async (clause, { from, to }) => {
    const during = versionsDuring(versions, { from, to, now: ctx.now });
    const judge = during.at(-1);
    const then = judge && (await clauses(judge.id)).find(({ lineId }) => lineId === clause.lineId);
    const promised = then && !isClocked(then) ? then : null;
    return {
      clause: promised ?? clause,
      version: promised && judge ? judge.number : null,
      versions: during.map(({ number }) => number),
    };
  };
}

/** What a clause asks for. */
function askedBy(clause: MeasureClauseRow): { target: number | null; amount: number | null } {
  return clause.family === 'share' ? { target: clause.target, amount: null } : { target: null, amount: clause.amount };
}

/** The promises of the agreement in force that are counted over a period: this period so far, and those before, each by the terms of its time. */
export async function readMeasures(ctx: ReadCtx, { back }: { back: number }): Promise<{ lines: Line[] }> {
  const { time_zone: zone, base_currency: currency } = await ctx.tx
    .selectFrom('workspace')
    .select(['time_zone', 'base_currency'])
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  const judgeOf = await judgesOf(ctx);
  const lines: Line[] = [];
  for (const clause of await promised(ctx)) {
    const figures: Line['periods'] = [];
    for (const span of periodsOf(zone, ctx.now, { period: clause.period, back })) {
      const { clause: terms, version, versions } = await judgeOf(clause, span);
      const rows = await rowsOf(ctx, terms, span);
      if (isRefusal(rows)) continue;
      const { asked, people, ...counted } = await figureOf(ctx, { clause: terms, span, rows });
      figures.push({ ...span, ...counted, ...askedBy(terms), ...(asked === null ? {} : { amount: asked }), people, version, versions });
    }
    const { lineId, title, party, measure, period } = clause;
    const inMoney = clause.family === 'amount' && AMOUNT_MEASURES[clause.measure].unit === 'money';
    const each = isEach(clause);
    lines.push({ lineId, title, party, measure, period, ...askedBy(clause), currency: inMoney ? currency : null, each, periods: figures });
  }
  return { lines };
}

/** A promise of whatever version, counted over a span; a refusal where its criteria cannot be judged any more. */
export async function countMeasure(ctx: ReadCtx, clause: MeasureClauseRow, span: { from: string; to: string }) {
  const rows = await rowsOf(ctx, clause, span);
  if (isRefusal(rows)) return rows;
  const { people: _people, ...figure } = await figureOf(ctx, { clause, span, rows });
  return figure;
}

/** `asked`: what an amount was to come to; null of a share. `people`: where each rep owes it. */
async function figureOf(ctx: ReadCtx, { clause, span, rows }: { clause: MeasureClauseRow; span: Span; rows: RawBuilder<unknown> }) {
  const { rows: counted } = await sql<{
    k: number;
    n: number;
  }>`select coalesce(sum(r.weight) filter (where r.counts), 0)::int8 as k, count(*)::int as n
    from (${rows}) r`.execute(ctx.tx);
  const { k, n } = counted[0] ?? { k: 0, n: 0 };
  // An amount is no share of anything.
  if (clause.family === 'share') return { ...rateOf(k, n), asked: null, people: null };
  const amount = { k, n, rate: null, low: 0, high: 1, enough: false };
  if (!isEach(clause)) return { ...amount, asked: clause.amount, people: null };
  const reps = await repsOf(ctx, rows, await minimumOf(ctx, clause, span));
  return {
    ...amount,
    asked: reps.reduce((sum, { owed }) => sum + owed, 0),
    people: {
      reached: reps.filter(({ made, owed }) => made >= owed).length,
      of: reps.length,
      seen: reps.filter(({ id }) => seesOwn(ctx.scope, { party: clause.party, memberId: id })),
    },
  };
}

/** The rows behind a figure, the newest first; what the caller may not open is counted, not named. */
export async function measureRows(
  ctx: ReadCtx,
  asked: { lineId: string; from: string; to: string; counts?: boolean | undefined; cursor?: string | undefined; limit: number },
): Promise<Rows | Refusal> {
  const today = (await promised(ctx)).find(({ lineId }) => lineId === asked.lineId);
  if (!today) return refuse('not_found', 'This promise is not in the agreement that is in force.');
  const { clause } = await (await judgesOf(ctx))(today, asked);
  const rows = await rowsOf(ctx, clause, asked);
  if (isRefusal(rows)) return rows;
  const ws = ctx.scope.workspaceId;
  const where = [
    beyond(asked.cursor, { at: sql`r.at`, id: sql`r.id` }),
    ...(asked.counts === undefined ? [] : [sql`r.counts = ${asked.counts}`]),
  ];
  const ofRecord = installed.get(clause.measure)?.aboutRecords ?? false;
  const named = ofRecord
    ? sql`r.label, jsonb_build_object('entity', r.record, 'id', r.record_id) as record, true as open`
    : sql`coalesce(nullif(c.name, ''), c.email) as label, null as record, ${openable(ctx)} as open`;
  const { rows: found } = await sql<Rows['items'][number] & { open: boolean }>`
    select r.id, r.at, r.counts, r.weight, r.lead_id as "leadId", r.contact_id as "contactId", ${whose(ctx, clause)} as member, ${named}
    from (${rows}) r left join contact c on c.workspace_id = ${ws} and c.id = r.contact_id left join lead l on l.workspace_id = ${ws} and l.id = r.lead_id
    where ${sql.join(where, sql` and `)} order by r.at desc, r.id desc limit ${asked.limit + 1}`.execute(ctx.tx);
  const { items, next } = cut(found, asked.limit, (row) => row);
  return { items: items.map(({ open, ...row }) => (open ? row : { ...row, leadId: null, contactId: null, label: null })), next };
}

/** Whose a row is, to those who may see it. */
function whose({ scope }: ReadCtx, clause: MeasureClauseRow): RawBuilder<unknown> {
  if (!isEach(clause)) return sql`null::jsonb`;
  const mine = seesAllOf(scope, clause.party) ? sql`true` : sql`r.member_id = ${scope.actor.memberId}::uuid`;
  return sql`(select jsonb_build_object('id', m.id, 'name', m.name) from member m where m.workspace_id = ${scope.workspaceId} and m.id = r.member_id and ${mine})`;
}

/** Whether the caller may open the lead or person of a row. */
function openable({ scope }: ReadCtx): RawBuilder<boolean> {
  return sql`coalesce(case when r.lead_id is not null then ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
    else ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} end, false)`;
}
