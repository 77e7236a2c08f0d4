import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Actor } from '#platform/shared/scope.ts';
import { hashSecret, isTimeZone, newSecret } from '../commands.ts';
import type { Department, Permission, RightEntity, Role } from '../schema.ts';

export interface WorkspaceChange {
  name?: string;
  baseCurrency?: string;
  timeZone?: string;
  locale?: string;
  country?: string | null;
  companyName?: string | null;
  postalAddress?: string | null;
  accountableMemberId?: string | null;
  keepUploadsDays?: number;
}

const RATES_STAND = refuse(
  'conflict',
  'There are exchange rates into the base currency as it is. Remove them under Settings › Currencies first; amounts stay as they are either way.',
  { field: 'baseCurrency' },
);

/** Whether there are rates into another currency than this: the database would not let the base currency go then. */
async function ratesStandInAnother(ctx: Ctx, currency: string): Promise<boolean> {
  const { rows } =
    await sql`select from exchange_rate where workspace_id = ${ctx.scope.workspaceId} and base_currency <> ${currency} limit 1`.execute(
      ctx.tx,
    );
  return rows.length > 0;
}

export async function changeWorkspace(ctx: Ctx, change: WorkspaceChange): Promise<Refusal | undefined> {
  const { workspaceId } = ctx.scope;
  if (change.timeZone && !isTimeZone(change.timeZone)) return refuse('invalid', 'This time zone is not known.', { field: 'timeZone' });
  if (change.accountableMemberId) {
    const member = await ctx.tx
      .selectFrom('member')
      .select('status')
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', change.accountableMemberId)
      .executeTakeFirst();
    if (member?.status !== 'active') return refuse('invalid', 'Choose a person who works here now.', { field: 'accountableMemberId' });
  }
  if (change.baseCurrency !== undefined && (await ratesStandInAnother(ctx, change.baseCurrency))) return RATES_STAND;
  const columns = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.baseCurrency === undefined ? {} : { base_currency: change.baseCurrency }),
    ...(change.timeZone === undefined ? {} : { time_zone: change.timeZone }),
    ...(change.locale === undefined ? {} : { locale: change.locale }),
    ...(change.country === undefined ? {} : { country: change.country }),
    ...(change.companyName === undefined ? {} : { company_name: change.companyName }),
    ...(change.postalAddress === undefined ? {} : { postal_address: change.postalAddress }),
    ...(change.keepUploadsDays === undefined ? {} : { keep_uploads_days: change.keepUploadsDays }),
    ...(change.accountableMemberId === undefined ? {} : { accountable_member_id: change.accountableMemberId }),
  };
  if (Object.keys(columns).length > 0) await ctx.tx.updateTable('workspace').set(columns).where('id', '=', workspaceId).execute();
  ctx.changed('workspace', workspaceId);
  return undefined;
}

// A name that is taken is told by the database (unique), as a conflict.
export async function createTeam(ctx: Ctx, team: { name: string; department: Department }): Promise<{ id: string }> {
  const made = await ctx.tx
    .insertInto('team')
    .values({ workspace_id: ctx.scope.workspaceId, ...team })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('team', made.id);
  return made;
}

const NO_TEAM = refuse('not_found', 'This team does not exist (any more).');

export async function changeTeam(
  ctx: Ctx,
  { id, name, department }: { id: string; name?: string; department?: Department },
): Promise<Record<string, never> | Refusal> {
  const columns = { ...(name === undefined ? {} : { name }), ...(department === undefined ? {} : { department }) };
  if (Object.keys(columns).length === 0) return {};
  const done = await ctx.tx
    .updateTable('team')
    .set(columns)
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!done) return NO_TEAM;
  ctx.changed('team', id);
  return {};
}

export async function deleteTeam(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const done = await ctx.tx
    .deleteFrom('team')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!done) return NO_TEAM;
  ctx.changed('team', id);
  ctx.changed('member');
  return {};
}

/** Everyone for themselves; for others, who may change the team. */
function mayWriteFor(ctx: Ctx, memberId: string): boolean {
  return ctx.scope.actor.memberId === memberId || ctx.scope.permissions.has('team:write');
}

const NOT_YOURS = refuse('forbidden', 'Everyone notes this for themselves; whoever leads the team can do it for others.');
const NOT_HERE = refuse('not_found', 'This person is not in the workspace (any more).');

export interface AccountChange {
  name?: string;
  timeZone?: string | null;
  locale?: string | null;
}

/** What everyone changes about themselves. */
export async function changeAccount(ctx: Ctx, change: AccountChange): Promise<Record<string, never> | Refusal> {
  const { memberId } = ctx.scope.actor;
  if (change.timeZone && !isTimeZone(change.timeZone)) return refuse('invalid', 'This time zone is not known.', { field: 'timeZone' });
  if (memberId === null) return NOT_HERE;
  const columns = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.timeZone === undefined ? {} : { time_zone: change.timeZone }),
    ...(change.locale === undefined ? {} : { locale: change.locale }),
    updated_at: ctx.now,
  };
  await ctx.tx.updateTable('member').set(columns).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', memberId).execute();
  ctx.changed('member', memberId);
  return {};
}

export interface RoleCard {
  responsibleFor: string;
  measuredOn: string;
  askMeFor: string;
}

export async function setRoleCard(ctx: Ctx, id: string, card: RoleCard): Promise<Record<string, never> | Refusal> {
  if (!mayWriteFor(ctx, id)) return NOT_YOURS;
  const { responsibleFor, measuredOn, askMeFor } = card;
  const role_card = JSON.stringify({ responsibleFor, measuredOn, askMeFor });
  const done = await ctx.tx
    .updateTable('member')
    .set({ role_card, updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!done) return NOT_HERE;
  ctx.changed('member', id);
  return {};
}

export async function addLeave(ctx: Ctx, leave: { id: string; startsOn: string; endsOn: string }): Promise<{ id: string } | Refusal> {
  if (!mayWriteFor(ctx, leave.id)) return NOT_YOURS;
  if (leave.endsOn < leave.startsOn) return refuse('invalid', 'The last day is before the first.', { field: 'endsOn' });
  const member = await ctx.tx
    .selectFrom('member')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', leave.id)
    .executeTakeFirst();
  if (!member) return NOT_HERE;
  const made = await ctx.tx
    .insertInto('member_leave')
    .values({ workspace_id: ctx.scope.workspaceId, member_id: leave.id, starts_on: leave.startsOn, ends_on: leave.endsOn })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('member', leave.id);
  return made;
}

export async function removeLeave(ctx: Ctx, { id, leaveId }: { id: string; leaveId: string }): Promise<Record<string, never> | Refusal> {
  if (!mayWriteFor(ctx, id)) return NOT_YOURS;
  await ctx.tx
    .deleteFrom('member_leave')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('member_id', '=', id)
    .where('id', '=', leaveId)
    .execute();
  ctx.changed('member', id);
  return {};
}

export async function setReach(
  ctx: Ctx,
  right: { role: Role; entity: RightEntity; read: 'own' | 'team' | 'all'; write: 'own' | 'team' | 'all' },
): Promise<Record<string, never>> {
  const row = { workspace_id: ctx.scope.workspaceId, role: right.role, entity: right.entity };
  const reach = { read_reach: right.read, write_reach: right.write };
  // An absent row means `all`; keeping only what narrows makes the stored rights short to read.
  if (right.read === 'all' && right.write === 'all')
    await ctx.tx
      .deleteFrom('role_right')
      .where('workspace_id', '=', row.workspace_id)
      .where('role', '=', row.role)
      .where('entity', '=', row.entity)
      .execute();
  else
    await ctx.tx
      .insertInto('role_right')
      .values({ ...row, ...reach })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'role', 'entity']).doUpdateSet(reach))
      .execute();
  ctx.changed('right');
  ctx.changed('session');
  return {};
}

export async function setFieldRight(
  ctx: Ctx,
  right: { role: Role; entity: RightEntity; field: string; access: 'hidden' | 'read' | 'full' },
): Promise<Record<string, never>> {
  const row = { workspace_id: ctx.scope.workspaceId, role: right.role, entity: right.entity, field: right.field };
  if (right.access === 'full')
    await ctx.tx
      .deleteFrom('field_right')
      .where('workspace_id', '=', row.workspace_id)
      .where('role', '=', row.role)
      .where('entity', '=', row.entity)
      .where('field', '=', row.field)
      .execute();
  else
    await ctx.tx
      .insertInto('field_right')
      .values({ ...row, access: right.access })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'role', 'entity', 'field']).doUpdateSet({ access: right.access }))
      .execute();
  ctx.changed('right');
  ctx.changed('session');
  return {};
}

export interface NewKey {
  name: string;
  scopes: readonly Permission[];
  memberId?: string;
  expiresAt?: string | null;
}

/** The key itself is in the answer only; its hash is stored. */
export async function createKey(ctx: Ctx, input: NewKey): Promise<{ id: string; key: string; prefix: string } | Refusal> {
  const { scope } = ctx;
  const memberId = input.memberId ?? scope.actor.memberId;
  if (!memberId) return refuse('invalid', 'Say for whom the key acts.', { field: 'memberId' });
  const beyond = input.scopes.filter((permission) => !scope.permissions.has(permission));
  if (beyond.length > 0) return refuse('forbidden', `You cannot give what you do not have: ${beyond.join(', ')}.`, { field: 'scopes' });
  const member = await ctx.tx
    .selectFrom('member')
    .select(['status'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst();
  if (member?.status !== 'active') return refuse('invalid', 'A key acts for a person who works here now.', { field: 'memberId' });
  if (input.expiresAt && input.expiresAt <= ctx.now) return refuse('invalid', 'This moment is over.', { field: 'expiresAt' });
  const key = `truce_${newSecret()}`;
  const prefix = key.slice(0, 12);
  const row = await ctx.tx
    .insertInto('api_key')
    .values({
      workspace_id: scope.workspaceId,
      member_id: memberId,
      name: input.name,
      prefix,
      hash: hashSecret(key),
      scopes: [...new Set(input.scopes)],
      expires_at: input.expiresAt ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await recordAudit(ctx, {
    entity: 'api_key',
    entityId: row.id,
    action: 'created',
    after: { name: input.name, prefix, memberId, scopes: input.scopes },
  });
  ctx.changed('key', row.id);
  return { id: row.id, key, prefix };
}

export async function revokeKey(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const done = await ctx.tx
    .updateTable('api_key')
    .set({ revoked_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('name')
    .executeTakeFirst();
  if (!done) return refuse('not_found', 'There is no such key in force.');
  await recordAudit(ctx, { entity: 'api_key', entityId: id, action: 'deleted', before: { name: done.name } });
  ctx.changed('key', id);
  return {};
}

export interface AuditEntry {
  entity: string;
  entityId: string;
  action: 'created' | 'changed' | 'deleted' | 'signed_in' | 'exported' | 'refused' | 'opened';
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  /** Who did it, where that is not whoever the transaction acts for. */
  by?: Actor;
}

/** For what no table's trigger sees: exports, sign-ins, keys. */
export async function recordAudit(ctx: Ctx, entry: AuditEntry): Promise<void> {
  const { workspaceId } = ctx.scope;
  const actor = entry.by ?? ctx.scope.actor;
  await ctx.tx
    .insertInto('audit_log')
    .values({
      workspace_id: workspaceId,
      actor_kind: actor.kind,
      actor_member_id: actor.memberId,
      actor_label: actor.label,
      entity: entry.entity,
      entity_id: entry.entityId,
      action: entry.action,
      before: entry.before ? JSON.stringify(entry.before) : null,
      after: entry.after ? JSON.stringify(entry.after) : null,
    })
    .execute();
}
