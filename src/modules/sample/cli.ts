import type { Command } from 'commander';
import { CommandRefused } from '#platform/command-refused.ts';
import type { Ctx } from '#platform/context.ts';
import type { Tx } from '#platform/db/db.ts';
import type { Runtime } from '#platform/runtime.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { takeAway } from './commands/workspace.ts';
import { fillSample } from './commands.ts';
import { DEFAULT_SEED } from './schema.ts';

/** How the program opens its installation for one command and prints what came of it. */
export interface CommandLine {
  /** In the named workspace, or in the only one. */
  inWorkspace<T>(named: string | undefined, work: (runtime: Runtime, workspaceId: string) => Promise<T>): Promise<T>;
  answering<A extends unknown[], R>(command: Command, action: (...args: A) => Promise<R>, sentences: (result: R) => string): Command;
}

interface Options {
  workspace?: string;
  seed: string;
  remove?: boolean;
}

/** `truce sample`: the operator's way to the same sample as the web app's. */
export function registerSampleCommand(program: Command, { inWorkspace, answering }: CommandLine): void {
  answering(
    program
      .command('sample')
      .description('fill an empty workspace with an invented company and a year of data up to today')
      .option('--workspace <name or id>', 'which workspace, where there are several')
      .option('--seed <text>', 'another text tells another year', DEFAULT_SEED)
      .option('--remove', 'take the sample out again'),
    (options: Options) => inWorkspace(options.workspace, (runtime, workspaceId) => run(runtime, workspaceId, options)),
    (done) =>
      done.removed
        ? 'The sample is gone; the workspace is empty.'
        : `The sample company is there: ${done.rows} rows. Take it out with: truce sample --remove`,
  );
}

async function run(
  runtime: Runtime,
  workspaceId: string,
  options: Options,
): Promise<{ workspaceId: string; rows: number; removed: boolean }> {
  const scope = runtime.services.systemScope(workspaceId);
  if (options.remove) {
    const refused = await takeAway(runtime, scope, true);
    if (refused) throw new CommandRefused(refused);
    return { workspaceId, rows: 0, removed: true };
  }
  const fill = async (ctx: Ctx) => fillSample(ctx, { seed: options.seed, visitorId: await adminOf(ctx.tx, workspaceId) });
  const done = await runtime.transaction<{ rows: number } | Refusal>(scope, fill, { audit: false });
  if (isRefusal(done)) throw new CommandRefused(done);
  return { workspaceId, rows: done.rows, removed: false };
}

/** The first who can sign in gets a share of today's leads. */
async function adminOf(tx: Tx, workspaceId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('member')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', 'is not', null)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
