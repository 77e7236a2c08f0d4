import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the project: the built program lies in dist/, the source in src/, each one level below it. */
export const PROJECT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const MIGRATIONS = path.join(PROJECT, 'migrations');
