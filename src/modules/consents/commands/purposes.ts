import { createHash } from 'node:crypto';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Ground } from '../schema.ts';

interface PurposeValues {
  name: string;
  description: string;
  ground: Ground;
  doubleOptIn: boolean;
}

const USUAL: readonly PurposeValues[] = [
  { name: 'News', description: 'What is new with us, about once a month.', ground: 'consent', doubleOptIn: true },
  { name: 'Offers', description: 'Promotions and prices, when there are some.', ground: 'consent', doubleOptIn: true },
  { name: 'Events', description: 'Invitations to fairs, webinars and meetings.', ground: 'consent', doubleOptIn: true },
  { name: 'Product updates', description: 'Changes to products you have from us.', ground: 'relation', doubleOptIn: false },
];

/** Puts the usual purposes into a new workspace; one that has some keeps its own. */
export async function seedPurposes(ctx: Ctx): Promise<void> {
  const there = await ctx.tx.selectFrom('mail_purpose').select('id').where('workspace_id', '=', ctx.scope.workspaceId).limit(1).execute();
  if (there.length > 0) return;
  for (const [position, values] of USUAL.entries()) await insert(ctx, values, position);
}

async function insert(ctx: Ctx, { name, description, ground, doubleOptIn }: PurposeValues, position: number): Promise<{ id: string }> {
  return ctx.tx
    .insertInto('mail_purpose')
    .values({
      workspace_id: ctx.scope.workspaceId,
      name,
      description,
      ground,
      double_opt_in: doubleOptIn,
      position,
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
}

async function all(ctx: Ctx) {
  return ctx.tx
    .selectFrom('mail_purpose')
    .select(['id', 'name', 'position', 'retired_at'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .forUpdate()
    .execute();
}

const taken = (name: string) => refuse('conflict', `There is a purpose "${name}" already.`, { field: 'name' });

export async function createPurpose(ctx: Ctx, values: PurposeValues): Promise<{ id: string } | Refusal> {
  const there = await all(ctx);
  const same = there.find((one) => !one.retired_at && one.name.toLowerCase() === values.name.toLowerCase());
  if (same) return taken(same.name);
  const made = await insert(ctx, values, Math.max(-1, ...there.map(({ position }) => position)) + 1);
  ctx.changed('consent');
  return made;
}

export interface PurposeChange extends Partial<PurposeValues> {
  id: string;
  retired?: boolean;
}

/** A purpose is retired, never deleted: what people said about it stays. The last one stays in use. */
export async function changePurpose(ctx: Ctx, { id, retired, ...values }: PurposeChange): Promise<Record<string, never> | Refusal> {
  const there = await all(ctx);
  const now = there.find((one) => one.id === id);
  if (!now) return refuse('not_found', 'This purpose is not there (any more).');
  const name = values.name ?? now.name;
  const isRetired = retired ?? now.retired_at !== null;
  const others = there.filter((one) => one.id !== id && !one.retired_at);
  if (!isRetired && others.some((one) => one.name.toLowerCase() === name.toLowerCase())) return taken(name);
  if (isRetired && others.length === 0) return refuse('not_now', 'One purpose stays in use: without any, no mail could be sent.');
  await ctx.tx
    .updateTable('mail_purpose')
    .set({
      name,
      ...(values.description === undefined ? {} : { description: values.description }),
      ...(values.ground === undefined ? {} : { ground: values.ground }),
      ...(values.doubleOptIn === undefined ? {} : { double_opt_in: values.doubleOptIn }),
      retired_at: isRetired ? (now.retired_at ?? ctx.now) : null,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('consent');
  return {};
}

/** The next version of what people are asked to agree to. Earlier versions stay: they are what earlier people agreed to. */
export async function writeText(ctx: Ctx, { id, body }: { id: string; body: string }): Promise<{ id: string; number: number } | Refusal> {
  const there = (await all(ctx)).find((one) => one.id === id);
  if (!there) return refuse('not_found', 'This purpose is not there (any more).');
  const last = await ctx.tx
    .selectFrom('consent_text')
    .select(['id', 'number', 'body'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('purpose_id', '=', id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last?.body === body) return { id: last.id, number: last.number };
  const made = await ctx.tx
    .insertInto('consent_text')
    .values({
      workspace_id: ctx.scope.workspaceId,
      purpose_id: id,
      number: (last?.number ?? 0) + 1,
      body,
      hash: createHash('sha256').update(body).digest('hex'),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
  ctx.changed('consent');
  return made;
}
