import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { eraseContact, getContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { listConversions, validateConversion } from '#modules/leads/contract/conversions.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { visitorSeal } from '#modules/visits/queries/seal.ts';
import { aSite, BROWSER } from '#modules/visits/testing.ts';
import { type Client, openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import * as answers from './contract/answers.ts';
import * as contract from './contract/forms.ts';
import { aField, aForm, anAddress, aPage, aWording, fillIn, multipart, NAME_AND_MAIL, openPage, post } from './testing.ts';

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

describe('a form', () => {
  it('makes of a stranger a contact, a conversion, a lead and a notice, and says thank you', async () => {
    const campaignId = await aCampaign(admin, { name: 'Spring' });
    const form = await aForm(admin, {
      fields: [
        ...NAME_AND_MAIL,
        aField('phone', 'phone', { target: 'contact.phone' }),
        aField('company', 'text', { target: 'company.name' }),
        aField('message', 'long_text'),
        aField('from', 'hidden', { parameter: 'utm_source' }),
      ],
      handRaise: true,
      campaignId,
      tags: ['Fair'],
      notify: { memberIds: [rep.memberId], teamIds: [], owner: false },
    });
    const page = await openPage(app, `${path(form.publicId)}?utm_source=news`);
    expect(page.status).toBe(200);
    expect(page.headers).not.toHaveProperty('set-cookie');
    expect(page.html).toContain('Ours &lt;b&gt;&amp; Co');
    const done = await send(
      form.publicId,
      {
        first_name: 'Petra',
        last_name: 'New',
        email: 'Petra@New.test',
        phone: '0421 4711',
        company: 'New GmbH',
        message: 'Please\ncall',
        from: 'news',
      },
      { query: '?utm_source=news&utm_campaign=x&page=https://acme.test/pricing?secret=1' },
    );
    expect(done.statusCode).toBe(303);
    expect(done.headers.location).toMatch(new RegExp(`^/p/f/${form.publicId}/sent`));
    expect((await openPage(app, String(done.headers.location))).html).toContain('Thank you');
    const [answer] = await answersTo(form.id);
    expect(answer).toMatchObject({ state: 'taken', suspicions: [], contact: { name: 'Petra New' }, openDifferences: 0, version: 1 });
    const contact = await admin.call(getContact, { id: answer?.contact?.id ?? '' });
    expect(contact).toMatchObject({ email: 'petra@new.test', company: { name: 'New GmbH' }, tags: ['Fair'], owner: null });
    const { items } = await admin.call(listConversions, { contactId: contact.id });
    expect(items).toMatchObject([
      { kind: 'form', channel: 'web_form', validation: 'unreviewed', leadStage: 'mql', campaign: { id: campaignId } },
    ]);
    expect(items[0]?.content).toContain('The message: Please\ncall');
    expect(items[0]?.original).toMatchObject({ page: 'acme.test/pricing', utm: { source: 'news' } });
    const notices = (await rep.call(listNotices, {})).items;
    expect(notices[0]).toMatchObject({ kind: 'form.answered', link: `/form-answers/${answer?.id}` });
    const whole = await admin.call(answers.getFormAnswer, { id: answer?.id ?? '' });
    expect(whole.fields.map(({ value }) => value)).toEqual([
      'Petra',
      'New',
      'Petra@New.test',
      '0421 4711',
      'New GmbH',
      'Please\ncall',
      'news',
    ]);
  });

  it('shows again what was written where something is missing, and keeps nothing', async () => {
    const form = await aForm(admin);
    const back = await send(form.publicId, { first_name: '<b>Kim', email: 'no mail' });
    expect(back.statusCode).toBe(422);
    expect(back.body).toContain('value="&lt;b&gt;Kim"');
    expect(back.body).toContain('This is not a mail address.');
    expect(await answersTo(form.id)).toEqual([]);
  });

  it('is a version: who has the page of yesterday open answers what it asked', async () => {
    const form = await aForm(admin);
    app.setNow(later());
    const { token } = await openPage(app, path(form.publicId));
    const { content } = await admin.call(contract.getForm, { id: form.id });
    const { revision } = await admin.call(contract.saveFormDraft, {
      id: form.id,
      revision: 0,
      content: { ...content, fields: NAME_AND_MAIL.slice(1) },
    });
    await admin.call(contract.publishForm, { id: form.id, revision });
    app.setNow(later());
    await post(app, path(form.publicId), {
      token,
      fields: { first_name: 'Old', last_name: 'Page', email: 'old@page.test', message: 'Hello' },
    });
    await send(form.publicId, { first_name: 'Not asked', last_name: 'New Page', email: 'new@page.test' });
    expect((await answersTo(form.id)).map(({ version, words }) => [version, words])).toEqual([
      [2, 'The last_name: New Page\nThe email: new@page.test'],
      [1, 'The first_name: Old\nThe last_name: Page\nThe email: old@page.test\nThe message: Hello'],
    ]);
    await expect(rows(`update publication_version set content = '{}' where publication_id = $1`, [form.id])).rejects.toThrow(
      'does not change',
    );
  });

  it('sent twice from one page is one answer; taken off the web it is gone', async () => {
    const form = await aForm(admin);
    app.setNow(later());
    const { token } = await openPage(app, path(form.publicId));
    app.setNow(later());
    const fields = { last_name: 'Twice', email: 'twice@once.test' };
    const sent = await Promise.all([1, 2, 3].map(() => post(app, path(form.publicId), { token, fields })));
    expect(sent.map(({ statusCode }) => statusCode)).toEqual([303, 303, 303]);
    expect(await answersTo(form.id)).toHaveLength(1);
    await admin.call(contract.renameForm, { id: form.id, archived: true });
    expect((await openPage(app, path(form.publicId))).status).toBe(404);
    expect((await post(app, path(form.publicId), { token, fields })).statusCode).toBe(404);
  });

  it('is refused for publishing while something is wrong with it', async () => {
    const { id } = await marketer.call(contract.createForm, { name: 'Wrong' });
    const { content } = await marketer.call(contract.getForm, { id });
    const wrong = {
      ...content,
      fields: [aField('a', 'select', { when: { field: 'b', is: 'answered' as const } }), aField('c', 'consent')],
      after: { kind: 'redirect' as const, message: '', redirect: 'https://evil.test/' },
    };
    const { problems, revision } = await marketer.call(contract.saveFormDraft, { id, revision: 1, content: wrong });
    expect(problems.map(({ place }) => place)).toEqual(['field.a', 'field.a', 'field.c', 'fields', 'after']);
    await expect(marketer.call(contract.publishForm, { id, revision })).rejects.toThrow(Problem);
    expect((await openPage(app, path((await marketer.call(contract.getForm, { id })).publicId))).status).toBe(404);
    await expect(rep.call(contract.createForm, { name: 'Mine' })).rejects.toThrow('403');
    await expect(marketer.call(contract.saveFormDraft, { id, revision: 1, content: wrong })).rejects.toThrow('409');
  });

  it('asks for consent in the words of its day, and the person confirms by mail', async () => {
    const purposeId = await aWording(admin, 'First wording');
    const consent = { purposeId, textId: null, text: '' };
    const form = await aForm(admin, { fields: [...NAME_AND_MAIL, aField('news', 'consent', { consent })], conversion: false });
    await aWording(admin, 'Second wording');
    expect((await openPage(app, path(form.publicId))).html).toContain('First wording');
    await send(form.publicId, { last_name: 'Agrees', email: 'agrees@form.test', news: 'yes' });
    await send(form.publicId, { last_name: 'Silent', email: 'silent@form.test' });
    const said = await rows<{ word: string; by_kind: string; body: string; form: string }>(
      `select e.word, e.by_kind, t.body, e.proof ->> 'formId' as form from consent_entry e join consent_text t on t.workspace_id = e.workspace_id and t.id = e.text_id
       where e.workspace_id = $1`,
      [admin.workspaceId],
    );
    expect(said).toEqual([{ word: 'given', by_kind: 'form', body: 'First wording', form: form.id }]);
    expect(
      await rows('select to_email from mail where workspace_id = $1 and kind = $2', [admin.workspaceId, 'consent.confirmation']),
    ).toHaveLength(1);
    const [silent] = await answersTo(form.id);
    expect(silent?.conversionId).toBeNull();
  });

  it('asks further questions of somebody who is known, and shows nothing that is known', async () => {
    const id = await aContact(admin, {
      firstName: 'Secret',
      lastName: 'Holder',
      emails: [{ email: 'secret@holder.test' }],
      jobTitle: 'Chief of secrets',
    });
    const form = await aForm(admin, {
      fields: [
        ...NAME_AND_MAIL,
        aField('plan', 'text', { later: true }),
        aField('role', 'text', { target: 'contact.jobTitle', later: true }),
        aField('size', 'text', { later: true }),
      ],
    });
    const names = (html: string) => [...html.matchAll(/data-field="(\w+)"/g)].map((found) => found[1]);
    expect(names((await openPage(app, path(form.publicId))).html)).toEqual(['first_name', 'last_name', 'email']);
    const linked = `?truce_seal=${encodeURIComponent(sealFor(id))}`;
    const known = await openPage(app, path(form.publicId) + linked);
    expect(names(known.html)).toEqual(['plan', 'size']);
    expect(known.html.replace(/value="[^"]*"|action="[^"]*"/g, '')).not.toMatch(/Secret|Holder|Chief/);
    expect(known.html).not.toMatch(/secret@holder|Chief/);
    for (const other of [sealFor(id, '018f0000-0000-7000-8000-000000000001'), `${sealFor(id)}x`, id, ''])
      expect(names((await openPage(app, `${path(form.publicId)}?truce_seal=${encodeURIComponent(other)}`)).html)).toEqual([
        'first_name',
        'last_name',
        'email',
      ]);
    await send(form.publicId, { plan: 'Soon', last_name: 'Not asked' }, { query: linked });
    const [answer] = await answersTo(form.id);
    expect(answer).toMatchObject({ contact: { id }, words: 'The plan: Soon' });
    expect(names((await openPage(app, path(form.publicId) + linked)).html)).toEqual(['size']);
  });

  it('keeps files as downloads, by what they are and not by what they say', async () => {
    const form = await aForm(admin, { fields: [...NAME_AND_MAIL, aField('paper', 'file', { fileTypes: ['pdf'] })] });
    const attempt = async (value: string, filename: string) => {
      app.setNow(later());
      const { token } = await openPage(app, path(form.publicId));
      app.setNow(later());
      const body = multipart([
        { name: '_token', value: token },
        { name: 'last_name', value: 'Filer' },
        { name: 'email', value: 'filer@form.test' },
        { name: 'paper', value, filename },
      ]);
      return app.app.inject({
        method: 'POST',
        url: path(form.publicId),
        remoteAddress: anAddress(),
        payload: body.payload,
        headers: { ...body.headers, 'user-agent': BROWSER },
      });
    };
    expect((await attempt('<html><script>alert(1)</script>', 'x.pdf')).statusCode).toBe(422);
    expect((await attempt('%PDF-1.7 x', '../../<script>.pdf')).statusCode).toBe(303);
    const [answer] = await answersTo(form.id);
    const { files } = await admin.call(answers.getFormAnswer, { id: answer?.id ?? '' });
    const file = await admin.raw({ url: `/api/form-files/${files[0]?.id}` });
    expect(file.body).toBe('%PDF-1.7 x');
    expect(file.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' });
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[\w%.-]+$/);
    const contactId = answer?.contact?.id ?? '';
    await admin.call(eraseContact, { id: contactId });
    await app.runAllJobs();
    expect(await app.failedJobs()).toBe('[]');
    expect(await rows('select answers, agent, place_hash from form_answer where form_id = $1', [form.id])).toEqual([
      { answers: {}, agent: null, place_hash: '' },
    ]);
    expect(await rows('select 1 from form_file where workspace_id = $1', [admin.workspaceId])).toEqual([]);
    expect(
      await rows(
        `select 1 from file_chunk c join file f on f.workspace_id = c.workspace_id and f.id = c.file_id where f.purpose = 'form_answer' and f.discarded_at is not null`,
      ),
    ).toEqual([]);
  });
});

describe('pages around a form', () => {
  it('are framed by the websites that were named, and by nobody else', async () => {
    const site = await aSite(admin, { hosts: ['acme.test'] });
    const form = await aForm(admin, {
      websiteIds: [site.id],
      after: { kind: 'redirect', message: '', redirect: 'https://www.acme.test/thanks' },
    });
    const page = await openPage(app, `${path(form.publicId)}?in=https%3A%2F%2Fwww.acme.test`);
    expect(page.headers['content-security-policy']).toContain('frame-ancestors acme.test:* *.acme.test:*');
    expect(page.headers).not.toHaveProperty('x-frame-options');
    expect(page.html).toContain('data-parent="https://www.acme.test"');
    for (const other of ['https://evil.test', 'https://acme.test.evil.test', 'javascript:1', 'https://acme.test/x"><script>'])
      expect((await openPage(app, `${path(form.publicId)}?in=${encodeURIComponent(other)}`)).html).not.toContain('data-parent');
    const lonely = await openPage(app, path((await aForm(admin)).publicId));
    expect(lonely.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(lonely.headers['x-frame-options']).toBe('SAMEORIGIN');
    for (const query of ['', '?next=//evil.test', '?redirect=https://evil.test&after=https://evil.test'])
      expect((await send(form.publicId, { last_name: 'Goes', email: 'goes@on.test' }, { query })).headers.location).toBe(
        'https://www.acme.test/thanks',
      );
  });

  it('are simple, published, and thank in words of their own', async () => {
    const form = await aForm(admin);
    const block = (text: string) => ({ id: 'b1', type: 'heading' as const, text, level: 1 as const, align: 'left' as const });
    const link = { type: 'text' as const, text: 'click', marks: [{ type: 'link' as const, attrs: { href: 'javascript:alert(1)' } }] };
    const page = await aPage(admin, {
      title: 'Guide',
      slug: 'guide',
      blocks: [
        block('The <guide>'),
        { id: 't', type: 'text', doc: { type: 'doc', content: [{ type: 'paragraph', content: [link] }] } },
        { id: 'f', type: 'form', formId: form.id },
      ],
      thanks: [block('It is on its way')],
    });
    const shown = await openPage(app, `/p/l/${page.publicId}/guide`);
    expect(shown.html).toContain('The &lt;guide&gt;');
    expect(shown.html).not.toContain('javascript:');
    expect(shown.html).not.toContain('noindex');
    app.setNow(later());
    const { token } = await openPage(app, `/p/l/${page.publicId}`);
    app.setNow(later());
    const sent = await post(app, path(form.publicId), { token, fields: { last_name: 'Reader', email: 'reader@page.test' } });
    expect(sent.headers.location).toBe(`/p/l/${page.publicId}/thanks`);
    expect((await openPage(app, `/p/l/${page.publicId}/thanks`)).html).toContain('It is on its way');
    expect((await admin.call(contract.listPages, {})).items[0]?.counts).toMatchObject({ sent: 1 });
  });
});

describe('the report', () => {
  it('counts people who saw it, began and sent, and what became of the leads, with n', async () => {
    const form = await aForm(admin);
    const at = later();
    app.setNow(at);
    const note = async (w: string, headers: Record<string, string> = {}, more = {}) => {
      const { token } = await openPage(app, path(form.publicId));
      return app.app.inject({
        method: 'POST',
        url: `${path(form.publicId)}/notes`,
        headers: { 'user-agent': BROWSER, ...headers },
        payload: JSON.stringify({ t: token, w, b: 0, s: 1280, l: 2, ...more }),
      });
    };
    for (let n = 0; n < 3; n++) expect((await note('seen')).statusCode).toBe(204);
    await note('begun');
    await note('seen', { 'user-agent': 'Googlebot/2.1' });
    await note('seen', {}, { b: 1 });
    expect((await note('other')).statusCode).toBe(400);
    await send(form.publicId, { last_name: 'Counted', email: 'counted@report.test' });
    const [answer] = await answersTo(form.id);
    await admin.call(validateConversion, { id: answer?.conversionId ?? '', validation: 'sales_lead' });
    await expect.poll(async () => (await admin.call(contract.getFormReport, { id: form.id })).seen).toBe(3);
    const report = await admin.call(contract.getFormReport, { id: form.id });
    expect(report).toMatchObject({
      machines: 2,
      begun: 1,
      sent: 1,
      aside: 0,
      conversions: 1,
      valid: 1,
      sentOfSeen: { k: 1, n: 3, enough: false },
      validOfReviewed: { k: 1, n: 1 },
    });
    const found = await admin.call(listRows, {
      entity: 'contact',
      criteria: { match: 'all', of: [{ field: 'answeredForm', op: 'is_one_of', value: [form.id] }] },
    });
    expect(found.items.map(({ name }) => name)).toEqual(['Counted']);
    const csv = await admin.raw({ url: `/api/forms/${form.id}/answers.csv` });
    expect(csv.body.split('\r\n')[1]).toContain('Counted');
  });
});
