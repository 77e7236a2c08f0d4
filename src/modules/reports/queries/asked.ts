import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { periodOf, spanOf } from '../rules/period.ts';
import type { FilterValues } from '../schema.ts';
import type { Asked } from './sources/source.ts';

const CONVERSATIONS = sql.raw(`'call', 'mail', 'meeting', 'chat'`);

/** The newest lead or conversation that is not ahead of now: where the data ends. */
async function knownOf({ tx, scope, now }: ReadCtx): Promise<{ newest: string | null; timeZone: string; currency: string }> {
  // Kind by kind: the newest of one kind is the end of its index, the newest of several is a reading of them all.
  const { rows } = await sql<{
    newest: string | null;
    timeZone: string;
    currency: string;
  }>`select w.time_zone as "timeZone", w.base_currency as currency, greatest(
      (select max(l.opened_at) from lead l where l.workspace_id = w.id and l.deleted_at is null and l.opened_at <= ${now}),
      (select max(last.at) from unnest(array[${CONVERSATIONS}]) k(kind) cross join lateral (select max(a.occurred_at) as at from activity a
        where a.workspace_id = ${scope.workspaceId} and a.kind = k.kind and a.kind in (${CONVERSATIONS}) and a.corrects_id is null
          and (a.data ->> 'automated') is distinct from 'true' and a.occurred_at <= ${now}) last)) as newest
    from workspace w where w.id = ${scope.workspaceId}`.execute(tx);
  return rows[0] ?? { newest: null, timeZone: 'UTC', currency: 'EUR' };
}

/** Months of a report for which nobody named days. */
const MONTHS = 12;

/** What a report or a figure is asked for, with its period. */
export async function askedFor(ctx: ReadCtx, filters: FilterValues, months: number = MONTHS): Promise<Asked | Refusal> {
  const { from, to } = filters;
  if ((from === undefined) !== (to === undefined))
    return refuse('invalid', 'Give both the first and the last day, or neither.', { field: from === undefined ? 'from' : 'to' });
  if (from !== undefined && to !== undefined && from > to)
    return refuse('invalid', 'The first day lies after the last.', { field: 'from' });
  const { currency, ...known } = await knownOf(ctx);
  const period = periodOf({ ...(from && to ? { from, to } : {}) }, { now: ctx.now, months, ...known });
  return { scope: ctx.scope, period, span: spanOf(period), filters, currency };
}
