import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { getCompany } from '#modules/companies/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { getLead } from '#modules/leads/contract/leads.ts';
import { aLead, reasonId } from '#modules/leads/testing.ts';
import { setFieldRight, setReach } from '#modules/team/contract/settings.ts';
import { openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import { stageForImport, upsertDeals } from './commands/bulk.ts';
import * as board from './contract/board.ts';
import * as contract from './contract/deals.ts';
import * as pipelines from './contract/pipelines.ts';
import { aDeal, stagesOf } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

describe('a deal', () => {
  it('begins in the first open stage, comes from its lead, and makes it an opportunity', async () => {
    const { member } = await app.newWorkspace();
    const rep = await member('rep');
    const companyId = await aCompany(rep);
    const contactId = await aContact(rep, { companyId });
    const leadId = await aLead(rep, { contactId, sourceTeam: 'marketing', sourceChannel: 'webinar' });
    const id = await aDeal(rep, { contactId, amountMinor: 1_200_000 });
    const deal = await rep.call(contract.getDeal, { id });
    expect(deal).toMatchObject({
      leadId,
      status: 'open',
      currency: 'EUR',
      sourceTeam: 'marketing',
      sourceChannel: 'webinar',
      stage: { name: 'Qualification', probability: 0.1 },
      company: { id: companyId },
      owner: { id: rep.memberId },
      visits: [{ stage: { name: 'Qualification' }, exitedAt: null, actor: { id: rep.memberId } }],
    });
    expect((await rep.call(getLead, { id: leadId })).visits.at(-1)).toMatchObject({
      stage: 'opportunity',
      direction: 'skip',
      cause: 'deal_created',
    });
    const { items } = await rep.call(readTimeline, { of: 'deal', id });
    expect(items.map((row) => row.kind)).toContain('deal_created');
  });

  it('is lost only with a reason for lost deals, and its lead goes back to Marketing with it', async () => {
    const { admin } = await app.newWorkspace();
    const leadId = await aLead(admin);
    const [first, second] = [await aDeal(admin, { leadId }), await aDeal(admin, { leadId })];
    const stages = await stagesOf(admin);
    const price = await reasonId(admin, 'lost', 'price_value');
    const unfit = await reasonId(admin, 'not_fit', 'no_need');
    for (const work of [
      () => admin.call(contract.closeDeal, { id: first, outcome: 'lost' }),
      () => admin.call(contract.moveDeal, { id: first, stageId: stages.Lost ?? '' }),
      () => admin.call(contract.closeDeal, { id: first, outcome: 'lost', reasonId: unfit }),
    ])
      expect(await refused(work())).toMatchObject({ status: 400, errors: [{ field: 'reasonId' }] });
    const other = await reasonId(admin, 'lost', 'other');
    expect(await refused(admin.call(contract.closeDeal, { id: first, outcome: 'lost', reasonId: other }))).toMatchObject({
      errors: [{ field: 'note' }],
    });
    expect((await admin.call(contract.getDeal, { id: first })).status).toBe('open');
    expect(await admin.call(contract.closeDeal, { id: first, outcome: 'lost', reasonId: price })).toEqual({ status: 'lost' });
    expect((await admin.call(getLead, { id: leadId })).stage).toBe('opportunity');
    await admin.call(contract.moveDeal, {
      id: second,
      stageId: stages.Lost ?? '',
      reasonId: other,
      note: 'They moved to another continent.',
    });
    expect(await admin.call(getLead, { id: leadId })).toMatchObject({ stage: 'recycled', reason: { code: 'other' } });
    expect(await admin.call(contract.getDeal, { id: second })).toMatchObject({
      status: 'lost',
      reason: { code: 'other' },
      lostNote: 'They moved to another continent.',
    });
    expect(await admin.call(contract.reopenDeal, { id: second })).toEqual({ status: 'open' });
    expect(await admin.call(getLead, { id: leadId })).toMatchObject({ stage: 'opportunity', reason: null });
    expect(await admin.call(contract.getDeal, { id: second })).toMatchObject({
      reason: null,
      lostNote: null,
      closedAt: null,
      stage: { name: 'Qualification' },
    });
  });

  it('that is won makes a customer, and takes it back when it is reopened or put into the trash', async () => {
    const { admin } = await app.newWorkspace();
    const companyId = await aCompany(admin);
    const contactId = await aContact(admin, { companyId });
    const leadId = await aLead(admin, { contactId });
    const id = await aDeal(admin, { contactId });
    const status = async () => (await admin.call(getCompany, { id: companyId })).customerStatus;
    expect(await status()).toBe('prospect');
    await admin.call(contract.closeDeal, { id, outcome: 'won' });
    expect(await status()).toBe('customer');
    expect(await admin.call(getLead, { id: leadId })).toMatchObject({ stage: 'customer', closedAt: expect.any(String) });
    await admin.call(contract.reopenDeal, { id });
    expect(await status()).toBe('prospect');
    await admin.call(contract.closeDeal, { id, outcome: 'won', closedAt: '2020-01-01T00:00:00Z' });
    await admin.call(contract.trashDeal, { id });
    expect(await status()).toBe('prospect');
    await admin.call(contract.restoreDeal, { id });
    expect(await status()).toBe('customer');
    const other = await aCompany(admin);
    await admin.call(contract.changeDeal, { id, companyId: other });
    expect(await status()).toBe('prospect');
    expect((await admin.call(getCompany, { id: other })).customerStatus).toBe('customer');
    const kinds = (await admin.call(readTimeline, { of: 'deal', id })).items.map((row) => row.kind);
    expect(kinds.filter((kind) => kind === 'deal_won')).toHaveLength(2);
  });

  it('keeps every stay, and refuses a start in a closed stage or a stage of another pipeline', async () => {
    const { admin } = await app.newWorkspace();
    const stages = await stagesOf(admin);
    const id = await aDeal(admin, { stageId: stages.Negotiation });
    for (const name of ['Qualification', 'Proposal', 'Won']) await admin.call(contract.moveDeal, { id, stageId: stages[name] ?? '' });
    const { visits, closedAt, status } = await admin.call(contract.getDeal, { id });
    expect(visits.map((visit) => visit.stage.name)).toEqual(['Negotiation', 'Qualification', 'Proposal', 'Won']);
    expect(visits.filter((visit) => visit.exitedAt === null)).toHaveLength(1);
    expect({ status, closed: closedAt !== null }).toEqual({ status: 'won', closed: true });
    expect(await refused(aDeal(admin, { stageId: stages.Won }))).toMatchObject({ status: 400, errors: [{ field: 'stageId' }] });
    const { id: pipelineId } = await admin.call(pipelines.createPipeline, { name: 'Renewals' });
    expect(await refused(aDeal(admin, { pipelineId, stageId: stages.Proposal }))).toMatchObject({ errors: [{ field: 'stageId' }] });
    expect((await admin.call(contract.getDeal, { id: await aDeal(admin, { pipelineId }) })).pipeline.name).toBe('Renewals');
  });

  it('is reached by those who may, and names only what they may see', async () => {
    const { admin, member } = await app.newWorkspace();
    const stranger = (await app.newWorkspace()).admin;
    const [rep, other] = [await member('rep'), await member('rep')];
    const id = await aDeal(rep, { amountMinor: 500 });
    for (const work of [
      () => stranger.call(contract.getDeal, { id }),
      () => stranger.call(contract.closeDeal, { id, outcome: 'won' }),
      () => stranger.call(contract.changeDeal, { id, name: 'Mine' }),
    ])
      expect(await refused(work())).toMatchObject({ status: 404 });
    const theirs = await aCompany(stranger);
    expect(await refused(rep.call(contract.changeDeal, { id, companyId: theirs }))).toMatchObject({
      status: 400,
      errors: [{ field: 'companyId' }],
    });
    await admin.call(setReach, { role: 'rep', entity: 'deal', read: 'own', write: 'own' });
    expect(await refused(other.call(contract.getDeal, { id }))).toMatchObject({ status: 404 });
    await admin.call(setFieldRight, { role: 'rep', entity: 'deal', field: 'amount', access: 'hidden' });
    expect(await rep.call(contract.getDeal, { id })).not.toHaveProperty('amountMinor');
    expect(await refused(rep.call(contract.changeDeal, { id, amountMinor: 1 }))).toMatchObject({
      status: 403,
      errors: [{ field: 'amountMinor' }],
    });
    const seen = await rep.call(board.getBoard, {});
    expect(seen.open).toEqual({ n: 1, without: 0 });
    expect(seen.columns[0]?.cards[0]).not.toHaveProperty('amountMinor');
  });
});

describe('the board', () => {
  it('sums each stage by currency, weighted by the deal or its stage', async () => {
    const { admin, member } = await app.newWorkspace();
    const rep = await member('rep');
    const stages = await stagesOf(admin);
    await aDeal(admin, { stageId: stages.Proposal, amountMinor: 10_000 });
    await aDeal(admin, { stageId: stages.Proposal, amountMinor: 30_001, probability: 0.9 });
    await aDeal(admin, { stageId: stages.Proposal, amountMinor: 700, currency: 'USD' });
    await aDeal(rep, { stageId: stages.Proposal });
    const won = await aDeal(admin, { amountMinor: 4_000, probability: 0.2 });
    await admin.call(contract.closeDeal, { id: won, outcome: 'won' });
    const { columns, open } = await admin.call(board.getBoard, {});
    const of = (name: string) => columns.find((column) => column.name === name);
    expect(columns.map((column) => column.name)).toEqual(['Qualification', 'Needs analysis', 'Proposal', 'Negotiation', 'Won', 'Lost']);
    expect(of('Proposal')).toMatchObject({
      n: 4,
      without: 1,
      sums: [
        { currency: 'EUR', n: 3, amountMinor: 40_001, weightedMinor: 5_000 + 27_001 },
        { currency: 'USD', n: 1, amountMinor: 700, weightedMinor: 350 },
      ],
    });
    expect(of('Won')?.sums).toEqual([{ currency: 'EUR', n: 1, amountMinor: 4_000, weightedMinor: 4_000 }]);
    expect(open).toMatchObject({ n: 4, without: 1 });
    expect((await admin.call(board.getBoard, { ownerId: rep.memberId })).open.n).toBe(1);
  });

  it('keeps the order people give it, also after many moves into one gap', async () => {
    const { admin } = await app.newWorkspace();
    const stages = await stagesOf(admin);
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) ids.unshift(await aDeal(admin, { stageId: stages.Proposal }));
    const order = async () =>
      (await admin.call(board.getBoard, {})).columns.find((column) => column.name === 'Proposal')?.cards.map((card) => card.id);
    expect(await order()).toEqual(ids);
    const [a, b, c, d] = ids as [string, string, string, string];
    await admin.call(contract.moveDeal, { id: d, stageId: stages.Proposal ?? '', beforeId: b });
    expect(await order()).toEqual([a, d, b, c]);
    for (let n = 0; n < 60; n += 1) await admin.call(contract.moveDeal, { id: n % 2 ? d : c, stageId: stages.Proposal ?? '', beforeId: b });
    expect(await order()).toEqual([a, c, d, b]);
  });

  it('brings the rest of a long column page by page', async () => {
    const { admin } = await app.newWorkspace();
    const stages = await stagesOf(admin);
    const stageId = stages.Proposal ?? '';
    await app.command(admin, (ctx) =>
      upsertDeals(
        ctx,
        Array.from({ length: 95 }, (_, n) => ({
          values: { name: `Old ${n}`, stageId, createdAt: '2025-01-01T00:00:00Z', amountMinor: 100 },
        })),
        { importId: null },
      ),
    );
    const column = (await admin.call(board.getBoard, {})).columns.find((one) => one.id === stageId);
    const ids = new Set(column?.cards.map((card) => card.id));
    let next = column?.next ?? null;
    while (next) {
      const page = await admin.call(board.listColumn, { stageId, cursor: next });
      for (const card of page.cards) ids.add(card.id);
      next = page.next;
    }
    expect(column?.n).toBe(95);
    expect(ids.size).toBe(95);
    expect(await refused(admin.call(board.listColumn, { stageId, cursor: '1;drop' }))).toMatchObject({ status: 400 });
  });
});

describe('pipelines', () => {
  it('are several, one is the default, and none is left without its stages', async () => {
    const { admin, member } = await app.newWorkspace();
    expect(await refused((await member('rep')).call(pipelines.createPipeline, { name: 'Mine' }))).toMatchObject({ status: 403 });
    const { id } = await admin.call(pipelines.createPipeline, { name: 'Partners' });
    expect(await refused(admin.call(pipelines.createPipeline, { name: 'partners' }))).toMatchObject({ status: 409 });
    expect(
      await refused(admin.call(pipelines.createPipeline, { name: 'Half', stages: [{ name: 'A', kind: 'open', probability: 0.5 }] })),
    ).toMatchObject({ status: 400 });
    await admin.call(pipelines.changePipeline, { id, isDefault: true, position: 0 });
    const { items } = await admin.call(pipelines.listPipelines, {});
    expect(items.map((one) => [one.name, one.isDefault])).toEqual([
      ['Partners', true],
      ['Sales', false],
    ]);
    expect(await refused(admin.call(pipelines.changePipeline, { id, archived: true }))).toMatchObject({ status: 409 });
  });

  it('lose a stage only when its deals have somewhere to go', async () => {
    const { admin } = await app.newWorkspace();
    const stages = await stagesOf(admin);
    const id = await aDeal(admin, { stageId: stages.Proposal });
    expect(await refused(admin.call(pipelines.removeStage, { id: stages.Lost ?? '' }))).toMatchObject({ status: 409 });
    expect(await refused(admin.call(pipelines.removeStage, { id: stages.Proposal ?? '' }))).toMatchObject({ status: 409 });
    expect(await refused(admin.call(pipelines.removeStage, { id: stages.Proposal ?? '', moveDealsTo: stages.Won }))).toMatchObject({
      status: 400,
    });
    await admin.call(pipelines.removeStage, { id: stages.Proposal ?? '', moveDealsTo: stages.Negotiation });
    const deal = await admin.call(contract.getDeal, { id });
    expect(deal.stage.name).toBe('Negotiation');
    expect(deal.visits.map((visit) => visit.stage.name)).toEqual(['Proposal', 'Negotiation']);
    const { items } = await admin.call(pipelines.listPipelines, {});
    const pipelineId = items[0]?.id ?? '';
    const made = await admin.call(pipelines.createStage, { pipelineId, name: 'Proposal', probability: 0.6, position: 1 });
    expect((await admin.call(pipelines.listPipelines, {})).items[0]?.stages.map((stage) => stage.name)).toEqual([
      'Qualification',
      'Proposal',
      'Needs analysis',
      'Negotiation',
      'Won',
      'Lost',
    ]);
    await admin.call(pipelines.changeStage, { id: made.id, name: 'Offer', probability: 0.55 });
    expect(await refused(admin.call(pipelines.changeStage, { id: stages.Won ?? '', probability: 0.9 }))).toMatchObject({ status: 400 });
  });
});

describe('deals of another system', () => {
  it('are written once, make customers, close their leads, and can be taken back', async () => {
    const { admin } = await app.newWorkspace();
    const companyId = await aCompany(admin);
    const write = (amountMinor: number) =>
      app.command(admin, async (ctx) => {
        const { stageId, byName } = await stageForImport(ctx, { name: 'Closed Won', kind: 'won' });
        expect(byName).toBe(false);
        const values = {
          name: 'Old deal',
          stageId,
          createdAt: '2026-01-05T00:00:00Z',
          closedAt: '2026-02-01T00:00:00+00:00',
          companyId,
          amountMinor,
        };
        return upsertDeals(ctx, [{ externalRef: { system: 'crm', id: '5' }, values }], { importId: null });
      });
    const [made] = await write(1000);
    const id = made?.id ?? '';
    expect(await admin.call(contract.getDeal, { id })).toMatchObject({
      imported: true,
      status: 'won',
      closedAt: '2026-02-01T00:00:00.000Z',
      amountMinor: 1000,
    });
    expect((await admin.call(getCompany, { id: companyId })).customerStatus).toBe('customer');
    expect((await write(1000))[0]?.outcome).toBe('unchanged');
    const [changed] = await write(2000);
    expect(changed).toMatchObject({ outcome: 'updated', before: { amount_minor: 1000 } });
  });
});
