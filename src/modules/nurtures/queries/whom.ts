import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Whom } from '../schema.ts';

export interface WhomAsked {
  contactId: string;
  dealId: string | null;
  leadId: string | null;
  enteredByMember: string | null;
  trackOwner: string | null;
}

/** Who owns the deal, else the lead, else the person, else their company; with access. */
export async function ownerOf(ctx: ReadCtx, { contactId, dealId, leadId }: WhomAsked): Promise<string | null> {
  const { rows } = await sql<{ id: string | null }>`select coalesce(
      (select m.id from deal d join member m on m.workspace_id = d.workspace_id and m.id = d.owner_id and m.status = 'active' where d.workspace_id = c.workspace_id and d.id = ${dealId}::uuid),
      (select m.id from lead l join member m on m.workspace_id = l.workspace_id and m.id = l.owner_id and m.status = 'active' where l.workspace_id = c.workspace_id and l.id = ${leadId}::uuid),
      (select m.id from member m where m.workspace_id = c.workspace_id and m.id = c.owner_id and m.status = 'active'),
      (select m.id from company o join member m on m.workspace_id = o.workspace_id and m.id = o.owner_id and m.status = 'active' where o.workspace_id = c.workspace_id and o.id = c.company_id)) as id
    from contact c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${contactId}`.execute(ctx.tx);
  return rows[0]?.id ?? null;
}

/** The members that a step means, the first of them for what one person does. Where the one who is meant has no access any more, the track's owner. */
export async function membersOf(ctx: ReadCtx, whom: Whom, asked: WhomAsked): Promise<string[]> {
  const found = await named(ctx, whom, asked);
  const active = await activeOf(ctx, found);
  return active.length > 0 || asked.trackOwner === null ? active : activeOf(ctx, [asked.trackOwner]);
}

async function named(ctx: ReadCtx, whom: Whom, asked: WhomAsked): Promise<string[]> {
  if (whom.who === 'member') return [whom.memberId];
  if (whom.who === 'role') {
    const { rows } = await sql<{
      id: string;
    }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active' and ${whom.role} = any (roles)
      order by created_at, id limit 50`.execute(ctx.tx);
    return rows.map(({ id }) => id);
  }
  const one = whom.who === 'owner' ? await ownerOf(ctx, asked) : whom.who === 'enroller' ? asked.enteredByMember : asked.trackOwner;
  return one ? [one] : [];
}

async function activeOf(ctx: ReadCtx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{
    id: string;
  }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and id = any (${[...ids]}::uuid[]) and status = 'active'
    order by array_position(${[...ids]}::uuid[], id)`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}
