import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnField } from '#modules/criteria/contract.ts';
import * as imports from '#modules/imports/contract.ts';
import { ran, realData, uploaded } from '#modules/imports/testing.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract/predictions.ts';

const folder = realData('xedu');
const NUMBERS = [
  'Lead Number',
  'TotalVisits',
  'Total Time Spent on Website',
  'Page Views Per Visit',
  'Asymmetrique Activity Score',
  'Asymmetrique Profile Score',
];
/** The columns that Sales filled in while talking to the lead. */
const LEAKS = [
  'Asymmetrique Activity Index',
  'Asymmetrique Activity Score',
  'Asymmetrique Profile Index',
  'Asymmetrique Profile Score',
  'Lead Profile',
  'Lead Quality',
  'Tags of the file',
];

describe.skipIf(folder === null)('9,240 real leads, imported and learned from (skipped where the folder of real data is absent)', () => {
  let app: TestApp;
  let admin: Client;
  let learned: OutputOf<typeof contract.getTraining>;

  beforeAll(async () => {
    app = await openTestApp();
    ({ admin } = await app.newWorkspace());
    await bringIn(readFileSync(path.join(folder ?? '', 'Leads.csv')));
    await admin.call(contract.changePredictionSettings, { orderField: 'lead_number' });
    const { id } = await admin.call(contract.startTraining, {});
    await app.runAllJobs();
    learned = await admin.call(contract.getTraining, { id });
  }, 300_000);
  afterAll(() => app.close());

  /** Every column becomes an own field of leads, but for the outcome and the id, which stands for the name that the file has not. */
  async function bringIn(content: Buffer): Promise<void> {
    const found = await uploaded(admin, { name: 'Leads.csv', content });
    const [file] = found.files;
    if (!file) throw new Error('the file was not taken');
    const mapping: Record<string, { field: string; transform?: string }> = {
      'Prospect ID': { field: 'lastName' },
      Converted: { field: 'won', transform: 'yesNo' },
    };
    const [head = ''] = content.toString('latin1').split(/[\r\n]/, 1);
    for (const column of head.split(',').filter((name) => !(name in mapping))) {
      // Leads have tags of their own.
      const label = column === 'Tags' ? 'Tags of the file' : column;
      const { key } = await admin.call(createOwnField, {
        entity: 'lead',
        label,
        kind: NUMBERS.includes(column) ? 'number' : 'text',
      });
      mapping[column] = { field: `custom.${key}` };
    }
    await admin.call(imports.changeImportFile, { id: found.id, fileId: file.id, entity: 'lead', mapping });
    const done = await ran(app, admin, found);
    // Its lines end in two returns: what is left after the last one is told as a row without a name.
    expect(done.totals.created).toBe(9_240);
    expect(done.totals.failed).toBeLessThanOrEqual(1);
  }

  it('has the outcomes of the file', async () => {
    expect(learned.training, await app.failedJobs()).toMatchObject({ state: 'done', problem: null });
    expect(learned.report).toMatchObject({ n: 9_240, won: 3_561, asOf: 0, judged: { n: 2_772 } });
  });

  it('names the seven columns that Sales filled in, and leaves them out', () => {
    const leaks = learned.report?.suspicions.filter(({ level }) => level === 'leak') ?? [];
    expect(leaks.map(({ label }) => label).sort()).toEqual(LEAKS);
    expect(learned.report?.leftOut).toHaveLength(7);
    expect(learned.report?.effects.map(({ label }) => label).filter((label) => LEAKS.includes(label))).toEqual([]);
  });

  it('orders the newest 30 % with an area of at least 0.89, and means what it says', () => {
    const { report, training } = learned;
    console.log(
      JSON.stringify({
        ...report?.quality,
        chosen: report?.chosen,
        ece: report?.calibrationError,
        seconds: training.seconds,
        memoryMb: training.memoryMb,
      }),
      report?.compared.map(({ name, quality }) => `${name} ${quality.auc?.auc.toFixed(3)} ${quality.brier?.toFixed(4)}`).join(', '),
    );
    expect(report?.quality.auc?.auc).toBeGreaterThanOrEqual(0.89);
    expect(report?.quality.brier).toBeLessThan(0.13);
    expect(report?.calibrationError).toBeLessThan(0.05);
  });

  it('shows what the leaks would have seemed to bring', () => {
    const flattered = learned.report?.compared.find(({ name }) => name === 'with_leaks');
    expect(flattered?.quality.auc?.auc).toBeGreaterThan(0.97);
  });

  it('never takes the running number for a fact', () => {
    expect(learned.report?.effects.map(({ label }) => label)).not.toContain('Lead Number');
  });
});
