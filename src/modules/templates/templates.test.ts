import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { getMail, listMails } from '#modules/notices/contract.ts';
import { createClaim, retireClaim, reviseClaim } from '#modules/offers/contract/claims.ts';
import { changeWorkspace, setFieldRight, setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as parts from './contract/parts.ts';
import * as contract from './contract/templates.ts';
import { fillingsOf } from './queries/filling.ts';
import { fillMail } from './queries/mail.ts';
import { publishedMail } from './queries/templates.ts';
import type { Block } from './schema.ts';
import { aContent, anImage, aPublishedTemplate, aTemplate, rich } from './testing.ts';

let app: TestApp;
let admin: Client;
let marketer: Client;
let rep: Client;
let stranger: Client;
beforeAll(async () => {
  app = await openTestApp();
  const workspace = await app.newWorkspace('Northwind');
  admin = workspace.admin;
  [marketer, rep] = [await workspace.member('marketer', { name: 'Kim Larsen' }), await workspace.member('rep')];
  stranger = (await app.newWorkspace('Other')).admin;
  await admin.call(changeWorkspace, { companyName: 'Northwind GmbH', postalAddress: 'Harbour Street 1, 28195 Bremen' });
});
afterAll(() => app.close());

const look = (client: Client, blocks: Block[], more: Partial<Parameters<typeof aContent>[1]> & { contactId?: string } = {}) => {
  const { contactId, ...head } = more;
  return client.call(contract.previewMail, { content: aContent(blocks, head), ...(contactId ? { contactId } : {}) });
};

describe('a template', () => {
  it('is drafted, checked, published, and the published version never changes', async () => {
    const id = await aTemplate(marketer, { name: 'Spring', starter: 'news', tags: ['b', 'a', 'b'] });
    const first = await marketer.call(contract.getTemplate, { id });
    expect(first).toMatchObject({ name: 'Spring', tags: ['a', 'b'], published: null, hasDraft: true, revision: 1 });
    // The starter's button leads nowhere yet, so that nobody sends an example.
    expect((await refused(marketer.call(contract.publishTemplate, { id, revision: 1 }))).errors).toContainEqual(
      expect.objectContaining({ field: 'act' }),
    );

    const content = aContent([{ id: 'text', type: 'text', doc: rich('Dear {{ contact.first_name | fallback: "reader" }}') }]);
    const saved = await marketer.call(contract.saveTemplateDraft, { id, content, revision: 1 });
    expect(await marketer.call(contract.publishTemplate, { id, revision: saved.revision })).toEqual({ number: 1 });
    const { id: begun } = await marketer.call(contract.createTemplate, { name: 'Only begun', kind: 'information', starter: 'news' });
    const asked = await refused(marketer.call(contract.publishTemplate, { id: begun, revision: 1 }));
    expect(asked.errors.filter(({ message }) => message.includes('says what belongs here')).length).toBeGreaterThan(3);
    const again = await marketer.call(contract.getTemplate, { id });
    expect(again).toMatchObject({ hasDraft: false, revision: 0, published: { number: 1, by: { name: 'Kim Larsen' } }, content });
    expect((await refused(marketer.call(contract.publishTemplate, { id, revision: 1 }))).code).toBe('conflict');

    await marketer.call(contract.saveTemplateDraft, { id, content: { ...content, subject: 'Second' }, revision: 0 });
    expect((await marketer.call(contract.getTemplateVersion, { id, number: 1 })).content).toEqual(content);
    await expect(
      app.command(admin, ({ tx, scope }) =>
        tx
          .updateTable('template_version')
          .set({ content: '{}' })
          .where('workspace_id', '=', scope.workspaceId)
          .where('number', '=', 1)
          .execute(),
      ),
    ).rejects.toThrow('does not change');
    expect(await marketer.call(contract.publishTemplate, { id, revision: 1 })).toEqual({ number: 2 });
    expect((await marketer.call(contract.listTemplateVersions, { id })).items.map(({ number, subject }) => [number, subject])).toEqual([
      [2, 'Second'],
      [1, 'News'],
    ]);
  });

  it('tells of two who write at once, and loses neither', async () => {
    const id = await aTemplate(marketer);
    await marketer.call(contract.saveTemplateDraft, { id, content: aContent([], { subject: 'Mine' }), revision: 1 });
    const problem = await refused(
      admin.call(contract.saveTemplateDraft, { id, content: aContent([], { subject: 'Theirs' }), revision: 1 }),
    );
    expect(problem).toMatchObject({ status: 409, code: 'conflict' });
    expect(await admin.call(contract.getTemplate, { id })).toMatchObject({ subject: 'Mine', revision: 2 });
    const { id: published } = await aPublishedTemplate(marketer, aContent());
    const both = await Promise.allSettled(
      ['One', 'Two'].map((subject) =>
        marketer.call(contract.saveTemplateDraft, { id: published, content: aContent([], { subject }), revision: 0 }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is copied, filed, archived, and its draft thrown away', async () => {
    const { id } = await aPublishedTemplate(marketer, aContent(undefined, { subject: 'Original' }));
    const copy = await aTemplate(marketer, { copyOf: id, name: 'A copy', folder: 'Events' });
    expect(await marketer.call(contract.getTemplate, { id: copy })).toMatchObject({
      subject: 'Original',
      folder: 'Events',
      published: null,
    });
    await marketer.call(contract.changeTemplate, { id: copy, folder: 'Fairs', tags: ['fair'], language: 'de' });
    const found = await rep.call(contract.listTemplates, { folder: 'Fairs', tag: 'fair', q: 'copy' });
    expect(found.items.map((one) => [one.id, one.language])).toEqual([[copy, 'de']]);
    expect(found).toMatchObject({ folders: expect.arrayContaining(['Fairs']), tags: expect.arrayContaining(['fair']) });
    await marketer.call(contract.archiveTemplate, { id: copy });
    expect((await rep.call(contract.listTemplates, { folder: 'Fairs' })).items).toEqual([]);
    expect((await rep.call(contract.listTemplates, { folder: 'Fairs', archived: true })).items).toHaveLength(1);
    await marketer.call(contract.restoreTemplate, { id: copy });
    expect((await refused(marketer.call(contract.discardTemplateDraft, { id: copy }))).code).toBe('conflict');
    await marketer.call(contract.saveTemplateDraft, { id, content: aContent([], { subject: 'Changed' }), revision: 0 });
    await marketer.call(contract.discardTemplateDraft, { id });
    expect(await marketer.call(contract.getTemplate, { id })).toMatchObject({ subject: 'Original', hasDraft: false });
  });

  it('is written and published by Marketing, read and used by Sales', async () => {
    const { id } = await aPublishedTemplate(marketer, aContent());
    expect((await rep.call(contract.previewMail, { templateId: id, number: 1 })).text).toContain('Good news');
    expect((await refused(rep.call(contract.saveTemplateDraft, { id, content: aContent(), revision: 0 }))).status).toBe(403);
    expect((await refused(rep.call(contract.publishTemplate, { id, revision: 1 }))).status).toBe(403);
    expect((await refused(stranger.call(contract.getTemplate, { id }))).status).toBe(404);
    expect((await refused(stranger.call(contract.previewMail, { templateId: id }))).status).toBe(404);
    expect((await refused(stranger.call(contract.createTemplate, { name: 'x', kind: 'offer', copyOf: id }))).status).toBe(404);
  });
});

describe('a marketing mail', () => {
  it('is not published without footer and postal address', async () => {
    const id = await aTemplate(stranger);
    const content = { ...aContent(), blocks: aContent().blocks.slice(0, 1) };
    await stranger.call(contract.saveTemplateDraft, { id, content, revision: 1 });
    const fields = (await refused(stranger.call(contract.publishTemplate, { id, revision: 2 }))).errors.map(({ message }) => message);
    expect(fields.join()).toMatch(/Footer.*postal address/s);
    await stranger.call(contract.changeTemplate, { id, kind: 'transactional' });
    expect(await stranger.call(contract.publishTemplate, { id, revision: 2 })).toEqual({ number: 1 });
  });

  it('says what to mend and what would be better', async () => {
    const { checks } = await look(
      marketer,
      [
        {
          id: 'a',
          type: 'text',
          doc: rich('{{ contact.firstname }} {{ contact.last_name }} {{#if contact.city}}{{ contact.city }}{{/if}} buy!!!'),
        },
        { id: 'b', type: 'button', label: 'Click here', href: 'https://northwind.test/a', align: 'left' },
        { id: 'c', type: 'button', label: 'Go', href: 'javascript:alert(1)', align: 'left' },
        { id: 'd', type: 'image', imageId: null, alt: '', href: 'https://example.com', width: 100, align: 'left' },
        { id: 'e', type: 'button', label: 'Go', href: '', align: 'left' },
      ],
      { subject: 'BUY NOW!!', previewText: '' },
    );
    const codes = checks.map(({ level, code, place }) => `${level} ${code} ${place}`);
    expect(codes).toEqual(
      expect.arrayContaining([
        'stop merge a',
        'hint fallback a',
        'hint link_text b',
        'stop link c',
        'stop no_image d',
        'stop example d',
        'stop link e',
        'hint utm null',
        'hint capitals subject',
        'hint exclamation subject',
        'hint preview previewText',
      ]),
    );
    expect(checks.filter(({ code }) => code === 'fallback')).toHaveLength(1);
    expect(checks.findIndex(({ level }) => level === 'hint')).toBeGreaterThan(checks.findLastIndex(({ level }) => level === 'stop'));
  });

  it('says which of its sentences are outdated, and what is said now', async () => {
    const { id } = await marketer.call(createClaim, { about: 'delivery', statement: 'We deliver within 3 days.', validFrom: '2026-01-01' });
    const blocks: Block[] = [{ id: 'a', type: 'text', doc: rich('Dear reader,', 'Order now: we deliver within 3 days!') }];
    const outdated = async () => (await look(marketer, blocks)).checks.filter(({ code }) => code === 'outdated_claim');
    expect(await outdated()).toEqual([]);
    await marketer.call(reviseClaim, { id, statement: 'We deliver within 5 days.', validFrom: '2026-01-02' });
    const message = '“We deliver within 3 days.” is outdated. Now it is: “We deliver within 5 days.”';
    expect(await outdated()).toEqual([{ level: 'hint', code: 'outdated_claim', message, place: 'a' }]);
    await marketer.call(retireClaim, { id, reason: 'No promise on time any more' });
    expect((await outdated()).map((check) => check.message)).toEqual(['“We deliver within 3 days.” is not said any more. Take it out.']);
  });
});

describe('a preview', () => {
  it('is filled with the workspace’s own fields, with what stands there when they are empty, and never with hidden ones', async () => {
    const own = async (
      entity: 'contact' | 'company',
      label: string,
      more: { kind: 'money' | 'date' | 'text' | 'choices'; options?: { value: string; label: string }[] },
    ) => (await admin.call(createOwnField, { entity, label, ...more })).id;
    await own('contact', 'Pump', {
      kind: 'choices',
      options: [
        { value: 'a', label: 'Axial' },
        { value: 'r', label: 'Radial' },
      ],
    });
    await own('contact', 'Renewal', { kind: 'date' });
    await own('company', 'Volume', { kind: 'money' });
    await own('company', 'Motto', { kind: 'text' });
    const companyId = await aCompany(admin, {
      name: 'Own Ltd',
      custom: { volume: { amountMinor: 1_250_00, currency: 'EUR' }, motto: '{{ sender.email }} <b>' },
    });
    const contactId = await aContact(admin, { lastName: 'Own', companyId, custom: { pump: ['a', 'r'], renewal: '2026-05-01' } });
    const empty = await aContact(admin, { lastName: 'Empty' });
    const words =
      '{{ contact.custom.pump | fallback: "pumps" }}; {{ contact.custom.renewal | date: "long" }}; {{ company.custom.volume | money }}; {{ company.custom.motto }}';
    const blocks: Block[] = [{ id: 'a', type: 'text', doc: rich(words) }];
    const seen = await look(marketer, blocks, { contactId });
    expect(seen.text).toMatch(/Axial, Radial; May 1, 2026; €1,250\.00; {{ sender\.email }} <b>/);
    expect(seen.html).toContain('&lt;b&gt;');
    expect(seen.checks.filter(({ code }) => code === 'merge' || code === 'hidden')).toEqual([]);
    expect((await look(marketer, blocks, { contactId: empty })).text).toContain('pumps; ;');
    expect((await look(marketer, blocks, {})).text).toContain('An example');
    const unknown = await look(marketer, [{ id: 'a', type: 'text', doc: rich('{{ contact.custom.salary }}') }], { contactId });
    expect(unknown.checks).toContainEqual(expect.objectContaining({ level: 'stop', code: 'merge' }));
    await admin.call(setFieldRight, { role: 'rep', entity: 'company', field: 'custom.volume', access: 'hidden' });
    const less = await look(rep, blocks, { contactId });
    expect(less.text).not.toContain('1,250');
    expect(less.checks).toContainEqual(expect.objectContaining({ level: 'stop', code: 'hidden' }));
    const names = (await rep.call(contract.listMergeFields, {})).items.map(({ name }) => name);
    expect([names.includes('company.custom.volume'), names.includes('contact.custom.pump')]).toEqual([false, true]);
  });

  it('is filled with a person, by the rows and fields that the reader may see', async () => {
    const companyId = await aCompany(admin, { name: 'Pumps & Söhne' });
    const contactId = await aContact(admin, { firstName: 'Ana <b>', lastName: 'Ruiz', companyId, jobTitle: 'Buyer' });
    const words =
      '{{ contact.first_name }} of {{ company.name }}, {{ contact.job_title | fallback: "somebody" }}; from {{ sender.first_name }}';
    const blocks: Block[] = [{ id: 'a', type: 'text', doc: rich(words) }];
    const seen = await look(marketer, blocks, { contactId, subject: 'For {{ contact.first_name | upper }}' });
    expect(seen).toMatchObject({ subject: 'For ANA <B>' });
    expect(seen.html).toContain('Ana &lt;b&gt; of Pumps &amp; Söhne, Buyer; from Kim');
    expect(seen.text).toContain('Ana <b> of Pumps & Söhne, Buyer; from Kim');
    expect(seen.text).toContain('Northwind GmbH, Harbour Street 1, 28195 Bremen');

    await admin.call(setFieldRight, { role: 'rep', entity: 'contact', field: 'jobTitle', access: 'hidden' });
    const less = await look(rep, blocks, { contactId });
    expect(less.text).toContain('somebody');
    expect(less.html).not.toContain('Buyer');
    expect(less.checks).toContainEqual(expect.objectContaining({ level: 'stop', code: 'hidden' }));
    expect((await rep.call(contract.listMergeFields, {})).items.map(({ name }) => name)).not.toContain('contact.job_title');
    await admin.call(setFieldRight, { role: 'marketer', entity: 'contact', field: 'jobTitle', access: 'hidden' });
    const id = await aTemplate(marketer);
    expect(await refused(marketer.call(contract.saveTemplateDraft, { id, content: aContent(blocks), revision: 1 }))).toMatchObject({
      status: 403,
    });
    await admin.call(setFieldRight, { role: 'marketer', entity: 'contact', field: 'jobTitle', access: 'full' });

    await admin.call(setReach, { role: 'rep', entity: 'contact', read: 'own', write: 'own' });
    expect((await refused(look(rep, blocks, { contactId }))).status).toBe(404);
    await admin.call(setReach, { role: 'rep', entity: 'contact', read: 'all', write: 'all' });
    expect((await refused(look(stranger, blocks, { contactId }))).status).toBe(404);
  });

  it('shows blocks under a condition to whom it is met', async () => {
    const [buyer, other] = [await aContact(admin, { firstName: 'Bo', jobTitle: 'Buyer' }), await aContact(admin, { jobTitle: 'Chef' })];
    const criteria = { match: 'all' as const, of: [{ field: 'jobTitle', op: 'is' as const, value: 'Buyer' }] };
    const more = { conditions: [{ key: 'buyer', name: 'Buyers', criteria }] };
    const blocks: Block[] = [
      { id: 'a', type: 'text', doc: rich('For buyers'), when: 'is.buyer' },
      { id: 'b', type: 'text', doc: rich('{{#if is.buyer}}Yes{{else}}No{{/if}} {{#if contact.first_name}}named{{/if}}') },
    ];
    expect((await look(marketer, blocks, { ...more, contactId: buyer })).text).toMatch(/^For buyers\n\nYes named/);
    expect((await look(marketer, blocks, { ...more, contactId: other })).text).toMatch(/^No/);
    const broken = {
      conditions: [
        { key: 'buyer', name: 'Buyers', criteria: { match: 'all' as const, of: [{ field: 'nothing', op: 'is' as const, value: 'x' }] } },
      ],
    };
    expect((await look(marketer, blocks, broken)).checks).toContainEqual(expect.objectContaining({ level: 'stop', code: 'condition' }));
  });

  it('takes 300 ms at most', async () => {
    const block = (index: number): Block => ({
      id: `b${index}`,
      type: 'text',
      doc: rich('Words for {{ contact.first_name | fallback: "you" }}', 'and more'),
    });
    const contactId = await aContact(admin, { firstName: 'Ana' });
    const times: number[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      const began = performance.now();
      await look(
        marketer,
        Array.from({ length: 25 }, (_, index) => block(index)),
        { contactId },
      );
      times.push(performance.now() - began);
    }
    expect(times.sort((a, b) => a - b)[9]).toBeLessThan(300);
  });
});

describe('what a customer saw', () => {
  it('comes out again from the version and their data, also after reusable blocks and pictures have changed', async () => {
    const image = await anImage(marketer);
    const piece = await marketer.call(parts.createReusableBlock, {
      name: 'Hours',
      blocks: [{ id: 'h', type: 'text', doc: rich('Open until 6') }],
    });
    const content = aContent([
      { id: 'pic', type: 'image', imageId: image.id, alt: 'Our pump', href: '', width: 100, align: 'left' },
      { id: 'hours', type: 'reusable', reusableId: piece.id },
    ]);
    const { id, number } = await aPublishedTemplate(marketer, content);
    const contactId = await aContact(admin, { firstName: 'Ana' });
    const seen = () =>
      app.command(admin, async (ctx) => {
        const mail = await publishedMail(ctx, { id, number });
        if ('refused' in mail) return mail;
        const asked = {
          contactIds: [contactId],
          conditions: mail.content.conditions,
          language: mail.language,
          imageBase: 'https://mail.test/i',
        };
        const people = await fillingsOf(ctx, {
          ...asked,
          sender: { name: 'Kim', email: 'kim@a.test' },
          more: { 'link.preferences': 'https://mail.test/p/1', 'mail.images': 'https://evil.test' },
        });
        if ('refused' in people) return people;
        const filling = people.get(contactId);
        return { html: (filling && fillMail(mail.compiled, filling)?.html) ?? '' };
      });
    const { html } = await seen();
    expect(html).toContain('https://mail.test/p/1');
    expect(html).toContain(`src="https://mail.test/i/${image.path.split('/').at(-1)}"`);
    expect(html).toContain('Open until 6');

    const usedIn = async () => (await marketer.call(parts.listReusableBlocks, {})).items[0]?.usedIn.map((one) => one.id);
    expect(await usedIn()).toEqual([id]);
    expect(await refused(marketer.call(parts.archiveReusableBlock, { id: piece.id }))).toMatchObject({ code: 'conflict' });
    expect(
      await marketer.call(parts.saveReusableBlock, {
        id: piece.id,
        name: 'Hours',
        number: 1,
        blocks: [{ id: 'h', type: 'text', doc: rich('Open until 8') }],
      }),
    ).toEqual({ number: 2 });
    expect(
      await refused(
        marketer.call(parts.saveReusableBlock, { id: piece.id, name: 'Hours', number: 1, blocks: [{ id: 'h', type: 'divider' }] }),
      ),
    ).toMatchObject({ code: 'conflict' });
    expect((await seen()).html).toBe(html);
    expect((await marketer.call(contract.previewMail, { templateId: id })).text).toContain('Open until 8');
  });
});

describe('a test mail', () => {
  it('goes to the caller alone, with text and looks, and stays here where there is no mail server', async () => {
    const { id } = await aPublishedTemplate(marketer, aContent([{ id: 'a', type: 'text', doc: rich('Hello {{ contact.first_name }}') }]));
    const contactId = await aContact(admin, { firstName: 'Ana' });
    const sent = await rep.call(contract.sendTestMail, { id, contactId });
    await app.runAllJobs();
    const mails = (await admin.call(listMails, {})).items.filter(({ id: one }) => one === sent.mailId);
    expect(mails).toMatchObject([{ toEmail: sent.to, subject: '[Test] News', state: 'captured' }]);
    expect((await admin.call(getMail, { id: sent.mailId })).bodyText).toContain('Hello Ana');
    const { body_html } = await app.command(admin, ({ tx }) =>
      tx.selectFrom('mail').select('body_html').where('id', '=', sent.mailId).executeTakeFirstOrThrow(),
    );
    expect(body_html).toContain('Hello Ana');
  });
});

describe('senders', () => {
  it('have one default among them', async () => {
    const kim = await admin.call(parts.createSender, { name: 'Kim of Northwind', email: 'kim@northwind.test' });
    const news = await admin.call(parts.createSender, {
      name: 'News',
      email: 'news@northwind.test',
      replyTo: 'kim@northwind.test',
      isDefault: true,
    });
    expect((await rep.call(parts.listSenders, {})).items.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['News', true],
      ['Kim of Northwind', false],
    ]);
    await admin.call(parts.changeSender, { id: kim.id, name: 'Kim', email: 'kim@northwind.test', isDefault: true });
    expect((await rep.call(parts.listSenders, {})).items[0]).toMatchObject({ name: 'Kim', isDefault: true });
    await admin.call(parts.deleteSender, { id: news.id });
    expect((await refused(marketer.call(parts.createSender, { name: 'x', email: 'x@y.de' }))).status).toBe(403);
    expect((await refused(admin.call(parts.createSender, { name: 'a\r\nBcc: x', email: 'x@y.de' }))).status).toBe(400);
  });
});
