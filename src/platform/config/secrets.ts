import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { problemOf, StartupProblem } from './startup-problem.ts';

/** What `secrets.json` of a state folder may hold; each is 32 random bytes in base64url, made when first asked for. */
export const SECRET_NAMES = ['application', 'databaseSuperuser', 'databaseOwner', 'databaseApp'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];
export type Secrets = Record<SecretName, string>;

/**
 * The generated secrets of a state folder, written on first use with mode 0600. The folder must exist.
 * @throws StartupProblem when the file is damaged or may not be read.
 */
export function secretsOf(stateDir: string): Secrets {
  const path = join(stateDir, 'secrets.json');
  try {
    if (!existsSync(path)) writeOnce(path, generated({}));
    const found = parse(readFileSync(path, 'utf8'), path);
    if (SECRET_NAMES.every((name) => found[name])) return found as Secrets;
    const complete = generated(found);
    replace(path, complete);
    return complete;
  } catch (error) {
    throw problemOf(error, path) ?? error;
  }
}

function generated(known: Partial<Secrets>): Secrets {
  const fresh = Object.fromEntries(SECRET_NAMES.map((name) => [name, known[name] ?? randomBytes(32).toString('base64url')]));
  return fresh as Secrets;
}

function parse(text: string, path: string): Partial<Secrets> {
  try {
    return JSON.parse(text) as Partial<Secrets>;
  } catch (cause) {
    throw new StartupProblem('broken', `The file ${path} is damaged: it is not valid JSON.`, {
      remedy: 'Put it back from a backup; if there is none, delete it: new passwords are made, and people sign in again.',
      cause,
    });
  }
}

/** Two processes may start at once: a hard link creates the name only if nobody else has. */
function writeOnce(path: string, secrets: Secrets): void {
  const draft = write(path, secrets);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) renameSync(draft, path);
    else if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replace(path: string, secrets: Secrets): void {
  renameSync(write(path, secrets), path);
}

function write(path: string, secrets: Secrets): string {
  mkdirSync(join(path, '..'), { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(secrets, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}
