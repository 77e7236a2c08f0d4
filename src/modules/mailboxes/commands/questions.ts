import { addressOf, answerByMail } from '#modules/questions/commands/mail.ts';
import type { Work } from '#platform/context.ts';
import type { ReadMail } from '#platform/mail/read.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Box } from '../queries/boxes.ts';
import { speaksOfAbsence } from '../rules/away.ts';
import { tokenIn } from '../rules/dropped.ts';
import { factsOf } from '../rules/facts.ts';
import { MOST_BODY } from '../schema.ts';

/**
 * A mail to the drop mailbox whose address is that of a question: the answer of the person it was written to. Null: it is no such mail.
 * What a machine answers, or somebody else writes to the address, is none of ours.
 */
export async function answeredBy(
  work: Work,
  { box, mail, automatic }: { box: Box; mail: ReadMail; automatic: boolean },
): Promise<'told' | 'not_ours' | null> {
  const token = tokenIn(mail, box.address);
  const address = token && (await work.read((ctx) => addressOf(ctx, token)));
  if (!address) return null;
  const { from, text } = factsOf(mail, MOST_BODY);
  if (automatic || !from || speaksOfAbsence(text)) return 'not_ours';
  const taken = await work.transaction((ctx) => answerByMail(ctx, { address, from: from.email, text }));
  return isRefusal(taken) ? 'not_ours' : 'told';
}
