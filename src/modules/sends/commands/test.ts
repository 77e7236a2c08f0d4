import { filledFor, meAsSender } from '#modules/templates/queries/previews.ts';
import { versionsById } from '#modules/templates/queries/sendable.ts';
import type { Ctx } from '#platform/context.ts';
import { sendMail } from '#platform/mail/mail.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { sendRecord, variantsOf } from '../queries/record.ts';

/** One of the variants to the caller alone, as a person of the audience would get it. */
export async function sendTest(
  ctx: Ctx,
  { id, variantId, contactId }: { id: string; variantId: string; contactId?: string | undefined },
): Promise<{ to: string } | Refusal> {
  const send = await sendRecord(ctx, id);
  if (isRefusal(send)) return send;
  const variant = (await variantsOf(ctx, id)).find((one) => one.id === variantId);
  if (!variant) return refuse('not_found', 'This variant is not here (any more).', { field: 'variantId' });
  const version = (await versionsById(ctx, [variant.goes?.versionId ?? ''].filter(Boolean))).get(variant.goes?.versionId ?? '');
  if (!version) return refuse('not_now', `“${variant.template}” was never published.`, { field: 'variantId' });
  const filled = await filledFor(ctx, { mail: version.compiled, written: version, contactId });
  if (isRefusal(filled)) return filled;
  const me = await meAsSender(ctx);
  if (!me.email) return refuse('invalid', 'Only a member has an address to send a test to.');
  const subject = `[Test] ${filled.subject}`;
  const mailId = await sendMail(ctx, {
    kind: 'send.test',
    to: { email: me.email, name: me.name },
    subject,
    text: filled.text,
    html: filled.html,
  });
  return isRefusal(mailId) ? mailId : { to: me.email };
}
