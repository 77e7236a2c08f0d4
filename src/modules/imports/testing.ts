import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of real data to run against, outside of the project; null where it is absent. */
export function realData(name: string): string | null {
  const root = process.env.TRUCE_DATA ?? path.resolve('..', 'shared', 'data');
  const folder = path.join(root, name);
  return existsSync(folder) ? folder : null;
}
