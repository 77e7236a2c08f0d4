import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logCall } from '#modules/activities/contract.ts';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { getContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { setReach } from '#modules/team/contract/settings.ts';
import { openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import { upsertLeads } from './commands/bulk.ts';
import * as conversions from './contract/conversions.ts';
import * as contract from './contract/leads.ts';
import { aConversion, aLead, reasonId } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

describe('a lead', () => {
  it('goes through the stages in any order, and every visit stays', async () => {
    const { admin, member } = await app.newWorkspace();
    const rep = await member('rep');
    const contactId = await aContact(rep);
    const id = await aLead(rep, { contactId });
    for (const stage of ['mql', 'sal', 'sql'] as const) await rep.call(contract.moveLead, { id, stage });
    const later = await reasonId(rep, 'not_now', 'no_budget_yet');
    await rep.call(contract.moveLead, { id, stage: 'recycled', reasonId: later });
    expect((await rep.call(getContact, { id: contactId })).lifecycleStage).toBe('recycled');
    await rep.call(contract.moveLead, { id, stage: 'mql' });
    const lead = await rep.call(contract.getLead, { id });
    expect(lead.visits.map(({ stage, direction }) => `${stage} ${direction}`)).toEqual([
      'inquiry forward',
      'mql forward',
      'sal forward',
      'sql forward',
      'recycled back',
      'mql repeat',
    ]);
    expect(lead.visits.slice(0, -1).every((visit) => visit.exitedAt !== null)).toBe(true);
    expect(lead.visits.at(-1)).toMatchObject({ exitedAt: null, cause: 'by_hand', actor: { id: rep.memberId } });
    expect(lead).toMatchObject({ stage: 'mql', recycleCount: 1, reason: null, sourceTeam: 'sales', owner: { id: rep.memberId } });
    expect((await admin.call(getContact, { id: contactId })).lifecycleStage).toBe('mql');
  });

  it('may skip from inquiry to opportunity; the stages between count as passed over', async () => {
    const { admin } = await app.newWorkspace();
    const id = await aLead(admin);
    await admin.call(contract.moveLead, { id, stage: 'opportunity' });
    const { visits, passages } = await admin.call(contract.getLead, { id });
    expect(visits.at(-1)).toMatchObject({ stage: 'opportunity', direction: 'skip' });
    expect(passages.map(({ stage, passedOver }) => [stage, passedOver])).toEqual([
      ['inquiry', false],
      ['mql', true],
      ['sal', true],
      ['sql', true],
      ['opportunity', false],
    ]);
    expect(await admin.call(contract.moveLead, { id, stage: 'opportunity' })).toEqual({ moved: false });
    expect(await refused(admin.call(contract.moveLead, { id, stage: 'customer' }))).toMatchObject({
      status: 400,
      errors: [{ field: 'stage' }],
    });
  });

  it('leaves the path only with a reason that fits, and with what the reason asks for', async () => {
    const { admin } = await app.newWorkspace();
    const id = await aLead(admin);
    const call = (more: object) => refused(admin.call(contract.moveLead, { id, stage: 'recycled', ...more }));
    expect(await call({})).toMatchObject({ status: 400, errors: [{ field: 'reasonId' }] });
    expect(await call({ reasonId: await reasonId(admin, 'not_fit', 'competitor') })).toMatchObject({
      status: 400,
      errors: [{ field: 'reasonId' }],
    });
    expect(await call({ reasonId: await reasonId(admin, 'not_now', 'timing_later') })).toMatchObject({
      status: 400,
      errors: [{ field: 'recycleUntil' }],
    });
    expect(await call({ reasonId: await reasonId(admin, 'not_now', 'other'), note: 'short' })).toMatchObject({
      status: 400,
      errors: [{ field: 'note' }],
    });
    await admin.call(contract.moveLead, {
      id,
      stage: 'recycled',
      reasonId: await reasonId(admin, 'not_now', 'timing_later'),
      recycleUntil: '2027-01-01',
    });
    expect(await admin.call(contract.getLead, { id })).toMatchObject({
      stage: 'recycled',
      closedAt: null,
      recycleUntil: '2027-01-01',
      reason: { code: 'timing_later' },
    });
    await admin.call(contract.moveLead, { id, stage: 'disqualified', reasonId: await reasonId(admin, 'not_fit', 'competitor') });
    expect((await admin.call(contract.getLead, { id })).closedAt).not.toBeNull();
  });

  it('takes up a hand-raiser at once, whatever the score', async () => {
    const { admin } = await app.newWorkspace();
    const contactId = await aContact(admin);
    const made = await aConversion(admin, {
      contactId,
      kind: 'form',
      channel: 'web_form',
      handRaised: true,
      whyNow: '40 seats by Q1',
    });
    const lead = await admin.call(contract.getLead, { id: made.leadId });
    expect(lead).toMatchObject({ stage: 'mql', handRaised: true, whyNow: '40 seats by Q1', sourceChannel: 'web_form' });
    expect(lead.visits.map((visit) => visit.stage)).toEqual(['inquiry', 'mql']);
    expect(lead.visits[0]?.enteredAt).toBe(lead.visits[1]?.enteredAt);
  });

  it('continues within seven days and begins anew after them; a returned one is taken up again', async () => {
    const { admin } = await app.newWorkspace();
    const contactId = await aContact(admin);
    const convert = (occurredAt: string, more = {}) => aConversion(admin, { contactId, kind: 'form', occurredAt, ...more });
    const first = await convert('2026-01-01T10:00:00Z');
    const second = await convert('2026-01-08T10:00:00Z');
    expect(second).toMatchObject({ leadId: first.leadId, joined: true });
    const third = await convert('2026-01-15T10:00:01Z');
    expect(third.joined).toBe(false);
    expect(third.leadId).not.toBe(first.leadId);
    expect((await admin.call(contract.listContactLeads, { contactId })).items.map((lead) => lead.id)).toEqual([third.leadId, first.leadId]);
    await admin.call(contract.moveLead, { id: third.leadId, stage: 'disqualified', reasonId: await reasonId(admin, 'not_fit', 'no_need') });
    const again = await aConversion(admin, { contactId, kind: 'form', handRaised: true });
    expect(again).toMatchObject({ leadId: third.leadId, joined: true });
    expect(await admin.call(contract.getLead, { id: third.leadId })).toMatchObject({ stage: 'mql', closedAt: null, reason: null });
  });

  it('opens once when two forms come at the same moment', async () => {
    const { admin } = await app.newWorkspace();
    const contactId = await aContact(admin);
    const made = await Promise.all([1, 2, 3, 4].map(() => aConversion(admin, { contactId, kind: 'form' })));
    expect(new Set(made.map((one) => one.leadId)).size).toBe(1);
    expect(made.filter((one) => !one.joined)).toHaveLength(1);
  });

  it('counts what people did to reach the buyer, and nothing else', async () => {
    const { member } = await app.newWorkspace();
    const rep = await member('rep');
    const contactId = await aContact(rep);
    const { leadId } = await aConversion(rep, { contactId, kind: 'call', occurredAt: '2026-02-01T08:00:00Z' });
    await rep.call(logCall, { contactId, outcome: 'no_answer', occurredAt: '2026-02-01T09:00:00Z' });
    await rep.call(logCall, { contactId, outcome: 'connected', occurredAt: '2026-02-03T09:00:00Z' });
    await rep.call(logCall, { contactId, outcome: 'connected', direction: 'in', occurredAt: '2026-02-04T09:00:00Z' });
    await rep.call(logCall, { contactId, outcome: 'connected', occurredAt: '2026-01-30T09:00:00Z' });
    await app.runAllJobs();
    expect(await rep.call(contract.getLead, { id: leadId })).toMatchObject({
      touches: 2,
      firstTouchAt: '2026-02-01T09:00:00.000Z',
      lastTouchAt: '2026-02-03T09:00:00.000Z',
    });
  });

  it('is assigned by those who may, and open to a rep for themselves only', async () => {
    const { member } = await app.newWorkspace();
    const [rep, lead, other] = [await member('rep'), await member('sales_lead'), await member('rep')];
    const id = await aLead(rep);
    expect(await refused(rep.call(contract.assignLead, { id, ownerId: other.memberId }))).toMatchObject({ status: 403 });
    await lead.call(contract.assignLead, { id, ownerId: other.memberId });
    expect((await rep.call(contract.getLead, { id })).owner?.id).toBe(other.memberId);
    expect(await refused(aLead(rep, { ownerId: other.memberId }))).toMatchObject({ status: 403, errors: [{ field: 'ownerId' }] });
  });

  it('is found by nobody who may not reach it', async () => {
    const { admin, member } = await app.newWorkspace();
    const stranger = (await app.newWorkspace()).admin;
    const [rep, other] = [await member('rep'), await member('rep')];
    const id = await aLead(rep);
    expect(await refused(stranger.call(contract.getLead, { id }))).toMatchObject({ status: 404 });
    expect(await refused(stranger.call(contract.moveLead, { id, stage: 'sql' }))).toMatchObject({ status: 404 });
    await admin.call(setReach, { role: 'rep', entity: 'lead', read: 'all', write: 'own' });
    expect((await other.call(contract.getLead, { id })).writable).toBe(false);
    expect(await refused(other.call(contract.moveLead, { id, stage: 'sql' }))).toMatchObject({ status: 404 });
    await admin.call(setReach, { role: 'rep', entity: 'lead', read: 'own', write: 'own' });
    expect(await refused(other.call(contract.getLead, { id }))).toMatchObject({ status: 404 });
    expect((await rep.call(contract.getLead, { id })).writable).toBe(true);
  });

  it('goes to the trash and comes back, and its contact follows', async () => {
    const { admin } = await app.newWorkspace();
    const contactId = await aContact(admin);
    const id = await aLead(admin, { contactId, stage: 'sql' });
    await admin.call(contract.trashLead, { id });
    expect((await admin.call(contract.listContactLeads, { contactId })).items).toEqual([]);
    await admin.call(contract.restoreLead, { id });
    expect((await admin.call(getContact, { id: contactId })).lifecycleStage).toBe('sql');
  });
});

describe('a conversion', () => {
  it('waits for a person; when it is no lead, neither is the lead, and the word of a person can be taken back', async () => {
    const { member } = await app.newWorkspace();
    const [rep, marketer] = [await member('rep'), await member('marketer')];
    const campaignId = await aCampaign(marketer);
    const { id, leadId } = await aConversion(rep, {
      contactId: await aContact(rep),
      kind: 'inquiry_mail',
      channel: 'email',
      campaignId,
      content: 'Buy our backlinks',
    });
    expect(await rep.call(conversions.listConversions, { validation: 'unreviewed' })).toMatchObject({
      unreviewed: 1,
      items: [{ id, content: 'Buy our backlinks' }],
    });
    const selling = await reasonId(rep, 'not_a_lead', 'vendor_solicitation');
    expect(await refused(rep.call(conversions.validateConversion, { id, validation: 'not_a_lead', reasonId: selling }))).toMatchObject({
      status: 403,
    });
    expect(await marketer.call(conversions.validateConversion, { id, validation: 'not_a_lead', reasonId: selling })).toEqual({
      leadStage: 'disqualified',
    });
    expect((await marketer.call(contract.getLead, { id: leadId })).reason?.code).toBe('vendor_solicitation');
    expect((await marketer.call(conversions.countConversions, { campaignId })).channels).toEqual([
      { channel: 'email', total: 1, valid: 0, notLeads: 1, unreviewed: 0 },
    ]);
    expect(await marketer.call(conversions.validateConversion, { id, validation: 'sales_lead' })).toEqual({ leadStage: 'inquiry' });
    expect((await marketer.call(conversions.listConversions, {})).items[0]).toMatchObject({
      validation: 'sales_lead',
      validatedBy: { id: marketer.memberId },
    });
  });

  it('does not take away a lead that Sales works on', async () => {
    const { admin } = await app.newWorkspace();
    const { id, leadId } = await aConversion(admin, { contactId: await aContact(admin), kind: 'form' });
    await admin.call(contract.moveLead, { id: leadId, stage: 'sql' });
    expect(
      await admin.call(conversions.validateConversion, {
        id,
        validation: 'not_a_lead',
        reasonId: await reasonId(admin, 'not_a_lead', 'spam'),
      }),
    ).toEqual({ leadStage: 'sql' });
  });

  it('comes page by page, newest first', async () => {
    const { admin } = await app.newWorkspace();
    const contactId = await aContact(admin);
    for (const day of ['01', '02', '03']) await aConversion(admin, { contactId, kind: 'chat', occurredAt: `2026-03-${day}T10:00:00Z` });
    const first = await admin.call(conversions.listConversions, { limit: 2 });
    const second = await admin.call(conversions.listConversions, { limit: 2, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map((one) => one.occurredAt.slice(8, 10))).toEqual(['03', '02', '01']);
    expect(second.next).toBeNull();
  });
});

describe('leads of another system', () => {
  it('are written once, start nothing, and keep the word of people', async () => {
    const { admin } = await app.newWorkspace();
    const contactId = await aContact(admin);
    const row = (stage: 'sql' | 'recycled' | 'customer', workingStatus = 'Contacted') => ({
      externalRef: { system: 'crm', id: '17' },
      values: { contactId, stage, openedAt: '2020-05-01T00:00:00Z', workingStatus, sourceChannel: 'event' },
    });
    const write = (stage: 'sql' | 'recycled' | 'customer', workingStatus?: string) =>
      app.command(admin, (ctx) => upsertLeads(ctx, [row(stage, workingStatus)], { importId: null }));
    const [made] = await write('sql');
    expect(made?.outcome).toBe('created');
    expect((await write('sql'))[0]).toMatchObject({ id: made?.id, outcome: 'unchanged', before: null });
    expect((await write('sql', 'Qualified'))[0]).toMatchObject({ outcome: 'updated', before: { working_status: 'Contacted' } });
    const id = made?.id ?? '';
    const lead = await admin.call(contract.getLead, { id });
    expect(lead).toMatchObject({ imported: true, stage: 'sql', openedAt: '2020-05-01T00:00:00.000Z', workingStatus: 'Qualified' });
    expect(lead.visits).toMatchObject([
      { stage: 'sql', direction: 'skip', enteredAt: '2020-05-01T00:00:00.000Z', exitedAt: null, cause: 'import' },
    ]);
    expect((await write('recycled'))[0]).toMatchObject({ outcome: 'updated', before: { stage: 'sql' } });
    await admin.call(contract.moveLead, { id, stage: 'opportunity' });
    await write('customer');
    expect((await admin.call(contract.getLead, { id })).stage).toBe('opportunity');
  });
});
