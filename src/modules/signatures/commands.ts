import type { Permission } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { signaturesOn, signsFor } from './queries.ts';
import { PARTIES, type Party, type Subject } from './schema.ts';

export interface Signing {
  subject: Subject;
  id: string;
  /** The right that signing this takes. */
  permission: Permission;
  /** What the signer had before them. */
  contentHash: string;
  /** What it says now. */
  currentHash: string;
}

/** Signs for the caller's side. The row that is signed must be locked by the caller, so that two sides signing at once take turns. */
export async function sign(ctx: Ctx, signing: Signing): Promise<{ party: Party; complete: boolean } | Refusal> {
  const party = await signsFor(ctx, signing.permission);
  const { memberId } = ctx.scope.actor;
  if (!party || !memberId)
    return refuse(
      'forbidden',
      'Only someone of Sales or of Marketing can sign for their side. Your department is set under Team and roles.',
    );
  if (signing.contentHash !== signing.currentHash)
    return refuse('conflict', 'The text changed since you read it. Read it again before you sign.');
  const before = await signaturesOn(ctx.tx, ctx.scope, signing);
  if (before.some((one) => one.party === party)) return refuse('conflict', 'Your side has signed already.');
  await keepSignature(ctx, { ...signing, party, memberId, at: ctx.now });
  return { party, complete: before.length + 1 === PARTIES.length };
}

/** Writes a signature down as it was given, also one of the past (the sample company's). */
export async function keepSignature(
  ctx: Ctx,
  given: { subject: Subject; id: string; party: Party; memberId: string; at: string; contentHash: string },
): Promise<void> {
  await ctx.tx
    .insertInto('signature')
    .values({
      workspace_id: ctx.scope.workspaceId,
      subject: given.subject,
      subject_id: given.id,
      party: given.party,
      member_id: given.memberId,
      signed_at: given.at,
      content_hash: given.contentHash,
    })
    .execute();
}

/** What was signed is not what it says any more, or is gone. @returns whether anybody had signed */
export async function clearSignatures(ctx: Ctx, on: { subject: Subject; id: string }): Promise<boolean> {
  const gone = await ctx.tx
    .deleteFrom('signature')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('subject', '=', on.subject)
    .where('subject_id', '=', on.id)
    .returning('id')
    .execute();
  return gone.length > 0;
}
