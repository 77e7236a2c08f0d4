import type { Command } from 'commander';
import { sql } from 'kysely';
import { CommandRefused } from '#platform/command-refused.ts';
import type { Runtime } from '#platform/runtime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { fillSample } from './commands.ts';
import { DEFAULT_SEED } from './schema.ts';

/** How the program opens its installation for one command and prints what came of it. */
export interface CommandLine {
  withRuntime<T>(work: (runtime: Runtime) => Promise<T>): Promise<T>;
  answering<A extends unknown[], R>(command: Command, action: (...args: A) => Promise<R>, sentences: (result: R) => string): Command;
}

interface Options {
  workspace?: string;
  seed: string;
  remove?: boolean;
}

/** `truce sample`: the operator's way to the same sample as the web app's. */
export function registerSampleCommand(program: Command, { withRuntime, answering }: CommandLine): void {
  answering(
    program
      .command('sample')
      .description('fill an empty workspace with an invented company and a year of data up to today')
      .option('--workspace <name or id>', 'which workspace, where there are several')
      .option('--seed <text>', 'another text tells another year', DEFAULT_SEED)
      .option('--remove', 'take the sample out again'),
    (options: Options) => withRuntime((runtime) => run(runtime, options)),
    (done) => (done.removed ? 'The sample is gone; the workspace is empty.' : `The sample company is there: ${done.rows} rows. Take it out with: truce sample --remove`),
  );
}

async function run(runtime: Runtime, options: Options): Promise<{ workspaceId: string; rows: number; removed: boolean }> {
  const workspaceId = await workspaceOf(runtime, options.workspace);
  if (isRefusal(workspaceId)) throw new CommandRefused(workspaceId);
  const done = await runtime.transaction<{ rows: number } | Refusal>(
    runtime.services.systemScope(workspaceId),
    async (ctx) => {
      if (!options.remove) return fillSample(ctx, { seed: options.seed, visitorId: await adminOf(ctx.tx, workspaceId) });
      const row = await ctx.tx.selectFrom('workspace').select('is_sample').where('id', '=', workspaceId).executeTakeFirst();
      if (!row?.is_sample) return refuse('not_now', 'This workspace holds no sample, so nothing was removed.');
      await sql`select remove_sample(true)`.execute(ctx.tx);
      await runtime.services.seedWorkspace(ctx);
      ctx.changed('workspace', workspaceId);
      return { rows: 0 };
    },
    { audit: false },
  );
  if (isRefusal(done)) throw new CommandRefused(done);
  return { workspaceId, rows: done.rows, removed: options.remove ?? false };
}

type Tx = Parameters<Parameters<Runtime['transaction']>[1]>[0]['tx'];

/** The first who can sign in gets a share of today's leads. */
async function adminOf(tx: Tx, workspaceId: string): Promise<string | null> {
  const row = await tx.selectFrom('member').select('id').where('workspace_id', '=', workspaceId).where('user_id', 'is not', null).orderBy('created_at').limit(1).executeTakeFirst();
  return row?.id ?? null;
}

async function workspaceOf(runtime: Runtime, wanted: string | undefined): Promise<string | Refusal> {
  const ids = await runtime.database.unbound(async (tx) => (await sql<{ id: string }>`select id from workspace_ids() id`.execute(tx)).rows.map(({ id }) => id));
  const found: { id: string; name: string }[] = [];
  for (const id of ids) {
    const row = await runtime.read(runtime.services.systemScope(id), ({ tx }) => tx.selectFrom('workspace').select(['id', 'name']).where('id', '=', id).executeTakeFirst());
    if (row) found.push(row);
  }
  const matching = wanted === undefined ? found : found.filter(({ id, name }) => id === wanted || name === wanted);
  if (matching.length === 1 && matching[0]) return matching[0].id;
  if (found.length === 0) return refuse('not_now', 'There is no workspace yet. Set Truce up first.');
  return refuse('invalid', `Say which workspace with --workspace: ${found.map(({ id, name }) => `"${name}" (${id})`).join(', ')}.`);
}
