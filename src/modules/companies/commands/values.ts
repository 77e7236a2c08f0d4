import { sql } from 'kysely';
import { parseCustom } from '#modules/criteria/queries/custom.ts';
import type { CustomValues, Entity } from '#modules/criteria/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { lockedField } from '#platform/shared/fieldrights.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';

/** What every record with an owner and fields of its own has on the wire. */
export interface OwnedValues {
  ownerId?: string | null | undefined;
  custom?: CustomValues | undefined;
  tags?: readonly string[] | undefined;
}

export interface Checking {
  entity: Entity;
  values: OwnedValues & Record<string, unknown>;
  creating: boolean;
}

/**
 * Whether the values may be written: field rights, an owner who is a member, fields of the workspace's own.
 * @returns the checked custom values, or the refusal
 */
export async function checkValues(ctx: Ctx, { entity, values, creating }: Checking): Promise<{ custom: CustomValues } | Refusal> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const locked = lockedField(ctx.scope, entity, given);
  if (locked) return refuse('forbidden', 'Your role may not change this field. Nothing was changed.', { field: locked });
  if (values.ownerId) {
    const { rows } =
      await sql`select 1 from member where workspace_id = ${ctx.scope.workspaceId} and id = ${values.ownerId} and status <> 'disabled'`.execute(
        ctx.tx,
      );
    if (rows.length === 0) return refuse('invalid', 'This person is not a member of the workspace any more.', { field: 'ownerId' });
  }
  const custom = await parseCustom(ctx.tx, ctx.scope, { entity, values: values.custom, creating });
  return isRefusal(custom) ? custom : { custom };
}

/** Who owns a record that says nothing: the salesperson who makes it, or whoever could not see it otherwise. */
export async function defaultOwner(ctx: Ctx, entity: Entity): Promise<string | null> {
  const { memberId } = ctx.scope.actor;
  if (memberId === null || (ctx.scope.reach[entity]?.read ?? 'all') !== 'all') return memberId;
  const { rows } = await sql<{
    department: string | null;
    roles: string[];
  }>`select department, roles from member where workspace_id = ${ctx.scope.workspaceId} and id = ${memberId}`.execute(ctx.tx);
  return rows[0]?.department === 'sales' && !rows[0].roles.includes('admin') ? memberId : null;
}

/** Tags as they are kept: trimmed, each once. */
export function tidyTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))];
}
