import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '#src/project.ts';
import { dumpSchema } from './dump-schema.ts';
import { cloneDatabase } from './harness.ts';

it('has a schema.sql that says what the migrations made (npm run schema writes it)', async () => {
  const { ownerUrl, drop } = await cloneDatabase();
  try {
    expect(await dumpSchema(ownerUrl)).toBe(readFileSync(path.join(MIGRATIONS, 'schema.sql'), 'utf8'));
  } finally {
    await drop();
  }
});
