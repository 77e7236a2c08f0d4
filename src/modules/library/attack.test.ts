import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { createWebsite } from '#modules/visits/contract.ts';
import { fingerprint } from '../../../test/attack/world.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as assets from './contract/assets.ts';
import * as shares from './contract/shares.ts';
import { anAsset, aPdf, aPublishedAsset, BROWSER, beat, openLink, sendFile, uploadTo } from './testing.ts';

let app: TestApp;
let ann: Client;
let rep: Client;
let other: Client;
let contactId: string;

beforeAll(async () => {
  app = await openTestApp();
  const workspace = await app.newWorkspace('Ours <img src=x onerror=alert(1)>');
  ann = await workspace.member('marketer');
  rep = await workspace.member('rep');
  other = (await app.newWorkspace('Theirs')).admin;
  contactId = await aContact(rep, { firstName: '<script>alert(1)</script>' });
});
afterAll(() => app.close());

const get = (url: string, headers = {}) => app.app.inject({ method: 'GET', url, headers: { 'user-agent': BROWSER, ...headers } });
const linkTo = async (assetId: string) => (await rep.call(shares.shareAsset, { contactId, assetId, way: 'link' })).link ?? '';

describe('a seal', () => {
  it('opens for nobody else: cut, changed, guessed, of another purpose or workspace', async () => {
    const { id } = await aPublishedAsset(ann);
    const at = new URL(await linkTo(id)).pathname;
    const seal = at.split('/').at(-1) ?? '';
    const [body = '', tag = ''] = seal.split('.');
    const [ws, shareId] = JSON.parse(Buffer.from(body, 'base64url').toString()) as string[];
    const { seals } = app.context.runtime.services;
    const forged = Buffer.from(JSON.stringify([other.workspaceId, shareId])).toString('base64url');
    const bad = [
      body,
      `${body}.`,
      `${forged}.${tag}`,
      `${body}.${tag.slice(0, -1)}x`,
      `${seal}.x`,
      seals.seal('visitor', [ws ?? '', shareId ?? '']),
      shareId ?? '',
      '..%2f..%2fetc%2fpasswd',
    ];
    // What is ours but names nothing that is here: a share of another workspace, a member, nonsense.
    const strange = [seals.seal('document', [other.workspaceId, shareId ?? '']), seals.seal('document', [ws ?? '', rep.memberId])];
    for (const one of [...bad, ...strange])
      for (const path of ['', '/file', '/download', '/go']) {
        const answer = await get(`/p/d/${one}${path}`);
        expect([one, path, answer.statusCode]).toEqual([one, path, 404]);
        expect(answer.body).not.toContain('Asset ');
      }
    expect((await get(at)).statusCode).toBe(200);
  });

  it('that was withdrawn, or whose time has passed, opens nothing; only who gave it, or publishes, closes it', async () => {
    const { id } = await aPublishedAsset(ann, { name: 'Withdrawn guide' });
    const one = await rep.call(shares.shareAsset, { contactId, assetId: id, way: 'link' });
    const colleague = await app.command(rep, async () => ({ id: one.id }));
    await expect(other.call(shares.withdrawShare, { id: colleague.id })).rejects.toMatchObject({ status: 404 });
    await expect(other.call(shares.getShareLink, { id: one.id })).rejects.toMatchObject({ status: 404 });
    expect(await rep.call(shares.getShareLink, { id: one.id })).toEqual({ link: one.link });
    const opened = await openLink(app, one.link);
    await rep.call(shares.withdrawShare, { id: one.id });
    for (const path of ['', '/file', '/download']) {
      const answer = await get(`${opened.at}${path}`);
      expect(answer.statusCode).toBe(410);
      expect(answer.body).not.toContain('Withdrawn guide');
    }
    await beat(app, opened, { n: 1, p: { 1: 30 }, t: true });
    expect((await rep.call(shares.listShares, { assetId: id })).items[0]).toMatchObject({ openings: 0 });
    const late = await linkTo(id);
    app.setNow(new Date(Date.now() + 181 * 86_400_000).toISOString());
    expect((await get(new URL(late).pathname)).statusCode).toBe(410);
    app.setNow(null);
  });
});

describe('a file', () => {
  it('that a browser could run is refused, whatever it is called', async () => {
    const id = await anAsset(ann);
    const bad = [
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      '<!doctype html><script>alert(1)</script>',
      '<?xml version="1.0"?><html/>',
      'GIF7<script>',
      '\0asm',
      '',
    ];
    for (const text of bad) {
      const answer = await uploadTo(ann, id, { name: 'list.pdf', content: Buffer.from(text) });
      expect([text, answer.statusCode]).toEqual([text, 415]);
    }
    expect((await ann.call(assets.getAsset, { id })).versions).toEqual([]);
  });

  it('comes as something to save: its own type, no sniffing, nothing of it may run, its name no header', async () => {
    const id = await anAsset(ann);
    const name = `../../x"; filename="evil.html\u2028 'a'.html`;
    const polyglot = Buffer.concat([aPdf(), Buffer.from('<script>alert(1)</script>')]);
    const { versionId } = (await uploadTo(ann, id, { name: name.replace(/"/g, '%22'), content: polyglot })).json<{ versionId: string }>();
    await ann.call(assets.publishAsset, { id, versionId });
    const { at, viewId } = await openLink(app, await linkTo(id));
    for (const url of [`${at}/file`, `${at}/download?v=${viewId}`]) {
      const { headers } = await get(url);
      expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff' });
      expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
      expect(headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[A-Za-z0-9%._-]+\.pdf$/);
      expect(headers).not.toHaveProperty('set-cookie');
    }
    const inside = await rep.raw({ method: 'GET', url: `/api/library/versions/${versionId}/file` });
    expect(inside.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect((await other.raw({ method: 'GET', url: `/api/library/versions/${versionId}/file` })).statusCode).toBe(404);
  });

  it('of a draft is for those who write it, of a proposal for who made it and who answers', async () => {
    const id = await anAsset(ann);
    const { versionId } = (await uploadTo(ann, id, { name: 'a.pdf', content: aPdf() })).json<{ versionId: string }>();
    expect((await rep.raw({ method: 'GET', url: `/api/library/versions/${versionId}/file` })).statusCode).toBe(404);
    expect((await uploadTo(rep, id, { name: 'a.pdf', content: aPdf() })).statusCode).toBe(403);
    expect((await uploadTo(other, id, { name: 'a.pdf', content: aPdf() })).statusCode).toBe(404);
    expect((await sendFile(ann, `/library/proposals/${id}/file`, { name: 'a.pdf', content: aPdf() })).statusCode).toBe(404);
  });

  it('of the viewer comes from a closed list of names', async () => {
    for (const name of [
      '../package.json',
      '..%2fpackage.json',
      'cmaps/..%2f..%2fpackage.json',
      'cmaps/../package.json',
      '__proto__',
      'constructor',
      'wasm/openjpeg.wasm',
      'pdf.mjs/x',
      '',
    ])
      expect([name, (await get(`/p/d/-/${name}`)).statusCode]).toEqual([name, 404]);
    for (const name of ['pdf.mjs', 'pdf.worker.mjs', 'viewer.js', 'viewer.css', 'standard_fonts/FoxitSans.pfb'].slice(0, 4))
      expect([name, (await get(`/p/d/-/${name}`)).statusCode]).toEqual([name, 200]);
  });
});

describe('the page', () => {
  it('writes names as text, loads nothing foreign, and is shown in no frame', async () => {
    const { id } = await aPublishedAsset(ann, { name: '"><script>alert(1)</script>' });
    const { page } = await openLink(app, await linkTo(id));
    expect(page.body).not.toContain('<script>alert');
    expect(page.body).not.toContain('<img src=x');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page.headers).not.toHaveProperty('set-cookie');
  });

  it('goes on only to the address that was published; on our own pages a person is known, after another reader nobody', async () => {
    const admin = ann;
    const id = await anAsset(admin, { kind: 'web_page' });
    const { versionId } = await admin.call(assets.draftAsset, { id, url: 'https://www.ours.example/prices?a=1' });
    await admin.call(assets.publishAsset, { id, versionId });
    const link = await linkTo(id);
    const opened = await openLink(app, link);
    const go = (query: string, agent = BROWSER) => get(`${opened.at}/go?v=${opened.viewId}${query}`, { 'user-agent': agent });
    const evil = '&url=//evil.example&next=https://evil.example&to=%0d%0aLocation:%20https://evil.example';
    const first = await go(evil);
    expect([first.statusCode, first.headers.location]).toEqual([303, 'https://www.ours.example/prices?a=1']);
    const sealedOf = (answer: typeof first) => new URL(String(answer.headers.location)).searchParams.get('truce_seal');
    expect(sealedOf(first)).toBeNull();
    await ann.call(createWebsite, { name: 'Ours', hosts: ['ours.example'], consentMode: 'none_needed' });
    expect(sealedOf(await go(''))).not.toBeNull();
    // A scanner that follows links is nobody, and so is a second reader.
    expect(sealedOf(await go('', 'Mimecast'))).toBeNull();
    const reader = await openLink(app, link, { ip: '203.0.113.50' });
    await beat(app, reader, { n: 1, p: { 1: 5 }, t: true }, { ip: '203.0.113.50' });
    expect(sealedOf(await go(''))).toBeNull();
  });

  it('changes nothing by GET or HEAD but the list of hits; foreign beats do nothing', async () => {
    const { id } = await aPublishedAsset(ann);
    const link = await linkTo(id);
    const { at, viewId } = await openLink(app, link);
    const second = await openLink(app, await linkTo(id));
    const state = async () => (await fingerprint(app, rep.workspaceId)).split('\n').filter((line) => !line.startsWith('asset_hit='));
    const before = await state();
    for (const method of ['GET', 'HEAD'] as const)
      for (const path of ['', '/file', `/download?v=${viewId}`, `/download?v=nonsense`, '/go'])
        await app.app.inject({ method, url: `${at}${path}`, headers: { 'user-agent': BROWSER } });
    // A view of another link, one that never was, and what is no beat at all.
    await beat(app, { at, viewId: second.viewId }, { n: 1, p: { 1: 30 }, t: true });
    await beat(app, { at, viewId: rep.memberId }, { n: 1, p: { 1: 30 }, t: true });
    for (const payload of [
      '',
      '{',
      '[]',
      '{"v":1}',
      `{"v":"${viewId}","n":1,"p":{"__proto__":1},"t":true,"d":false,"e":false,"b":false,"w":1,"l":1,"x":1}`,
      'x'.repeat(20_000),
    ])
      expect(
        (
          await app.app.inject({
            method: 'POST',
            url: `${at}/beats`,
            headers: { 'user-agent': BROWSER, 'content-type': 'text/plain' },
            payload,
          })
        ).statusCode,
      ).toBeGreaterThanOrEqual(400);
    expect(await state()).toEqual(before);
  });
});
