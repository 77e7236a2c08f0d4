import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { MIGRATIONS } from '#src/project.ts';
import { dumpSchema } from './dump-schema.ts';

it('has a schema.sql that says what the migrations made (npm run schema writes it)', async () => {
  expect(await dumpSchema(inject('postgres').ownerUrl)).toBe(readFileSync(path.join(MIGRATIONS, 'schema.sql'), 'utf8'));
});
