import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contacts from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import * as duplicates from '#modules/duplicates/contract.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { suppress } from './commands/suppressions.ts';
import { giveConsent, object, takeOver, withdraw } from './commands/words.ts';
import * as contract from './contract.ts';
import { standingOf } from './queries/standing.ts';
import { purposeNamed } from './testing.ts';

let app: TestApp;
let admin: Client;
let lead: Client;
let rep: Client;
let news: string;

beforeAll(async () => {
  app = await openTestApp();
  const workspace = await app.newWorkspace();
  admin = workspace.admin;
  lead = await workspace.member('marketing_lead');
  rep = await workspace.member('rep');
  news = await purposeNamed(admin, 'News');
});
afterAll(() => app.close());

async function standing(email: string, purposeId = news) {
  const [row] = await app.command(admin, (ctx) => standingOf(ctx, { addresses: [email], purposeId }));
  return row?.reason ?? row?.basis;
}
const permission = async (id: string) => (await admin.call(contacts.getContact, { id })).mailPermission;

describe('purposes and texts', () => {
  it('a new workspace has the usual ones; the marketing lead decides on them, a rep does not', async () => {
    const { items } = await rep.call(contract.listMailPurposes, {});
    expect(items.map(({ name }) => name)).toEqual(['News', 'Offers', 'Events', 'Product updates']);
    const values = { name: 'Letters', description: 'By post, printed.', ground: 'consent' as const, doubleOptIn: true };
    await expect(rep.call(contract.createMailPurpose, values)).rejects.toMatchObject({ status: 403 });
    const { id } = await lead.call(contract.createMailPurpose, values);
    await expect(lead.call(contract.createMailPurpose, { ...values, name: 'LETTERS' })).rejects.toMatchObject({ status: 409 });
    await lead.call(contract.changeMailPurpose, { id, retired: true });
    await lead.call(contract.changeMailPurpose, { id, retired: false, name: 'Post' });
    await lead.call(contract.changeMailPurpose, { id, retired: true });
    expect(await standing('whoever@one.test', id)).toBe('no_consent');
  });

  it('a text is never changed, only followed by another one', async () => {
    const offers = await purposeNamed(admin, 'Offers');
    const first = await lead.call(contract.writeConsentText, { id: offers, body: 'I want offers.' });
    expect(await lead.call(contract.writeConsentText, { id: offers, body: 'I want offers.' })).toEqual(first);
    await lead.call(contract.writeConsentText, { id: offers, body: 'I want offers, now and then.' });
    const { items } = await rep.call(contract.listConsentTexts, { id: offers });
    expect(items.map(({ number, body }) => [number, body])).toEqual([
      [2, 'I want offers, now and then.'],
      [1, 'I want offers.'],
    ]);
    expect(items.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });
});

describe('what a person said, noted by a member', () => {
  it('holds for every address, with proof, and a "no" is final', async () => {
    const id = await aContact(rep, { emails: [{ email: 'a@hand.test' }, { email: 'b@hand.test' }] });
    const word = { id, purposeId: news, note: 'on the phone, 3 May' };
    await expect(rep.call(contract.recordMailWord, { ...word, word: 'given', note: '' })).rejects.toMatchObject({ status: 400 });
    await expect(rep.call(contract.recordMailWord, { id, word: 'given', note: 'no purpose' })).rejects.toMatchObject({ status: 400 });
    await rep.call(contract.recordMailWord, { ...word, word: 'given' });
    expect([await standing('a@hand.test'), await standing('b@hand.test'), await permission(id)]).toEqual(['consent', 'consent', 'granted']);
    await rep.call(contract.recordMailWord, { ...word, word: 'withdrawn', email: 'B@hand.test' });
    expect([await standing('a@hand.test'), await standing('b@hand.test')]).toEqual(['withdrawn', 'withdrawn']);
    await expect(rep.call(contract.recordMailWord, { ...word, word: 'given' })).rejects.toMatchObject({ status: 422 });
    const { addresses, history, writable } = await rep.call(contract.readMailPermissions, { id });
    expect(writable).toBe(true);
    expect(addresses.map(({ email }) => email)).toEqual(['a@hand.test', 'b@hand.test']);
    expect(history.map((one) => [one.word, one.by, one.note])).toEqual([
      ['withdrawn', 'member', 'on the phone, 3 May'],
      ['given', 'member', 'on the phone, 3 May'],
      ['given', 'member', 'on the phone, 3 May'],
    ]);
  });

  it('a "no" follows the person to another address; a "yes" does not', async () => {
    const id = await aContact(admin, { emails: [{ email: 'old@move.test' }] });
    const offers = await purposeNamed(admin, 'Offers');
    await admin.call(contract.recordMailWord, { id, word: 'given', purposeId: offers, note: 'at the fair' });
    await admin.call(contract.recordMailWord, { id, word: 'withdrawn', purposeId: news, note: 'at the fair' });
    await admin.call(contacts.changeContact, { id, emails: [{ email: 'new@move.test' }] });
    expect([await standing('new@move.test'), await standing('new@move.test', offers)]).toEqual(['withdrawn', 'no_consent']);
  });

  it('is offered to lists', async () => {
    const id = await aContact(admin, { emails: [{ email: 'list@field.test' }] });
    const events = await purposeNamed(admin, 'Events');
    await admin.call(contract.recordMailWord, { id, word: 'given', purposeId: events, note: 'by letter' });
    const criteria = { match: 'all' as const, of: [{ field: 'agreedTo', op: 'has_any_of' as const, value: [events] }] };
    const { items } = await admin.call(listRows, { entity: 'contact', criteria });
    expect(items.map((row) => row.id)).toEqual([id]);
  });
});

describe('merging and erasing', () => {
  it('a "no" of either of two that are one holds; separated again, each has their own', async () => {
    const [one, other] = [
      await aContact(admin, { emails: [{ email: 'one@merge.test' }] }),
      await aContact(admin, { emails: [{ email: 'other@merge.test' }] }),
    ];
    await admin.call(contract.recordMailWord, { id: one, word: 'given', purposeId: news, note: 'said so' });
    await app.command(admin, (ctx) => object(ctx, { address: { email: 'other@merge.test' }, by: 'person', through: 'preference_page' }));
    expect([await permission(one), await permission(other)]).toEqual(['granted', 'opted_out']);
    const { id } = await admin.call(duplicates.mergeRecords, { entity: 'contact', winnerId: one, loserId: other });
    expect([await standing('one@merge.test'), await permission(one)]).toEqual(['objected', 'opted_out']);
    await admin.call(duplicates.undoMerge, { id });
    expect([await standing('one@merge.test'), await permission(one), await permission(other)]).toEqual(['consent', 'granted', 'opted_out']);
  });

  it('leaves nothing but a hash that gets no mail, until the person comes back by themselves', async () => {
    const email = 'erase@me.test';
    const id = await aContact(admin, { emails: [{ email }] });
    await admin.call(contract.recordMailWord, { id, word: 'given', purposeId: news, note: `${email} said so` });
    await app.command(admin, (ctx) => suppress(ctx, [{ address: { email }, cause: 'bounced', evidence: { report: `550 ${email}` } }]));
    await admin.call(contacts.eraseContact, { id });
    await app.runAllJobs();
    const left = await app.command(admin, async ({ tx }) => {
      const { rows } = await sql<{ whole: string }>`select jsonb_agg(to_jsonb(x))::text as whole from (
        select to_jsonb(c) from consent_entry c union all select to_jsonb(s) from suppression s union all select to_jsonb(a) from mail_address a
        union all select to_jsonb(l) from audit_log l) x`.execute(tx);
      return rows[0]?.whole ?? '';
    });
    expect(left).not.toContain(email);
    expect(await standing(email)).toBe('erased');
    const again = await aContact(admin, { emails: [{ email }] });
    expect(await permission(again)).toBe('opted_out');
    await expect(admin.call(contract.recordMailWord, { id: again, word: 'given', purposeId: news, note: 'said so' })).rejects.toMatchObject(
      { status: 422 },
    );
    await app.command(admin, (ctx) => giveConsent(ctx, { email, purposeId: news, by: 'person', through: 'preference_page' }));
    const { items } = await admin.call(contract.listSuppressions, { text: email, cause: 'bounced' });
    await lead.call(contract.releaseSuppression, { id: items[0]?.id ?? '', reason: 'works again' });
    expect(await standing(email)).toBe('consent');
    expect(await standing(email, await purposeNamed(admin, 'Product updates'))).toBe('erased');
  });
});

describe('addresses that get no mail', () => {
  it('are blocked and released by hand, domains as well; what the person decided is not released', async () => {
    await expect(rep.call(contract.createSuppression, { address: 'x@stop.test', note: 'competitor' })).rejects.toMatchObject({
      status: 403,
    });
    const { id } = await lead.call(contract.createSuppression, { address: ' X@Stop.test ', note: 'competitor' });
    await expect(lead.call(contract.createSuppression, { address: 'x@stop.test', note: 'competitor' })).rejects.toMatchObject({
      status: 409,
    });
    await expect(lead.call(contract.createSuppression, { address: 'nonsense', note: 'competitor' })).rejects.toMatchObject({ status: 400 });
    await lead.call(contract.createSuppression, { address: 'wholefirm.test', note: 'in court with us' });
    expect([await standing('x@stop.test'), await standing('anybody@wholefirm.test')]).toEqual(['blocked_by_hand', 'blocked_by_hand']);
    await lead.call(contract.releaseSuppression, { id, reason: 'now a partner' });
    expect(await standing('x@stop.test')).toBe('no_consent');
    expect((await lead.call(contract.listSuppressions, { released: true, text: 'x@stop' })).items).toMatchObject([
      { address: 'x@stop.test', releaseReason: 'now a partner' },
    ]);
    await app.command(admin, (ctx) => suppress(ctx, [{ address: { email: 'angry@stop.test' }, cause: 'complained' }]));
    const { items } = await lead.call(contract.listSuppressions, { text: 'angry' });
    expect(items).toMatchObject([{ cause: 'complained', releasable: false }]);
    await expect(lead.call(contract.releaseSuppression, { id: items[0]?.id ?? '', reason: 'please' })).rejects.toMatchObject({
      status: 422,
    });
    await app.command(admin, (ctx) =>
      giveConsent(ctx, { email: 'angry@stop.test', purposeId: news, by: 'person', through: 'preference_page' }),
    );
    expect(await standing('angry@stop.test')).toBe('consent');
  });

  it('come and go as a file; taken over twice they are there once', async () => {
    const csv =
      'E-mail;Reason\nhard@file.test;Hard bounce\n"=cmd@file.test";spam complaint\nbye@file.test;unsubscribed\nfirm-file.test;\nnobody;\n';
    expect(await lead.call(contract.importSuppressions, { csv })).toEqual({
      rows: 5,
      added: 4,
      known: 0,
      skipped: [{ line: 6, value: 'nobody' }],
    });
    expect(await lead.call(contract.importSuppressions, { csv })).toMatchObject({ added: 0, known: 4 });
    expect(await Promise.all(['hard@file.test', 'bye@file.test', 'x@firm-file.test'].map((email) => standing(email)))).toEqual([
      'bounced',
      'objected',
      'blocked_by_hand',
    ]);
    const file = await lead.raw({ method: 'GET', url: '/api/suppressions/file' });
    expect(file.body).toMatch(/^'=cmd@file\.test,[0-9a-f]{64},complained,/m);
    expect(file.body).toMatch(/^bye@file\.test,[0-9a-f]{64},objected,/m);
    const there = await app.newWorkspace('Elsewhere');
    const taken = await there.admin.call(contract.importSuppressions, { csv: file.body });
    expect(taken.skipped.filter(({ value }) => value !== '')).toEqual([]);
    expect((await there.admin.call(contract.listSuppressions, { text: 'bye@file.test' })).items).toMatchObject([{ cause: 'objected' }]);
    const pages = [];
    for (let cursor: string | undefined; ; ) {
      const page = await lead.call(contract.listSuppressions, { limit: 2, ...(cursor ? { cursor } : {}) });
      pages.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(new Set(pages).size).toBe(pages.length);
    expect(pages.length).toBe((await lead.call(contract.listSuppressions, { limit: 100 })).items.length);
  });
});

describe('what other systems knew', () => {
  it('counts with its time; it lifts no "no", and the same file again says nothing new', async () => {
    const email = 'import@ed.test';
    const id = await aContact(admin, { emails: [{ email }] });
    const brought = (word: 'confirmed' | 'objected', at: string) =>
      app.command(admin, (ctx) => takeOver(ctx, [{ email, word, at, proof: {} }]));
    await brought('confirmed', '2024-01-01T00:00:00Z');
    await brought('confirmed', '2024-01-01T00:00:00Z');
    expect([await standing(email), await permission(id)]).toEqual(['consent', 'granted']);
    await app.command(admin, (ctx) =>
      withdraw(ctx, { address: { email }, purposeId: news, by: 'person', through: 'one_click', at: '2025-01-01T00:00:00Z' }),
    );
    await brought('confirmed', '2025-06-01T00:00:00Z');
    expect(await standing(email)).toBe('withdrawn');
    await app.command(admin, (ctx) =>
      giveConsent(ctx, { email, purposeId: news, by: 'person', through: 'preference_page', at: '2025-07-01T00:00:00Z' }),
    );
    await brought('objected', '2025-03-01T00:00:00Z');
    expect(await standing(email)).toBe('consent');
    expect((await admin.call(contract.readMailPermissions, { id })).history).toHaveLength(5);
  });
});
