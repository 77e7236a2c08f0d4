import { type RawBuilder, sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { PATH_STAGES } from '#modules/leads/schema.ts';
import { askedFor } from '#modules/reports/queries/asked.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { LeadFilter } from '../schema.ts';

export const PATH = sql.raw(`array[${PATH_STAGES.map((stage) => `'${stage}'`).join(', ')}]`);

/** The leads that a report is asked for, with its period. */
export interface AskedLeads {
  ctx: ReadCtx;
  /** The workspace's. */
  currency: string;
  period: { from: string; to: string; timeZone: string; basis: 'asked' | 'today' | 'newest'; asOf: string; start: string; end: string };
  /** A condition on `lead`; without the days for what is asked of all leads. */
  where: RawBuilder<boolean>;
}

/** Months of a lifecycle report for which nobody named days. */
const MONTHS = 12;

export async function askedLeads(ctx: ReadCtx, { from, to, ...filter }: LeadFilter): Promise<AskedLeads | Refusal> {
  const asked = await askedFor(ctx, { ...(from ? { from } : {}), ...(to ? { to } : {}) }, MONTHS);
  if (isRefusal(asked)) return asked;
  const { scope } = ctx;
  const { start, end } = asked.span;
  const conditions = [
    sql`lead.workspace_id = ${scope.workspaceId} and lead.deleted_at is null and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'lead.owner_id' })}`,
    sql`lead.opened_at >= ${start}::timestamptz and lead.opened_at < ${end}::timestamptz`,
  ];
  if (filter.sourceTeam) conditions.push(sql`lead.source_team = ${filter.sourceTeam}`);
  if (filter.channel !== undefined) conditions.push(sql`coalesce(lead.source_channel, '') = ${filter.channel}`);
  if (filter.campaign)
    conditions.push(filter.campaign === 'none' ? sql`lead.campaign_id is null` : sql`lead.campaign_id = ${filter.campaign}`);
  if (filter.ownerId) conditions.push(sql`lead.owner_id = ${filter.ownerId}`);
  if (filter.fit) conditions.push(sql`lead.fit = ${filter.fit}`);
  if (filter.label) conditions.push(sql`lead.score_label = ${filter.label}`);
  if (filter.criteria) {
    const condition = await conditionOf(ctx.tx, scope, { criteria: filter.criteria, entity: 'lead', row: 'lead', now: ctx.now });
    if (isRefusal(condition)) return condition;
    conditions.push(condition);
  }
  return {
    ctx,
    currency: asked.currency,
    period: { ...asked.period, start, end },
    where: sql<boolean>`${sql.join(conditions, sql` and `)}`,
  };
}

/** A stay that was set right by a later row is left out of every figure. */
export const notCorrected = (row: string) =>
  sql`not exists (select from stage_visit c where c.workspace_id = ${sql.ref(`${row}.workspace_id`)} and c.corrects_id = ${sql.ref(`${row}.id`)})`;

export const monthOf = ({ period }: AskedLeads, row = 'lead') =>
  sql`to_char(${sql.ref(`${row}.opened_at`)} at time zone ${period.timeZone}::text, 'YYYY-MM')`;

/** One row for each lead asked for, with when it reached each stage of the path: `t2` to `t6`, null where it did not; `s2` to `s6`: it stood there. */
export function reachedTimes({ ctx, where }: AskedLeads): RawBuilder<unknown> {
  const times = PATH_STAGES.slice(1).flatMap((_, place) => {
    const at = sql.lit(place + 2);
    return [
      sql`min(v.entered_at) filter (where array_position(${PATH}, v.stage) >= ${at}) as ${sql.ref(`t${place + 2}`)}`,
      sql`bool_or(v.stage = (${PATH})[${at}]) as ${sql.ref(`s${place + 2}`)}`,
    ];
  });
  return sql`select lead.id, lead.source_team, lead.source_channel, lead.opened_at, ${sql.join(times)} from lead
      left join stage_visit v on v.workspace_id = ${ctx.scope.workspaceId} and v.lead_id = lead.id and v.stage = any (${PATH}) and ${notCorrected('v')}
    where ${where} group by lead.id, lead.source_team, lead.source_channel, lead.opened_at`;
}

/** The same of one lead, for the rows behind a figure: it reached the stage in this place of the path, or `stood` in it. */
export function reached({ ctx }: AskedLeads, place: number, how: 'passed' | 'stood' = 'passed'): RawBuilder<boolean> {
  return sql<boolean>`exists (select from stage_visit v where v.workspace_id = ${ctx.scope.workspaceId} and v.lead_id = lead.id and v.stage = any (${PATH})
    and array_position(${PATH}, v.stage) ${how === 'stood' ? sql`=` : sql`>=`} ${sql.lit(place)} and ${notCorrected('v')})`;
}
