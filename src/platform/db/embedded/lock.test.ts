import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockHolder, takeLock } from './lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'truce-lock-'));
  path = join(folder, 'truce.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('belongs to one at a time and can be taken again after release', () => {
  const lock = takeLock(path, folder);
  expect(lockHolder(path)).toBe(process.pid);
  expect(() => takeLock(path, folder)).toThrow(/already running/);
  lock.release();
  expect(lockHolder(path)).toBeUndefined();
  takeLock(path, folder).release();
  expect(readdirSync(folder)).toEqual([]);
});

it('is taken over from a dead process, from a damaged file, and from a process id that was used again', () => {
  for (const left of [JSON.stringify({ pid: 2 ** 22 + 1, started: '1' }), 'not json', '']) {
    writeFileSync(path, left);
    takeLock(path, folder).release();
  }
  if (process.platform !== 'linux') return;
  writeFileSync(path, JSON.stringify({ pid: process.ppid, started: '1' }));
  const lock = takeLock(path, folder);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
  lock.release();
});
