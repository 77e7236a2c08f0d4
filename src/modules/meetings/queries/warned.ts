import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { SENTENCES } from '../rules/agenda.ts';
import type { Evidence } from '../schema.ts';
import { type Found, firstOf, type Look } from './found.ts';

interface Row {
  id: string;
  channel: string | null;
  k: number;
  n: number;
  longer: number;
  touched: number;
  rows: Evidence[];
}

/** Where following up loses pace, before a promise is missed by it: the open warnings, with the leads of late that wait or came back. */
export async function earlyWarnings(ctx: ReadCtx, { side }: Look): Promise<Found[]> {
  if (side === 'marketing') return [];
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<Row>`select w.id, w.channel, (w.figures #>> '{acceptance,recent,k}')::int as k,
      (w.figures #>> '{acceptance,recent,n}')::int as n, (w.figures #>> '{touch,longer,k}')::int as longer, (w.figures #>> '{touch,longer,n}')::int as touched,
      coalesce((select jsonb_agg(jsonb_build_object('entity', 'lead', 'id', h.lead_id, 'text', 'handed off on ' || to_char(h.handed_at, 'YYYY-MM-DD')) order by h.handed_at desc)
        from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
        where h.workspace_id = ${ws} and l.source_channel is not distinct from w.channel and h.handed_at > ${ctx.now}::timestamptz - interval '28 days'
          and (h.decision in ('rejected', 'recycled') or (h.decision is null and l.first_touch_at is null))), '[]') as rows
    from reluctance_warning w where w.workspace_id = ${ws} and w.closed_at is null order by w.opened_at`.execute(ctx.tx);
  return rows.map(({ id, channel, k, n, longer, touched, rows: leads }) => ({
    ...{ source: 'breach' as const, key: `early:${id}`, sentence: SENTENCES.early({ channel, k, n, longer, touched }), k, n },
    ...firstOf({ rows: leads, total: leads.length }),
  }));
}
