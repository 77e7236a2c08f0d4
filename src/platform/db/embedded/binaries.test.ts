import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputProblem, run } from './binaries.ts';

it('a program without its loader is an unsupported system, not a missing file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'truce-binaries-'));
  const file = join(folder, 'initdb');
  writeFileSync(file, '#!/lib64/no-such-loader\n');
  chmodSync(file, 0o755);
  const home = { path: folder, user: undefined };
  await expect(run(file, [], { home })).rejects.toMatchObject({ code: 'unsupported', remedy: expect.stringContaining('DATABASE_URL') });
  await expect(run(join(folder, 'postgres'), [], { home })).rejects.toMatchObject({ code: 'ENOENT' });
  rmSync(folder, { recursive: true });
});

it.each([
  ['postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file', 'unsupported'],
  ['Error relocating /x/bin/postgres: __memcpy_chk: symbol not found', 'unsupported'],
  ["/x/postgres: /lib/libc.so.6: version `GLIBC_2.28' not found", 'unsupported'],
  ['2026-01-01 UTC [1] FATAL:  could not write lock file "postmaster.pid": No space left on device', 'no_space'],
  ['FATAL:  could not open file "global/pg_control": Permission denied', 'not_permitted'],
  ['LOG:  starting\nFATAL:  could not load server certificate', 'broken'],
])('names what a server program said: %s', (output, code) => {
  const problem = outputProblem(output, '/srv/state/postgres');
  expect(problem.code).toBe(code);
  expect(problem.message).not.toMatch(/FATAL|\n/);
});
