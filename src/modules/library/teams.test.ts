import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getMeasures, listMeasureRows } from '#modules/agreements/contract/measures.ts';
import { EVERYTHING } from '#modules/agreements/schema.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal } from '#modules/deals/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { confirmChange, listChangeNotices } from '#modules/offers/contract/changes.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as assets from './contract/assets.ts';
import * as disputes from './contract/disputes.ts';
import * as requests from './contract/requests.ts';
import * as shares from './contract/shares.ts';
import { aPdf, aPublishedAsset, publishNext, sendFile, uploadTo } from './testing.ts';

let app: TestApp;
let ann: Client;
let lead: Client;
let rep: Client;
let chief: Client;

const AT = '2026-03-02T09:00:00.000Z';
const later = (seconds: number) => new Date(Date.parse(AT) + seconds * 1000).toISOString();
const DAY = 86_400;

beforeAll(async () => {
  app = await openTestApp();
  const workspace = await app.newWorkspace('Northwind');
  ann = await workspace.member('marketer', { name: 'Ann' });
  lead = await workspace.member('marketing_lead', { name: 'Lea' });
  rep = await workspace.member('rep', { name: 'Rob' });
  chief = await workspace.member('sales_lead', { name: 'Sam' });
  app.setNow(AT);
});
afterAll(() => app.close());

const titles = async (client: Client) => (await client.call(listNotices, { limit: 100 })).items.map(({ title }) => title);
const seen = (client: Client, id: string) => client.call(assets.getAsset, { id });

describe('a document that changes', () => {
  const told = async (client: Client, show: 'waiting' | 'all' = 'waiting') =>
    (await client.call(listChangeNotices, { show, limit: 100 })).items.filter(({ about }) => about.kind === 'document');

  it('is told to Sales, who confirm it; a newer version takes the place of what was told, and retiring it ends the asking', async () => {
    const { id } = await aPublishedAsset(ann, { name: 'Terms of delivery' });
    expect(await told(rep)).toEqual([]);
    await publishNext(ann, id);
    const [second] = await told(rep);
    expect(second).toMatchObject({
      about: { kind: 'document', document: { id, name: 'Terms of delivery' }, number: 2, changes: 'New prices' },
      confirmed: 0,
      mine: { state: 'waiting' },
    });
    expect((await titles(rep))[0]).toBe('“Terms of delivery” changes');
    expect((await told(ann)).length).toBe(0);
    await rep.call(confirmChange, { id: second?.id ?? '' });
    expect(await told(rep)).toEqual([]);
    expect((await told(chief))[0]).toMatchObject({ confirmed: 1, asked: 2, mine: { state: 'waiting' } });
    await publishNext(ann, id);
    expect((await told(chief)).map(({ about }) => about.number)).toEqual([3]);
    expect((await told(rep, 'all')).map(({ about, mine }) => [about.number, mine?.state])).toEqual([
      [3, 'waiting'],
      [2, 'confirmed'],
    ]);
    await ann.call(assets.retireAsset, { id, reason: 'One page for all' });
    expect(await told(rep)).toEqual([]);
  });

  it('is told to nobody where whoever publishes says so, and a first version only where they say so', async () => {
    const { id } = await aPublishedAsset(ann, { name: 'A typo' });
    const publish = async (tell: boolean) => {
      const { versionId } = (await uploadTo(ann, id, { name: 'a.pdf', content: aPdf() })).json<{ versionId: string }>();
      return (await ann.call(assets.publishAsset, { id, versionId, changes: 'One letter', tell })).asked;
    };
    expect([await publish(false), await publish(true)]).toEqual([0, 2]);
    await ann.call(assets.retireAsset, { id, reason: 'Not in use any more' });
  });
});

describe('a request', () => {
  it('names its deals, is answered, delivered and confirmed by who asked; the most money stands first', async () => {
    const small = await aDeal(rep, { name: 'Small', amountMinor: 1_000, currency: 'EUR' });
    const large = await aDeal(rep, { name: 'Large', amountMinor: 900_000, currency: 'EUR' });
    const { id: other } = await rep.call(requests.createRequest, { need: 'A flyer on spare parts', dealIds: [small] });
    const { id, dueAt } = await rep.call(requests.createRequest, {
      need: 'A case from the food industry',
      persona: 'operations',
      stage: 'sql',
      dealIds: [large],
    });
    expect(dueAt).toBe(later(7 * DAY));
    expect((await titles(lead)).filter((title) => title.startsWith('Rob') && title.endsWith('asks for content'))).toHaveLength(2);
    const listed = async () => (await ann.call(requests.listRequests, {})).items;
    expect((await listed())[0]).toMatchObject({
      id,
      stake: [{ amountMinor: 900_000, currency: 'EUR' }],
      lateness: 'in_time',
      may: { answer: true, confirm: false },
    });
    await expect(rep.call(requests.answerRequest, { id, accept: true })).rejects.toMatchObject({ status: 403 });
    await expect(ann.call(requests.answerRequest, { id, accept: false })).rejects.toMatchObject({ status: 400 });
    await ann.call(requests.answerRequest, { id, accept: true });
    app.setNow(later(6 * DAY));
    await app.tick('library.requests');
    expect((await titles(ann))[0]).toBe('A request for content is due soon');
    app.setNow(later(8 * DAY));
    expect((await ann.call(requests.listRequests, {})).counts).toMatchObject({ open: 2, late: 2 });
    const asset = await aPublishedAsset(ann, { name: 'Food case', personas: ['operations'], stages: ['sql'] });
    await ann.call(requests.deliverRequest, { id, assetId: asset.id });
    await expect(chief.call(requests.confirmRequest, { id, fits: true })).rejects.toMatchObject({ status: 403 });
    await rep.call(requests.confirmRequest, { id, fits: false, reason: 'It is about drinks' });
    expect((await listed()).find((one) => one.id === id)).toMatchObject({ status: 'accepted', reason: 'It is about drinks' });
    await ann.call(requests.deliverRequest, { id, assetId: asset.id });
    await rep.call(requests.confirmRequest, { id, fits: true });
    expect((await rep.call(requests.listRequests, { show: 'all' })).items.find((one) => one.id === id)).toMatchObject({
      status: 'confirmed',
      lateness: 'late',
      asset: { name: 'Food case' },
    });
    await ann.call(requests.answerRequest, { id: other, accept: false, reason: 'The shop has one already' });
    const { rows } = await rep.call(requests.getContentMatrix, {});
    const cell = rows.find(({ persona }) => persona === 'operations')?.cells.find(({ stage }) => stage === 'sql');
    expect(cell).toMatchObject({ assets: 1, waiting: 0, asked: 1 });
    app.setNow(AT);
  });
});

describe('a proposal', () => {
  it('of Sales becomes a draft of Marketing, or is declined with the reason', async () => {
    const { id } = await rep.call(requests.createProposal, { title: 'My price sheet', words: 'Customers ask for one page.' });
    const sent = await sendFile(rep, `/library/proposals/${id}/file`, { name: 'sheet.pdf', content: aPdf() });
    expect(sent.statusCode).toBe(200);
    await expect(rep.call(requests.answerProposal, { id, accept: true })).rejects.toMatchObject({ status: 403 });
    const { assetId } = await ann.call(requests.answerProposal, { id, accept: true });
    expect(await seen(ann, assetId ?? '')).toMatchObject({
      name: 'My price sheet',
      state: 'draft',
      versions: [{ source: 'file', file: { name: 'sheet.pdf' } }],
    });
    await expect(rep.call(assets.getAsset, { id: assetId ?? '' })).rejects.toMatchObject({ status: 404 });
    expect((await titles(rep))[0]).toBe('“My price sheet” is taken up');
    const other = await rep.call(requests.createProposal, { title: 'Another' });
    await expect(ann.call(requests.answerProposal, { id: other.id, accept: false })).rejects.toMatchObject({ status: 400 });
    await ann.call(requests.answerProposal, { id: other.id, accept: false, reason: 'We have this one' });
  });
});

describe('a dispute', () => {
  it('keeps its evidence and is closed by both sides alone; what they decided happens', async () => {
    const asset = await aPublishedAsset(ann, { name: 'Disputed deck' });
    await rep.call(shares.shareAsset, { contactId: await aContact(rep), assetId: asset.id, way: 'link' });
    const { id } = await rep.call(disputes.raiseDispute, { id: asset.id, claim: 'Nobody reads beyond page two of it' });
    expect((await titles(lead))[0]).toMatch(/^Rob.* sees a problem with “Disputed deck”$/);
    await ann.call(disputes.writeToDispute, { id, body: 'It was sent to the wrong people.' });
    await rep.call(disputes.decideDispute, { id, outcome: 'retire', note: 'We take it out of use now' });
    const one = async (client: Client) => (await client.call(disputes.listDisputes, { assetId: asset.id })).items[0];
    const before = await one(ann);
    expect(before).toMatchObject({
      evidence: { sent: 1 },
      entries: [{ by: { name: 'Ann' } }],
      decision: { outcome: 'retire', signatures: [{ party: 'sales' }] },
      signsFor: 'marketing',
      decidedAt: null,
    });
    const hash = before?.decision?.hash ?? '';
    await expect(chief.call(disputes.signDispute, { id, contentHash: hash })).rejects.toMatchObject({ status: 409 });
    await expect(ann.call(disputes.signDispute, { id, contentHash: 'other' })).rejects.toMatchObject({ status: 409 });
    // Another decision takes its place: nobody is bound by what they did not read.
    await ann.call(disputes.decideDispute, { id, outcome: 'fix', note: 'Ann shortens it to two pages' });
    await expect(chief.call(disputes.signDispute, { id, contentHash: hash })).rejects.toMatchObject({ status: 409 });
    expect(await chief.call(disputes.signDispute, { id, contentHash: (await one(chief))?.decision?.hash ?? '' })).toEqual({ closed: true });
    expect((await seen(rep, asset.id)).state).toBe('published');
    expect((await ann.call(requests.listRequests, {})).items.map(({ need }) => need)).toContain(
      'Mend “Disputed deck”: Ann shortens it to two pages',
    );
    await expect(rep.call(disputes.writeToDispute, { id, body: 'One more word' })).rejects.toMatchObject({ status: 409 });
    const second = await lead.call(disputes.raiseDispute, { id: asset.id, claim: 'It is used for customers' });
    await lead.call(disputes.decideDispute, { id: second.id, outcome: 'retire', note: 'The new deck takes its place' });
    const now = (await one(rep))?.decision?.hash ?? '';
    await rep.call(disputes.signDispute, { id: second.id, contentHash: now });
    expect(await seen(rep, asset.id)).toMatchObject({ state: 'retired', retireReason: 'The new deck takes its place' });
  });
});

it('serving requests is a promise of the agreement: it sets the day, and is counted', async () => {
  app.setNow(AT);
  await anAgreementInForce({ sales: chief, marketing: lead }, (clauses) => [
    ...clauses,
    {
      family: 'share',
      title: 'Content in time',
      party: 'marketing',
      criteria: EVERYTHING,
      period: 'month',
      measure: 'requests_served',
      withinSeconds: 3 * 86_400,
      required: [],
      target: 0.8,
    },
  ]);
  const before = await served();
  const asked = await rep.call(requests.createRequest, { need: 'A comparison with the old model', dealIds: [] });
  expect(asked.dueAt).toBe(later(3 * DAY));
  expect(await served()).toEqual(before);
  await ann.call(requests.answerRequest, { id: asked.id, accept: false, reason: 'The comparison is on the website' });
  expect(await served()).toEqual({ k: before.k + 1, n: before.n + 1 });
  app.setNow(later(4 * DAY));
  expect((await served()).n).toBeGreaterThanOrEqual(before.n + 1);
  app.setNow(AT);
});

async function served(): Promise<{ k: number; n: number }> {
  const { lines } = await ann.call(getMeasures, { back: 1 });
  const line = lines.find(({ measure }) => measure === 'requests_served');
  const [period] = line?.periods ?? [];
  if (!line || !period) throw new Error('nothing is promised');
  const { items } = await ann.call(listMeasureRows, { lineId: line.lineId, from: period.from, to: period.to, limit: 100 });
  expect([items.filter(({ counts }) => counts).length, items.length]).toEqual([period.k, period.n]);
  return { k: period.k, n: period.n };
}
