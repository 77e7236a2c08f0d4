import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Against, Held } from '../schema.ts';
import { MOST_HOLD_DAYS } from '../schema.ts';
import { tellOtherSide } from './telling.ts';

const GONE = refuse('not_found', 'This record does not exist, or your role does not reach it.');
const NO_HOLD = refuse('not_found', 'This hold is not there any more, or your role does not reach its record.');
const COLUMN = { contact: 'contact_id', company: 'company_id', deal: 'deal_id' } as const;
const PATH = { contact: '/contacts', company: '/companies', deal: '/deals' } as const;

interface Wish {
  entity: Held;
  id: string;
  against: Against;
  reason: string;
  until: string;
}

export async function setHold(ctx: Ctx, { entity, id, against, reason, until }: Wish): Promise<{ id: string } | Refusal> {
  const wrong = endProblem(ctx, until);
  if (wrong) return wrong;
  const record = await writableRecord(ctx, entity, id);
  if (isRefusal(record)) return record;
  const made = await ctx.tx
    .insertInto('hold')
    .values({
      workspace_id: ctx.scope.workspaceId,
      [COLUMN[entity]]: id,
      against,
      reason,
      set_by: ctx.scope.actor.memberId,
      set_at: ctx.now,
      until,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  told(ctx, { holdId: made.id, entity, id });
  await tellOtherSide(ctx, {
    kind: 'hold.set',
    title: `No ${against === 'marketing' ? 'marketing mail' : 'mail'} for ${record.name} until ${until.slice(0, 10)}`,
    body: `${ctx.scope.actor.label}: ${reason}`,
    link: `${PATH[entity]}/${id}`,
    dedupeKey: `hold:${made.id}`,
  });
  return { id: made.id };
}

export async function extendHold(ctx: Ctx, { id, until }: { id: string; until: string }): Promise<Record<string, never> | Refusal> {
  const wrong = endProblem(ctx, until);
  if (wrong) return wrong;
  const hold = await openHold(ctx, id);
  if (isRefusal(hold)) return hold;
  await sql`update hold set until = ${until} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  told(ctx, { holdId: id, ...hold });
  return {};
}

export async function liftHold(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const hold = await openHold(ctx, id);
  if (isRefusal(hold)) return hold;
  await sql`update hold set lifted_by = ${ctx.scope.actor.memberId}, lifted_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId}
    and id = ${id}`.execute(ctx.tx);
  told(ctx, { holdId: id, ...hold });
  return {};
}

function told(ctx: Ctx, { holdId, entity, id }: { holdId: string; entity: Held; id: string }): void {
  ctx.changed('hold', holdId);
  ctx.changed(entity, id);
}

function endProblem(ctx: Ctx, until: string): Refusal | null {
  const days = (Date.parse(until) - Date.parse(ctx.now)) / 86_400_000;
  if (days <= 0) return refuse('invalid', 'Choose a time that is still to come.', { field: 'until' });
  return days > MOST_HOLD_DAYS
    ? refuse('invalid', `A hold lasts at most ${MOST_HOLD_DAYS} days; it can be extended before it ends.`, { field: 'until' })
    : null;
}

async function writableRecord(ctx: Ctx, entity: Held, id: string): Promise<{ name: string } | Refusal> {
  const name = entity === 'contact' ? sql`coalesce(nullif(t.name, ''), t.email, 'this person')` : sql`t.name`;
  const { rows } = await sql<{
    name: string;
  }>`select ${name} as name from ${sql.table(entity)} t where t.workspace_id = ${ctx.scope.workspaceId}
    and t.id = ${id} and t.deleted_at is null and ${reachable(ctx.scope, entity, { to: 'write', ownerColumn: 't.owner_id' })}`.execute(
    ctx.tx,
  );
  return rows[0] ?? GONE;
}

async function openHold(ctx: Ctx, id: string): Promise<{ entity: Held; id: string } | Refusal> {
  const { rows } = await sql<{ contact: string | null; company: string | null; deal: string | null; open: boolean }>`
    select contact_id as contact, company_id as company, deal_id as deal, lifted_at is null and until > ${ctx.now}::timestamptz as open
    from hold where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return NO_HOLD;
  const on = heldOf(row);
  if (isRefusal(await writableRecord(ctx, on.entity, on.id))) return NO_HOLD;
  return row.open ? on : refuse('not_now', 'This hold has ended already. Set a new one.');
}

function heldOf({ contact, company, deal }: { contact: string | null; company: string | null; deal: string | null }): {
  entity: Held;
  id: string;
} {
  if (contact !== null) return { entity: 'contact', id: contact };
  if (company !== null) return { entity: 'company', id: company };
  return { entity: 'deal', id: deal ?? '' };
}
