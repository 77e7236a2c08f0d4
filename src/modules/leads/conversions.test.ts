import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { type Client, openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as conversions from './contract/conversions.ts';
import * as contract from './contract/leads.ts';
import { aConversion, aLead, reasonId } from './testing.ts';

let app: TestApp;
let admin: Client;
let ann: Client;
let bob: Client;
beforeAll(async () => {
  app = await openTestApp();
  const workspace = await app.newWorkspace();
  admin = workspace.admin;
  [ann, bob] = [await workspace.member('marketer', { name: 'Ann' }), await workspace.member('marketer', { name: 'Bob' })];
});
afterAll(() => app.close());

const find = async (client: Client, id: string) =>
  (await client.call(conversions.listConversions, { limit: 200 })).items.find((one) => one.id === id);

const MAIL = [
  'Received: from relay (relay [192.0.2.1])',
  '\tby mx; Mon, 02 Mar 2026 09:00:02 +0100',
  'From: =?utf-8?B?Vm9ndCwgSsO8cmdlbg==?= <juergen@vogt-stanz.example>',
  'To: info@acme.example',
  'Subject: =?iso-8859-1?Q?Anfrage_f=FCr_500_St=FCck?=',
  'Message-ID: <one@vogt-stanz.example>',
  'Date: Mon, 02 Mar 2026 09:00:00 +0100',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="outer"',
  '',
  '--outer',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>We need 500 pieces by =',
  'May.</p><script>alert(1)</script><img src=3D"http://tracker.example/x.gif"><p>K=C3=B6nnen Sie liefern?</p>',
  '--outer',
  'Content-Type: application/pdf; name="drawing.pdf"',
  'Content-Disposition: attachment; filename="drawing.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0xLjcK',
  '--outer--',
].join('\r\n');

describe('an inquiry mail', () => {
  it('becomes a contact and a lead; its text is kept, nothing of it is run or loaded; the same mail again adds nothing', async () => {
    const taken = await ann.call(conversions.recordMail, { source: MAIL });
    expect(taken).toMatchObject({ joined: false, known: false });
    expect(await find(ann, taken.id)).toMatchObject({
      kind: 'inquiry_mail',
      channel: 'email',
      occurredAt: '2026-03-02T08:00:00.000Z',
      content: 'We need 500 pieces by May.\nKönnen Sie liefern?',
      contact: { name: 'Jürgen Vogt', email: 'juergen@vogt-stanz.example' },
      original: {
        mail: { subject: 'Anfrage für 500 Stück', attachments: [{ name: 'drawing.pdf', mediaType: 'application/pdf', sizeBytes: 9 }] },
      },
    });
    expect(await ann.call(conversions.recordMail, { source: MAIL.replaceAll('\r\n', '\n') })).toMatchObject({ id: taken.id, known: true });
  });

  it('of a robot is of nobody known, and opens no lead', async () => {
    const source = 'From: Mailer <no-reply@shop.example>\nSubject: Offer\n\nBuy now.';
    expect(await ann.call(conversions.recordMail, { source })).toMatchObject({ leadId: null });
  });
});

it('a form by name: person and company are made once, page and campaign marks are kept', async () => {
  const person = { firstName: 'Lea', lastName: 'Funk', email: 'lea@funk-gmbh.example', companyName: 'Funk GmbH', phone: '+49 30 1234567' };
  const original = { page: '/pricing', referrer: 'https://search.example/', utm: { source: 'newsletter', campaign: 'spring' } };
  const first = await admin.call(conversions.recordConversion, {
    person,
    kind: 'form',
    original,
    payload: { plan: 'Pro' },
    sourceId: 'f-1',
  });
  const second = await admin.call(conversions.recordConversion, { person: { email: 'LEA@funk-gmbh.example' }, kind: 'chat' });
  expect(second).toMatchObject({ leadId: first.leadId, joined: true, known: false });
  expect(await admin.call(conversions.recordConversion, { person, kind: 'form', sourceId: 'f-1' })).toMatchObject({
    id: first.id,
    known: true,
  });
  expect(await find(admin, first.id)).toMatchObject({
    original,
    contact: { name: 'Lea Funk', company: 'Funk GmbH' },
    payload: { plan: 'Pro' },
  });
});

describe('the inbox', () => {
  it('asks for a reason of the class, and for a note where the reason does; what was said can be taken back', async () => {
    const { id, leadId } = await aConversion(admin);
    const spam = await reasonId(ann, 'not_a_lead', 'spam');
    const say = (more: object) => ann.call(conversions.validateConversion, { id, validation: 'not_a_lead', ...more });
    expect(await refused(say({}))).toMatchObject({ status: 400, errors: [{ field: 'reasonId' }] });
    expect(await refused(say({ validation: 'bad_data', reasonId: spam }))).toMatchObject({ status: 400 });
    expect(await refused(say({ reasonId: await reasonId(ann, 'not_a_lead', 'other') }))).toMatchObject({ errors: [{ field: 'note' }] });
    expect(await say({ reasonId: spam })).toEqual({ leadStage: 'disqualified' });
    expect(await find(ann, id)).toMatchObject({ validation: 'not_a_lead', reason: { code: 'spam' }, validatedBy: { name: 'Ann' } });
    expect(await ann.call(conversions.validateConversion, { id, validation: 'unreviewed' })).toEqual({ leadStage: 'inquiry' });
    expect(await find(ann, id)).toMatchObject({ validation: 'unreviewed', reason: null, validatedBy: null });
    expect((await ann.call(contract.getLead, { id: leadId })).closedAt).toBeNull();
  });

  it('tells two people what the other has open, and who was faster', async () => {
    const { id } = await aConversion(admin);
    await bob.call(conversions.viewConversion, { id });
    expect((await find(ann, id))?.openWith).toEqual([{ id: bob.memberId, name: 'Bob' }]);
    expect((await find(bob, id))?.openWith).toEqual([]);
    const say = (client: Client) => client.call(conversions.validateConversion, { id, validation: 'sales_lead', seen: 'unreviewed' });
    const both = await Promise.allSettled([say(bob), say(ann)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const late = both.find((one) => one.status === 'rejected');
    expect(late?.reason.message).toMatch(/(Ann|Bob) has looked at this meanwhile: a lead\. Nothing was changed\./);
    await bob.call(conversions.viewConversion, { id: null });
    expect((await find(ann, id))?.openWith).toEqual([]);
  });

  it('clears away spam in one go, and leaves what somebody judged meanwhile', async () => {
    const ids = [(await aConversion(admin)).id, (await aConversion(admin)).id, (await aConversion(admin)).id];
    const [first = ''] = ids;
    await ann.call(conversions.validateConversion, { id: first, validation: 'sales_lead' });
    const spam = { validation: 'not_a_lead', reasonId: await reasonId(ann, 'not_a_lead', 'spam'), seen: 'unreviewed' } as const;
    const { done, left } = await bob.call(conversions.validateConversions, { ids, ...spam });
    expect([new Set(done), left]).toEqual([new Set(ids.slice(1)), [first]]);
    await bob.call(conversions.validateConversions, { ids: done, validation: 'unreviewed', seen: 'not_a_lead' });
    expect((await find(bob, done[0] ?? ''))?.validation).toBe('unreviewed');
  });

  it('filters by kind, channel, what it is and why', async () => {
    const { id } = await aConversion(admin, { kind: 'chat', channel: 'fair' });
    const spam = await reasonId(ann, 'not_a_lead', 'spam');
    await ann.call(conversions.validateConversion, { id, validation: 'not_a_lead', reasonId: spam });
    const only = (filter: object) =>
      ann.call(conversions.listConversions, { kind: 'chat', channel: 'fair', ...filter }).then(({ items }) => items.length);
    expect([
      await only({}),
      await only({ reasonId: spam }),
      await only({ validation: 'sales_lead' }),
      await only({ verdict: 'none' }),
    ]).toEqual([1, 1, 0, 1]);
    expect(await only({ verdict: 'accepted' })).toBe(0);
  });
});

it('a stage that was wrong is set right by a new row; the wrong stay stays on record and out of the way of the lead', async () => {
  const id = await aLead(admin, { contactId: await aContact(admin) });
  await admin.call(contract.moveLead, { id, stage: 'opportunity' });
  await admin.call(contract.correctLeadStage, { id, stage: 'mql', note: 'Meant another lead.' });
  const lead = await admin.call(contract.getLead, { id });
  expect(lead).toMatchObject({ stage: 'mql' });
  expect(lead.visits.map(({ stage, direction, corrected }) => [stage, direction, corrected])).toEqual([
    ['inquiry', 'forward', false],
    ['opportunity', 'skip', true],
    ['mql', 'forward', false],
  ]);
  expect(lead.passages.map(({ stage }) => stage)).toEqual(['inquiry', 'mql']);
  expect(lead.stageSince).toBe(lead.visits[1]?.enteredAt);
});
