import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { listReusable, picturesOf } from '../queries/parts.ts';
import { hiddenAmong, namesOf, referencesOf } from '../rules/content.ts';
import { emptyContent } from '../rules/starters.ts';
import type { SimpleBlock } from '../schema.ts';

type Empty = Record<string, never>;
const GONE = refuse('not_found', 'This block is not here (any more).');

export interface Piece {
  name: string;
  blocks: SimpleBlock[];
}

export async function createReusable(ctx: Ctx, { name, blocks }: Piece): Promise<{ id: string } | Refusal> {
  const wrong = await notUsable(ctx, blocks);
  if (wrong) return wrong;
  const made = await ctx.tx
    .insertInto('reusable_block')
    .values({ workspace_id: ctx.scope.workspaceId, name, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await addVersion(ctx, { id: made.id, number: 1, blocks });
  return made;
}

export async function saveReusable(ctx: Ctx, { id, name, blocks, number }: Piece & { id: string; number: number }) {
  const [before] = await listReusable(ctx, id);
  if (!before) return GONE;
  if (before.number !== number) return refuse('conflict', 'Somebody else has saved this block meanwhile. Look at theirs first.');
  const wrong = await notUsable(ctx, blocks);
  if (wrong) return wrong;
  await ctx.tx.updateTable('reusable_block').set({ name }).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  await addVersion(ctx, { id, number: number + 1, blocks });
  return { number: number + 1 };
}

async function addVersion(ctx: Ctx, { id, number, blocks }: { id: string; number: number; blocks: SimpleBlock[] }): Promise<void> {
  const { workspaceId, actor } = ctx.scope;
  await ctx.tx
    .insertInto('reusable_block_version')
    .values({
      workspace_id: workspaceId,
      reusable_id: id,
      number,
      blocks: JSON.stringify(blocks),
      saved_by: actor.memberId,
      saved_at: ctx.now,
    })
    .execute();
  ctx.changed('reusable', id);
}

async function notUsable(ctx: Ctx, blocks: SimpleBlock[]): Promise<Refusal | null> {
  const { images } = referencesOf(blocks);
  if ((await picturesOf(ctx, images)).size < images.length)
    return refuse('invalid', 'A picture of this block is not here (any more).', { field: 'blocks' });
  const [hidden] = hiddenAmong(namesOf(emptyContent(), blocks).fields, ctx.scope.hidden);
  return hidden ? refuse('forbidden', `Your role may not see ${hidden}, so it can't be put into a mail.`, { field: 'blocks' }) : null;
}

export async function archiveReusable(ctx: Ctx, id: string): Promise<Empty | Refusal> {
  const [piece] = await listReusable(ctx, id);
  if (!piece) return GONE;
  const [first] = piece.usedIn;
  if (first)
    return refuse(
      'conflict',
      `“${first.name}”${piece.usedIn.length > 1 ? ` and ${piece.usedIn.length - 1} more` : ''} still holds this block. Take it out there first.`,
    );
  await ctx.tx
    .updateTable('reusable_block')
    .set({ archived_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('reusable', id);
  return {};
}

export interface Sender {
  name: string;
  email: string;
  replyTo: string | null;
  isDefault: boolean;
}

/** There is one default: the one that was made it last, and the first one of all. */
async function columnsOf(ctx: Ctx, { name, email, replyTo, isDefault }: Sender) {
  const others = await ctx.tx
    .selectFrom('sender_identity')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .limit(1)
    .execute();
  if (isDefault)
    await ctx.tx.updateTable('sender_identity').set({ is_default: false }).where('workspace_id', '=', ctx.scope.workspaceId).execute();
  return { name, email, reply_to: replyTo, is_default: isDefault || others.length === 0 };
}

export async function createSender(ctx: Ctx, sender: Sender): Promise<{ id: string }> {
  const made = await ctx.tx
    .insertInto('sender_identity')
    .values({ workspace_id: ctx.scope.workspaceId, ...(await columnsOf(ctx, sender)) })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('sender', made.id);
  return made;
}

const NO_SENDER = refuse('not_found', 'This sender is not here (any more).');

export async function changeSender(ctx: Ctx, { id, ...sender }: Sender & { id: string }): Promise<Empty | Refusal> {
  const done = await ctx.tx
    .updateTable('sender_identity')
    .set(await columnsOf(ctx, sender))
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!done) return NO_SENDER;
  ctx.changed('sender', id);
  return {};
}

export async function deleteSender(ctx: Ctx, id: string): Promise<Empty | Refusal> {
  const done = await ctx.tx
    .deleteFrom('sender_identity')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!done) return NO_SENDER;
  ctx.changed('sender', id);
  return {};
}
