import { sql } from 'kysely';
import type { z } from 'zod';
import { inBase } from '#modules/currencies/queries.ts';
import { HOLD_OUT_DAYS } from '#modules/nurtures/schema.ts';
import { afterSql } from '#modules/sends/queries/messages.ts';
import type { ReadCtx } from '#platform/context.ts';
import { differenceOf } from '#platform/shared/newcombe.ts';
import { neededPerArm } from '#platform/shared/samplesize.ts';
import { ENOUGH, rateOf } from '#platform/shared/statistics.ts';
import type { getHoldOuts } from '../contract/returns.ts';
import type { Model } from '../schema.ts';
import { placeOf, seenDeal } from './asked.ts';
import { trackHoldOuts } from './draws.ts';
import { termsInForce } from './terms.ts';

type HoldOuts = z.output<(typeof getHoldOuts)['output']>;

interface Group {
  id: string;
  name: string;
  at: string;
  treated: number;
  treatedDone: number;
  treatedBooked: number;
  held: number;
  heldDone: number;
  heldBooked: number;
  attributed: number;
}

const MOST = 50;
/** Weeks over which the volume is taken. */
const WEEKS = 13;

/** Mailings of which a group was kept back, the newest first: what happened in both, and what attribution says of the same mailing. */
export async function holdOuts(ctx: ReadCtx): Promise<HoldOuts> {
  const { terms, number } = await termsInForce(ctx);
  const rows = await groupsOf(ctx, terms.model);
  const sees = !ctx.scope.hidden.has('deal.amount');
  const { base_currency: currency } = await ctx.tx
    .selectFrom('workspace')
    .select('base_currency')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  return {
    ...{ currency, model: terms.model, number, volume: await volumeOf(ctx), days: HOLD_OUT_DAYS, tracks: await trackHoldOuts(ctx) },
    items: rows.map((row) => {
      const [treated, held] = [rateOf(row.treatedDone, row.treated), rateOf(row.heldDone, row.held)];
      const lift = differenceOf(treated, held);
      const { value, low, high } = lift;
      const perHead = row.treated > 0 && row.held > 0 ? row.treatedBooked / row.treated - row.heldBooked / row.held : 0;
      return {
        ...{ id: row.id, name: row.name, at: row.at, treated, held },
        lift: { ...lift, enough: row.treated >= ENOUGH && row.held >= ENOUGH },
        incremental: { value: value * row.treated, low: low * row.treated, high: high * row.treated },
        attributedMinor: sees ? row.attributed : null,
        incrementalMinor: sees ? Math.round(perHead * row.treated) : null,
        neededPerArm: treated.rate !== null && held.rate !== null ? neededPerArm(held.rate, treated.rate) : null,
      };
    }),
  };
}

async function groupsOf({ tx, scope }: ReadCtx, model: Model): Promise<Group[]> {
  const ws = scope.workspaceId;
  const [sent, kept] = [sql`m.state in ('sent', 'captured')`, sql`m.state = 'stopped' and m.code = 'hold_out'`];
  const done = afterSql(sql`coalesce(m.sent_at, m.due_at)`).converted;
  const booked = sql`(select coalesce(sum(${inBase(scope, { amount: sql`deal.amount_minor`, currency: sql`deal.currency`, day: sql`(deal.closed_at at time zone w.time_zone)::date` })}), 0) from deal
    where deal.workspace_id = ${ws} and deal.contact_id = m.contact_id and deal.status = 'won' and deal.deleted_at is null and ${seenDeal(scope)}
      and deal.created_at > coalesce(m.sent_at, m.due_at) and deal.created_at <= coalesce(m.sent_at, m.due_at) + interval '180 days')`;
  const { rows } = await sql<Group>`
    with s as materialized (select s.id, s.name, coalesce(s.started_at, s.state_at) as at from send s
      where s.workspace_id = ${ws} and s.hold_out > 0 and s.started_at is not null order by s.started_at desc, s.id limit ${MOST})
    select s.id, s.name, s.at, count(*) filter (where ${sent})::int as treated, count(*) filter (where ${sent} and ${done})::int as "treatedDone",
      coalesce(sum(${booked}) filter (where ${sent}), 0)::bigint as "treatedBooked", count(*) filter (where ${kept})::int as held,
      count(*) filter (where ${kept} and ${done})::int as "heldDone", coalesce(sum(${booked}) filter (where ${kept}), 0)::bigint as "heldBooked",
      (select coalesce(sum(c.booked_minor[${placeOf(model)}]), 0)::bigint from activity a join deal_touch t on t.workspace_id = ${ws} and t.activity_id = a.id
        join deal on deal.workspace_id = ${ws} and deal.id = t.deal_id and deal.deleted_at is null and ${seenDeal(scope)}
        join deal_credit c on c.workspace_id = ${ws} and c.deal_id = t.deal_id and c.place = t.place
        where a.workspace_id = ${ws} and a.kind = 'mail_event' and a.data ->> 'sendId' = s.id::text and a.occurred_at >= s.at) as attributed
    from s join workspace w on w.id = ${ws} join message m on m.workspace_id = ${ws} and m.send_id = s.id
    group by s.id, s.name, s.at having count(*) filter (where ${kept}) > 0 order by s.at desc, s.id`.execute(tx);
  return rows;
}

/** What goes out in a week by mailings, and how often who got one converts afterwards: both over a quarter. */
async function volumeOf({ tx, scope, now }: ReadCtx): Promise<HoldOuts['volume']> {
  const done = afterSql(sql`m.sent_at`).converted;
  const { rows } = await sql<{
    n: number;
    done: number;
  }>`select count(*)::int as n, count(*) filter (where ${done})::int as done from message m
    where m.workspace_id = ${scope.workspaceId} and m.state in ('sent', 'captured') and m.lane = 'bulk'
      and m.sent_at >= ${now}::timestamptz - ${WEEKS} * interval '7 days' and m.sent_at < ${now}::timestamptz`.execute(tx);
  const [{ n, done: k } = { n: 0, done: 0 }] = rows;
  return { perWeek: n / WEEKS, base: rateOf(k, n) };
}
