import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { subjectsVisible } from '#modules/activities/queries/access.ts';
import { inBase } from '#modules/currencies/queries.ts';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getVoice } from '../contract/voice.ts';
import type { DealOutcome, ThemeAsked } from '../schema.ts';

export type Sql = RawBuilder<unknown>;
export type VoiceFilters = ParsedOf<typeof getVoice>;

/** What is looked at: the insights of a period within the caller's reach that the filters leave. Figures and rows are both read from here. */
export interface Source {
  from: string;
  to: string;
  start: string;
  end: string;
  zone: string;
  /** Of the alias `i`. */
  where: Sql;
}

export const NO_WORDS = refuse('forbidden', 'Your role does not see what customers said.');

/** Insights of the alias `i` that the caller may see: as the activities in which they stand. */
export function visibleInsights({ scope }: ReadCtx): Sql {
  return sql`i.workspace_id = ${scope.workspaceId} and ${reachable(scope, 'activity', { to: 'read', ownerColumn: 'i.member_id' })}
    and ${subjectsVisible(scope, { row: 'i', subjects: ['contact', 'company', 'deal', 'lead'] })}`;
}

/** The days asked for, or the last year. */
export async function periodOf(
  ctx: ReadCtx,
  asked: { from?: string | undefined; to?: string | undefined },
): Promise<Omit<Source, 'where'> | Refusal> {
  const zone = await timeZoneOf(ctx);
  const to = asked.to ?? dayIn(zone, ctx.now);
  const from = asked.from ?? moveDay(moveDay(to, -1, 'year') ?? to, 1, 'day') ?? to;
  if (from > to) return refuse('invalid', 'The first day lies after the last.', { field: 'from' });
  return { from, to, zone, start: startOfDay(zone, from), end: startOfDay(zone, moveDay(to, 1, 'day') ?? to) };
}

export async function sourceOf(ctx: ReadCtx, asked: VoiceFilters): Promise<Source | Refusal> {
  const { scope } = ctx;
  if (scope.hidden.has('activity.data')) return NO_WORDS;
  if (asked.fit && scope.hidden.has('contact.fit'))
    return refuse('forbidden', 'Your role does not see how well people fit.', { field: 'fit' });
  const period = await periodOf(ctx, asked);
  if (isRefusal(period)) return period;
  const ws = scope.workspaceId;
  const where = [
    visibleInsights(ctx),
    sql`i.said_at >= ${period.start}::timestamptz and i.said_at < ${period.end}::timestamptz`,
    ...(asked.kinds?.length ? [sql`i.kind = any (${asked.kinds})`] : []),
    ...(asked.about ? [sql`i.about = ${asked.about}`] : []),
    ...(asked.text ? [sql`position(plain_words(${asked.text}) in i.plain) > 0`] : []),
    ...(asked.fit
      ? [sql`exists (select from contact c where c.workspace_id = ${ws} and c.id = i.contact_id and c.fit = ${asked.fit})`]
      : []),
    ...(asked.productId ? [ordered(ws, asked.productId)] : []),
    ...(asked.outcome
      ? [
          sql`exists (select from deal o where o.workspace_id = ${ws} and (o.id = i.deal_id or o.company_id = i.company_id) and o.deleted_at is null
            and o.status = ${asked.outcome} and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'o.owner_id' })})`,
        ]
      : []),
  ];
  return { ...period, where: sql`${sql.join(where, sql` and `)}` };
}

const ordered = (ws: string, productId: string): Sql => sql`(exists (select from sales_order o
      join order_line l on l.workspace_id = o.workspace_id and l.order_id = o.id and l.product_id = ${productId}
      where o.workspace_id = ${ws} and o.company_id = i.company_id and o.cancelled_at is null)
    or exists (select from invoice v join order_line l on l.workspace_id = v.workspace_id and l.invoice_id = v.id and l.product_id = ${productId}
      where v.workspace_id = ${ws} and v.company_id = i.company_id and v.cancelled_at is null))`;

/** `tree`: every theme with the one it counts with, itself or what it was merged into. To be put behind `with recursive`. */
export const treeOf = (ws: string): Sql => sql`tree as (
    select id, id as root from theme where workspace_id = ${ws} and merged_into is null
    union all select t.id, tree.root from theme t join tree on t.merged_into = tree.id where t.workspace_id = ${ws})`;

/** `said`: the insights of a source, each once for each theme it counts with, once with null where it has none. */
export const saidOf = (where: Sql): Sql => sql`said as materialized (
    select distinct i.id, i.kind, i.company_id, i.deal_id, i.said_at, tree.root as theme_id from insight i
      left join insight_theme it on it.workspace_id = i.workspace_id and it.insight_id = i.id left join tree on tree.id = it.theme_id
    where ${where})`;

/** A condition on `i`: in this theme or one merged into it; in none; in none and looked at by nobody. */
export function inTheme(ws: string, theme: z.output<typeof ThemeAsked> | undefined): Sql {
  if (theme === undefined) return sql`true`;
  const any = sql`exists (select from insight_theme it where it.workspace_id = ${ws} and it.insight_id = i.id)`;
  if (theme === 'none') return sql`not ${any}`;
  if (theme === 'unsorted') return sql`(not ${any} and i.sorted_at is null)`;
  return sql`exists (select from insight_theme it where it.workspace_id = ${ws} and it.insight_id = i.id and it.theme_id in (
    with recursive below as (select id from theme where workspace_id = ${ws} and id = ${theme}
      union all select t.id from theme t join below on t.merged_into = below.id where t.workspace_id = ${ws}) select id from below))`;
}

/** Deals (alias `d`) that count as at stake: those open today, those won or lost in the period. */
export function atStake({ scope }: ReadCtx, { start, end }: Pick<Source, 'start' | 'end'>): Sql {
  return sql`d.workspace_id = ${scope.workspaceId} and d.deleted_at is null and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}
    and (d.status = 'open' or (d.closed_at >= ${start}::timestamptz and d.closed_at < ${end}::timestamptz))`;
}

/** What a deal is worth in the base currency: open by the newest rate, closed by that of its day. */
export const worth = (ctx: ReadCtx, zone: string): Sql =>
  inBase(ctx.scope, {
    amount: sql`d.amount_minor`,
    currency: sql`d.currency`,
    day: sql`coalesce((d.closed_at at time zone ${zone})::date, ${dayIn(zone, ctx.now)}::date)`,
  });

/** Sums over deals by `d.status`, one column each for a status. */
export function stakeColumns(ctx: ReadCtx, { status, amount, as }: { status: DealOutcome; amount: Sql; as: string }): Sql {
  const money = ctx.scope.hidden.has('deal.amount')
    ? sql``
    : sql`, 'amountMinor', coalesce(sum(${amount}) filter (where d.status = ${status}), 0)::bigint,
        'noRate', count(*) filter (where d.status = ${status} and d.amount_minor is not null and ${amount} is null)`;
  return sql`jsonb_build_object('deals', count(*) filter (where d.status = ${status})${money}) as ${sql.ref(as)}`;
}
