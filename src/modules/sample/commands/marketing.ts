import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Book } from '../rules/world.ts';
import { writeForms } from './forms.ts';
import { writeInbox } from './inbox.ts';
import { writeLibrary } from './library.ts';
import { writeMailings } from './mailings.ts';
import { writeAutumn, writeOffers } from './offers.ts';
import { type Person, peopleOf } from './people.ts';
import { discussSome, overrideOnce, planCalls, planLetters } from './plans.ts';
import { writeTracks } from './tracks.ts';

/** Who stands in the footer of the mails, where the workspace does not say so itself; goes with the sample. */
async function giveAddress({ tx, scope }: Ctx): Promise<void> {
  await sql`update workspace set company_name = 'Northwick Planning', postal_address = 'Mill Lane 1, Northwick',
      settings = settings || '{"sampleAddress": true}'::jsonb
    where id = ${scope.workspaceId} and company_name is null and postal_address is null`.execute(tx);
}

/** What was mailed in the year; before the scores, which hear of every click. */
export async function tellMailings(
  ctx: Ctx,
  { book, seed }: { book: Book; seed: string },
): Promise<{ rows: number; gone: ReadonlySet<string>; autumnId: string }> {
  await giveAddress(ctx);
  const offer = await writeAutumn(ctx, await peopleOf(ctx));
  return { ...(await writeMailings(ctx, { book, seed, offer })), autumnId: offer.id };
}

export interface Told {
  book: Book;
  seed: string;
  people: readonly Person[];
  /** Who left or bounced in a mailing. */
  gone: ReadonlySet<string>;
  autumnId: string;
}

/** The rest of the marketing half: what is offered, handed on, asked for and planned. */
export async function writeMarketing(ctx: Ctx, told: Told): Promise<void> {
  await writeOffers(ctx, told);
  await writeLibrary(ctx, told);
  await writeTracks(ctx, told);
  await writeForms(ctx, told);
  await writeInbox(ctx, told);
  await planLetters(ctx, told);
  await planCalls(ctx, told);
  await discussSome(ctx, told);
  await overrideOnce(ctx, told);
}
