import { reachable } from '#modules/team/queries.ts';
import { isOutside } from '#modules/team/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { INSIDE, type Lane, NO_LANE } from '../rules/lane.ts';
import { AreaName } from '../schema.ts';
import { pseudonymOf } from './pseudonym.ts';

export { admits } from '../rules/lane.ts';

/** What was granted to a coordinator; without a grant nothing is open. */
export async function grantOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, memberId: string | null): Promise<Lane> {
  const row = await tx
    .selectFrom('coordinator_grant')
    .select(['areas', 'contact_names'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return row ? { areas: AreaName.array().parse(row.areas), contactNames: row.contact_names } : NO_LANE;
}

/** How far the caller sees: everything within their own rights, or what the grant of a coordinator says. */
export async function laneOf(ctx: ReadCtx): Promise<Lane & { outside: boolean }> {
  if (!isOutside(ctx.scope.roles)) return { ...INSIDE, outside: false };
  return { ...(await grantOf(ctx, ctx.scope.actor.memberId)), outside: true };
}

/** What contacts are called before the caller: their name, or a pseudonym where the grant, a field right or the reach withholds it. */
export async function contactNames(ctx: ReadCtx, ids: readonly string[], { contactNames: open }: Lane): Promise<Map<string, string>> {
  const { tx, scope } = ctx;
  const wanted = [...new Set(ids)];
  const known = new Map(wanted.map((id) => [id, pseudonymOf(scope.workspaceId, id)]));
  const hides = scope.hidden.has('contact.name') || scope.hidden.has('contact.lastName');
  if (!open || hides || wanted.length === 0) return known;
  const rows = await tx
    .selectFrom('contact')
    .select(['id', 'name'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', 'in', wanted)
    .where(reachable(scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' }))
    .execute();
  for (const { id, name } of rows) if (name) known.set(id, name);
  return known;
}
