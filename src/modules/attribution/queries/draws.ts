import { type RawBuilder, sql } from 'kysely';
import { inBase } from '#modules/currencies/queries.ts';
import { HOLD_OUT_DAYS } from '#modules/nurtures/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { differenceOf } from '#platform/shared/newcombe.ts';
import { cut } from '#platform/shared/paging.ts';
import { neededPerArm } from '#platform/shared/samplesize.ts';
import { ENOUGH, rateOf } from '#platform/shared/statistics.ts';
import type { getHoldOuts, listTrackDraws } from '../contract/returns.ts';

type Tracks = OutputOf<typeof getHoldOuts>['tracks'];

const MOST = 50;

/** @returns a query of everybody that tracks drew, with what became of them in the time that is compared: figures and rows read it alike */
function drawnPeople({ scope }: ReadCtx): RawBuilder<unknown> {
  const ws = scope.workspaceId;
  const within = (at: RawBuilder<unknown>) =>
    sql`${at} > d.drawn_at and ${at} <= d.drawn_at + make_interval(days => ${HOLD_OUT_DAYS}::int)`;
  const amount = inBase(scope, {
    amount: sql`x.amount_minor`,
    currency: sql`x.currency`,
    day: sql`(x.closed_at at time zone w.time_zone)::date`,
  });
  const deals = sql`from deal x where x.workspace_id = ${ws} and x.contact_id = d.contact_id and x.deleted_at is null and x.status = 'won' and ${within(sql`x.closed_at`)}`;
  // That somebody bought is an outcome of the test; for how much is told of deals that the reader sees, as it is for mailings.
  const seen = reachable(scope, 'deal', { to: 'read', ownerColumn: 'x.owner_id' });
  return sql`(select d.track_id, d.contact_id, d.drawn_at, d.held, exists (select ${deals}) as won, (select coalesce(sum(${amount}), 0)::bigint ${deals} and ${seen}) as booked,
      exists (select from conversion c where c.workspace_id = ${ws} and c.contact_id = d.contact_id and c.validation = 'sales_lead' and ${within(sql`c.occurred_at`)}) as validated
    from nurture_draw d join workspace w on w.id = d.workspace_id where d.workspace_id = ${ws})`;
}

interface Row {
  id: string;
  name: string;
  at: string;
  n: number;
  validated: number;
  won: number;
  booked: number;
  heldN: number;
  heldValidated: number;
  heldWon: number;
  heldBooked: number;
}

/** Tracks that kept people back, the newest first: what became of both groups, whoever left the track early included. */
export async function trackHoldOuts(ctx: ReadCtx): Promise<Tracks> {
  const { rows } = await sql<Row>`select t.id, t.name, min(d.drawn_at) as at,
      count(*) filter (where not d.held)::int as n, count(*) filter (where d.held)::int as "heldN",
      count(*) filter (where not d.held and d.validated)::int as validated, count(*) filter (where d.held and d.validated)::int as "heldValidated",
      count(*) filter (where not d.held and d.won)::int as won, count(*) filter (where d.held and d.won)::int as "heldWon",
      coalesce(sum(d.booked) filter (where not d.held), 0)::float8 as booked, coalesce(sum(d.booked) filter (where d.held), 0)::float8 as "heldBooked"
    from ${drawnPeople(ctx)} d join nurture_track t on t.workspace_id = ${ctx.scope.workspaceId} and t.id = d.track_id
    group by t.id, t.name order by 3 desc, t.id limit ${MOST}`.execute(ctx.tx);
  const sees = !ctx.scope.hidden.has('deal.amount');
  return rows.map(({ id, name, at, ...row }) => ({
    ...{ id, name, at },
    validated: compared({ k: row.validated, n: row.n }, { k: row.heldValidated, n: row.heldN }),
    won: compared({ k: row.won, n: row.n }, { k: row.heldWon, n: row.heldN }),
    incrementalMinor: sees && row.n > 0 && row.heldN > 0 ? Math.round(row.booked - (row.heldBooked / row.heldN) * row.n) : null,
  }));
}

function compared(on: { k: number; n: number }, back: { k: number; n: number }): Tracks[number]['won'] {
  const [treated, held] = [rateOf(on.k, on.n), rateOf(back.k, back.n)];
  return {
    ...{ treated, held },
    lift: { ...differenceOf(treated, held), enough: on.n >= ENOUGH && back.n >= ENOUGH },
    neededPerArm: treated.rate !== null && held.rate !== null ? neededPerArm(held.rate, treated.rate) : null,
  };
}

/** The people of one group, or those of them with the outcome, the newest first. */
export async function trackDrawRows(
  ctx: ReadCtx,
  { id, held, outcome, cursor, limit }: ParsedOf<typeof listTrackDraws>,
): Promise<OutputOf<typeof listTrackDraws>> {
  const { scope } = ctx;
  const opens = sql`c.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}`;
  const named = scope.hidden.has('contact.name') ? sql`null` : sql`nullif(c.name, '')`;
  const { rows } = await sql<
    OutputOf<typeof listTrackDraws>['items'][number]
  >`select d.contact_id as id, case when ${opens} then c.id end as opens,
      case when ${opens} then ${named} end as name, d.drawn_at as at, d.validated, d.won,
      ${scope.hidden.has('deal.amount') ? sql`null::bigint` : sql`d.booked`} as "bookedMinor"
    from ${drawnPeople(ctx)} d join contact c on c.workspace_id = ${scope.workspaceId} and c.id = d.contact_id
    where d.track_id = ${id} and d.held = ${held} and ${outcome === undefined ? sql`true` : outcome === 'won' ? sql`d.won` : sql`d.validated`}
      and ${beyond(cursor, { at: sql`d.drawn_at`, id: sql`d.contact_id` })} order by d.drawn_at desc, d.contact_id desc limit ${limit + 1}`.execute(
    ctx.tx,
  );
  return cut(rows, limit, (row) => ({ at: row.at, id: row.id }));
}
