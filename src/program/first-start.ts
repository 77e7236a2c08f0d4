import { ensureFirstAdmin, ensureSetupSecret } from '#modules/team/commands.ts';
import type { Config } from '#platform/config/config.ts';
import type { Context } from '#src/context.ts';

/**
 * On an installation without people: makes the admin of the settings, or a one-time set-up link.
 * @returns the link, or null where nothing is to be set up
 */
export async function firstStart(context: Context, config: Config, address: string): Promise<string | null> {
  if (config.firstAdmin) {
    await ensureFirstAdmin(context, config.firstAdmin);
    return null;
  }
  const secret = await ensureSetupSecret(context.database);
  return secret && `${address}/setup#${secret}`;
}
