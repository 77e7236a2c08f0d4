import { clearSignatures, sign } from '#modules/signatures/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { minutesHash } from '../queries/minutes.ts';
import { coordinator, tellLeads } from './access.ts';

const SUBJECT = 'coordinator_minutes' as const;

/** The minutes are open to a coordinator once both sides have signed. */
export async function signMinutes(ctx: Ctx, given: { id: string; hash: string }): Promise<{ complete: boolean } | Refusal> {
  const member = await coordinator(ctx, given.id);
  if (isRefusal(member)) return member;
  if (member.grant_id === null) return refuse('not_now', 'Say first what this person may see.');
  const currentHash = minutesHash(member.id);
  const signed = await sign(ctx, {
    subject: SUBJECT,
    id: member.grant_id,
    permission: 'agreement:sign',
    contentHash: given.hash,
    currentHash,
  });
  if (isRefusal(signed)) return signed;
  if (!signed.complete) await tellLeads(ctx, `Whether ${member.name} may read minutes waits for the other side.`);
  ctx.changed('coordinator', member.id);
  return { complete: signed.complete };
}

/** Either side closes them again, at once. */
export async function closeMinutes(ctx: Ctx, { id }: { id: string }): Promise<Record<string, never> | Refusal> {
  const member = await coordinator(ctx, id);
  if (isRefusal(member)) return member;
  if (member.grant_id !== null) await clearSignatures(ctx, { subject: SUBJECT, id: member.grant_id });
  ctx.changed('coordinator', id);
  return {};
}
