import { type Saying, say } from '#modules/consents/commands/ledger.ts';
import { suppress } from '#modules/consents/commands/suppressions.ts';
import { purposesInUse } from '#modules/consents/queries/person.ts';
import type { Ctx } from '#platform/context.ts';
import type { Book } from '../rules/world.ts';

/** What the people of the story said about mail, each on the day they came. Before their addresses are written, so that these find it. */
export async function tellPermissions(ctx: Ctx, book: Book): Promise<void> {
  const [first] = await purposesInUse(ctx);
  const people = book.contact.map(({ email, mail_permission, created_at }) => ({
    address: { email: String(email) },
    permission: mail_permission,
    at: String(created_at),
  }));
  const voice = { proof: { note: 'sample' } };
  const words = people.flatMap(({ address, permission, at }): Saying[] => {
    if (permission === 'opted_out')
      return [{ ...voice, address, at, purposeId: null, word: 'objected', by: 'person', through: 'preference_page' }];
    if (permission !== 'granted' || !first) return [];
    const about = { ...voice, address, at, purposeId: first.id, basis: 'consent' as const };
    return [
      { ...about, word: 'given', by: 'form', through: 'form' },
      { ...about, word: 'confirmed', by: 'person', through: 'double_opt_in' },
    ];
  });
  for (let start = 0; start < words.length; start += 2_000) await say(ctx, words.slice(start, start + 2_000), { quietly: true });
  const bounced = people.filter(({ permission }) => permission === 'bounced');
  await suppress(
    ctx,
    bounced.map(({ address, at }) => ({ address, cause: 'bounced', since: at, evidence: { through: 'sample' } })),
  );
}
