import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { setFieldRight, setReach } from '#modules/team/contract/settings.ts';
import { openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import { upsertCampaigns } from './commands/campaigns.ts';
import { upsertMembers } from './commands/members.ts';
import * as contract from './contract.ts';
import { aCampaign } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

describe('a campaign', () => {
  it('is made by Marketing; what it costs is seen by Sales and written by those who may', async () => {
    const { member } = await app.newWorkspace();
    const [rep, marketer, salesLead] = [await member('rep'), await member('marketer'), await member('sales_lead')];
    const id = await aCampaign(marketer, { name: 'Autumn', budgetMinor: 100_000, costMinor: 42_000, startsOn: '2026-09-01' });
    expect(await rep.call(contract.getCampaign, { id })).toMatchObject({
      name: 'Autumn',
      costMinor: 42_000,
      currency: 'EUR',
      owner: { id: marketer.memberId },
      writable: false,
      writableCost: false,
    });
    expect(await refused(rep.call(contract.changeCampaign, { id, name: 'Mine' }))).toMatchObject({ status: 403 });
    expect(await refused(salesLead.call(contract.changeCampaign, { id, costMinor: 1 }))).toMatchObject({ status: 403 });
    await marketer.call(contract.changeCampaign, { id, costMinor: 43_000, status: 'active' });
    expect(await refused(marketer.call(contract.changeCampaign, { id, endsOn: '2026-08-31' }))).toMatchObject({
      status: 400,
      errors: [{ field: 'endsOn' }],
    });
    expect((await marketer.call(contract.getCampaign, { id })).costMinor).toBe(43_000);
    expect((await rep.call(contract.findCampaigns, { text: 'aut' })).items).toMatchObject([{ id, name: 'Autumn', status: 'active' }]);
  });

  it('cannot be part of itself, nor of what is part of it', async () => {
    const { admin } = await app.newWorkspace();
    const parent = await aCampaign(admin);
    const child = await aCampaign(admin, { parentId: parent });
    const grandchild = await aCampaign(admin, { parentId: child });
    for (const parentId of [parent, child, grandchild])
      expect(await refused(admin.call(contract.changeCampaign, { id: parent, parentId }))).toMatchObject({
        status: 400,
        errors: [{ field: 'parentId' }],
      });
    await admin.call(contract.changeCampaign, { id: grandchild, parentId: parent });
  });

  it('takes members and their responses, the first of which is what counts; each comes onto the timeline', async () => {
    const { admin, member } = await app.newWorkspace();
    const rep = await member('rep');
    const campaignId = await aCampaign(admin);
    const [ann, bob] = [await aContact(admin), await aContact(admin)];
    expect(await admin.call(contract.addMembers, { campaignId, contactIds: [ann, ann] })).toEqual({ added: 1, already: 0 });
    expect(await admin.call(contract.addMembers, { campaignId, contactIds: [ann, bob] })).toEqual({ added: 1, already: 1 });
    const respond = (contactId: string, respondedAt: string) =>
      rep.call(contract.recordResponse, { campaignId, contactId, respondedAt, status: 'attended', note: 'Came by.' });
    expect((await respond(ann, '2026-02-02T10:00:00Z')).first).toBe(true);
    expect((await respond(ann, '2026-02-03T10:00:00Z')).first).toBe(false);
    const { items, statuses } = await rep.call(contract.listMembers, { campaignId });
    expect(items).toHaveLength(2);
    expect(items.find((one) => one.contact.id === ann)).toMatchObject({
      status: 'attended',
      responded: true,
      respondedAt: '2026-02-02T10:00:00.000Z',
    });
    expect(statuses).toEqual(
      expect.arrayContaining([
        { status: 'attended', n: 1 },
        { status: 'planned', n: 1 },
      ]),
    );
    expect((await rep.call(contract.listMembers, { campaignId, responded: true })).items).toHaveLength(1);
    const { items: timeline } = await rep.call(readTimeline, { of: 'contact', id: ann, kinds: ['campaign_response'] });
    expect(timeline.map((row) => [row.occurredAt, row.side, row.body, row.campaign?.id])).toEqual([
      ['2026-02-03T10:00:00.000Z', 'customer', 'Came by.', campaignId],
      ['2026-02-02T10:00:00.000Z', 'customer', 'Came by.', campaignId],
    ]);
    await admin.call(contract.removeMember, { campaignId, contactId: bob });
    expect(await refused(admin.call(contract.changeMember, { campaignId, contactId: bob, status: 'sent' }))).toMatchObject({ status: 404 });
    expect(await refused(respond(bob, '2099-01-01T00:00:00Z'))).toMatchObject({ status: 400, errors: [{ field: 'respondedAt' }] });
  });

  it('is found by nobody of another workspace, nor filled with their people', async () => {
    const { admin } = await app.newWorkspace();
    const stranger = (await app.newWorkspace()).admin;
    const id = await aCampaign(admin);
    for (const work of [
      () => stranger.call(contract.getCampaign, { id }),
      () => stranger.call(contract.changeCampaign, { id, name: 'x' }),
      () => stranger.call(contract.trashCampaign, { id }),
      () => stranger.call(contract.getCampaignResults, { id }),
      () => stranger.call(contract.listCampaignRows, { id, figure: 'members' }),
      () => stranger.call(contract.listMembers, { campaignId: id }),
    ])
      expect(await refused(work())).toMatchObject({ status: 404 });
    const theirs = await aContact(stranger);
    expect(await refused(admin.call(contract.addMembers, { campaignId: id, contactIds: [theirs] }))).toMatchObject({
      status: 400,
      errors: [{ field: 'contactIds' }],
    });
  });

  it('goes to the trash and comes back', async () => {
    const { admin } = await app.newWorkspace();
    const id = await aCampaign(admin);
    await admin.call(contract.trashCampaign, { id });
    expect(await refused(admin.call(contract.changeCampaign, { id, name: 'x' }))).toMatchObject({ status: 404 });
    expect((await admin.call(contract.findCampaigns, {})).items).toEqual([]);
    await admin.call(contract.restoreCampaign, { id });
    expect((await admin.call(contract.findCampaigns, {})).items).toHaveLength(1);
  });
});

describe('the results of a campaign', () => {
  /** Rows of modules above this one are written as those modules' tables hold them: this one may not call them. */
  async function filled() {
    const { admin, member } = await app.newWorkspace();
    const [campaignId, other] = [await aCampaign(admin, { costMinor: 50_000 }), await aCampaign(admin)];
    const companyId = await aCompany(admin);
    const [ann, bob] = [await aContact(admin, { companyId }), await aContact(admin)];
    await admin.call(contract.addMembers, { campaignId, contactIds: [ann, bob] });
    await admin.call(contract.recordResponse, { campaignId, contactId: ann });
    await app.command(admin, async ({ tx, scope }) => {
      const ws = { workspace_id: scope.workspaceId };
      await tx
        .insertInto('lead')
        .values([
          { ...ws, contact_id: ann, campaign_id: campaignId, stage: 'customer' },
          { ...ws, contact_id: bob, campaign_id: campaignId },
          { ...ws, contact_id: bob, campaign_id: other },
        ])
        .execute();
      // The last mark of a lead counts; a verdict without one changes nothing.
      await sql`with h as (insert into handoff (workspace_id, lead_id, contact_id, cause, route, handed_at)
          select workspace_id, id, contact_id, 'manual', 'chosen', '2026-02-01' from lead where contact_id = ${ann} returning workspace_id, id, lead_id)
        insert into verdict (workspace_id, handoff_id, lead_id, decision, quality, decided_at, took_seconds)
          select h.workspace_id, h.id, h.lead_id, 'accepted', v.quality, v.at::timestamptz, 60
          from h cross join (values (2, '2026-02-02'), (4, '2026-02-03'), (null, '2026-02-04')) v (quality, at)`.execute(tx);
      await tx
        .insertInto('conversion')
        .values([
          { ...ws, contact_id: ann, campaign_id: campaignId, kind: 'form', occurred_at: '2026-01-01', validation: 'sales_lead' },
          { ...ws, contact_id: bob, campaign_id: campaignId, kind: 'form', occurred_at: '2026-01-02' },
        ])
        .execute();
      const stage = await tx
        .selectFrom('pipeline_stage')
        .select(['id', 'pipeline_id'])
        .where('workspace_id', '=', ws.workspace_id)
        .where('kind', '=', 'won')
        .executeTakeFirstOrThrow();
      const deal = { ...ws, pipeline_id: stage.pipeline_id, stage_id: stage.id, campaign_id: campaignId, currency: 'EUR' };
      const [won] = await tx
        .insertInto('deal')
        .values([
          { ...deal, name: 'Won', status: 'won', amount_minor: 900_000, company_id: companyId, closed_at: '2026-03-01T10:00:00Z' },
          { ...deal, name: 'Won, no amount', status: 'won', closed_at: '2026-03-02T10:00:00Z' },
          { ...deal, name: 'Open', status: 'open', amount_minor: 700, currency: 'USD' },
        ])
        .returning('id')
        .execute();
      const invoice = { ...ws, company_id: companyId, currency: 'EUR' };
      await tx
        .insertInto('invoice')
        .values([
          { ...invoice, number: 'I-1', deal_id: won?.id, total_minor: 400_000, invoiced_at: '2026-03-05' },
          { ...invoice, number: 'I-2', deal_id: won?.id, total_minor: null, invoiced_at: '2026-03-06' },
          { ...invoice, number: 'I-3', deal_id: won?.id, total_minor: 1, invoiced_at: '2026-03-07', cancelled_at: '2026-03-08' },
          { ...invoice, number: 'I-4', total_minor: 250_000, invoiced_at: '2026-04-01' },
          { ...invoice, number: 'I-5', total_minor: 99, invoiced_at: '2026-01-01' },
        ])
        .execute();
    });
    return { admin, member, campaignId };
  }

  it('counts each figure, and each figure opens exactly its rows', async () => {
    const { admin, campaignId: id } = await filled();
    const results = await admin.call(contract.getCampaignResults, { id });
    expect(results).toMatchObject({
      costMinor: 50_000,
      members: 2,
      responses: 1,
      conversions: 2,
      validConversions: 1,
      unreviewedConversions: 1,
      leads: 2,
      rated: 1,
      good: { k: 1, n: 1, rate: 1, enough: false },
      poor: { k: 0, n: 1 },
      wonDeals: { n: 2, without: 1, sums: [{ currency: 'EUR', amountMinor: 900_000, n: 1 }] },
      openDeals: { n: 1, without: 0, sums: [{ currency: 'USD', amountMinor: 700, n: 1 }] },
      lostDeals: { n: 0, without: 0, sums: [] },
      invoiced: { n: 2, without: 1, sums: [{ currency: 'EUR', amountMinor: 400_000, n: 1 }] },
      invoicedToCompanies: { n: 1, without: 0, sums: [{ currency: 'EUR', amountMinor: 250_000, n: 1 }] },
    });
    expect(results.leadsByStage).toEqual(
      expect.arrayContaining([
        { stage: 'customer', n: 1 },
        { stage: 'inquiry', n: 1 },
      ]),
    );
    const counts = {
      members: 2,
      responses: 1,
      conversions: 2,
      valid_conversions: 1,
      unreviewed_conversions: 1,
      leads: 2,
      rated_leads: 1,
      good_leads: 1,
      poor_leads: 0,
      open_deals: 1,
      won_deals: 2,
      lost_deals: 0,
      invoices: 2,
      company_invoices: 1,
    } as const;
    for (const [figure, n] of Object.entries(counts)) {
      const { items } = await admin.call(contract.listCampaignRows, { id, figure: figure as keyof typeof counts });
      expect([figure, items.length]).toEqual([figure, n]);
    }
    expect((await admin.call(contract.listCampaignRows, { id, figure: 'leads', stage: 'customer' })).items).toHaveLength(1);
    const first = await admin.call(contract.listCampaignRows, { id, figure: 'won_deals', limit: 1 });
    const second = await admin.call(contract.listCampaignRows, { id, figure: 'won_deals', limit: 1, cursor: first.next ?? '' });
    expect([first.items[0]?.title, second.items[0]?.title, second.next]).toEqual(['Won, no amount', 'Won', null]);
  });

  it('counts only what the caller may reach, and no amount that a role may not see', async () => {
    const { admin, member, campaignId: id } = await filled();
    const rep = await member('rep');
    await admin.call(setReach, { role: 'rep', entity: 'deal', read: 'own', write: 'own' });
    await admin.call(setReach, { role: 'rep', entity: 'lead', read: 'own', write: 'own' });
    const results = await rep.call(contract.getCampaignResults, { id });
    expect([results.leads, results.wonDeals.n, results.members]).toEqual([0, 0, 2]);
    expect((await rep.call(contract.listCampaignRows, { id, figure: 'won_deals' })).items).toEqual([]);
    await admin.call(setFieldRight, { role: 'rep', entity: 'campaign', field: 'cost', access: 'hidden' });
    await admin.call(setFieldRight, { role: 'rep', entity: 'invoice', field: 'total', access: 'hidden' });
    const blind = await rep.call(contract.getCampaignResults, { id });
    expect(blind).not.toHaveProperty('costMinor');
    expect(blind.invoiced).toMatchObject({ n: 2, sums: [] });
    expect((await rep.call(contract.listCampaignRows, { id, figure: 'invoices' })).items.every((row) => row.amountMinor === null)).toBe(
      true,
    );
  });
});

describe('campaigns of another system', () => {
  it('are written once with their members, and can be taken back', async () => {
    const { admin } = await app.newWorkspace();
    const contactId = await aContact(admin);
    const write = (costMinor: number) =>
      app.command(admin, (ctx) =>
        upsertCampaigns(
          ctx,
          [
            {
              externalRef: { system: 'crm', id: '7' },
              values: { name: 'Fair', costMinor, currency: 'USD', createdAt: '2020-01-01T00:00:00Z' },
            },
          ],
          {
            importId: null,
          },
        ),
      );
    const [made] = await write(100);
    const id = made?.id ?? '';
    expect((await write(100))[0]?.outcome).toBe('unchanged');
    const [changed] = await write(200);
    expect(changed).toMatchObject({ outcome: 'updated', before: { cost_minor: 100 } });
    const byName = await app.command(admin, (ctx) => upsertCampaigns(ctx, [{ values: { name: 'FAIR' } }], { importId: null }));
    expect(byName[0]?.id).toBe(id);
    const respond = () =>
      app.command(admin, (ctx) =>
        upsertMembers(ctx, [{ campaignId: id, contactId, status: 'responded', respondedAt: '2020-02-01T00:00:00Z' }], { importId: null }),
      );
    expect(await respond()).toEqual({ created: 1, responded: 1 });
    expect(await respond()).toEqual({ created: 0, responded: 0 });
  });
});
