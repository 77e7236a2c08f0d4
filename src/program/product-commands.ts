import path from 'node:path';
import type { Command } from 'commander';
import { exportInto } from '#modules/exports/cli.ts';
import { importFrom } from '#modules/imports/cli.ts';
import { registerSampleCommand } from '#modules/sample/cli.ts';
import { registerTeamCommands } from '#modules/team/cli.ts';
import { CommandRefused } from '#platform/command-refused.ts';
import { drainJobs } from '#platform/jobs/runner.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal, refuse } from '#platform/shared/refusal.ts';
import type { Context } from '#src/context.ts';
import { answering, withInstallation } from './command.ts';

/** The commands of the modules, each in its module's cli.ts. */
export function registerProductCommands(program: Command): void {
  registerTeamCommands(program, {
    withRuntime: (work) => withInstallation(({ context }) => work(context.runtime)),
    answering,
  });
  registerSampleCommand(program, {
    inWorkspace: (named, work) =>
      withInstallation(async ({ context }) => work(context.runtime, await workspaceOf(context, named, { samples: true }))),
    answering,
  });
  registerImport(program);
  registerExport(program);
}

interface ImportOptions {
  preset?: string;
  workspace?: string;
}

function registerImport(program: Command): void {
  answering(
    program
      .command('import')
      .argument('<place>', 'a CSV or XLSX file, or a folder of them')
      .option('--preset <vendor>', 'take the files as this vendor\u2019s (zoho, hubspot, salesforce, pipedrive, mailchimp, brevo, truce)')
      .option('--workspace <name or id>', 'which workspace, where there are several')
      .description('bring data in; ends when the import has ended'),
    (place: string, { preset, workspace }: ImportOptions) =>
      withInstallation(async ({ context }) => {
        const workspaceId = await workspaceOf(context, workspace);
        const work = workOf(context.runtime, context.systemScope(workspaceId));
        const settle = async (ended: () => Promise<boolean>) => {
          // A service that runs beside does the work; where none runs, this process does. A chunk is taken by one of them only.
          while (!(await ended())) {
            await drainJobs(context.jobs);
            if (!(await ended())) await new Promise((resolve) => setTimeout(resolve, 300));
          }
        };
        const summary = await importFrom({ place, vendor: preset, work, settle });
        if (isRefusal(summary)) throw new CommandRefused(summary);
        const files = summary.files.map(({ name, entity, rows, created, updated, merged, skipped, failed, problem }) => ({
          ...{ file: name, entity, rows, created, updated, merged, skipped, failed },
          ...(problem ? { problem } : {}),
        }));
        return { import: summary.id, state: summary.state, files, totals: summary.totals };
      }),
    ({ state, files, totals }) =>
      [
        ...files.map(
          (one) =>
            `${one.file}: ${one.rows} rows: ${one.created} created, ${one.updated} updated, ${one.merged} merged, ${one.skipped} skipped, ${one.failed} failed${one.problem ? ` (${one.problem})` : ''}`,
        ),
        `${state}: ${totals.rows} rows: ${totals.created} created, ${totals.updated} updated, ${totals.merged} merged, ${totals.skipped} skipped, ${totals.failed} failed`,
      ].join('\n'),
  );
}

function registerExport(program: Command): void {
  answering(
    program
      .command('export')
      .argument('<folder>', 'a new or empty folder')
      .option('--workspace <name or id>', 'which workspace, where there are several')
      .description('write everything of a workspace as CSV files'),
    (folder: string, { workspace }: Pick<ImportOptions, 'workspace'>) =>
      withInstallation(async ({ context }) => {
        const workspaceId = await workspaceOf(context, workspace);
        const manifest = await exportInto(path.resolve(folder), workOf(context.runtime, context.systemScope(workspaceId)));
        if (isRefusal(manifest)) throw new CommandRefused(manifest);
        return { folder: path.resolve(folder), ...manifest };
      }),
    ({ folder, tables }) => `Wrote ${tables.reduce((sum, table) => sum + table.rows, 0)} rows of ${tables.length} tables into ${folder}.`,
  );
}

/** The workspace that is meant: the named one, or the only one. Samples are meant only by name, or where the command is about them. */
async function workspaceOf(context: Context, named: string | undefined, { samples = false } = {}): Promise<string> {
  const { rows } = await context.queuePool.query<Named>('select id, name, is_sample from workspace order by created_at');
  const meant = rows.filter((row) =>
    named ? row.id === named || row.name.toLowerCase() === named.toLowerCase() : samples || !row.is_sample,
  );
  const [only] = meant;
  if (only && meant.length === 1) return only.id;
  const names = rows.map((row) => (row.is_sample ? `${row.name}, a sample` : row.name)).join('; ');
  throw new CommandRefused(
    refuse(
      'invalid',
      rows.length === 0 ? 'There is no workspace yet. Set Truce up first.' : `Say with --workspace which is meant: ${names}.`,
    ),
  );
}

interface Named {
  id: string;
  name: string;
  is_sample: boolean;
}
