import type { Command } from 'commander';
import { applicationSecret, type Config, readConfig } from '#platform/config/config.ts';
import { type Context, openContext } from '#src/context.ts';
import { type Installation, openInstallation } from './installation.ts';

/** What a command of the product works with. */
export interface CommandContext {
  config: Config;
  installation: Installation;
  context: Context;
  /** The secret that signs and encrypts. */
  secret: string;
}

/** Opens the installation for one command, beside a running service if there is one, and leaves it clean. */
export async function withInstallation<T>(work: (open: CommandContext) => Promise<T>, options: { migrates?: boolean } = {}): Promise<T> {
  const config = readConfig({ ...process.env, LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn' });
  const installation = await openInstallation(config, 'join', options);
  const context = openContext({ ...installation, poolSize: 4, config });
  try {
    return await work({ config, installation, context, secret: applicationSecret(config) });
  } finally {
    await context.close();
    await installation.stop();
  }
}

/** Adds `--json` and prints the action's result: as JSON for programs, or as sentences for people. */
export function answering<A extends unknown[], R>(
  command: Command,
  action: (...args: A) => Promise<R>,
  sentences: (result: R) => string,
): Command {
  return command.option('--json', 'print the result as JSON').action(async (...args: unknown[]) => {
    const result = await action(...(args as A));
    const { json } = command.opts<{ json?: boolean }>();
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : `${sentences(result)}\n`);
  });
}
