import { afterAll, beforeAll, expect, it } from 'vitest';
import { getMeasures, listMeasureRows } from '#modules/agreements/contract/measures.ts';
import { type ClauseInput, EVERYTHING } from '#modules/agreements/schema.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as changes from './contract/changes.ts';
import * as offers from './contract/offers.ts';
import { anOffer } from './testing.ts';

let app: TestApp;
let ann: Client;
let lead: Client;
let marketingLead: Client;
let reps: Client[];

const AT = '2026-03-02T09:00:00.000Z';
const HOUR = 3600;
const later = (hours: number) => new Date(Date.parse(AT) + hours * HOUR * 1000).toISOString();

beforeAll(async () => {
  app = await openTestApp();
  const workspace = await app.newWorkspace();
  ann = await workspace.member('marketer');
  lead = await workspace.member('sales_lead');
  marketingLead = await workspace.member('marketing_lead');
  reps = [await workspace.member('rep', { name: 'Rob' }), await workspace.member('rep', { name: 'Ria' })];
  app.setNow(AT);
});
afterAll(() => app.close());

const share = (title: string, terms: Pick<Extract<ClauseInput, { family: 'share' }>, 'party' | 'measure' | 'withinSeconds' | 'target'>) =>
  ({ family: 'share', title, criteria: EVERYTHING, period: 'month', required: [], ...terms }) satisfies ClauseInput;

it('confirming changes and announcing them ahead are promises: what a launch waits for is what both signed, and what came of it is counted', async () => {
  const settings = { share: 1, leadSeconds: 10 * HOUR, confirmSeconds: 12 * HOUR };
  await lead.call(changes.setNoticeTerms, settings);
  expect(await ann.call(changes.getNoticeTerms, {})).toMatchObject({ ...settings, agreed: { confirm: null, ahead: null } });
  await anAgreementInForce({ sales: lead, marketing: marketingLead }, (clauses) => [
    ...clauses,
    share('Read what changes', { party: 'sales', measure: 'changes_confirmed', withinSeconds: 2 * HOUR, target: 0.6 }),
    share('Told before it starts', { party: 'marketing', measure: 'announced_ahead', withinSeconds: 24 * HOUR, target: 0.9 }),
  ]);
  expect(await ann.call(changes.getNoticeTerms, {})).toMatchObject({
    share: 0.6,
    confirmSeconds: 2 * HOUR,
    leadSeconds: 24 * HOUR,
    agreed: { confirm: 1, ahead: 1 },
  });

  const early = await anOffer(ann);
  const { noticeId } = await ann.call(offers.announceOffer, early);
  app.setNow(later(1));
  for (const client of [reps[0], lead]) await client?.call(changes.confirmChange, { id: noticeId });
  await ann.call(offers.launchOffer, early);

  const slow = await anOffer(ann);
  await ann.call(offers.announceOffer, slow);
  await expect(ann.call(offers.launchOffer, slow)).rejects.toMatchObject({ status: 422 });
  app.setNow(later(26));
  await ann.call(offers.launchOffer, slow);

  const { lines } = await ann.call(getMeasures, { back: 1 });
  const figures = new Map(lines.map((line) => [line.measure, line]));
  // Of six confirmations two came within two hours; of two offers one was announced a day ahead.
  expect(figures.get('changes_confirmed')?.periods[0]).toMatchObject({ k: 2, n: 6, target: 0.6 });
  expect(figures.get('announced_ahead')?.periods[0]).toMatchObject({ k: 1, n: 2, target: 0.9 });
  for (const line of figures.values()) {
    const [period] = line.periods;
    if (!period) throw new Error('no period');
    const { items } = await ann.call(listMeasureRows, { lineId: line.lineId, from: period.from, to: period.to, limit: 100 });
    expect([items.filter(({ counts }) => counts).length, items.length]).toEqual([period.k, period.n]);
    for (const row of items) expect([early.id, slow.id]).toContain(row.record?.id);
  }
});

it('a confirmation whose time still runs, or that a newer version made needless, is not counted', async () => {
  const { lines } = await ann.call(getMeasures, { back: 1 });
  const before = lines.find(({ measure }) => measure === 'changes_confirmed')?.periods[0]?.n;
  await ann.call(offers.announceOffer, await anOffer(ann));
  const after = (await ann.call(getMeasures, { back: 1 })).lines.find(({ measure }) => measure === 'changes_confirmed');
  expect(after?.periods[0]?.n).toBe(before);
});
