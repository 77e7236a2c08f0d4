import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listReluctance } from '../contract.ts';
import { reluctanceOf, type Stretch } from '../rules/reluctance.ts';

type Warnings = OutputOf<typeof listReluctance>;

/** A month against the quarter before it. */
export const DAYS = { recent: 28, before: 84 };

interface Row {
  channel: string | null;
  late: boolean;
  accepted: number;
  judged: number;
  hours: number[];
  untouched: number[];
}

/** From the hand-offs' own data; of all of them, as no person and no lead is named. */
export async function readReluctance({ tx, scope, now }: ReadCtx): Promise<Warnings> {
  const { rows } =
    await sql<Row>`select l.source_channel as channel, h.handed_at > ${now}::timestamptz - make_interval(days => ${DAYS.recent}) as late,
      count(*) filter (where h.decision in ('accepted', 'accepted_by_default'))::int as accepted,
      count(*) filter (where h.decision in ('accepted', 'accepted_by_default', 'rejected', 'recycled'))::int as judged,
      coalesce(array_agg(extract(epoch from l.first_touch_at - h.handed_at) / 3600.0) filter (where l.first_touch_at >= h.handed_at), '{}')::float8[] as hours,
      coalesce(array_agg(extract(epoch from ${now}::timestamptz - h.handed_at) / 3600.0) filter (where l.first_touch_at is null and h.decision is null), '{}')::float8[] as untouched
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
    where h.workspace_id = ${scope.workspaceId} and h.decision is distinct from 'withdrawn' and h.cause <> 'exploration' and h.handed_at <= ${now}::timestamptz
      and h.handed_at > ${now}::timestamptz - make_interval(days => ${DAYS.recent + DAYS.before})
    group by 1, 2`.execute(tx);
  const stretch = (channel: string | null, late: boolean): Stretch => {
    const row = rows.find((one) => one.channel === channel && one.late === late);
    return { accepted: { k: row?.accepted ?? 0, n: row?.judged ?? 0 }, hours: row?.hours ?? [], untouchedHours: row?.untouched ?? [] };
  };
  const channels = [...new Set(rows.map(({ channel }) => channel))].sort((a, b) => (a ?? '￿').localeCompare(b ?? '￿'));
  const sources = channels.map((channel) => ({ channel, ...reluctanceOf(stretch(channel, true), stretch(channel, false)) }));
  return { days: DAYS, sources: sources.sort((a, b) => Number(b.warn) - Number(a.warn)) };
}
