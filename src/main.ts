import { Command } from 'commander';
import { readConfig } from '#platform/config/config.ts';
import { registerAdministration } from './program/administration.ts';
import { explain } from './program/installation.ts';
import { registerProductCommands } from './program/product-commands.ts';
import { type ServeRole, serve } from './program/serve.ts';
import { VERSION } from './program/version.ts';

const program = new Command('truce')
  .description('Truce: one shared CRM and marketing-automation service, in which the agreement between the two teams runs as a program.')
  .version(VERSION)
  .showHelpAfterError();

program
  .command('serve')
  .description('run the service: web, API and jobs in one process')
  .option('--role <role>', 'all, web or worker', 'all')
  .action(({ role }: { role: ServeRole }) => serve(readConfig(process.env), role));
program
  .command('work')
  .description('run the jobs only (as serve --role worker)')
  .action(() => serve(readConfig(process.env), 'worker'));
registerAdministration(program);
registerProductCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  const known = explain(error);
  process.stderr.write(`\n  ${known ?? (error instanceof Error ? error.stack : String(error))}\n\n`);
  process.exitCode = 1;
}
