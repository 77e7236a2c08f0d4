import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { sendMail } from '#platform/mail/mail.ts';
import { addressHash } from '../queries/address.ts';
import { standingOf } from '../queries/standing.ts';
import { confirmationLink } from '../rules/links.ts';
import type { Block } from '../schema.ts';

/** Asked more often than this in a day, by whoever fills in forms with somebody's address, the mail stays out. */
const MOST_A_DAY = 3;
/** Where a mail does not arrive, or must not go, there is nothing to confirm. */
const HOPELESS: readonly (Block | null)[] = ['bounced', 'blocked_by_hand', 'invalid_address'];

/** Writes to the address: was it you? Nothing but the answer counts. @returns whether the mail goes out */
export async function askToConfirm(
  ctx: Ctx,
  { email, purposeId, textId }: { email: string; purposeId: string; textId: string | null },
): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  const [standing] = await standingOf(ctx, { addresses: [email], purposeId });
  if (HOPELESS.includes(standing?.reason ?? null)) return false;
  const hash = addressHash(ws, email);
  const { rows } = await sql<{ asked: number; purpose: string; text: string | null; from: string }>`
    select (select count(*)::int from consent_entry c where c.workspace_id = ${ws} and c.hash = ${hash} and c.by_kind = 'form' and c.word = 'given'
        and c.recorded_at > now() - interval '1 day') as asked,
      p.name as purpose, (select t.body from consent_text t where t.workspace_id = ${ws} and t.id = ${textId}::uuid) as text, w.name as "from"
    from mail_purpose p join workspace w on w.id = p.workspace_id where p.workspace_id = ${ws} and p.id = ${purposeId}`.execute(ctx.tx);
  const [found] = rows;
  if (!found || found.asked > MOST_A_DAY) return false;
  const link = ctx.link(confirmationLink(ctx, { workspaceId: ws, hash, purposeId, textId, askedAt: ctx.now }));
  const sent = await sendMail(ctx, {
    kind: 'consent.confirmation',
    to: { email, name: null },
    subject: `Please confirm: ${found.purpose} from ${found.from}`,
    text: `Somebody entered this address to get "${found.purpose}" from ${found.from}.
${found.text ? `\nWhat was agreed to:\n\n${found.text}\n` : ''}
If it was you, open this page and confirm:
${link}

If it was not you, do nothing. You get no further mail.`,
  });
  return typeof sent === 'string';
}
