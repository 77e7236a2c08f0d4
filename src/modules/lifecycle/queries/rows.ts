import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { amountsOf, moneyBehind } from '#modules/leadvalues/queries/behind.ts';
import type { Amounts } from '#modules/leadvalues/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { listLifecycleRows as ListRows } from '../contract.ts';
import { ACCEPTED, isAbandoned } from './abandoned.ts';
import { type AskedLeads, askedLeads, monthOf, reached } from './leads.ts';
import { stallRuleOf } from './rule.ts';
import { groupKey, isStalled, STAGE_PLACES, thresholdsOf } from './stalls.ts';
import { staysBy } from './stays.ts';

type Input = z.output<(typeof ListRows)['input']>;
type Rows = z.output<(typeof ListRows)['output']>;

interface Source {
  join: RawBuilder<unknown>;
  where: RawBuilder<unknown>;
}

/** The leads behind a figure, the newest first: read by the same conditions as the figure. */
export async function lifecycleRows(
  ctx: ReadCtx,
  { figure, stage, month, before, by, key, cursor, limit, ...filter }: Input,
): Promise<Rows | Refusal> {
  if ((by === undefined) !== (key === undefined))
    return refuse('invalid', 'Give both the group and its key, or neither.', { field: 'key' });
  if (figure !== 'stalled' && figure !== 'abandoned' && stage === undefined)
    return refuse('invalid', 'Name the stage.', { field: 'stage' });
  const asked = await askedLeads(ctx, filter);
  if (isRefusal(asked)) return asked;
  const source = await sourceOf(asked, { figure, stage });
  const group = by === undefined || key === undefined ? null : groupKey(by);
  const conditions = [asked.where, source.where];
  if (month !== undefined) conditions.push(sql`${monthOf(asked)} = ${month}`);
  if (before !== undefined) conditions.push(sql`${monthOf(asked)} < ${before}`);
  if (group) conditions.push(sql`${group.key} = ${key}`);
  const money = moneyBehind({ scope: ctx.scope, period: asked.period }, sql`lead.id`);
  const from = sql`lead join contact on contact.workspace_id = lead.workspace_id and contact.id = lead.contact_id ${source.join} ${group?.join ?? sql``} ${money.join}
    where ${sql.join(conditions, sql` and `)}`;
  const at = sql`date_trunc('milliseconds', lead.opened_at)`;
  const { rows } = await sql<
    Rows['items'][number]
  >`select lead.id, contact.name as title, company.name as company, lead.stage, lead.stage_since as "stageSince", ${at} as "openedAt", page.behind
    from (select lead.id as lead_id, ${amountsOf(money.behind)} as behind from ${from} and ${beyond(cursor, { at, id: sql`lead.id` })} order by ${at} desc, lead.id desc limit ${limit + 1}) page
      join lead on lead.workspace_id = ${ctx.scope.workspaceId} and lead.id = page.lead_id
      join contact on contact.workspace_id = lead.workspace_id and contact.id = lead.contact_id
      left join company on company.workspace_id = lead.workspace_id and company.id = lead.company_id and company.deleted_at is null
    order by ${at} desc, lead.id desc`.execute(ctx.tx);
  const all = amountsOf(money.behind, (column) => sql`sum(${column})::bigint`);
  const [counted] = (
    await sql<{ n: number; behind: Amounts | null }>`select count(*)::int as n, ${all} as behind from ${from}`.execute(ctx.tx)
  ).rows;
  const behind = counted?.behind ? { ...counted.behind, currency: asked.currency } : null;
  return { n: counted?.n ?? 0, behind, ...cut(rows, limit, ({ openedAt, id }) => ({ at: openedAt, id })) };
}

async function sourceOf(asked: AskedLeads, { figure, stage }: Pick<Input, 'figure' | 'stage'>): Promise<Source> {
  const at = STAGE_PLACES.get(stage ?? 'inquiry') ?? 1;
  switch (figure) {
    case 'reached':
      return { join: sql``, where: at === 1 ? sql`true` : reached(asked, at) };
    case 'converted':
      return { join: sql``, where: at >= STAGE_PLACES.size ? sql`false` : reached(asked, at + 1) };
    case 'skipped':
      return { join: sql``, where: at === 1 ? sql`false` : sql`${reached(asked, at)} and not ${reached(asked, at, 'stood')}` };
    case 'standing':
      return { join: sql``, where: sql`lead.stage = ${stage}` };
    case 'abandoned':
      return { join: ACCEPTED, where: isAbandoned(asked, await stallRuleOf(asked.ctx)) };
    case 'stalled': {
      const rule = await stallRuleOf(asked.ctx);
      const thresholds = thresholdsOf(await staysBy(asked, sql`''`), rule);
      const stalled = isStalled(thresholds, { rule, asOf: asked.period.asOf });
      return { join: sql``, where: stage ? sql`${stalled} and lead.stage = ${stage}` : stalled };
    }
  }
}
