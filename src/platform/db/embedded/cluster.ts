import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Secrets } from '#platform/config/secrets.ts';
import { noSpace, problemOf, StartupProblem } from '#platform/config/startup-problem.ts';
import { type Binaries, outputProblem, program, run } from './binaries.ts';
import { give, type Home } from './home.ts';

const MB = 1024 * 1024;
/** A new database, its first WAL and some room to work. */
const SPACE_TO_BEGIN = 300 * MB;

export const SUPERUSER = 'postgres';

export const dataOf = (home: Home) => join(home.path, 'data');
export const logOf = (home: Home) => join(home.path, 'log');
export const socketDirOf = (home: Home) => join(home.path, 'run');

/** Makes the data folder if there is none, checks its version if there is, and writes the server's settings anew. */
export async function prepareCluster(home: Home, binaries: Binaries, secrets: Secrets): Promise<{ created: boolean }> {
  try {
    const created = !existsSync(join(dataOf(home), 'PG_VERSION'));
    if (created) await initialise(home, binaries, secrets);
    else checkVersion(home, binaries);
    for (const folder of [logOf(home), socketDirOf(home)]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      give(folder, home.user);
    }
    writeSettings(home);
    return { created };
  } catch (error) {
    throw problemOf(error, home.path) ?? error;
  }
}

/** Made under another name, so that a start cut off in the middle is simply done again. */
async function initialise(home: Home, binaries: Binaries, secrets: Secrets): Promise<void> {
  const { bavail, bsize } = statfsSync(home.path);
  if (bavail * bsize < SPACE_TO_BEGIN) throw noSpace(home.path);
  const draft = `${dataOf(home)}.new`;
  const passwordFile = join(home.path, 'first-password');
  if (existsSync(dataOf(home)) && readdirSync(dataOf(home)).length > 0) throw damaged(home);
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, secrets.databaseSuperuser, { mode: 0o600 });
  give(passwordFile, home.user);
  try {
    const { code, output } = await run(
      program(binaries, 'initdb'),
      [
        ...[`--pgdata=${draft}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--data-checksums'],
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
      ],
      { home },
    );
    if (code !== 0) throw outputProblem(output, home.path);
    const main = join(draft, 'postgresql.conf');
    const include = `\n# Written at every start; ALTER SYSTEM overrides it.\ninclude_if_exists = 'truce.conf'\n`;
    writeFileSync(main, readFileSync(main, 'utf8') + include);
    renameSync(draft, dataOf(home));
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function damaged(home: Home): StartupProblem {
  return new StartupProblem('broken', `${dataOf(home)} is not empty, yet it is no PostgreSQL data folder (PG_VERSION is missing).`, {
    remedy: 'Restore it from a backup, or move it away to begin with an empty database; nothing was changed.',
  });
}

function checkVersion(home: Home, binaries: Binaries): void {
  const found = readFileSync(join(dataOf(home), 'PG_VERSION'), 'utf8').trim();
  if (found === binaries.major) return;
  throw new StartupProblem(
    'other_version',
    `The data in ${dataOf(home)} was written by PostgreSQL ${found}, and this Truce brings PostgreSQL ${binaries.major}.`,
    { remedy: 'Back up with the Truce that wrote it ("truce backup"), then restore into a new state folder with this one.' },
  );
}

function writeSettings(home: Home): void {
  const data = dataOf(home);
  const lines = Object.entries(settings(home)).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  const files = {
    'truce.conf': `${lines.join('\n')}\n`,
    'pg_hba.conf': 'local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n',
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(data, name);
    writeFileSync(path, text, { mode: 0o600 });
    chmodSync(path, 0o600);
    give(path, home.user);
  }
}

function settings(home: Home): Record<string, string> {
  const memory = Math.floor(totalmem() / MB);
  return {
    cluster_name: 'truce',
    max_connections: '100',
    shared_buffers: `${Math.max(16, Math.min(256, Math.floor(memory / 8)))}MB`,
    effective_cache_size: `${Math.max(64, Math.floor(memory / 2))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    random_page_cost: '1.1',
    jit: 'off',
    wal_level: 'replica',
    max_wal_size: '2GB',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    password_encryption: 'scram-sha-256',
    shared_preload_libraries: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    logging_collector: 'on',
    log_directory: logOf(home),
    log_filename: 'postgres-%Y-%m-%d_%H%M%S.log',
    log_file_mode: '0600',
    log_rotation_age: '1d',
    log_rotation_size: '10MB',
    log_line_prefix: '%m [%p] %u@%d ',
    ...sharedMemory(),
  };
}

/** Containers often have 64 MB of /dev/shm, too little for one parallel hash join. */
function sharedMemory(): Record<string, string> {
  if (process.platform !== 'linux') return {};
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize < 256 * MB ? { dynamic_shared_memory_type: 'mmap' } : {};
  } catch {
    return { dynamic_shared_memory_type: 'mmap' };
  }
}
