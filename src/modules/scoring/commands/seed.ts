import type { Ctx } from '#platform/context.ts';
import { seedModel } from './model.ts';
import { seedProfile } from './profile.ts';

/** A score that counts, and a profile that waits for both signatures. */
export async function seed(ctx: Ctx): Promise<void> {
  await seedProfile(ctx);
  await seedModel(ctx);
}
