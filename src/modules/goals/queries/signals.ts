import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { listSignalRows as ListRows, listSignals as ListSignals } from '../contract/money.ts';
import type { SignalKind } from '../schema.ts';
import { leadRows } from './gap.ts';
import { REACHED } from './kernel.ts';
import { pageOf } from './rows.ts';

type Signal = OutputOf<typeof ListSignals>['items'][number];
type Row = Omit<Signal, 'before' | 'after'> & { beforeK: number; beforeN: number; afterK: number; afterN: number };

export async function readSignals(ctx: ReadCtx, { show }: { show: 'open' | 'all' }): Promise<OutputOf<typeof ListSignals>> {
  const only = show === 'open' ? sql`s.settled_at is null and s.cleared_at is null` : sql`true`;
  const { rows } =
    await sql<Row>`select s.id, s.kind, case s.kind when 'campaign' then coalesce(c.name, s.segment) else s.segment end as segment, s.campaign_id as "campaignId",
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as owner, s.before_from as "beforeFrom", s.split_at as "splitAt", s.after_to as "afterTo",
      s.before_k as "beforeK", s.before_n as "beforeN", s.after_k as "afterK", s.after_n as "afterN", s.z, s.raised_at as "raisedAt", s.cleared_at as "clearedAt", s.settlement, s.reason,
      s.settled_at as "settledAt"
    from course_signal s left join campaign c on c.workspace_id = s.workspace_id and c.id = s.campaign_id left join member m on m.workspace_id = s.workspace_id and m.id = s.owner_id
    where s.workspace_id = ${ctx.scope.workspaceId} and ${only} order by s.raised_at desc, s.id limit 200`.execute(ctx.tx);
  return {
    items: rows.map(({ beforeK, beforeN, afterK, afterN, ...row }) => ({
      ...row,
      before: rateOf(beforeK, beforeN),
      after: rateOf(afterK, afterN),
    })),
  };
}

/** Leads need this long before a deal can be expected of them; younger ones say nothing. */
export const RIPE_DAYS = 30;
/** A lead's deal counts if it was there as soon after the lead as the youngest ones have had time; on alias `j`. */
export const WENT = sql`${REACHED.deal} and coalesce(j.deal_at, j.won_at) < j.opened_at + make_interval(days => ${RIPE_DAYS})`;

/** Which leads a segment of a kind is; on alias `j`. */
export function ofSegment(kind: SignalKind, segment: string): RawBuilder<unknown> {
  const columns = { campaign: sql`j.campaign_id::text`, channel: sql`j.channel`, team: sql`j.team`, fit: sql`j.fit` };
  return sql`${columns[kind]} = ${segment}`;
}

interface RowsAsked {
  id: string;
  span: 'before' | 'after';
  cursor?: string;
  limit: number;
}

export async function signalRows(ctx: ReadCtx, { id, span, ...page }: RowsAsked): Promise<OutputOf<typeof ListRows> | Refusal> {
  const signal = await ctx.tx
    .selectFrom('course_signal')
    .select(['kind', 'segment', 'before_from', 'split_at', 'after_to'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!signal) return refuse('not_found', 'This course correction is not there any more.');
  const [from, to] = span === 'before' ? [signal.before_from, signal.split_at] : [signal.split_at, signal.after_to];
  const where = sql`j.opened_at >= ${from} and j.opened_at < ${to} and ${ofSegment(signal.kind as SignalKind, signal.segment)}`;
  return pageOf(ctx, leadRows(ctx, where, sql`case when ${WENT} then 1 else 0 end`), page);
}
