import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workOf } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { importFrom } from './cli.ts';
import type { ImportSummary } from './schema.ts';
import { realData } from './testing.ts';

const folder = realData('zoho_crm');

describe.skipIf(folder === null)('a whole CRM export (skipped where the folder of real data is absent)', () => {
  let app: TestApp;
  let admin: Client;
  let first: ImportSummary;
  beforeAll(async () => {
    app = await openTestApp();
    ({ admin } = await app.newWorkspace());
    first = await bringIn();
  }, 300_000);
  afterAll(() => app.close());

  async function bringIn(): Promise<ImportSummary> {
    const work = workOf(app.context.runtime, await app.scopeOf(admin));
    const result = await importFrom({
      place: folder ?? '',
      work,
      settle: async (ended) => {
        await app.runAllJobs();
        if (!(await ended())) throw new Error(`the import has not ended: ${await app.failedJobs()}`);
      },
    });
    if (isRefusal(result)) throw new Error(result.message);
    return result;
  }

  it('accounts for every row of every file', async () => {
    for (const file of first.files)
      console.error(
        file.name.padEnd(32),
        file.entity,
        file.rows,
        'c',
        file.created,
        'u',
        file.updated,
        'm',
        file.merged,
        's',
        file.skipped,
        'f',
        file.failed,
        file.problem ?? '',
      );
    const why = await app.context.queuePool.query(
      `select f.name, r.outcome, r.column_name, left(r.reason, 90) reason, count(*), min(r.cells::text) from import_row r join import_file f on f.id = r.import_file_id where r.reason is not null group by 1,2,3,4 order by 5 desc limit 40`,
    );
    console.error(why.rows.map((r) => JSON.stringify(r).slice(0, 300)).join('\n'));
    expect(first.state).toBe('done');
    expect(first.files).toHaveLength(21);
    for (const file of first.files) expect(file.created + file.updated + file.merged + file.skipped + file.failed).toBe(file.rows);
    expect(first.totals.rows).toBe(49_490);
  });
});
