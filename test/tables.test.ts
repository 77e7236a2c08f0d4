import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT } from '#src/project.ts';
import { generateTables } from './generate-tables.ts';
import { cloneDatabase } from './harness.ts';

it('has table types that say what the migrations made', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'truce-types-'));
  const { ownerUrl, drop } = await cloneDatabase();
  try {
    const file = path.join(folder, 'tables.ts');
    generateTables(ownerUrl, file);
    expect(readFileSync(path.join(PROJECT, 'src/tables.ts'), 'utf8')).toBe(readFileSync(file, 'utf8'));
  } finally {
    await drop();
    rmSync(folder, { recursive: true, force: true });
  }
});
