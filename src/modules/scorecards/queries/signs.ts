import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { newest } from '#modules/activities/queries/access.ts';
import { fractionAt, loadClocks } from '#modules/agreements/queries/clocks.ts';
import { cutsOf, handoffRule } from '#modules/scoring/queries/decision.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { ENOUGH, rateOf } from '#platform/shared/statistics.ts';
import type { getSigns, listSignRows } from '../contract.ts';
import { byChance, standingOf } from '../rules/standing.ts';
import {
  ABANDONED_DAYS,
  AROUND_POINTS,
  COUNTERS,
  type Counter,
  JUST_BEFORE,
  LATE_RETURN_DAYS,
  LOOKS,
  type Look,
  REDIAL_MINUTES,
  SHORT_CALL_SECONDS,
  type Sign,
} from '../schema.ts';

interface Range {
  from: string;
  to: string;
}
/** A select of `id, at, counts, lead_id, contact_id, deal_id`: figure and rows come from the same one. */
type Rows = (ctx: ReadCtx, range: Range) => RawBuilder<unknown> | Promise<RawBuilder<unknown>>;

const GIVEN_BACK = sql.raw(`('rejected', 'recycled')`);

const handoffs = (
  { scope }: ReadCtx,
  { from, to }: Range,
  of: { counts: RawBuilder<unknown>; where: RawBuilder<unknown> },
) => sql`select h.id, h.handed_at as at, ${of.counts} as counts, h.lead_id, h.contact_id, null::uuid as deal_id
  from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
  where h.workspace_id = ${scope.workspaceId} and h.handed_at >= ${from} and h.handed_at < ${to} and ${of.where}`;

const calls = ({ scope }: ReadCtx, { from, to }: Range, of: { counts: RawBuilder<unknown>; where: RawBuilder<unknown> }) =>
  sql`select a.id, a.occurred_at as at, ${of.counts} as counts, a.lead_id, a.contact_id, a.deal_id from activity a
  where a.workspace_id = ${scope.workspaceId} and a.kind = 'call' and a.direction = 'out' and a.side = 'sales' and not a.retracted and ${newest(scope, 'a')}
    and a.occurred_at >= ${from} and a.occurred_at < ${to} and ${of.where}`;

const SOURCES: Readonly<Record<Sign, Rows>> = {
  speed_conversion: (ctx, range) =>
    handoffs(ctx, range, {
      counts: sql`l.stage in ('opportunity', 'customer')`,
      where: sql`l.last_touch_at >= h.handed_at`,
    }),
  volume_acceptance: (ctx, range) =>
    handoffs(ctx, range, {
      counts: sql`h.decision in ('accepted', 'accepted_by_default') and h.returned_at is null`,
      where: sql`h.decision is not null and h.decision <> 'withdrawn'`,
    }),
  rejection_success: (ctx, range) =>
    handoffs(ctx, range, {
      counts: sql`(exists (select from deal d where d.workspace_id = h.workspace_id and d.contact_id = h.contact_id and d.status = 'won' and d.deleted_at is null
          and d.closed_at > h.decided_at)
        or exists (select from handoff n where n.workspace_id = h.workspace_id and n.contact_id = h.contact_id and n.handed_at > h.decided_at and n.decision = 'accepted'))`,
      where: sql`h.decision in ${GIVEN_BACK}`,
    }),
  acceptance_abandoned: (ctx, range) =>
    handoffs(ctx, range, {
      counts: sql`l.closed_at is null and l.stage not in ('opportunity', 'customer')
        and coalesce(l.last_touch_at, h.handed_at) < ${ctx.now}::timestamptz - make_interval(days => ${ABANDONED_DAYS})`,
      where: sql`h.decision in ('accepted', 'accepted_by_default') and h.returned_at is null
        and h.handed_at < ${ctx.now}::timestamptz - make_interval(days => ${ABANDONED_DAYS})`,
    }),
  short_calls: (ctx, range) =>
    calls(ctx, range, { counts: sql`a.duration_seconds <= ${SHORT_CALL_SECONDS}`, where: sql`a.duration_seconds is not null` }),
  redials: (ctx, range) =>
    calls(ctx, range, {
      counts: sql`exists (select from activity b where b.workspace_id = a.workspace_id and b.contact_id = a.contact_id and b.kind = 'call' and b.direction = 'out'
        and b.member_id = a.member_id and b.corrects_id is null and not b.retracted and b.id <> a.id and b.id is distinct from a.corrects_id
        and b.occurred_at <= a.occurred_at and b.occurred_at >= a.occurred_at - make_interval(mins => ${REDIAL_MINUTES}))`,
      where: sql`a.contact_id is not null`,
    }),
  // Points as they stand now, for everybody: those of the moment of the hand-off are above the threshold by its own making.
  threshold_skimming: async (ctx, { from, to }) => {
    const cuts = cutsOf(await handoffRule(ctx)).map(({ fit, cut }) => ({ fit, cut, width: Math.min(AROUND_POINTS, cut) }));
    return sql`select l.id, l.opened_at as at, c.engagement_score >= t.cut as counts, l.id as lead_id, l.contact_id, null::uuid as deal_id
      from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id and c.deleted_at is null
        join jsonb_to_recordset(${JSON.stringify(cuts)}::jsonb) as t(fit text, cut numeric, width numeric) on t.fit = c.fit
      where l.workspace_id = ${ctx.scope.workspaceId} and l.deleted_at is null and not l.imported and l.opened_at >= ${from} and l.opened_at < ${to}
        and c.engagement_score >= t.cut - t.width and c.engagement_score < t.cut + t.width`;
  },
  recycle_before_due: (ctx, range) =>
    handoffs(ctx, range, {
      counts: sql`exists (select from clock k where k.workspace_id = h.workspace_id and k.cause_id = h.id and k.due_at >= h.decided_at
        and h.decided_at >= k.started_at + ${JUST_BEFORE}::float8 * (k.due_at - k.started_at))`,
      where: sql`h.decision in ${GIVEN_BACK} and exists (select from clock k where k.workspace_id = h.workspace_id and k.cause_id = h.id and k.due_at is not null)`,
    }),
  reject_late: (ctx, range) =>
    handoffs(ctx, range, {
      counts: sql`coalesce(h.returned_at, h.decided_at) > h.handed_at + make_interval(days => ${LATE_RETURN_DAYS})`,
      where: sql`(h.decision in ${GIVEN_BACK} or h.returned_at is not null)`,
    }),
  pause_before_due: async (ctx, { from, to }) => {
    const { workspaceId } = ctx.scope;
    const paused = await loadClocks(
      ctx.tx,
      ctx.scope,
      sql`k.started_at >= ${from} and k.started_at < ${to} and exists (select from clock_event e
        where e.workspace_id = k.workspace_id and e.clock_id = k.id and e.kind = 'paused')`,
    );
    const late = paused.filter((clock) => clock.events.some(({ kind, at }) => kind === 'paused' && fractionAt(clock, at) >= JUST_BEFORE));
    const ids = (clocks: typeof paused) => clocks.map(({ row }) => row.id);
    return sql`select k.id, k.started_at as at, k.id = any (${ids(late)}::uuid[]) as counts, k.subject_id as lead_id, k.contact_id, null::uuid as deal_id
      from clock k where k.workspace_id = ${workspaceId} and k.id = any (${ids(paused)}::uuid[])`;
  },
  backdated: ({ scope }, { from, to }) => sql`
    select a.id, a.occurred_at as at, a.logged_at - a.occurred_at > interval '1 day' as counts, a.lead_id, a.contact_id, a.deal_id from activity a
    where a.workspace_id = ${scope.workspaceId} and a.kind in ('call', 'mail', 'meeting', 'chat') and a.evidence = 'manual' and a.side = 'sales' and a.corrects_id is null
      and not a.retracted and a.occurred_at >= ${from} and a.occurred_at < ${to}`,
  born_won: ({ scope }, { from, to }) => sql`
    select d.id, d.closed_at as at, d.closed_at - d.created_at < interval '1 day' as counts, d.lead_id, d.contact_id, d.id as deal_id from deal d
    where d.workspace_id = ${scope.workspaceId} and d.status = 'won' and d.deleted_at is null and not d.imported and d.closed_at >= ${from} and d.closed_at < ${to}`,
};

async function countOf(ctx: ReadCtx, sign: Sign, range: Range) {
  const rows = await SOURCES[sign](ctx, range);
  const { rows: counted } = await sql<{
    k: number;
    n: number;
  }>`select count(*) filter (where r.counts)::int as k, count(*)::int as n from (${rows}) r`.execute(ctx.tx);
  return rateOf(counted[0]?.k ?? 0, counted[0]?.n ?? 0);
}

/** What stands beside the promises, so that no figure is worked for alone. */
export async function readSigns(ctx: ReadCtx, range: Range): Promise<OutputOf<typeof getSigns>> {
  const counters: OutputOf<typeof getSigns>['counters'] = [];
  for (const name of Object.keys(COUNTERS) as Counter[]) counters.push({ name, ...COUNTERS[name], ...(await countOf(ctx, name, range)) });
  const looks: OutputOf<typeof getSigns>['looks'] = [];
  for (const name of Object.keys(LOOKS) as Look[]) {
    const rate = await countOf(ctx, name, range);
    const { usual } = LOOKS[name];
    looks.push({ name, ...LOOKS[name], ...rate, least: ENOUGH, chance: byChance(rate, usual), standing: standingOf(rate, usual) });
  }
  return { counters, looks, cuts: cutsOf(await handoffRule(ctx)) };
}

type Listed = OutputOf<typeof listSignRows>;

/** What the caller may not open is a row without a name. Who did it is on none. */
export async function signRows(ctx: ReadCtx, asked: z.output<(typeof listSignRows)['input']>): Promise<Listed> {
  const source = await SOURCES[asked.sign](ctx, asked);
  const { rows } = await sql<Listed['items'][number] & { open: boolean }>`
    select r.id, r.at, r.counts, r.lead_id as "leadId", r.contact_id as "contactId", r.deal_id as "dealId", coalesce(d.name, nullif(c.name, ''), c.email, '–') as label,
      case when r.deal_id is not null then coalesce(${reachable(ctx.scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}, false)
        when r.lead_id is not null then coalesce(${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}, false)
        else coalesce(${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}, false) end as open
    from (${source}) r left join lead l on l.workspace_id = ${ctx.scope.workspaceId} and l.id = r.lead_id
      left join contact c on c.workspace_id = ${ctx.scope.workspaceId} and c.id = r.contact_id
      left join deal d on d.workspace_id = ${ctx.scope.workspaceId} and d.id = r.deal_id
    where ${asked.counts === undefined ? sql`true` : sql`r.counts = ${asked.counts}`}
      and ${beyond(asked.cursor, { at: sql`r.at`, id: sql`r.id` })}
    order by r.at desc, r.id desc limit ${asked.limit + 1}`.execute(ctx.tx);
  const { items, next } = cut(rows, asked.limit, (row) => row);
  return {
    items: items.map(({ open, ...row }) => (open ? row : { ...row, leadId: null, contactId: null, dealId: null, label: null })),
    next,
  };
}
