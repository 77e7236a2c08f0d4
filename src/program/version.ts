import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '#src/project.ts';

/** The version of this program, from package.json. */
export const VERSION: string = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')).version;
