import { overrideGate } from '#modules/gate/commands/overrides.ts';
import { decisionOn } from '#modules/gate/queries/facts.ts';
import type { Code } from '#modules/gate/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { intentFor } from '../queries/preview.ts';
import type { Sendable } from '../queries/sendable.ts';

/** What is said of a mail address alone stands in the way of no link. */
const OF_ADDRESS: ReadonlySet<Code> = new Set<Code>(['invalid_address', 'bounced']);
const OVERRIDE_DAYS = 1;

interface Asking {
  contactId: string;
  asset: Sendable;
  overrideReason: string | undefined;
}

/** Whether a person may be given a link now, as with a mail: nothing is handed on beside the gate. A link that may not go now is not made. @returns why not */
export async function gateOfLink(ctx: Ctx, { contactId, asset, overrideReason }: Asking): Promise<Refusal | null> {
  const intent = { ...(await intentFor(ctx, asset)), plannedAt: ctx.now };
  const decision = await decisionOn(ctx, { contactId, intent });
  const against = (decision?.reasons ?? []).filter(({ code, grade }) => grade !== 'warn' && !OF_ADDRESS.has(code));
  if (against.length === 0) return null;
  const isHeld = against.every(({ grade }) => grade === 'hold');
  if (isHeld && overrideReason) {
    const until = new Date(Date.parse(ctx.now) + OVERRIDE_DAYS * 86_400_000).toISOString();
    const made = await overrideGate(ctx, { id: contactId, intent, reason: overrideReason, until });
    return isRefusal(made) ? made : null;
  }
  const why = against.map(({ code }) => code.replaceAll('_', ' ')).join(', ');
  return refuse(
    'not_now',
    isHeld ? `The gate says not now: ${why}. Say why it should go all the same, or wait.` : `The gate says no: ${why}.`,
    {
      field: 'gate',
      errors: against.map(({ code }) => ({ field: code, message: code.replaceAll('_', ' ') })),
    },
  );
}
