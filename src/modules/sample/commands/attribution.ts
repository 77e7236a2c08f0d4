import { rebuildHere } from '#modules/attribution/commands/rebuild.ts';
import { draftVersion, signVersion } from '#modules/attribution/commands/versions.ts';
import { USUAL_TERMS } from '#modules/attribution/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';

/** Both sides signed a rule in spring; every path of the year is worked out by it, by the code that does so every night. */
export async function shareOut(ctx: Ctx, people: readonly Person[]): Promise<void> {
  // Worked out below, within the sample's own transaction: no job has to come after it.
  const quiet = { ...ctx, enqueue: async () => {} };
  const [sales, marketing] = [leadOf(people, 'sales'), leadOf(people, 'marketing')];
  const terms = { ...USUAL_TERMS, model: 'w' as const, grossMargin: 0.62 };
  const { id, contentHash } = await draftVersion(as(quiet, marketing, ago(ctx, 201)), terms);
  done(await signVersion(as(quiet, marketing, ago(ctx, 201)), { id, contentHash }));
  done(await signVersion(as(quiet, sales, ago(ctx, 199)), { id, contentHash }));
  await rebuildHere(ctx);
  // What a draft would change is to be seen as well.
  await draftVersion(as(quiet, marketing, ago(ctx, 3)), { ...terms, model: 'time_decay' });
}
