import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { problemOf, StartupProblem } from '#platform/config/startup-problem.ts';

export interface Lock {
  release(): void;
}

interface Holder {
  pid: number;
  /** Start time of the process where the system tells it: process ids are used again, above all in containers. */
  started: string | null;
}

/**
 * Marks `path` as used by this process until released. A lock whose process has died is taken over.
 * @throws StartupProblem `in_use` while another living process holds it.
 */
export function takeLock(path: string, stateDir: string): Lock {
  const mine: Holder = { pid: process.pid, started: startOf(process.pid) };
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o644 });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (linked(draft, path)) return { release: () => releaseIfMine(path, mine) };
      const holder = readHolder(path);
      if (holder && isAlive(holder)) throw inUse(stateDir, holder.pid);
      putAside(path, holder);
    }
    throw inUse(stateDir, readHolder(path)?.pid ?? 0);
  } catch (error) {
    throw problemOf(error, stateDir) ?? error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The process that holds the lock, if it lives. */
export function lockHolder(path: string): number | undefined {
  const holder = readHolder(path);
  return holder && isAlive(holder) ? holder.pid : undefined;
}

function inUse(stateDir: string, pid: number): StartupProblem {
  return new StartupProblem('in_use', `Truce is already running on ${stateDir} (process ${pid}).`, {
    remedy: 'Use that one, stop it first, or set TRUCE_STATE (and PORT) to start a second, separate Truce.',
  });
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Renames first and looks again, so that of two processes that saw the same dead holder only one removes it. */
function putAside(path: string, dead: Holder | undefined): void {
  const aside = `${path}.stale.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && isAlive(moved) && moved.pid !== dead?.pid) linked(aside, path);
  rmSync(aside, { force: true });
}

function releaseIfMine(path: string, mine: Holder): void {
  const holder = readHolder(path);
  if (holder?.pid === mine.pid && holder.started === mine.started) rmSync(path, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  if (!processLives(holder.pid)) return false;
  return holder.started === null || startOf(holder.pid) === holder.started;
}

/** A zombie counts as dead: in containers whose first process reaps no children, they stay for ever. */
export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return statOf(pid)?.[0] !== 'Z';
}

/** Linux: clock ticks since boot, field 22 of /proc/<pid>/stat. */
const startOf = (pid: number): string | null => statOf(pid)?.[19] ?? null;

/** The fields of /proc/<pid>/stat from the third on, behind the parenthesised name; undefined on other systems. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
