import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A file that lies in a folder, as it was seen. */
export interface LyingFile {
  name: string;
  sizeBytes: number;
  modifiedMs: number;
}

const FOLDER = /^[a-z0-9][a-z0-9-]{0,79}$/;
const MOST_FILES = 200;

/** Why a file is not opened. */
export class NotAFile extends Error {}

/**
 * A folder below `root` into which others put files, with `done` and `failed` below it for what was dealt with. Made where it is missing; null where
 * anything on the way is a link, so that nothing outside can be read or moved.
 * @param name made by the program, never a path
 */
export async function openInbox(root: string, name: string): Promise<string | null> {
  if (!FOLDER.test(name)) throw new Error(`${name} is no name of a folder`);
  const folder = path.join(root, name);
  for (const one of [root, folder, path.join(folder, 'done'), path.join(folder, 'failed')]) {
    await mkdir(one, { recursive: one === root, mode: 0o770 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if (one !== root && !(await lstat(one)).isDirectory()) return null;
  }
  return folder;
}

/** Plain files that lie in a folder: no links, no folders, nothing hidden. */
export async function filesIn(folder: string): Promise<LyingFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && isPlain(entry.name)).map((entry) => entry.name);
  const found: LyingFile[] = [];
  for (const name of names.sort().slice(0, MOST_FILES)) {
    const seen = await lstat(path.join(folder, name)).catch(() => null);
    if (seen?.isFile()) found.push({ name, sizeBytes: seen.size, modifiedMs: Math.round(seen.mtimeMs) });
  }
  return found;
}

const isPlain = (name: string) => !name.startsWith('.') && name.length <= 200 && path.basename(name) === name;

/** Opens a file of a folder for reading. What is a link, or is reached by a second name too, is another's file and is not opened. */
export async function openLying(folder: string, name: string): Promise<FileHandle> {
  if (!isPlain(name)) throw new NotAFile(name);
  const handle = await open(path.join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (!handle) throw new NotAFile(name);
  const seen = await handle.stat();
  if (seen.isFile() && seen.nlink === 1) return handle;
  await handle.close();
  throw new NotAFile(name);
}

/** Puts a file that was dealt with into `done` or `failed`, under a name that nothing has yet, with a note beside it where there is one. */
export async function putAside(
  folder: string,
  file: { name: string; to: 'done' | 'failed'; stamp: string; note: string | null },
): Promise<void> {
  if (!isPlain(file.name)) return;
  const name = `${file.stamp.replace(/[^0-9A-Za-z]/g, '')}-${file.name}`;
  const target = path.join(folder, file.to, name);
  if (await lstat(target).catch(() => null)) return;
  const moved = await rename(path.join(folder, file.name), target).then(
    () => true,
    () => false,
  );
  if (moved && file.note) await writeFile(`${target}.txt`, `${file.note}\n`, { flag: 'wx', mode: 0o660 }).catch(() => undefined);
}
