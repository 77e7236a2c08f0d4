import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { historyOf, typesOf } from './queries/history.ts';
import { valueTable } from './rules/value.ts';
import { SEGMENTS } from './schema.ts';

/** Works out what leads are worth and lets it stand for an agreement; a second time changes nothing. */
export async function freezeValues(ctx: Ctx, agreementVersionId: string): Promise<void> {
  const { workspaceId } = ctx.scope;
  const { currency, history, otherCurrency, withoutAmount } = await historyOf(ctx.tx, ctx.scope, ctx.now);
  const table = valueTable(history, { types: await typesOf(ctx.tx, ctx.scope), segments: SEGMENTS });
  const { rows } = await sql<{ id: string }>`insert into value_table
      (workspace_id, agreement_version_id, frozen_at, currency, closed, won, sales, average_minor, other_currency, without_amount)
    values (${workspaceId}, ${agreementVersionId}, ${ctx.now}, ${currency}, ${table.closed}, ${table.won}, ${table.sales}, ${table.averageMinor},
      ${otherCurrency}, ${withoutAmount})
    on conflict (workspace_id, agreement_version_id) do nothing returning id`.execute(ctx.tx);
  const [made] = rows;
  if (!made) return;
  await ctx.tx
    .insertInto('value_rate')
    .values(
      table.rates.map((rate) => ({
        workspace_id: workspaceId,
        table_id: made.id,
        type: rate.type,
        segment: rate.segment,
        closed: rate.closed,
        won: rate.won,
        close_rate: rate.closeRate,
        sales: rate.sales,
        average_minor: rate.averageMinor,
        average_of: rate.averageOf,
        value_minor: rate.valueMinor,
      })),
    )
    .execute();
  ctx.changed('lead_value', made.id);
}

/** An agreement that was signed before leads had a value gets its table with the next night. */
export async function freezeMissing(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ id: string }>`select a.id from agreement_version a
    where a.workspace_id = ${ctx.scope.workspaceId} and a.status = 'signed' and (a.superseded_at is null or a.superseded_at > ${ctx.now})
      and not exists (select from value_table t where t.workspace_id = a.workspace_id and t.agreement_version_id = a.id)`.execute(ctx.tx);
  for (const { id } of rows) await freezeValues(ctx, id);
}
