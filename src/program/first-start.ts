import { ensureFirstAdmin, ensureSetupSecret } from '#modules/team/commands.ts';
import { LINKS } from '#modules/team/schema.ts';
import type { Config } from '#platform/config/config.ts';
import { StartupProblem } from '#platform/config/startup-problem.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Context } from '#src/context.ts';

/**
 * On an installation without people: makes the admin of the settings, or a one-time set-up link.
 * @returns the link, or null where nothing is to be set up
 */
export async function firstStart(context: Context, config: Config, address: string): Promise<string | null> {
  if (config.firstAdmin) {
    const made = await ensureFirstAdmin(context, config.firstAdmin);
    if (isRefusal(made))
      throw new StartupProblem('setting', `The admin of TRUCE_ADMIN_EMAIL could not be made: ${made.message}`, {
        remedy: 'Correct TRUCE_ADMIN_EMAIL, TRUCE_ADMIN_PASSWORD or TRUCE_WORKSPACE and start again.',
      });
    return null;
  }
  const secret = await ensureSetupSecret(context.database);
  return secret && address + LINKS.setUp(secret);
}
