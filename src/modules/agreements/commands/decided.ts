import { keepSignature } from '#modules/signatures/commands.ts';
import type { Party } from '#modules/signatures/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { versionInForce, versionsOf } from '../queries/agreement.ts';
import { clausesWith } from '../queries/changed.ts';
import type { ChangedClause } from '../schema.ts';
import { bringIntoForce, draftAgreement, writeAgreement } from './agreement.ts';
import { asInput } from './clauses.ts';

export interface DecidedClause {
  changed: ChangedClause;
  /** The version in force when it was decided. */
  basedOn: string;
  note: string;
  /** Both sides signed the decision: these are their signatures of the version. */
  signatures: readonly { party: Party; memberId: string; signedAt: string }[];
}

/**
 * The next version of the agreement with one promise changed, in force at once: what both sides signed as a decision they need not sign again.
 * @returns `conflict` where another version came into force meanwhile, `not_now` while a version is being written
 */
export async function agreeOnClause(ctx: Ctx, decided: DecidedClause): Promise<{ id: string; number: number } | Refusal> {
  const [newest] = await versionsOf(ctx.tx, ctx.scope);
  const current = await versionInForce(ctx.tx, ctx.scope, ctx.now);
  if (!current || current.id !== decided.basedOn) return refuse('conflict', 'Another version of the agreement is in force by now.');
  if (newest && newest.id !== current.id)
    return refuse('not_now', `Version ${newest.number} of the agreement is being written. Sign it or discard it first.`);
  const clauses = await clausesWith(ctx.tx, ctx.scope, { versionId: current.id, changed: decided.changed });
  if (isRefusal(clauses)) return clauses;
  const draft = await draftAgreement(ctx);
  if (isRefusal(draft)) return draft;
  const content = { title: current.title, effectiveOn: null, note: decided.note, openClocks: 'new_only' as const };
  const written = await writeAgreement(ctx, { id: draft.id, ...content, clauses: clauses.map(asInput) });
  if (isRefusal(written)) return written;
  for (const { party, memberId, signedAt } of decided.signatures)
    await keepSignature(ctx, { subject: 'agreement', id: draft.id, party, memberId, at: signedAt, contentHash: written.contentHash });
  const version = (await versionsOf(ctx.tx, ctx.scope)).find(({ id }) => id === draft.id);
  if (version) await bringIntoForce(ctx, version);
  return draft;
}
