import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT } from '#src/project.ts';
import { killDuring } from './kills.ts';

// `npm test` builds first; the long form is `npm run faults`.
const built = existsSync(path.join(PROJECT, 'dist/main.js'));

it.skipIf(!built).each(['program', 'database'] as const)(
  'loses and doubles nothing when the %s is killed during an import and writes',
  async (victim) => {
    const outcome = await killDuring({ kills: 2, victim, rows: 3_000, seed: 7 });
    expect(outcome).toMatchObject({ contacts: outcome.rows, accounted: outcome.rows, present: outcome.acknowledged, doubled: 0, kills: 2 });
    expect(outcome.acknowledged).toBeGreaterThan(0);
  },
  240_000,
);
