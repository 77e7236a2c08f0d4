import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Permission } from '#modules/team/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { PARTIES, type Party, type Signature, type Subject } from './schema.ts';

/** One text for one content: two contents with the same value in every place have the same. */
export function hashOfContent(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}

/** The side a person signs for: that of their department. Null without it or without the right. */
export async function signsFor(ctx: ReadCtx, permission: Permission): Promise<Party | null> {
  const { memberId } = ctx.scope.actor;
  if (!memberId || !ctx.scope.permissions.has(permission)) return null;
  const row = await ctx.tx
    .selectFrom('member')
    .select('department')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst();
  return PARTIES.find((party) => party === row?.department) ?? null;
}

/** Who has signed these, the first first, by what they signed. */
export async function signaturesOf(
  db: Db,
  scope: Scope,
  on: { subject: Subject; ids: readonly string[] },
): Promise<Map<string, Signature[]>> {
  const { rows } = await sql<{ subject_id: string; party: Party; member_id: string; name: string; signed_at: string }>`
    select s.subject_id, s.party, s.member_id, m.name, s.signed_at from signature s
    join member m on m.workspace_id = s.workspace_id and m.id = s.member_id
    where s.workspace_id = ${scope.workspaceId} and s.subject = ${on.subject} and s.subject_id = any (${on.ids}::uuid[])
    order by s.signed_at, s.id`.execute(db);
  const found = new Map<string, Signature[]>(on.ids.map((id) => [id, []]));
  for (const row of rows)
    found.get(row.subject_id)?.push({ party: row.party, member: { id: row.member_id, name: row.name }, signedAt: row.signed_at });
  return found;
}

export async function signaturesOn(db: Db, scope: Scope, on: { subject: Subject; id: string }): Promise<Signature[]> {
  return (await signaturesOf(db, scope, { subject: on.subject, ids: [on.id] })).get(on.id) ?? [];
}
