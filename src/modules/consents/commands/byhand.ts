import { sql } from 'kysely';
import { checkValues } from '#modules/companies/commands/values.ts';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { normalised } from '../rules/address.ts';
import { giveConsent, object, withdraw } from './words.ts';

export interface WordByHand {
  id: string;
  word: 'given' | 'withdrawn' | 'objected';
  purposeId?: string;
  email?: string;
  note: string;
  at?: string;
}

/** A member notes what a person told them, for one of the person's addresses or for all. */
export async function noteWord(ctx: Ctx, { id, word, purposeId, email, note, at }: WordByHand): Promise<Record<string, never> | Refusal> {
  const there = await reachableContact(ctx.tx, ctx.scope, { id, to: 'write' });
  if (isRefusal(there)) return there;
  const locked = await checkValues(ctx, { entity: 'contact', values: { mailPermission: word }, creating: false });
  if (isRefusal(locked)) return locked;
  if (at && at > ctx.now) return refuse('invalid', 'Nobody has said anything in the future.', { field: 'at' });
  const addresses = (await addressesOf(ctx, id)).filter((one) => email === undefined || one === normalised(email));
  if (addresses.length === 0)
    return refuse('not_now', 'Write the mail address of the person first: what they say is kept with it.', { field: 'email' });
  const voice = { by: 'member' as const, through: 'by_hand', proof: { note }, ...(at ? { at } : {}) };
  for (const address of addresses) {
    if (word === 'objected') await object(ctx, { address: { email: address }, ...voice });
    else if (!purposeId || !(await isInUse(ctx, purposeId)))
      return refuse('invalid', 'Choose what the mail is about.', { field: 'purposeId' });
    else if (word === 'withdrawn') await withdraw(ctx, { address: { email: address }, purposeId, ...voice });
    else {
      const done = await giveConsent(ctx, { email: address, purposeId, ...voice });
      if (isRefusal(done)) return done;
    }
  }
  return {};
}

async function addressesOf(ctx: Ctx, contactId: string): Promise<string[]> {
  const { rows } = await sql<{ email: string }>`select email from contact_email where workspace_id = ${ctx.scope.workspaceId}
    and contact_id = ${contactId} order by is_primary desc, email`.execute(ctx.tx);
  return rows.map(({ email }) => email);
}

async function isInUse(ctx: Ctx, id: string): Promise<boolean> {
  const row = await ctx.tx
    .selectFrom('mail_purpose')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
