import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { dimensionFields } from '../queries/dimensions.ts';

export interface NewSighting {
  dimension: string;
  segment: string;
  way: 'more' | 'fewer';
  note: string | null;
  contactId: string | null;
}

export async function reportSighting(ctx: Ctx, seen: NewSighting): Promise<{ id: string } | Refusal> {
  const field = (await dimensionFields(ctx)).find(({ name }) => name === seen.dimension);
  if (!field) return refuse('invalid', 'Choose one of the things that are told apart.', { field: 'dimension' });
  if (field.labels.size > 0 && !field.labels.has(seen.segment))
    return refuse('invalid', `Choose one of the values of “${field.label}”.`, { field: 'segment' });
  if (seen.contactId && !(await mayReach(ctx, seen.contactId)))
    return refuse('not_found', 'This contact is not here any more.', { field: 'contactId' });
  const { id } = await ctx.tx
    .insertInto('sighting')
    .values({
      workspace_id: ctx.scope.workspaceId,
      member_id: ctx.scope.actor.memberId,
      dimension: seen.dimension,
      segment: seen.segment,
      way: seen.way,
      note: seen.note || null,
      contact_id: seen.contactId,
      seen_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('drift', id);
  return { id };
}

async function mayReach(ctx: Ctx, contactId: string): Promise<boolean> {
  const { rows } =
    await sql`select from contact c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${contactId} and c.deleted_at is null
    and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}`.execute(ctx.tx);
  return rows.length > 0;
}

export async function withdrawSighting(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const done = await ctx.tx
    .updateTable('sighting')
    .set({ withdrawn_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .where('member_id', '=', ctx.scope.actor.memberId)
    .where('withdrawn_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!done) return refuse('not_found', 'This is not here any more, or somebody else saw it.');
  ctx.changed('drift', id);
  return {};
}
