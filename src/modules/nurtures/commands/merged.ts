import { sql } from 'kysely';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { leave, lockOnTrack } from './leave.ts';
import { noteChanged } from './look.ts';

/** Two records of one person have become one: where both were on a track, the one that has come furthest goes on, and the other leaves it. */
export async function keepOnePlace(asker: Ctx, contactId: string): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const on = await lockOnTrack(ctx, sql<boolean>`e.contact_id = ${contactId}`);
  const furthest = new Map<string, (typeof on)[number]>();
  for (const one of on) {
    const other = furthest.get(one.trackId);
    if (!other || one.visit > other.visit || (one.visit === other.visit && one.since < other.since)) furthest.set(one.trackId, one);
  }
  await leave(
    ctx,
    on.filter((one) => furthest.get(one.trackId) !== one),
    'merged',
  );
  await noteChanged(ctx, [contactId]);
}
