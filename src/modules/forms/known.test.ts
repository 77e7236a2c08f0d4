import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { giveConsent } from '#modules/consents/commands/words.ts';
import { changeContact, getContact, trashContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { listConversions } from '#modules/leads/contract/conversions.ts';
import { visitorSeal } from '#modules/visits/queries/seal.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as answers from './contract/answers.ts';
import { aField, aForm, aWording, fillIn, NAME_AND_MAIL, openPage, post } from './testing.ts';

let app: TestApp;
let admin: Client;
let rep: Client;
let marketer: Client;
const NOW = '2026-03-10T10:00:00.000Z';
let minutes = 0;
/** Each test has minutes of its own. */
const later = () => {
  minutes += 5;
  return new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
};

beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  const workspace = await app.newWorkspace('Ours <b>& Co');
  admin = workspace.admin;
  rep = await workspace.member('rep');
  marketer = await workspace.member('marketer');
});
afterAll(() => app.close());

const path = (publicId: string) => `/p/f/${publicId}`;
const send = (publicId: string, fields: Record<string, string | readonly string[]>, more: { query?: string; from?: string } = {}) =>
  fillIn(app, path(publicId) + (more.query ?? ''), { fields, at: later(), ...(more.from ? { from: more.from } : {}) });
const answersTo = async (formId: string, more: { state?: 'taken' | 'aside' } = {}) =>
  (await admin.call(answers.listFormAnswers, { formId, ...more })).items;
const rows = async <T>(text: string, values: unknown[] = []) => (await app.context.queuePool.query(text, values)).rows as T[];
const sealFor = (contactId: string, workspaceId = admin.workspaceId) =>
  visitorSeal(app.context.runtime.services.seals, { workspaceId, contactId, until: '2026-12-31T00:00:00.000Z' });

describe('somebody who is known', () => {
  it('is not changed by whoever writes their address; a colleague takes it over with one click', async () => {
    const { key } = await admin.call(createOwnField, { entity: 'contact', label: 'Machine', kind: 'text' });
    const id = await aContact(admin, {
      firstName: 'Petra',
      lastName: 'Owner',
      emails: [{ email: 'petra@known.test' }],
      phones: [{ phone: '+49421123456' }],
      jobTitle: 'Head',
      ownerId: rep.memberId,
    });
    const fields = [
      ...NAME_AND_MAIL,
      aField('phone', 'phone', { target: 'contact.phone' }),
      aField('role', 'text', { target: 'contact.jobTitle' }),
      aField('city', 'text', { target: 'contact.city' }),
      aField('machine', 'text', { target: `contact.custom.${key}` }),
    ];
    const form = await aForm(admin, { fields, overwrite: ['contact.jobTitle'] });
    await send(form.publicId, {
      first_name: 'Mallory',
      last_name: 'Owner',
      email: 'PETRA@known.test',
      phone: '0900 666',
      role: 'Intern',
      city: 'Kiel',
      machine: 'M1',
      ownerId: admin.memberId,
      owner: admin.memberId,
    });
    const after = await admin.call(getContact, { id });
    expect(after).toMatchObject({
      firstName: 'Petra',
      jobTitle: 'Head',
      city: 'Kiel',
      owner: { id: rep.memberId },
      custom: { machine: 'M1' },
    });
    expect(after.phones).toHaveLength(1);
    const [answer] = await answersTo(form.id);
    expect(answer).toMatchObject({ contact: { id }, openDifferences: 3 });
    const { differences } = await rep.call(answers.getFormAnswer, { id: answer?.id ?? '' });
    expect(differences.map(({ target, held, given }) => [target, held, given])).toEqual([
      ['contact.firstName', 'Petra', 'Mallory'],
      ['contact.phone', '+49421123456', '0900 666'],
      ['contact.jobTitle', 'Head', 'Intern'],
    ]);
    const [first, phone, role] = differences;
    await rep.call(answers.decideFormDifference, { id: first?.id ?? '', accept: false });
    await rep.call(answers.decideFormDifference, { id: role?.id ?? '', accept: true });
    await rep.call(answers.decideFormDifference, { id: phone?.id ?? '', accept: true });
    await expect(rep.call(answers.decideFormDifference, { id: role?.id ?? '', accept: true })).rejects.toThrow('409');
    const decided = await admin.call(getContact, { id });
    expect(decided).toMatchObject({ firstName: 'Petra', jobTitle: 'Intern' });
    expect(decided.phones?.map(({ raw }) => raw)).toEqual(['+49421123456', '0900 666']);
  });

  it('may correct harmless facts over a sealed link; who writes another address is somebody else', async () => {
    const id = await aContact(admin, {
      firstName: 'Link',
      lastName: 'Follower',
      emails: [{ email: 'link@known.test' }],
      jobTitle: 'Head',
      city: 'Bremen',
    });
    const fields = [...NAME_AND_MAIL, aField('role', 'text', { target: 'contact.jobTitle' })];
    const form = await aForm(admin, { fields: fields.map((field) => ({ ...field, later: false })), overwrite: ['contact.jobTitle'] });
    const token = async () => {
      app.setNow(later());
      const opened = await openPage(app, `${path(form.publicId)}?truce_seal=${encodeURIComponent(sealFor(id))}`);
      app.setNow(later());
      return opened.token;
    };
    await admin.call(changeContact, { id, jobTitle: null });
    const open = await token();
    await admin.call(changeContact, { id, jobTitle: 'Head' });
    await post(app, path(form.publicId), { token: open, fields: { role: 'Director' } });
    expect(await admin.call(getContact, { id })).toMatchObject({ jobTitle: 'Director' });
  });

  it('keeps a no: a stranger who ticks a box for them only makes us ask', async () => {
    const purposeId = await aWording(admin);
    const id = await aContact(admin, { lastName: 'Left', emails: [{ email: 'left@known.test' }] });
    await app.command(admin, (ctx) => giveConsent(ctx, { email: 'left@known.test', purposeId, by: 'member', through: 'by_hand' }));
    await rows(
      `insert into consent_entry (workspace_id, id, hash, contact_id, purpose_id, word, at, by_kind, through) select workspace_id, uuid7(), hash, contact_id, null, 'objected', now(), 'person', 'preference_page'
       from consent_entry where contact_id = $1 limit 1`,
      [id],
    );
    const form = await aForm(admin, {
      fields: [...NAME_AND_MAIL, aField('news', 'consent', { consent: { purposeId, textId: null, text: '' } })],
    });
    await send(form.publicId, { last_name: 'Left', email: 'left@known.test', news: 'yes' });
    expect(await admin.call(getContact, { id })).toMatchObject({ mailPermission: 'opted_out' });
  });
});

describe('somebody in the trash', () => {
  it('comes back by an answer of their own, and the inquiry or the timeline says so', async () => {
    const id = await aContact(admin, { lastName: 'Gone', emails: [{ email: 'gone@known.test' }] });
    await admin.call(trashContact, { id });
    const form = await aForm(admin, { handRaise: true });
    const plain = await aForm(admin, { conversion: false }, 'Newsletter');
    await send(form.publicId, { last_name: 'Gone', email: 'gone@known.test', message: 'I am here again.' });
    const [answer] = await answersTo(form.id);
    expect(answer?.contact?.id).toBe(id);
    expect((await admin.call(getContact, { id })).deletedAt).toBeNull();
    const { items } = await admin.call(listConversions, { contactId: id });
    expect(items[0]?.payload).toMatchObject({
      'about this person': expect.stringMatching(/^This person lay in the trash since 20\d\d-\d\d-\d\d and came back/),
    });
    await admin.call(trashContact, { id });
    await send(plain.publicId, { last_name: 'Gone', email: 'gone@known.test' });
    const { items: told } = await admin.call(readTimeline, { of: 'contact', id, kinds: ['form'] });
    expect(told[0]?.body).toMatch(/^Newsletter\nThis person lay in the trash since/);
  });
});

describe('what is suspected', () => {
  it('is kept aside, does nothing, and can be rescued', async () => {
    const form = await aForm(admin);
    const done = await send(form.publicId, { last_name: 'Bot', email: 'bot@spam.test', homepage: 'http://x' });
    expect(done.statusCode).toBe(303);
    app.setNow(later());
    const { token } = await openPage(app, path(form.publicId));
    await post(app, path(form.publicId), { token, fields: { last_name: 'Fast', email: 'fast@spam.test' } });
    await send(form.publicId, { last_name: 'Links', email: 'links@spam.test', message: 'http://a.test http://b.test http://c.test' });
    expect(await answersTo(form.id, { state: 'taken' })).toEqual([]);
    const aside = await answersTo(form.id, { state: 'aside' });
    expect(aside.map(({ suspicions, contact }) => [suspicions, contact])).toEqual([
      [['links'], null],
      [['too_fast'], null],
      [['trap'], null],
    ]);
    expect(await rows('select 1 from contact where workspace_id = $1 and email like $2', [admin.workspaceId, '%@spam.test'])).toEqual([]);
    expect((await rep.call(answers.listFormAnswers, { formId: form.id })).items).toEqual([]);
    const id = aside[1]?.id ?? '';
    await expect(rep.call(answers.rescueFormAnswer, { id })).rejects.toThrow('403');
    const rescued = await marketer.call(answers.rescueFormAnswer, { id });
    expect(rescued.contactId).not.toBeNull();
    expect((await answersTo(form.id, { state: 'taken' }))[0]).toMatchObject({
      id,
      rescued: { by: { id: marketer.memberId } },
      contact: { name: 'Fast' },
    });
    await expect(marketer.call(answers.rescueFormAnswer, { id })).rejects.toThrow('409');
    app.setNow('2026-07-01T03:41:00.000Z');
    await app.tick('forms.forget');
    await app.runAllJobs();
    expect(await answersTo(form.id, { state: 'aside' })).toEqual([]);
    expect(await answersTo(form.id, { state: 'taken' })).toHaveLength(1);
  });

  it('a post without a page of ours is shown again; with plain posts allowed it counts', async () => {
    const form = await aForm(admin);
    const fields = { last_name: 'Plain', email: 'plain@post.test' };
    app.setNow(later());
    const again = await post(app, path(form.publicId), { fields });
    expect(again.statusCode).toBe(200);
    expect(again.body).toContain('value="plain@post.test"');
    for (const token of ['', 'x.y', (await openPage(app, path((await aForm(admin)).publicId))).token])
      expect((await post(app, path(form.publicId), { token, fields })).statusCode).toBe(200);
    expect(await answersTo(form.id)).toEqual([]);
    const plain = await aForm(admin, { plainPosts: true });
    expect((await post(app, path(plain.publicId), { fields })).statusCode).toBe(303);
    expect(await answersTo(plain.id)).toMatchObject([{ state: 'taken', suspicions: ['no_page'] }]);
  });
});
