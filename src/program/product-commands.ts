import type { Command } from 'commander';
import { registerTeamCommands } from '#modules/team/cli.ts';

/** The commands of the modules, each in its module's cli.ts. */
export function registerProductCommands(program: Command): void {
  registerTeamCommands(program);
}
