import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { closeDeal } from '#modules/deals/contract/deals.ts';
import { aDeal } from '#modules/deals/testing.ts';
import { aHold } from '#modules/gate/testing.ts';
import { aLead } from '#modules/leads/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { deliverDue } from '#modules/sends/commands/engine.ts';
import { messageSent, messageStopped } from '#modules/sends/events.ts';
import { aLaunchedSend, aMailRoom, carrierTo, openSink } from '#modules/sends/testing.ts';
import { aContent, aPublishedTemplate, rich } from '#modules/templates/testing.ts';
import { workOf } from '#platform/runtime.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as assets from './contract/assets.ts';
import * as shares from './contract/shares.ts';
import { anAsset, aPdf, aPublishedAsset, BROWSER, beat, openLink, publishNext, uploadTo } from './testing.ts';

let app: TestApp;
let admin: Client;
let ann: Client;
let rep: Client;
let chief: Client;

const AT = '2026-03-02T09:00:00.000Z';
const later = (seconds: number) => new Date(Date.parse(AT) + seconds * 1000).toISOString();
const DAY = 86_400;

beforeAll(async () => {
  app = await openTestApp();
  const workspace = await app.newWorkspace('Northwind');
  admin = workspace.admin;
  ann = await workspace.member('marketer', { name: 'Ann' });
  rep = await workspace.member('rep', { name: 'Rob' });
  chief = await workspace.member('sales_lead', { name: 'Sam' });
  app.setNow(AT);
});
afterAll(() => app.close());

const titles = async (client: Client) => (await client.call(listNotices, { limit: 100 })).items.map(({ title }) => title);
const seen = (client: Client, id: string) => client.call(assets.getAsset, { id });
const given = async (client: Client, contactId: string) => (await client.call(shares.listShares, { contactId })).items;

describe('an asset', () => {
  it('is written and published by Marketing alone; a version stays as it was', async () => {
    await expect(anAsset(rep)).rejects.toMatchObject({ status: 403 });
    const id = await anAsset(ann, { name: 'Price list', topics: ['Prices'] });
    expect((await rep.call(assets.listAssets, { text: 'price list' })).items).toEqual([]);
    await expect(rep.call(assets.getAsset, { id })).rejects.toMatchObject({ status: 404 });
    const first = await publishNext(ann, id);
    await expect(rep.call(assets.publishAsset, { id, versionId: first.versionId })).rejects.toMatchObject({ status: 403 });
    expect(await seen(rep, id)).toMatchObject({ state: 'published', number: 1, source: 'file', sendable: true, owner: { name: 'Ann' } });
    const { versionId } = (await uploadTo(ann, id, { name: 'next.pdf', content: aPdf(['New']) })).json<{ versionId: string }>();
    await expect(ann.call(assets.publishAsset, { id, versionId })).rejects.toMatchObject({ status: 400, errors: [{ field: 'changes' }] });
    expect(await ann.call(assets.publishAsset, { id, versionId, changes: 'Prices of spring' })).toEqual({ number: 2, asked: 2 });
    expect((await seen(rep, id)).versions.map(({ number, changes }) => [number, changes])).toEqual([
      [2, 'Prices of spring'],
      [1, 'New prices'],
    ]);
    await expect(ann.call(assets.publishAsset, { id, versionId, changes: 'again' })).rejects.toMatchObject({ status: 409 });
  });

  it('takes an address only of the open web, a template only as a mail, and keeps a battle card inside', async () => {
    const video = await anAsset(ann, { kind: 'video' });
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//evil.example',
      'https://me:pw@site.example/',
      'http://localhost/x',
      'ftp://site.example/x',
    ])
      await expect(ann.call(assets.draftAsset, { id: video, url }), url).rejects.toMatchObject({ status: 400 });
    expect((await uploadTo(ann, video, { name: 'a.pdf', content: aPdf() })).statusCode).toBe(400);
    await ann.call(assets.draftAsset, { id: video, url: 'https://video.example/watch?v=1' });
    await expect(ann.call(assets.updateAsset, { id: video, kind: 'deck' })).resolves.toEqual({});
    const card = await aPublishedAsset(ann, { kind: 'battle_card', audience: 'everybody' });
    expect(await seen(rep, card.id)).toMatchObject({ audience: 'internal', sendable: false });
    await expect(ann.call(assets.updateAsset, { id: card.id, audience: 'prospects' })).rejects.toMatchObject({ status: 400 });
    const contactId = await aContact(rep);
    await expect(rep.call(shares.shareAsset, { contactId, assetId: card.id, way: 'link' })).rejects.toMatchObject({ status: 422 });
  });

  it('is stale on its day of review and unsendable after its last day; owners are told', async () => {
    const { id } = await aPublishedAsset(ann, { name: 'Spring flyer', reviewOn: '2026-03-10', expiresOn: '2026-03-20' });
    app.setNow('2026-03-21T09:00:00.000Z');
    await app.tick('library.owners');
    expect(await titles(ann)).toEqual(
      expect.arrayContaining(['“Spring flyer” is due to be looked at again', '“Spring flyer” may not be sent any more']),
    );
    expect(await seen(rep, id)).toMatchObject({ stale: true, expired: true, sendable: false });
    expect((await ann.call(assets.listAssets, { only: 'stale' })).items.map(({ name }) => name)).toContain('Spring flyer');
    const contactId = await aContact(rep);
    await expect(rep.call(shares.shareAsset, { contactId, assetId: id, way: 'link' })).rejects.toMatchObject({ status: 422 });
    await expect(ann.call(assets.reviewAsset, { id, nextOn: '2026-03-21' })).rejects.toMatchObject({ status: 400 });
    await ann.call(assets.reviewAsset, { id, nextOn: '2026-09-01' });
    expect((await seen(ann, id)).stale).toBe(false);
    app.setNow(AT);
  });

  it('that nobody gave to anybody within a month is listed as unused', async () => {
    const { id } = await aPublishedAsset(ann, { name: 'Dust' });
    app.setNow(later(31 * DAY));
    const unused = async () => (await ann.call(assets.listAssets, { only: 'unused' })).items.map(({ name }) => name);
    expect(await unused()).toContain('Dust');
    await rep.call(shares.shareAsset, { contactId: await aContact(rep), assetId: id, way: 'link' });
    expect(await unused()).not.toContain('Dust');
    app.setNow(AT);
  });
});

describe('a link for a mailing', () => {
  it('becomes the reader’s own in each mail, the same when it is written again, so that it is known who opened it', async () => {
    const room = await aMailRoom(app);
    const owner = await room.member('rep');
    const people = [
      await aContact(room.admin, { firstName: 'Eins', emails: [{ email: 'one@reader.example' }], ownerId: owner.memberId }),
      await aContact(room.admin, { emails: [{ email: 'two@reader.example' }] }),
    ];
    const asset = await aPublishedAsset(room.admin, { name: 'Wear table' });
    const { link } = await room.admin.call(shares.createMailingLink, { id: asset.id });
    const content = aContent([
      { id: 'text', type: 'text', doc: rich('Hello {{contact.first_name}}') },
      { id: 'go', type: 'button', label: 'Read', href: link, align: 'left' },
    ]);
    const { id: templateId } = await aPublishedTemplate(room.admin, content, { kind: 'information' });
    await aLaunchedSend(app, room, { variants: [{ name: 'A', templateId, share: 100 }] });
    const sink = await openSink();
    const carrier = carrierTo(sink.port);
    const work = workOf(app.context.runtime, app.context.systemScope(room.workspaceId));
    const deliver = () => deliverDue(work, { carrierOf: async () => carrier, signal: new AbortController().signal });
    // The first is told to wait, and written again later.
    sink.refuse.set('one@reader.example', '451 4.3.0 later');
    await deliver();
    const before = (await given(room.admin, people[0] ?? '')).map(({ id }) => id);
    sink.refuse.clear();
    app.setNow(later(600));
    await deliver();
    await app.runAllJobs();
    await Promise.all([carrier.transport.close(), sink.close()]);
    const linkIn = (to: string) => {
      const raw = (sink.taken.find((one) => one.to === to)?.raw ?? '').replace(/=\r\n/g, '');
      return /http[^\s"<>]*\/p\/d\/[\w.-]+/.exec(raw)?.[0] ?? '';
    };
    const own = [linkIn('one@reader.example'), linkIn('two@reader.example')];
    expect(new Set([link, ...own]).size).toBe(3);
    const opened = await openLink(app, own[0] ?? '');
    expect(opened.page.body).toContain('Wear table');
    await beat(app, opened, { n: 1, p: { 1: 20 }, e: true });
    // The owner of the contact hears of it once, whoever sent the mailing does not.
    const again = await openLink(app, own[0] ?? '');
    await beat(app, again, { n: 1, p: { 1: 20 }, e: true });
    const heard = async (client: Client) => (await titles(client)).filter((title) => title.includes('Wear table'));
    expect([await heard(owner), await heard(room.admin)]).toEqual([['Eins opened “Wear table”'], []]);
    const [first, second] = [await given(room.admin, people[0] ?? ''), await given(room.admin, people[1] ?? '')];
    expect(first).toMatchObject([{ id: before[0], way: 'mail', openings: 2, asset: { name: 'Wear table' } }]);
    expect(first[0]?.sentAt).not.toBeNull();
    expect(second).toMatchObject([{ openings: 0 }]);
    app.setNow(AT);
  });

  it('goes through the gate where it is made for one person, as a mail would', async () => {
    const asset = await aPublishedAsset(ann, { name: 'Offer sheet' });
    const contactId = await aContact(rep, { firstName: 'Hanna' });
    await aHold(chief, { id: contactId, against: 'everybody', until: later(5 * DAY) });
    const wanted = { contactId, assetId: asset.id, way: 'link' as const };
    await expect(rep.call(shares.shareAsset, wanted)).rejects.toMatchObject({ status: 422, errors: [{ field: 'rep_hold' }] });
    expect(await given(rep, contactId)).toEqual([]);
    const overrideReason = 'They asked for it on the phone.';
    await expect(rep.call(shares.shareAsset, { ...wanted, overrideReason })).rejects.toMatchObject({ status: 403 });
    expect((await chief.call(shares.shareAsset, { ...wanted, overrideReason })).link).toContain('/p/d/');
  });
});

describe('a link', () => {
  it('is read by a person, who gave it hears how long, and it stands on the timeline with the version', async () => {
    const asset = await aPublishedAsset(ann, { name: 'Pump guide' });
    const contactId = await aContact(rep, { firstName: 'Anna', lastName: 'Berg' });
    const { link } = await rep.call(shares.shareAsset, { contactId, assetId: asset.id, way: 'link' });
    const opened = await openLink(app, link);
    expect(opened.page.statusCode).toBe(200);
    expect(opened.page.body).toContain('Pump guide');
    // The page alone makes nobody a reader.
    expect((await given(rep, contactId))[0]).toMatchObject({ openings: 0, machines: 1, openedAt: null });
    app.setNow(later(60));
    expect((await beat(app, opened, { n: 1, p: { 1: 20, 3: 35 } })).statusCode).toBe(204);
    expect((await given(rep, contactId))[0]).toMatchObject({
      openings: 1,
      machines: 0,
      seconds: 55,
      readingNow: true,
      pages: { n: 2, last: 3, longest: 3 },
    });
    app.setNow(later(120));
    await beat(app, opened, { n: 2, p: { 3: 60 } });
    app.setNow(later(130));
    await beat(app, opened, { n: 3, p: {}, d: true, e: true });
    const [note] = (await rep.call(listNotices, {})).items;
    expect(note).toMatchObject({ title: 'Anna opened “Pump guide”', body: '2 min · to page 3, longest on page 3 · downloaded' });
    const { items } = await rep.call(readTimeline, { of: 'contact', id: contactId });
    const visit = items.find(({ kind }) => kind === 'page_visit');
    expect(visit).toMatchObject({ subject: 'Pump guide', durationSeconds: 115, traffic: 'human', data: { version: 1, assetId: asset.id } });
    expect(items.filter(({ kind }) => kind === 'file_download')).toHaveLength(1);
    const { items: engaged } = await rep.call(shares.getEngagement, { contactId });
    expect(engaged).toContainEqual(expect.objectContaining({ kind: 'asset', what: 'Pump guide', seconds: 115, number: 1, times: 1 }));
    app.setNow(AT);
  });

  it('is settled by itself where the page said no goodbye, and told once', async () => {
    const asset = await aPublishedAsset(ann, { name: 'Quiet guide' });
    const contactId = await aContact(rep, { firstName: 'Cara' });
    const { link } = await rep.call(shares.shareAsset, { contactId, assetId: asset.id, way: 'link' });
    const opened = await openLink(app, link);
    app.setNow(later(10));
    await beat(app, opened, { n: 1, p: { 1: 8 } });
    const told = async () => (await titles(rep)).filter((title) => title.includes('Quiet guide')).length;
    await app.tick('library.settle');
    expect(await told()).toBe(0);
    app.setNow(later(200));
    await app.tick('library.settle');
    await app.tick('library.settle');
    expect(await told()).toBe(1);
    app.setNow(AT);
  });

  it('opened by machines, or without a sign of life, tells nobody', async () => {
    const asset = await aPublishedAsset(ann, { name: 'Scanned guide' });
    const contactId = await aContact(rep);
    const { link } = await rep.call(shares.shareAsset, { contactId, assetId: asset.id, way: 'link' });
    for (const agent of ['Mimecast Link Scanner', 'curl/8', BROWSER]) await openLink(app, link, { agent });
    const bot = await openLink(app, link, { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' });
    const driven = await openLink(app, link);
    app.setNow(later(60));
    await beat(app, bot, { n: 1, p: { 1: 30 }, t: true }, { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' });
    await beat(app, driven, { n: 1, p: { 1: 30 }, t: true, b: true });
    // What was a machine once stays one.
    await beat(app, bot, { n: 2, p: { 1: 20 }, t: true });
    const glance = await openLink(app, link);
    await beat(app, glance, { n: 1, p: { 1: 1 } });
    expect((await given(rep, contactId))[0]).toMatchObject({ openings: 0, machines: 6, seconds: 0 });
    expect((await seen(rep, asset.id)).figures).toMatchObject({ sent: 1, opened: { k: 0, n: 1 }, dwellSeconds: null });
    expect((await titles(rep)).filter((title) => title.includes('Scanned guide'))).toEqual([]);
    app.setNow(AT);
  });

  it('opened elsewhere counts as perhaps passed on, and not as the person', async () => {
    const asset = await aPublishedAsset(ann, { name: 'Shared guide' });
    const contactId = await aContact(rep, { firstName: 'Dora' });
    const { link } = await rep.call(shares.shareAsset, { contactId, assetId: asset.id, way: 'link' });
    const one = await openLink(app, link);
    const other = await openLink(app, link, { ip: '203.0.113.9' });
    app.setNow(later(30));
    await beat(app, one, { n: 1, p: { 1: 20 }, e: true });
    await beat(app, other, { n: 1, p: { 1: 10 }, e: true }, { ip: '203.0.113.9' });
    expect((await given(rep, contactId))[0]).toMatchObject({ openings: 2, sharedOn: true, seconds: 30 });
    const traffic = (await rep.call(readTimeline, { of: 'contact', id: contactId })).items
      .filter(({ kind }) => kind === 'page_visit')
      .map((row) => row.traffic);
    expect(traffic.sort()).toEqual(['human', 'suspected']);
    expect((await titles(rep))[0]).toBe('The link for Dora was opened again: “Shared guide”');
    app.setNow(AT);
  });

  it('shows what was given, with a hint where something newer holds', async () => {
    const asset = await aPublishedAsset(ann, { name: 'Old and new' });
    const contactId = await aContact(rep);
    const { link } = await rep.call(shares.shareAsset, { contactId, assetId: asset.id, way: 'link' });
    await publishNext(ann, asset.id, ['Second']);
    const { page, file } = await openLink(app, link);
    expect(page.body).toContain('There is a newer version');
    expect((await file()).rawPayload.equals(aPdf())).toBe(true);
    await ann.call(assets.retireAsset, { id: asset.id, reason: 'Replaced by the catalogue' });
    expect((await openLink(app, link)).page.body).toContain('no longer in use');
    await expect(rep.call(shares.shareAsset, { contactId, assetId: asset.id, way: 'link' })).rejects.toMatchObject({ status: 422 });
    await ann.call(assets.bringBackAsset, { id: asset.id });
  });
});

describe('a mail with an asset', () => {
  it('goes through the gate, counts once it has left, and not where it was stopped', async () => {
    const asset = await aPublishedAsset(ann, { name: 'Case study', kind: 'case_study', stages: ['sal'] });
    const contactId = await aContact(rep, { firstName: 'Eva' });
    const leadId = await aLead(rep, { contactId });
    const preview = await rep.call(shares.previewShare, { contactId, assetId: asset.id });
    expect(preview).toMatchObject({ gate: { verdict: 'allowed' }, fits: false, misses: ['stage'], before: null, subject: 'Case study' });
    const sent = await rep.call(shares.shareAsset, {
      contactId,
      leadId,
      assetId: asset.id,
      way: 'mail',
      subject: preview.subject,
      text: preview.text,
    });
    expect(sent.state).toBe('planned');
    expect((await seen(rep, asset.id)).figures.sent).toBe(0);
    const { rows } = await app.command(rep, async ({ tx, scope }) => {
      const message = await tx
        .selectFrom('message')
        .select('id')
        .where('workspace_id', '=', scope.workspaceId)
        .where('cause_id', '=', sent.id)
        .executeTakeFirstOrThrow();
      const letter = await tx
        .selectFrom('message_letter')
        .select('body_text')
        .where('message_id', '=', message.id)
        .where('workspace_id', '=', scope.workspaceId)
        .executeTakeFirstOrThrow();
      return { rows: [{ id: message.id, text: letter.body_text }] };
    });
    expect(rows[0]?.text).toContain(sent.link);
    expect(rows[0]?.text).toContain('Hello Eva');
    const about = { messageId: rows[0]?.id ?? '', contactId, sendId: null, cause: { entity: 'asset_share' as const, id: sent.id }, at: AT };
    await app.command(rep, async (ctx) => {
      await ctx.announce(messageSent, { messages: [{ ...about, captured: true }] });
      return {};
    });
    await app.runAllJobs();
    expect((await seen(rep, asset.id)).figures).toMatchObject({ sent: 1, asMeant: { k: 0, n: 1 }, reps: { k: 1, n: 3 } });
    await app.command(rep, async (ctx) => {
      await ctx.announce(messageStopped, { messages: [{ ...about, code: 'cancelled' }] });
      return {};
    });
    await app.runAllJobs();
    expect((await given(rep, contactId))[0]).toMatchObject({ sentAt: AT, stoppedAs: null, misses: ['stage'] });
  });

  it('is refused with the reasons where the gate says no, and leaves no trace', async () => {
    const asset = await aPublishedAsset(ann, { audience: 'prospects' });
    const companyId = await aCompany(rep);
    const contactId = await aContact(rep, { companyId, emails: [] });
    expect(await rep.call(shares.previewShare, { contactId, assetId: asset.id })).toMatchObject({ gate: null });
    await expect(rep.call(shares.shareAsset, { contactId, assetId: asset.id, way: 'mail' })).rejects.toMatchObject({ status: 422 });
    expect(await given(rep, contactId)).toEqual([]);
  });
});

describe('figures', () => {
  it('count people, deals touched with money, and open their rows', async () => {
    const asset = await aPublishedAsset(ann, { name: 'Figures' });
    const people = [await aContact(rep), await aContact(rep), await aContact(rep)];
    const [first = '', second = ''] = people;
    for (const contactId of people) await rep.call(shares.shareAsset, { contactId, assetId: asset.id, way: 'link' });
    const wonId = await aDeal(rep, { contactId: first, amountMinor: 90_000, currency: 'EUR' });
    await aDeal(rep, { contactId: second, amountMinor: 50_000, currency: 'EUR' });
    app.setNow(later(3600));
    await rep.call(closeDeal, { id: wonId, outcome: 'won' });
    const { figures } = await seen(chief, asset.id);
    expect(figures).toMatchObject({
      sent: 3,
      dealsWon: { n: 1, of: 1, amounts: [{ amountMinor: 90_000, currency: 'EUR' }] },
      dealsOpen: { n: 1, amounts: [{ amountMinor: 50_000, currency: 'EUR' }] },
    });
    const rows = async (which: 'won' | 'in_deal' | 'unopened') =>
      (await chief.call(shares.listShares, { assetId: asset.id, which })).items.map(({ contact }) => contact?.id);
    expect(await rows('won')).toEqual([first]);
    expect(await rows('in_deal')).toEqual([second]);
    expect(await rows('unopened')).toHaveLength(3);
    app.setNow(AT);
  });

  it('go with a person who is erased', async () => {
    const asset = await aPublishedAsset(ann);
    const contactId = await aContact(rep);
    const { link } = await rep.call(shares.shareAsset, { contactId, assetId: asset.id, way: 'link' });
    const opened = await openLink(app, link);
    await beat(app, opened, { n: 1, p: { 1: 3 }, t: true });
    await admin.call(eraseContact, { id: contactId });
    await app.runAllJobs();
    expect((await openLink(app, link)).page.statusCode).toBe(404);
    expect((await seen(rep, asset.id)).figures.sent).toBe(0);
  });
});

describe('what to send next', () => {
  it('fits the person, says why, and leaves out what they have', async () => {
    const contactId = await aContact(rep, { jobFunction: 'quality', interests: ['Gaskets'] });
    await aLead(rep, { contactId });
    const fitting = await aPublishedAsset(ann, { name: 'Gaskets for quality', personas: ['quality'], topics: ['Gaskets'] });
    await aPublishedAsset(ann, { name: 'Gaskets for finance', personas: ['finance'], topics: ['Gaskets'] });
    const { items, maySend } = await rep.call(shares.getNextAssets, { contactId });
    expect(maySend).toBe(true);
    expect(items[0]).toMatchObject({
      id: fitting.id,
      because: [{ code: 'persona', value: 'quality' }, { code: 'interest', value: 'Gaskets' }, { code: 'fresh' }],
    });
    expect(items.map(({ name }) => name)).not.toContain('Gaskets for finance');
    await rep.call(shares.shareAsset, { contactId, assetId: fitting.id, way: 'link' });
    const next = async () => (await rep.call(shares.getNextAssets, { contactId })).items.find(({ id }) => id === fitting.id);
    expect(await next()).toBeUndefined();
    await publishNext(ann, fitting.id, ['Better']);
    expect((await next())?.because).toContainEqual({ code: 'new_version' });
  });
});
