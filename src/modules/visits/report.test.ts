import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { aLead } from '#modules/leads/testing.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { identify } from './commands/identify.ts';
import * as contract from './contract.ts';
import { aSite, hex, sendHits } from './testing.ts';

let app: TestApp;
const NOW = '2026-03-10T10:00:00.000Z';

beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
});
afterAll(() => app.close());

const rows = async <T>(text: string, values: unknown[] = []) => (await app.context.queuePool.query(text, values)).rows as T[];

describe('the report', () => {
  it('counts people beside machines, known beside anonymous, and the leads that followed; each figure opens its rows', async () => {
    const { admin: client } = await app.newWorkspace('Report');
    const own = await aSite(client, { hosts: ['report.test'] });
    const contactId = await aContact(client, { firstName: 'Lea', lastName: 'Lead' });
    const from = (visitor: string, path: string, headers = {}) =>
      sendHits(app.app, { key: own.key, host: 'report.test', visitor, headers }, [{ path, ago: 60 }]);
    const known = hex();
    await from(known, '/?utm_source=news&utm_campaign=spring');
    await from(hex(), '/?utm_source=news&utm_campaign=spring');
    await from(hex(), '/', { 'user-agent': 'curl/8' });
    await app.command(client, async (ctx) => {
      await identify(ctx, { visitor: `i:${known}`, contactId, how: 'form' });
      return {};
    });
    await app.tick('visits.fold');
    await aLead(client, { contactId });
    const report = await client.call(contract.getWebsiteReport, {});
    expect(report.total).toEqual({ human: 2, suspected: 0, machine: 1, known: 1, people: 1, led: 1 });
    expect(report.lines).toMatchObject([
      { key: 'news / link', human: 2, machine: 0, known: 1, led: 1 },
      { key: 'direct / none', human: 0, machine: 1 },
    ]);
    for (const by of ['source', 'campaign', 'entry', 'page', 'referrer'] as const) {
      const { lines, period } = await client.call(contract.getWebsiteReport, { by });
      for (const line of lines)
        for (const verdict of ['human', 'suspected', 'machine'] as const) {
          const { items } = await client.call(contract.listVisits, { by, key: line.key, verdict, from: period.from, to: period.to });
          expect(items).toHaveLength(line[verdict]);
        }
    }
    expect((await client.call(contract.listVisits, { followed: true })).items).toHaveLength(1);
  });

  it('keeps to days: hits and anonymous visits go when their site says so', async () => {
    const { admin: client } = await app.newWorkspace('Old');
    const own = await aSite(client, { hosts: ['old.test'] });
    await client.call(contract.changeWebsite, { id: own.id, keepDays: 30 });
    await sendHits(app.app, { key: own.key, host: 'old.test', visitor: hex() }, [{ path: '/' }]);
    await app.tick('visits.fold');
    app.setNow('2026-04-20T10:00:00.000Z');
    await app.tick('visits.forget');
    app.setNow(NOW);
    expect((await client.call(contract.listVisits, {})).items).toEqual([]);
    expect(await rows('select from visit_hit where website_id = $1', [own.id])).toEqual([]);
    await client.call(contract.changeWebsite, { id: own.id, archived: true });
    expect((await client.call(contract.listWebsites, {})).items).toEqual([]);
  });
});
