import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { PathStage } from '#modules/leads/schema.ts';
import { PATH_STAGES } from '#modules/leads/schema.ts';
import type { Spell } from '#platform/shared/lifetimes.ts';
import { type AskedLeads, notCorrected, PATH } from './leads.ts';

/** How a stay in a stage ends: further on the path, or off it (returned, closed, back). */
export type StayEnd = 'onward' | 'gone';
export const STAY_ENDS: readonly StayEnd[] = ['onward', 'gone'];

export interface Stay extends Spell<StayEnd> {
  key: string;
  stage: PathStage;
}

/** Hours below which stays are counted by the hour; above by the day. Nobody sees the difference, and the rows stay few. */
const FINE_HOURS = 72;

/**
 * The stays of the asked leads in stages of the path, in days, counted by `key` (an expression on `lead`), stage and how they ended. A stay
 * that lasts is censored now. Of an imported lead the stay is only watched since the import (left truncation), unless the file told its end.
 */
export async function staysBy(asked: AskedLeads, key: RawBuilder<unknown>, join: RawBuilder<unknown> = sql``): Promise<Stay[]> {
  const { ctx, where, period } = asked;
  const until = sql`least(coalesce(w.exited_at, ${period.asOf}::timestamptz), greatest(${period.asOf}::timestamptz, w.entered_at))`;
  const hours = (span: RawBuilder<unknown>) => sql`extract(epoch from ${span}) / 3600`;
  const days = (span: RawBuilder<unknown>) =>
    sql<number>`case when ${hours(span)} <= ${FINE_HOURS} then ceil(${hours(span)}) / 24.0 else ceil(${hours(span)} / 24) end`;
  const { rows } = await sql<{ key: string; stage: PathStage; days: number; entry: number; cause: StayEnd | null; n: number }>`
    with w as (select ${key} as key, lead.imported, lead.created_at, v.stage, v.entered_at, v.exited_at,
        lead(v.stage) over (partition by v.lead_id order by v.entered_at, v.exited_at nulls last, v.id) as next
      from lead ${join} join stage_visit v on v.workspace_id = lead.workspace_id and v.lead_id = lead.id
      where ${where} and v.workspace_id = ${ctx.scope.workspaceId} and ${notCorrected('v')})
    select w.key, w.stage, (${days(sql`(${until} - w.entered_at)`)})::float8 as days,
      case when w.imported and coalesce(w.exited_at, 'infinity') > w.created_at and w.created_at > w.entered_at
        then (${days(sql`(w.created_at - w.entered_at)`)})::float8 else 0 end as entry,
      case when w.exited_at is null or w.exited_at > ${period.asOf}::timestamptz then null
        when array_position(${PATH}, w.next) > array_position(${PATH}, w.stage) then 'onward' else 'gone' end as cause, count(*)::int as n
    from w where w.stage = any (${PATH}) and w.stage <> 'customer' and w.entered_at <= ${period.asOf}::timestamptz
    group by 1, 2, 3, 4, 5`.execute(ctx.tx);
  return rows.map(({ days, ...row }) => ({ ...row, duration: days }));
}

export const WORKED_STAGES = PATH_STAGES.filter((stage) => stage !== 'customer');
