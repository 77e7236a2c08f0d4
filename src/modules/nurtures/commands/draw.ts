import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { LiveTrack } from '../queries/contents.ts';
import { HOLD_OUT_DAYS, HOLDING } from '../schema.ts';

/** A number from 0 to 9,999 for a person and a track, the same whenever it is drawn. */
const drawn = (trackId: string) => sql`(hashtextextended(i.id::text || ${`${trackId}:hold_out`}, 0) & 9223372036854775807) % 10000`;

/**
 * Draws who of those that would come in is kept back, and notes it for both groups. The first draw stands: who was kept back stays away for as long as
 * what becomes of them is compared, also when the track keeps nobody back any more.
 */
export async function keptBack(ctx: Ctx, { id, kind, version }: LiveTrack, contactIds: readonly string[]): Promise<Set<string>> {
  if (contactIds.length === 0 || !HOLDING.includes(kind)) return new Set();
  const ws = ctx.scope.workspaceId;
  const share = version.content.settings.holdOut ?? 0;
  if (share > 0)
    await sql`insert into nurture_draw (workspace_id, track_id, contact_id, drawn_at, share, held)
      select ${ws}, ${id}, i.id, ${ctx.now}, ${share}, ${drawn(id)} < ${Math.round(share * 100)} from unnest(${[...contactIds]}::uuid[]) i(id)
      on conflict (workspace_id, track_id, contact_id) do nothing`.execute(ctx.tx);
  const { rows } = await sql<{ id: string }>`select contact_id as id from nurture_draw
    where workspace_id = ${ws} and track_id = ${id} and contact_id = any (${[...contactIds]}::uuid[]) and held
      and drawn_at > ${ctx.now}::timestamptz - make_interval(days => ${HOLD_OUT_DAYS}::int)`.execute(ctx.tx);
  return new Set(rows.map((row) => row.id));
}
