import path from 'node:path';
import type { Command } from 'commander';
import { readConfig } from '#platform/config/config.ts';
import { StartupProblem } from '#platform/config/startup-problem.ts';
import { MIGRATIONS } from '#src/project.ts';
import { backup, restore } from './backup.ts';
import { answering, withInstallation } from './command.ts';
import { examine, type Finding } from './doctor.ts';
import { openInstallation } from './installation.ts';

/** The commands about the installation itself. They need the machine, not a role: whoever may run them may read the data folder anyway. */
export function registerAdministration(program: Command): void {
  answering(
    program.command('migrate').description('bring the database to this version'),
    async () => {
      const installation = await openInstallation(readConfig(process.env), 'join');
      await installation.stop();
      return { migrated: installation.migrated };
    },
    ({ migrated }) => (migrated.length ? `Upgraded: ${migrated.join(', ')}` : 'The database is at this version already.'),
  );
  answering(
    program
      .command('backup')
      .argument('<folder>', 'a new or empty folder')
      .description('write a consistent copy of everything, while the service runs'),
    (folder: string) =>
      withInstallation(({ installation }) => backup(installation.ownerUrl, path.resolve(folder), new Date().toISOString())),
    ({ tables }) => `Backed up ${tables.reduce((sum, table) => sum + table.rows, 0)} rows of ${tables.length} tables.`,
  );
  answering(
    program
      .command('restore')
      .argument('[folder]', 'a folder that truce backup wrote')
      .option('--confirm', 'the original is gone: this copy may send mail')
      .description('put a backup into an empty installation'),
    (folder: string | undefined, { confirm }: { confirm?: boolean }) =>
      withInstallation(({ installation, context }) =>
        restoreOrConfirm({
          folder,
          confirm,
          ownerUrl: installation.ownerUrl,
          confirmed: async () => {
            await context.queuePool.query(`delete from installation where name = 'restored_unconfirmed'`);
            // What was held back goes out now, not at the next tick.
            await context.queuePool.query(`select enqueue_job('schedule:notices:left-mails', '{}', null, null, 3, null)`);
          },
        }),
      ),
    (result) =>
      'tables' in result
        ? `Restored ${result.tables} tables; every checksum fits. This copy sends no mail until: truce restore --confirm`
        : 'Confirmed: this installation may send mail.',
  );
  answering(
    program.command('doctor').description('look the installation over and say what to do'),
    () => withInstallation(({ context, config, installation }) => examined(context, { config, installation }), { migrates: false }),
    (findings) => findings.map(sentence).join('\n'),
  );
}

async function examined(...asked: Parameters<typeof examine>): Promise<Finding[]> {
  const findings = await examine(...asked);
  if (findings.some(({ state }) => state === 'wrong')) process.exitCode = 1;
  return findings;
}

async function restoreOrConfirm(asked: {
  folder: string | undefined;
  confirm: boolean | undefined;
  ownerUrl: string;
  confirmed: () => Promise<unknown>;
}) {
  if (asked.confirm) {
    await asked.confirmed();
    return { confirmed: true };
  }
  if (!asked.folder) throw new StartupProblem('setting', 'restore needs the folder of a backup.', { remedy: 'truce restore <folder>' });
  const manifest = await restore(asked.ownerUrl, path.resolve(asked.folder), MIGRATIONS);
  return { tables: manifest.tables.length, madeAt: manifest.madeAt, version: manifest.version };
}

function sentence({ check, state, found, remedy }: Finding): string {
  const mark = { ok: 'ok   ', look: 'look ', wrong: 'WRONG' }[state];
  return `${mark} ${check}: ${found}${remedy ? `\n        ${remedy}` : ''}`;
}
