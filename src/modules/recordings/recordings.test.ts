import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logCall } from '#modules/activities/contract.ts';
import { eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aConversion } from '#modules/leads/testing.ts';
import { setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';

let app: TestApp;
let admin: Client;
let rep: Client;
let viewer: Client;
let stranger: Client;
beforeAll(async () => {
  app = await openTestApp();
  const workspace = await app.newWorkspace();
  admin = workspace.admin;
  [rep, viewer] = [await workspace.member('rep'), await workspace.member('viewer')];
  stranger = (await app.newWorkspace('Other')).admin;
  await admin.call(contract.setRecordingPolicy, { keepDays: 30, basis: 'Consent of both, said at the beginning of the call' });
});
afterAll(() => app.close());

const SOUND = Buffer.concat([Buffer.from('ID3\x04'), randomBytes(2_500_000)]);

async function send(client: Client, id: string, content: Buffer, name = 'call.mp3') {
  const mark = 'truce-sound';
  const head = `--${mark}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/html\r\n\r\n`;
  return client.raw({
    method: 'POST',
    url: `/api/recordings/${id}/media`,
    payload: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${mark}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${mark}` },
  });
}

async function recorded(consent: 'granted' | 'unknown' | 'refused' = 'granted'): Promise<{ id: string; contactId: string }> {
  const contactId = await aContact(rep);
  const call = await rep.call(logCall, { contactId, outcome: 'connected', durationSeconds: 90 });
  const { id } = await rep.call(contract.createRecording, { activityId: call.id, consent, method: 'said at the beginning' });
  return { id, contactId };
}

async function withSound(): Promise<{ id: string; contactId: string }> {
  const made = await recorded();
  expect((await send(rep, made.id, SOUND)).statusCode).toBe(200);
  return made;
}

const listen = (client: Client, { id, listenId, range }: { id: string; listenId: string; range?: string }) =>
  client.raw({ method: 'GET', url: `/api/recordings/${id}/media?listen=${listenId}`, headers: range ? { range } : {} });
const chunksOf = async (id: string) =>
  (await app.context.queuePool.query('select c.n from file_chunk c join recording r on r.file_id = c.file_id where r.id = $1', [id]))
    .rowCount;

describe('a recording', () => {
  it('is played by range, as sound and nothing else, and the log says who opened it', async () => {
    const { id, contactId } = await withSound();
    const { listenId } = await rep.call(contract.startListening, { id });
    const whole = await listen(rep, { id, listenId });
    expect(whole.statusCode).toBe(200);
    expect(whole.rawPayload.equals(SOUND)).toBe(true);
    expect(whole.headers).toMatchObject({ 'content-type': 'audio/mpeg', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes' });
    expect(whole.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    const part = await listen(rep, { id, listenId, range: 'bytes=1048570-2097160' });
    expect([part.statusCode, part.headers['content-range']]).toEqual([206, `bytes 1048570-2097160/${SOUND.length}`]);
    expect(part.rawPayload.equals(SOUND.subarray(1_048_570, 2_097_161))).toBe(true);
    expect((await listen(rep, { id, listenId, range: `bytes=${SOUND.length}-` })).statusCode).toBe(416);
    expect((await admin.call(contract.listListens, { id })).items).toMatchObject([{ member: { id: rep.memberId } }]);
    expect(await refused(rep.call(contract.listListens, { id }))).toMatchObject({ status: 403 });
    expect((await rep.call(contract.listRecordings, { contactId })).items[0]).toMatchObject({
      silent: null,
      listens: null,
      durationSeconds: 90,
    });
  });

  it('of a call that was an inquiry hangs on the inquiry', async () => {
    const { id: conversionId } = await aConversion(rep, { kind: 'call', content: 'Wants a quote' });
    const { id } = await rep.call(contract.createRecording, { conversionId, consent: 'announced' });
    expect((await rep.call(contract.listRecordings, { conversionId })).items).toMatchObject([{ id, silent: 'no_media' }]);
    expect(await refused(rep.call(contract.createRecording, { conversionId, consent: 'granted' }))).toMatchObject({ status: 409 });
  });

  it('is not played without consent, and deleted at once where it is refused; the call stays', async () => {
    const { id, contactId } = await withSound();
    await rep.call(contract.changeConsent, { id, consent: 'unknown' });
    expect(await refused(rep.call(contract.startListening, { id }))).toMatchObject({ status: 403 });
    await rep.call(contract.changeConsent, { id, consent: 'granted' });
    const { listenId } = await rep.call(contract.startListening, { id });
    expect(await chunksOf(id)).toBe(3);
    await rep.call(contract.changeConsent, { id, consent: 'refused' });
    expect(await chunksOf(id)).toBe(0);
    expect((await listen(rep, { id, listenId })).statusCode).toBe(404);
    expect((await rep.call(contract.listRecordings, { contactId })).items).toMatchObject([
      { id, media: null, deletedBecause: 'refused', silent: 'refused' },
    ]);
    const other = await recorded('refused');
    expect((await send(rep, other.id, SOUND)).statusCode).toBe(403);
  });

  it('is not played without a legal basis', async () => {
    const { id } = await withSound();
    await admin.call(contract.setRecordingPolicy, { keepDays: 30, basis: '' });
    expect((await refused(rep.call(contract.startListening, { id }))).message).toContain('legal basis');
    await rep.call(contract.changeConsent, { id, consent: 'granted', basis: 'Contract' });
    await rep.call(contract.startListening, { id });
    await admin.call(contract.setRecordingPolicy, { keepDays: 30, basis: 'Consent' });
  });

  it('is deleted when its time is up, and with the person', async () => {
    const [old, erased] = [await withSound(), await withSound()];
    app.setNow(new Date(Date.now() + 29 * 86_400_000).toISOString());
    await app.tick('recordings.due');
    expect(await chunksOf(old.id)).toBe(3);
    app.setNow(null);
    await admin.call(eraseContact, { id: erased.contactId });
    await app.runAllJobs();
    expect(await chunksOf(erased.id)).toBe(0);
    app.setNow(new Date(Date.now() + 31 * 86_400_000).toISOString());
    await app.tick('recordings.due');
    expect((await rep.call(contract.listRecordings, { contactId: old.contactId })).items).toMatchObject([
      { deletedBecause: 'due', silent: 'deleted' },
    ]);
    expect(await chunksOf(old.id)).toBe(0);
    app.setNow(null);
  });
});

describe('an attack', () => {
  it.each([
    ['a page', '<!doctype html><script>alert(1)</script>'.padEnd(64)],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'.padEnd(64)],
    ['nothing', ''],
  ])('%s in the clothes of sound is refused', async (_, content) => {
    const { id } = await recorded();
    expect((await send(rep, id, Buffer.from(content), 'call.mp3')).statusCode).toBe(400);
    expect(await chunksOf(id)).toBe(0);
  });

  it('a page behind a sound mark goes out as sound', async () => {
    const { id } = await recorded();
    expect((await send(rep, id, Buffer.from('ID3\x04<script>alert(1)</script>'.padEnd(64)), 'x.html')).statusCode).toBe(200);
    const { listenId } = await rep.call(contract.startListening, { id });
    expect((await listen(rep, { id, listenId })).headers['content-type']).toBe('audio/mpeg');
  });

  it('by another workspace, another role, another member, or with a guess comes to nothing', async () => {
    const { id } = await withSound();
    const { listenId } = await rep.call(contract.startListening, { id });
    for (const client of [stranger, admin]) expect((await listen(client, { id, listenId })).statusCode).toBe(404);
    expect((await listen(viewer, { id, listenId })).statusCode).toBe(403);
    expect(await refused(viewer.call(contract.startListening, { id }))).toMatchObject({ status: 403 });
    expect(await refused(stranger.call(contract.startListening, { id }))).toMatchObject({ status: 404 });
    expect(await refused(stranger.call(contract.changeConsent, { id, consent: 'refused' }))).toMatchObject({ status: 404 });
    expect((await send(stranger, id, SOUND)).statusCode).toBe(404);
    const other = await withSound();
    expect((await listen(rep, { id: other.id, listenId })).statusCode).toBe(404);
    app.setNow(new Date(Date.now() + 5 * 3_600_000).toISOString());
    expect((await listen(rep, { id, listenId })).statusCode).toBe(404);
    app.setNow(null);
  });

  it('over the reach of rows comes to nothing', async () => {
    const { id, contactId } = await withSound();
    const { listenId } = await rep.call(contract.startListening, { id });
    await admin.call(setReach, { role: 'rep', entity: 'contact', read: 'own', write: 'own' });
    const owned = await aContact(admin, { ownerId: admin.memberId });
    const call = await admin.call(logCall, { contactId: owned, outcome: 'connected' });
    const hidden = await admin.call(contract.createRecording, { activityId: call.id, consent: 'granted' });
    expect((await send(rep, hidden.id, SOUND)).statusCode).toBe(404);
    expect(await refused(rep.call(contract.startListening, { id: hidden.id }))).toMatchObject({ status: 404 });
    expect((await rep.call(contract.listRecordings, { contactId: owned })).items).toEqual([]);
    expect([contactId, listenId].every(Boolean)).toBe(true);
  });
});
