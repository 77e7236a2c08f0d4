import type { Command } from 'commander';
import { registerTeamCommands } from '#modules/team/cli.ts';
import { answering, withInstallation } from './command.ts';

/** The commands of the modules, each in its module's cli.ts. */
export function registerProductCommands(program: Command): void {
  registerTeamCommands(program, {
    withRuntime: (work) => withInstallation(({ context }) => work(context.runtime)),
    answering,
  });
}
