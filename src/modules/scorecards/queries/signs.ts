import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { newestOfMany } from '#modules/activities/queries/access.ts';
import { fractionAt, loadClocks } from '#modules/agreements/queries/clocks.ts';
import { cutsOf, handoffRule } from '#modules/scoring/queries/decision.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { plannedAnew } from '#platform/db/statements.ts';
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
/** What several signs are read from at once: `columns` are `id, at, lead_id, contact_id, deal_id` of a row, `from` says of which. */
interface Reading {
  columns: RawBuilder<unknown>;
  from: RawBuilder<unknown>;
  /** Which of the rows are looked at for a sign, and which of those count. */
  signs: Partial<Record<Sign, { of?: RawBuilder<unknown>; counts: RawBuilder<unknown> }>>;
}

const GIVEN_BACK = sql.raw(`('rejected', 'recycled')`);
const ACCEPTED = sql.raw(`('accepted', 'accepted_by_default')`);

function handoffs(ctx: ReadCtx, { from, to }: Range): Reading {
  const longAgo = sql`${ctx.now}::timestamptz - make_interval(days => ${ABANDONED_DAYS})`;
  const clockOf = (more: RawBuilder<unknown>) =>
    sql`exists (select from clock k where k.workspace_id = h.workspace_id and k.cause_id = h.id and ${more})`;
  return {
    columns: sql`h.id, h.handed_at as at, h.lead_id, h.contact_id, null::uuid as deal_id`,
    from: sql`handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
      where h.workspace_id = ${ctx.scope.workspaceId} and h.handed_at >= ${from} and h.handed_at < ${to}`,
    signs: {
      speed_conversion: { of: sql`l.last_touch_at >= h.handed_at`, counts: sql`l.stage in ('opportunity', 'customer')` },
      volume_acceptance: {
        of: sql`h.decision is not null and h.decision <> 'withdrawn'`,
        counts: sql`h.decision in ${ACCEPTED} and h.returned_at is null`,
      },
      rejection_success: {
        of: sql`h.decision in ${GIVEN_BACK}`,
        counts: sql`(exists (select from deal d where d.workspace_id = h.workspace_id and d.contact_id = h.contact_id and d.status = 'won' and d.deleted_at is null
            and d.closed_at > h.decided_at)
          or exists (select from handoff n where n.workspace_id = h.workspace_id and n.contact_id = h.contact_id and n.handed_at > h.decided_at and n.decision = 'accepted'))`,
      },
      acceptance_abandoned: {
        of: sql`h.decision in ${ACCEPTED} and h.returned_at is null and h.handed_at < ${longAgo}`,
        counts: sql`l.closed_at is null and l.stage not in ('opportunity', 'customer') and coalesce(l.last_touch_at, h.handed_at) < ${longAgo}`,
      },
      recycle_before_due: {
        of: sql`h.decision in ${GIVEN_BACK} and ${clockOf(sql`k.due_at is not null`)}`,
        counts: clockOf(
          sql`k.due_at >= h.decided_at and h.decided_at >= k.started_at + ${JUST_BEFORE}::float8 * (k.due_at - k.started_at)`,
        ),
      },
      reject_late: {
        of: sql`(h.decision in ${GIVEN_BACK} or h.returned_at is not null)`,
        counts: sql`coalesce(h.returned_at, h.decided_at) > h.handed_at + make_interval(days => ${LATE_RETURN_DAYS})`,
      },
    },
  };
}

/** Calls of Sales, each with how many of the same person of ours to the same person there were within the minutes up to it, itself included. */
function calls({ scope }: ReadCtx, { from, to }: Range): Reading {
  return {
    columns: sql`a.id, a.occurred_at as at, a.lead_id, a.contact_id, a.deal_id`,
    from: sql`(select a.id, a.occurred_at, a.lead_id, a.contact_id, a.deal_id, a.member_id, a.side, a.duration_seconds, count(*) over (partition by a.contact_id, a.member_id
          order by a.occurred_at range between make_interval(mins => ${REDIAL_MINUTES}) preceding and current row) as tries
        from activity a where a.workspace_id = ${scope.workspaceId} and a.kind = 'call' and a.direction = 'out' and not a.retracted and ${newestOfMany(scope, 'a')}
          and a.occurred_at >= ${from}::timestamptz - make_interval(mins => ${REDIAL_MINUTES}) and a.occurred_at < ${to}) a
      where a.side = 'sales' and a.occurred_at >= ${from}`,
    signs: {
      short_calls: { of: sql`a.duration_seconds is not null`, counts: sql`a.duration_seconds <= ${SHORT_CALL_SECONDS}` },
      redials: { of: sql`a.contact_id is not null`, counts: sql`a.member_id is not null and a.tries > 1` },
    },
  };
}

const conversations = ({ scope }: ReadCtx, { from, to }: Range): Reading => ({
  columns: sql`a.id, a.occurred_at as at, a.lead_id, a.contact_id, a.deal_id`,
  from: sql`activity a where a.workspace_id = ${scope.workspaceId} and a.kind in ('call', 'mail', 'meeting', 'chat') and a.evidence = 'manual' and a.side = 'sales'
    and a.corrects_id is null and not a.retracted and a.occurred_at >= ${from} and a.occurred_at < ${to}`,
  signs: { backdated: { counts: sql`a.logged_at - a.occurred_at > interval '1 day'` } },
});

const deals = ({ scope }: ReadCtx, { from, to }: Range): Reading => ({
  columns: sql`d.id, d.closed_at as at, d.lead_id, d.contact_id, d.id as deal_id`,
  from: sql`deal d where d.workspace_id = ${scope.workspaceId} and d.status = 'won' and d.deleted_at is null and not d.imported
    and d.closed_at >= ${from} and d.closed_at < ${to}`,
  signs: { born_won: { counts: sql`d.closed_at - d.created_at < interval '1 day'` } },
});

async function rests(ctx: ReadCtx, { from, to }: Range): Promise<Reading> {
  const paused = await loadClocks(
    ctx.tx,
    ctx.scope,
    sql`k.started_at >= ${from} and k.started_at < ${to} and exists (select from clock_event e
      where e.workspace_id = k.workspace_id and e.clock_id = k.id and e.kind = 'paused')`,
  );
  const late = paused.filter((clock) => clock.events.some(({ kind, at }) => kind === 'paused' && fractionAt(clock, at) >= JUST_BEFORE));
  const ids = (clocks: typeof paused) => clocks.map(({ row }) => row.id);
  return {
    columns: sql`k.id, k.started_at as at, k.subject_id as lead_id, k.contact_id, null::uuid as deal_id`,
    from: sql`clock k where k.workspace_id = ${ctx.scope.workspaceId} and k.id = any (${ids(paused)}::uuid[])`,
    signs: { pause_before_due: { counts: sql`k.id = any (${ids(late)}::uuid[])` } },
  };
}

/** Points as they stand now, for everybody: those of the moment of the hand-off are above the threshold by its own making. */
async function aroundTheCut(ctx: ReadCtx, { from, to }: Range): Promise<Reading> {
  const cuts = cutsOf(await handoffRule(ctx)).map(({ fit, cut }) => ({ fit, cut, width: Math.min(AROUND_POINTS, cut) }));
  return {
    columns: sql`l.id, l.opened_at as at, l.id as lead_id, l.contact_id, null::uuid as deal_id`,
    from: sql`lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id and c.deleted_at is null
        join jsonb_to_recordset(${JSON.stringify(cuts)}::jsonb) as t(fit text, cut numeric, width numeric) on t.fit = c.fit
      where l.workspace_id = ${ctx.scope.workspaceId} and l.deleted_at is null and not l.imported and l.opened_at >= ${from} and l.opened_at < ${to}
        and c.engagement_score >= t.cut - t.width and c.engagement_score < t.cut + t.width`,
    signs: { threshold_skimming: { counts: sql`c.engagement_score >= t.cut` } },
  };
}

type ReadIn = (ctx: ReadCtx, range: Range) => Reading | Promise<Reading>;

const READ_IN: Readonly<Record<Sign, ReadIn>> = {
  speed_conversion: handoffs,
  volume_acceptance: handoffs,
  rejection_success: handoffs,
  acceptance_abandoned: handoffs,
  threshold_skimming: aroundTheCut,
  recycle_before_due: handoffs,
  reject_late: handoffs,
  short_calls: calls,
  redials: calls,
  backdated: conversations,
  born_won: deals,
  pause_before_due: rests,
};

/** All signs, each reading made once. */
async function rates(ctx: ReadCtx, range: Range): Promise<Map<string, ReturnType<typeof rateOf>>> {
  const found = new Map<string, ReturnType<typeof rateOf>>();
  for (const readIn of new Set(Object.values(READ_IN))) {
    const { from, signs } = await readIn(ctx, range);
    const counts = Object.entries(signs).flatMap(([sign, { of = sql`true`, counts: counting }]) => [
      sql`(count(*) filter (where ${of}))::int as ${sql.ref(`${sign}_n`)}`,
      sql`(count(*) filter (where ${of} and ${counting}))::int as ${sql.ref(`${sign}_k`)}`,
    ]);
    const { rows } = await sql<Record<string, number>>`${plannedAnew} select ${sql.join(counts)} from ${from}`.execute(ctx.tx);
    for (const sign of Object.keys(signs)) found.set(sign, rateOf(rows[0]?.[`${sign}_k`] ?? 0, rows[0]?.[`${sign}_n`] ?? 0));
  }
  return found;
}

/** What stands beside the promises, so that no figure is worked for alone. */
export async function readSigns(ctx: ReadCtx, range: Range): Promise<OutputOf<typeof getSigns>> {
  const found = await rates(ctx, range);
  const rate = (sign: Sign) => found.get(sign) ?? rateOf(0, 0);
  return {
    counters: (Object.keys(COUNTERS) as Counter[]).map((name) => ({ name, ...COUNTERS[name], ...rate(name) })),
    looks: (Object.keys(LOOKS) as Look[]).map((name) => ({
      name,
      ...LOOKS[name],
      ...rate(name),
      least: ENOUGH,
      chance: byChance(rate(name), LOOKS[name].usual),
      standing: standingOf(rate(name), LOOKS[name].usual),
    })),
    cuts: cutsOf(await handoffRule(ctx)),
  };
}

type Listed = OutputOf<typeof listSignRows>;

/** What the caller may not open is a row without a name. Who did it is on none. */
export async function signRows(ctx: ReadCtx, asked: z.output<(typeof listSignRows)['input']>): Promise<Listed> {
  const { columns, from, signs } = await READ_IN[asked.sign](ctx, asked);
  const { of = sql`true`, counts = sql`false` } = signs[asked.sign] ?? {};
  const source = sql`select * from (select ${columns}, ${of} as looked_at, ${counts} as counts from ${from}) s where s.looked_at`;
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
