import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getHoldOuts, listTrackDraws } from '#modules/attribution/contract/returns.ts';
import { createMailPurpose } from '#modules/consents/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aForm, fillIn } from '#modules/forms/testing.ts';
import { giveVerdict } from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, anOffice, later, MORNING, type Office, reasonId } from '#modules/handoffs/testing.ts';
import { moveLead } from '#modules/leads/contract/leads.ts';
import { aLead } from '#modules/leads/testing.ts';
import { shareAsset } from '#modules/library/contract/shares.ts';
import { aPublishedAsset, beat, openLink } from '#modules/library/testing.ts';
import { linkPath } from '#modules/sends/queries/seal.ts';
import { LINKED } from '#modules/sends/testing.ts';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { aPublishedTemplate } from '#modules/templates/testing.ts';
import { BROWSER } from '#modules/visits/testing.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { createTrackHook, listTrackHooks } from './contract/around.ts';
import { enrolContacts } from './contract/enrolments.ts';
import { createTrack, getTrack, getTrackHoldOut, saveTrackDraft } from './contract/tracks.ts';
import { emptyContent } from './rules/graph.ts';
import type { TriggerOn } from './schema.ts';
import { aCrew, aGraph, aTrack, days, END, mail, passTo, put, republish, START, standing, tags, tracksOf } from './testing.ts';

/** A server somewhere else: a name that leads to a public address, behind which stands one on loopback. */
const heard: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
const answers: number[] = [];
let elsewhere: Server;
let app: TestApp;
let office: Office;

const portOf = (server: Server) => {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      heard.push({ url: request.url ?? '', headers: request.headers, body });
      response.writeHead(answers.shift() ?? 200, { connection: 'close' }).end('taken');
    });
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const agent = new Agent();
  agent.createConnection = () => connect(portOf(elsewhere), '127.0.0.1');
  const addresses: Record<string, string> = { 'hooks.partner.example': '93.184.216.34', 'inside.partner.example': '10.0.0.7' };
  app = await openTestApp({ wayOut: { resolve: async (host) => [{ address: addresses[host] ?? '127.0.0.1', family: 4 }], agent } });
  office = await anOffice(app);
  await office.admin.call(changeWorkspace, { companyName: 'Northwind GmbH', postalAddress: 'Harbour Street 1, 28195 Bremen' });
});
afterAll(async () => {
  await app.close();
  await new Promise((done) => elsewhere.close(done));
});

/** A track that a trigger starts; people stay on it for a month. */
const startedBy = (on: TriggerOn) =>
  aTrack(office.marketer, {
    nodes: [{ id: 'start', type: 'trigger', on }, days('w', 30), tags('t', 'through'), END],
    settings: { oneOfKind: false },
  });
const onTrack = async (trackId: string, contactId: string) =>
  (await tracksOf(office.marketer, contactId)).filter(({ track }) => track.id === trackId).map(({ enteredBy }) => enteredBy);

describe('what starts a track', () => {
  it('is a stage that a lead comes to', async () => {
    app.setNow(MORNING);
    const { marketer } = office;
    const id = await startedBy({ event: 'stage', stages: ['mql'] });
    const [comes, other] = [await aContact(marketer), await aContact(marketer)];
    await aLead(marketer, { contactId: other });
    await marketer.call(moveLead, { id: await aLead(marketer, { contactId: comes }), stage: 'mql' });
    await app.runAllJobs();
    expect([await onTrack(id, comes), await onTrack(id, other)]).toEqual([['stage'], []]);
  });

  it('is a form: the one that is named, or any; also where the form made a lead', async () => {
    const { marketer, admin } = office;
    const [raising, plain] = [await aForm(admin, { handRaise: true }, 'Ask us'), await aForm(admin, { handRaise: false }, 'Newsletter')];
    const [named, any] = [await startedBy({ event: 'form', formId: raising.id }), await startedBy({ event: 'form', formId: null })];
    const filled = async ({ publicId }: { publicId: string }, email: string) => {
      await fillIn(app, `/p/f/${publicId}`, { fields: { last_name: 'Reader', email, message: 'Please call.' }, at: MORNING });
      await app.runAllJobs();
      return app.command(admin, async ({ tx }) => {
        const { rows } = await sql<{
          id: string;
        }>`select id from contact where workspace_id = ${office.workspaceId} and email = ${email}`.execute(tx);
        return rows[0]?.id ?? '';
      });
    };
    const [asked, signed] = [await filled(raising, 'asks@firm.example'), await filled(plain, 'signs@firm.example')];
    expect([await onTrack(named, asked), await onTrack(named, signed)]).toEqual([['form'], []]);
    expect([await onTrack(any, asked), await onTrack(any, signed)]).toEqual([['form'], ['form']]);
    const { id } = await marketer.call(createTrack, { name: 'Wrong', kind: 'nurture' });
    const { revision } = await marketer.call(getTrack, { id });
    const missing = '0198a000-0000-7000-8000-000000000001';
    const nodes = [
      { id: 'f', type: 'trigger' as const, on: { event: 'form' as const, formId: missing } },
      { id: 'd', type: 'trigger' as const, on: { event: 'asset' as const, assetId: missing } },
    ];
    const graph = aGraph(
      [...nodes, tags('t', 'x'), END],
      nodes.map(({ id: from }) => ({ from, port: 'next', to: 't' })),
    );
    const { problems } = await marketer.call(saveTrackDraft, {
      id,
      revision,
      content: { graph, settings: emptyContent('nurture').settings },
    });
    expect(problems.map(({ nodeId, message }) => `${nodeId}: ${message}`)).toEqual([
      expect.stringMatching(/^f: .*form is not there/),
      expect.stringMatching(/^d: .*not in the library/),
    ]);
  });

  it('is a document that a person opened, the one that is named or any; once, and not for a machine', async () => {
    app.setNow(MORNING);
    const { marketer, rep } = office;
    const [guide, other] = [await aPublishedAsset(marketer, { name: 'Guide' }), await aPublishedAsset(marketer, { name: 'Other' })];
    const [named, any] = [await startedBy({ event: 'asset', assetId: guide.id }), await startedBy({ event: 'asset', assetId: null })];
    const opens = async (assetId: string, read: boolean) => {
      const contactId = await aContact(rep);
      app.setNow(MORNING);
      const { link } = await rep.call(shareAsset, { contactId, assetId, way: 'link' });
      const opened = await openLink(app, link);
      app.setNow(new Date(Date.parse(MORNING) + 60_000).toISOString());
      if (read) await beat(app, opened, { n: 1, p: { 1: 30 }, d: true, e: true });
      await app.runAllJobs();
      return contactId;
    };
    const [reader, elsewhereReader, machine] = [await opens(guide.id, true), await opens(other.id, true), await opens(guide.id, false)];
    expect([await onTrack(named, reader), await onTrack(named, elsewhereReader), await onTrack(named, machine)]).toEqual([
      ['asset'],
      [],
      [],
    ]);
    expect([await onTrack(any, reader), await onTrack(any, elsewhereReader), await onTrack(any, machine)]).toEqual([
      ['asset'],
      ['asset'],
      [],
    ]);
  });

  it('is a click in a mail of a template, and a lead that Sales gives back', async () => {
    app.setNow(MORNING);
    const { marketer, sales, admin } = office;
    const { id: purposeId } = await admin.call(createMailPurpose, {
      name: 'Tips',
      description: 'Tips.',
      ground: 'interest',
      doubleOptIn: false,
    });
    const { id: templateId } = await aPublishedTemplate(admin, LINKED, { kind: 'information' });
    const clicked = await startedBy({ event: 'clicked', templateId });
    const sends = await aTrack(marketer, { set: { purposeId }, nodes: [START, mail('m', { what: { templateId } }), days('w', 30), END] });
    const [clicks, not] = [
      await aContact(marketer, { ownerId: marketer.memberId }),
      await aContact(marketer, { ownerId: marketer.memberId }),
    ];
    for (const one of [clicks, not]) await put(marketer, sends, one);
    await app.runAllJobs();
    const path = await app.command(admin, async ({ tx }) => {
      const { rows } = await sql<{
        messageId: string;
        linkId: string;
      }>`select m.id as "messageId", l.id as "linkId" from message m, message_link l
        where m.workspace_id = ${office.workspaceId} and m.contact_id = ${clicks} and l.workspace_id = m.workspace_id`.execute(tx);
      const [row = { messageId: '', linkId: '' }] = rows;
      return linkPath(app.context.runtime.services.seals, { workspaceId: office.workspaceId, ...row });
    });
    app.setNow(later(1));
    expect((await app.app.inject({ url: path, headers: { 'user-agent': BROWSER } })).statusCode).toBe(302);
    app.setNow(later(2));
    await app.tick('sends.tick');
    await app.runAllJobs();
    expect([await onTrack(clicked, clicks), await onTrack(clicked, not)]).toEqual([['clicked'], []]);

    app.setNow(MORNING);
    const timing = await reasonId(marketer, 'timing_later');
    const [back, otherwise] = [
      await startedBy({ event: 'recycled', reasonIds: [timing] }),
      await startedBy({ event: 'recycled', reasonIds: [await reasonId(marketer, 'no_budget_yet')] }),
    ];
    const { handoff, contactId } = await aHandoff(app, office);
    await sales.call(giveVerdict, {
      id: handoff.id,
      decision: 'recycled',
      reasonId: timing,
      recycleOn: '2026-05-04',
      note: 'After the budget round.',
    });
    await app.runAllJobs();
    expect([await onTrack(back, contactId), await onTrack(otherwise, contactId)]).toEqual([['recycled'], []]);
  });
});

describe('posting to another system', () => {
  const hookOf = async (id: string) => (await office.marketer.call(listTrackHooks, {})).items.find((one) => one.id === id);

  it('arrives signed, is tried again with the same id where the other side fails, and never reaches inside', async () => {
    app.setNow(MORNING);
    const { marketer } = office;
    const made = await marketer.call(createTrackHook, { name: 'Partner', url: 'https://hooks.partner.example/truce?a=1' });
    const inner = await marketer.call(createTrackHook, { name: 'Inside', url: 'https://inside.partner.example/x' });
    const nodes = [
      START,
      { id: 'h', type: 'webhook' as const, hookId: made.id },
      { id: 'i', type: 'webhook' as const, hookId: inner.id },
      END,
    ];
    const id = await aTrack(marketer, { nodes });
    const person = await aContact(marketer, { firstName: 'Ida', lastName: 'Post' });
    answers.push(503);
    const on = await put(marketer, id, person);
    await app.runAllJobs();
    expect(await hookOf(made.id)).toMatchObject({ lastState: 'waiting', lastSays: 'It answered 503.' });
    await passTo(app, new Date(Date.parse(MORNING) + 60_000).toISOString());
    await app.tick('nurtures.post');
    expect(await hookOf(made.id)).toMatchObject({ lastState: 'delivered', lastSays: 'It answered 200.' });
    expect(await hookOf(inner.id)).toMatchObject({ lastState: 'waiting', lastSays: expect.stringContaining('not a public address') });
    expect(heard.map(({ url, headers }) => [url, headers.host])).toEqual([
      ['/truce?a=1', 'hooks.partner.example'],
      ['/truce?a=1', 'hooks.partner.example'],
    ]);
    const [first, second] = heard;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const signed = `${second?.headers['webhook-id']}.${second?.headers['webhook-timestamp']}.${second?.body}`;
    const key = Buffer.from(made.secret.replace('whsec_', ''), 'base64');
    expect(second?.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(JSON.parse(second?.body ?? '')).toMatchObject({
      type: 'track.step',
      data: { track: { id }, step: { id: 'h' }, contact: { id: person, name: 'Ida Post' } },
    });
    expect((await standing(marketer, on)).state).toBe('finished');
  });
});

describe('people kept back', () => {
  it('are drawn once, noted with those who came in, stay away while both are compared, and it is said before what it takes', async () => {
    const { admin, marketer, rep, workspaceId } = await aCrew(app);
    app.setNow(MORNING);
    const nodes = [START, days('wait', 200), tags('marked', 'warm'), END];
    const id = await aTrack(marketer, { nodes, settings: { holdOut: 40 } });
    const ids: string[] = [];
    for (let n = 0; n < 60; n += 1) ids.push(await aContact(marketer, { lastName: `P${n}` }));

    // Nobody has come onto a track of the kind yet: that is said before it is published, and does not keep it from it.
    expect((await marketer.call(getTrack, { id })).problems).toMatchObject([
      { level: 'hint', nodeId: null, message: expect.stringContaining('not detectable at your volume') },
    ]);
    const before = await marketer.call(getTrackHoldOut, { id, share: 40 });
    expect(before).toMatchObject({ perWeek: 0, volumeOf: 'none', base: { n: 0 }, from: 0.02, to: 0.03, weeks: null, detectable: false });
    // C13: 3,826 in each of two equal groups for a rise from 2 to 3 %; with 40 % kept back that is so many in all.
    expect(before.people).toBe(Math.ceil(3_826 / (2 * 0.4 * 0.6)));

    const { enrolled, refused } = await marketer.call(enrolContacts, { id, contactIds: ids });
    const kept = refused.map(({ contactId }) => contactId);
    expect(refused.every(({ why }) => why === 'kept_back')).toBe(true);
    expect([enrolled.length + kept.length, enrolled.length > 0, kept.length > 0]).toEqual([60, true, true]);
    const again = await marketer.call(enrolContacts, { id, contactIds: kept });
    expect([again.enrolled, again.refused.length]).toEqual([[], kept.length]);
    // The person's own page knows of no track.
    expect(await tracksOf(marketer, kept[0] ?? '')).toEqual([]);
    expect(await marketer.call(getTrackHoldOut, { id, share: 40 })).toMatchObject({ perWeek: 0, volumeOf: 'none' });

    const on = enrolled.map(({ contactId }) => contactId);
    const right = [...on.slice(0, 5), ...kept.slice(0, 1)];
    await app.command(admin, ({ tx }) =>
      sql`insert into conversion (workspace_id, contact_id, kind, occurred_at, validation)
        select ${workspaceId}::uuid, id, 'form', ${later(48)}::timestamptz, 'sales_lead' from unnest(${right}::uuid[]) id
        union all select ${workspaceId}::uuid, ${on[7]}::uuid, 'form', ${later(24 * 181)}::timestamptz, 'sales_lead'
        union all select ${workspaceId}::uuid, ${on[8]}::uuid, 'form', ${later(-2)}::timestamptz, 'sales_lead'`.execute(tx),
    );
    const { tracks, days: compared } = await rep.call(getHoldOuts, {});
    expect(compared).toBe(180);
    expect(tracks).toMatchObject([
      {
        id,
        validated: { treated: { k: 5, n: on.length }, held: { k: 1, n: kept.length } },
        won: { treated: { k: 0, n: on.length }, held: { k: 0, n: kept.length }, neededPerArm: null },
      },
    ]);
    expect(tracks[0]?.validated.lift.value).toBeCloseTo(5 / on.length - 1 / kept.length, 9);
    const rows = async (more: object) => (await marketer.call(listTrackDraws, { id, held: true, limit: 200, ...more })).items;
    expect((await rows({})).map((row) => row.id).sort()).toEqual(kept.toSorted());
    expect((await rows({ outcome: 'validated' })).map((row) => row.id)).toEqual(kept.slice(0, 1));
    expect(await rows({ held: false, outcome: 'validated' })).toHaveLength(5);

    // It keeps nobody back any more, and yet who was drawn stays away until both groups had their time.
    const { draft } = await marketer.call(getTrack, { id });
    await republish(marketer, id, { ...draft, settings: { ...draft.settings, holdOut: 0 } });
    app.setNow(later(24 * 179));
    expect((await marketer.call(enrolContacts, { id, contactIds: kept })).enrolled).toEqual([]);
    expect((await marketer.call(enrolContacts, { id, contactIds: [await aContact(marketer, {})] })).enrolled).toHaveLength(1);
    app.setNow(later(24 * 181));
    expect((await marketer.call(enrolContacts, { id, contactIds: kept })).enrolled).toHaveLength(kept.length);
    const after = await marketer.call(getTrackHoldOut, { id, share: 40 });
    // Everybody of the first day had their time; in the weeks before now there are the last ones.
    expect(after).toMatchObject({ base: { k: 5, n: on.length }, volumeOf: 'track' });
    app.setNow(MORNING);

    const sequence = aTrack(rep, {
      kind: 'sequence',
      nodes: [START, days('wait', 1), tags('marked', 'warm'), END],
      settings: { holdOut: 10 },
    });
    await expect(sequence).rejects.toThrow('Only tracks of Marketing');
  });
});
