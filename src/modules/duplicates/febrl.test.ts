import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { type KnownPerson, knownPeople, putPeople } from './testing.ts';

// Weights and keys were written down before any of these files was read, and are fitted to none of them. The rule for relatives and colleagues
// (another first name at the same place) came later and costs recall here: the files put another first name on one and the same person.
const FILES = {
  'Febrl 1': { people: knownPeople('dataset1.csv'), pairs: 500 },
  'Febrl 2': { people: knownPeople('dataset2.csv'), pairs: 1934 },
};

/** What each run knows of a person beside name and address, and the floors that hold. */
const RUNS = [
  { file: 'Febrl 1', birth: false, number: false, precision: 0.99, recall: 0.85 },
  { file: 'Febrl 1', birth: true, number: false, precision: 0.99, recall: 0.97 },
  { file: 'Febrl 1', birth: true, number: true, precision: 0.99, recall: 0.98 },
  { file: 'Febrl 2', birth: false, number: false, precision: 0.99, recall: 0.79 },
  { file: 'Febrl 2', birth: true, number: false, precision: 0.99, recall: 0.95 },
] as const;

let test: TestApp;
beforeAll(async () => {
  if (FILES['Febrl 1'].people) test = await openTestApp();
  else console.info('The folder with the data sets is not here (TRUCE_DATA): duplicates are not measured.');
});
afterAll(() => test?.close());

describe.skipIf(FILES['Febrl 1'].people === null)('pairs proposed among known people, on a real database', () => {
  it.each(RUNS)('$file, day of birth $birth, social number $number', { timeout: 240_000 }, async (run) => {
    const { people, pairs } = FILES[run.file];
    const { admin } = await test.newWorkspace();
    const ids = await test.command(admin, (ctx) => putPeople(ctx, people ?? [], run));
    const began = performance.now();
    await admin.call(contract.startDuplicateScan, { entity: 'contact' });
    await test.runAllJobs();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const { right, wrong, truth } = await judge(ids, people ?? [], admin.workspaceId);
    expect(truth).toBe(pairs);
    const [precision, recall] = [right / (right + wrong), right / truth];
    console.info(
      `${run.file} (${ids.length} rows, ${truth} pairs), birth ${run.birth ? 'known' : 'not known'}, social number ${run.number ? 'known' : 'not known'}: ` +
        `precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)} (${right} right, ${wrong} wrong), ${seconds} s`,
    );
    expect(precision).toBeGreaterThanOrEqual(run.precision);
    expect(recall).toBeGreaterThanOrEqual(run.recall);
  });
});

async function judge(ids: readonly string[], people: readonly KnownPerson[], workspaceId: string) {
  const entities = new Map(ids.map((id, index) => [id, people[index]?.entity]));
  const sizes = new Map<string, number>();
  for (const { entity } of people) sizes.set(entity, (sizes.get(entity) ?? 0) + 1);
  const truth = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const proposed = await test.context.database.inScope(test.context.systemScope(workspaceId), async (tx) => {
    const { rows } = await sql<{
      a_id: string;
      b_id: string;
    }>`select a_id, b_id from duplicate_pair where workspace_id = ${workspaceId} and state = 'open'`.execute(tx);
    return rows;
  });
  const right = proposed.filter(({ a_id, b_id }) => entities.get(a_id) === entities.get(b_id)).length;
  return { right, wrong: proposed.length - right, truth };
}
