import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Seals } from '#platform/auth/seals.ts';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

const PURPOSE = 'document';

/** Below it are the pages of documents, for people without an account. */
export const DOCUMENTS = '/p/d';

type Sealing = { seal: Ctx['seal']; link: Ctx['link'] };

/** The address under which whoever has it sees what was given with a share. Nobody without the installation's secret can make one. */
export function linkOf(ctx: Sealing & Pick<ReadCtx, 'scope'>, shareId: string): string {
  return ctx.link(`${DOCUMENTS}/${ctx.seal(PURPOSE, [ctx.scope.workspaceId, shareId])}`);
}

/** The share of this workspace that one of our links opens; null where it is none, or somebody else made it. */
export function sharedIn(ctx: Sealing & Pick<ReadCtx, 'scope'>, url: string): string | null {
  const seal = url.slice(url.lastIndexOf('/') + 1);
  const [, shareId] = wordsIn(seal);
  return shareId !== undefined && linkOf(ctx, shareId) === url ? shareId : null;
}

/** What a seal says of itself, before anybody has looked whether it is ours. */
function wordsIn(seal: string): readonly string[] {
  try {
    const words: unknown = JSON.parse(Buffer.from(seal.split('.')[0] ?? '', 'base64url').toString());
    return Array.isArray(words) ? words.map(String) : [];
  } catch {
    return [];
  }
}

/** What a seal names; null where it is not ours. */
export function shareSealed(seals: Seals, seal: string): { workspaceId: string; shareId: string } | null {
  const [workspaceId, shareId] = seals.open(PURPOSE, seal) ?? [];
  return workspaceId && shareId ? { workspaceId, shareId } : null;
}

/** The link of a share that still opens, for whoever gave it or publishes. */
export async function readLink(ctx: ReadCtx & Sealing, { id }: { id: string }): Promise<{ link: string } | Refusal> {
  const { scope, tx, now } = ctx;
  const own = scope.permissions.has('template:publish') ? sql`true` : sql`s.member_id = ${scope.actor.memberId}`;
  const { rows } =
    await sql`select from asset_share s left join contact c on c.workspace_id = s.workspace_id and c.id = s.contact_id and c.deleted_at is null
      and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
    where s.workspace_id = ${scope.workspaceId} and s.id = ${id} and s.withdrawn_at is null and s.expires_at > ${now}
      and (s.contact_id is null or c.id is not null) and ${own}`.execute(tx);
  return rows.length > 0 ? { link: linkOf(ctx, id) } : refuse('not_found', 'This link is closed, or somebody else gave it.');
}
