import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { PROJECT } from '#src/project.ts';
import { generateTables } from './generate-tables.ts';

it('has table types that say what the migrations made', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'truce-types-'));
  try {
    const file = path.join(folder, 'tables.ts');
    generateTables(inject('postgres').ownerUrl, file);
    expect(readFileSync(path.join(PROJECT, 'src/tables.ts'), 'utf8')).toBe(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
