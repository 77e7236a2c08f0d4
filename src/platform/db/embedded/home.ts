import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { problemOf, StartupProblem } from '#platform/config/startup-problem.ts';

/** PostgreSQL refuses to run as root; undefined means "as whoever runs us". */
export interface ServerUser {
  uid: number;
  gid: number;
}

export interface Home {
  /** Real path of the folder that holds everything of the server: data, socket, log. */
  path: string;
  user: ServerUser | undefined;
}

/** `nobody` on every Linux. No account has to be made for it. */
const NOBODY: ServerUser = { uid: 65534, gid: 65534 };

/**
 * Finds or makes the server's folder, `<stateDir>/postgres`. When root keeps the state in a private place (such as
 * /root), no other user can get there; the folder is then made below `fallback` and `<stateDir>/postgres` links to it.
 */
export function openHome(stateDir: string, fallback = '/var/lib/truce'): Home {
  try {
    const root = process.getuid?.() === 0;
    mkdirSync(stateDir, { recursive: true, mode: root ? 0o711 : 0o700 });
    const name = join(stateDir, 'postgres');
    return root ? asRoot(stateDir, name, fallback) : asMyself(name);
  } catch (error) {
    throw problemOf(error, stateDir) ?? error;
  }
}

function asMyself(name: string): Home {
  mkdirSync(name, { recursive: true, mode: 0o700 });
  return { path: realpathSync(name), user: undefined };
}

function asRoot(stateDir: string, name: string, fallback: string): Home {
  letPass(stateDir);
  const existing = lstatSync(name, { throwIfNoEntry: false });
  if (existing?.isSymbolicLink() && !existsSync(name)) {
    throw new StartupProblem('broken', `${name} points to a folder that is not there.`, {
      remedy: 'Mount or restore that folder; if the data is not needed any more, delete the link.',
    });
  }
  if (!existing) makeAsRoot(stateDir, name, fallback);
  const path = realpathSync(name);
  const owner = statSync(path);
  const user = owner.uid === 0 ? NOBODY : { uid: owner.uid, gid: owner.gid };
  if (owner.uid === 0) chownSync(path, user.uid, user.gid);
  if (!mayEnter(dirname(path), user)) throw closedParent(path);
  return { path, user };
}

function makeAsRoot(stateDir: string, name: string, fallback: string): void {
  if (mayEnter(realpathSync(stateDir), NOBODY)) return void mkdirSync(name, { recursive: true, mode: 0o700 });
  const path = join(fallback, `${basename(dirname(realpathSync(stateDir)))}-${randomBytes(4).toString('hex')}`);
  mkdirSync(path, { recursive: true, mode: 0o755 });
  if (!mayEnter(path, NOBODY)) throw closedParent(name);
  chmodSync(path, 0o700);
  writeFileSync(join(path, 'BELONGS-TO'), `${realpathSync(stateDir)}\n`);
  try {
    symlinkSync(path, name);
  } catch (error) {
    rmSync(path, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function closedParent(path: string): StartupProblem {
  return new StartupProblem('not_permitted', `PostgreSQL does not run as root, and no other user may enter ${dirname(path)}.`, {
    remedy: 'Start as an ordinary user, or set TRUCE_STATE to a folder that others may enter, such as /srv/truce.',
  });
}

/** The state folder is ours to open; its secrets have their own mode. */
function letPass(stateDir: string): void {
  const { mode, uid } = statSync(stateDir);
  if (uid === 0 && (mode & 0o011) !== 0o011) chmodSync(stateDir, (mode & 0o777) | 0o011);
}

/** May `user` pass through `path` and every folder above it? */
export function mayEnter(path: string, user: ServerUser): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (!allows(at, user, 0o1)) return false;
    if (at === dirname(at)) return true;
  }
}

/** Checks one permission bit (4 read, 1 enter or execute) the way the kernel does for a user without privileges. */
export function allows(path: string, user: ServerUser, bit: number): boolean {
  const { mode, uid, gid } = statSync(path);
  if (uid === user.uid) return (mode & (bit << 6)) !== 0;
  if (gid === user.gid) return (mode & (bit << 3)) !== 0;
  return (mode & bit) !== 0;
}

/** Hands a file that we wrote to the server's user. */
export function give(path: string, user: ServerUser | undefined): void {
  if (user) chownSync(path, user.uid, user.gid);
}
