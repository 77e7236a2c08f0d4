import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { aWonDeal } from '#modules/deals/testing.ts';
import { listLimbo } from '#modules/handoffs/contract/secondlife.ts';
import { aLead, anOffice, type Office } from '#modules/handoffs/testing.ts';
import type { Client } from '../../../test/harness.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { getDepth, listAttempted } from './contract.ts';

let app: TestApp;
let office: Office;
/** What was tried with each lead, in order; `+` reached them, `<` they wrote first. */
const STORIES = ['+', '+', '-+', '--+', '--', '<', ''] as const;
const leads: { leadId: string; contactId: string }[] = [];

beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app, { agreement: false });
  for (const story of STORIES) {
    const lead = await aLead(office, { handRaised: true });
    leads.push(lead);
    await app.runAllJobs();
    for (const [hour, step] of [...story].entries()) {
      const occurredAt = new Date(Date.parse('2026-03-04T10:00:00Z') + hour * 3_600_000).toISOString();
      app.setNow(occurredAt);
      await anActivity(app, office.rep, {
        kind: step === '<' ? 'mail' : 'call',
        direction: step === '<' ? 'in' : 'out',
        outcome: step === '<' ? null : step === '+' ? 'connected' : 'no_answer',
        contactId: lead.contactId,
        leadId: lead.leadId,
        occurredAt,
        side: step === '<' ? 'customer' : 'sales',
      });
    }
    app.setNow('2026-03-04T09:00:00Z');
  }
  const [first] = leads;
  await aWonDeal(office.sales, { leadId: first?.leadId ?? '', contactId: first?.contactId ?? '', amountMinor: 900_000 });
  await app.runAllJobs();
}, 60_000);
afterAll(() => app.close());

const read = (client: Client, more = {}) => client.call(getDepth, { ...more });

describe('how often it pays to try', () => {
  it('judges nobody before the month is over', async () => {
    app.setNow('2026-03-20T09:00:00Z');
    expect((await read(office.rep)).all.leads).toBe(0);
  });

  it('counts who came to each attempt and whom it reached', async () => {
    app.setNow('2026-06-01T09:00:00Z');
    const { all } = await read(office.marketing);
    expect(all).toMatchObject({ leads: 7, untried: 1, byThemselves: 1, own: true });
    expect(all.steps.map(({ k, hazard }) => [k, hazard.k, hazard.n])).toEqual([
      [1, 2, 5],
      [2, 1, 3],
      [3, 1, 1],
    ]);
    expect(all.depth).toBeNull();
    expect(all.valueMinor).toBe(Math.round(900_000 / 5));
  });

  it('opens the leads behind each count', async () => {
    const of = async (choice: object) => (await office.marketing.call(listAttempted, choice)).items.map(({ leadId }) => leadId).sort();
    const ids = (...places: number[]) => places.map((place) => leads[place]?.leadId).sort();
    expect(await of({ attempt: 2 })).toEqual(ids(2, 3, 4));
    expect(await of({ attempt: 2, reached: true })).toEqual(ids(2));
    expect(await of({ attempt: 0, reached: false })).toEqual(ids(6));
    expect(await of({ attempt: 0, reached: true })).toEqual(ids(5));
    const page = await office.marketing.call(listAttempted, { limit: 4 });
    const rest = await office.marketing.call(listAttempted, { limit: 4, cursor: page.next ?? '' });
    expect([...page.items, ...rest.items].map(({ leadId }) => leadId).sort()).toEqual(ids(0, 1, 2, 3, 4, 5, 6));
    expect(rest.next).toBeNull();
  });

  it('tells a small segment by all leads together, and says so', async () => {
    const { segments } = await read(office.marketing, { by: 'size' });
    expect(segments.map(({ segment, leads: n, own }) => [segment, n, own])).toEqual([['50–249', 7, false]]);
  });

  it('takes a day that is none for what it is', async () => {
    await expect(read(office.rep, { from: '2026-05-02', to: '2026-05-01' })).rejects.toMatchObject({ status: 400 });
  });
});

/** So many more leads, of whom the first half answered the first call and nobody else any of two. */
async function aLongHistory(of: number): Promise<void> {
  await app.context.queuePool.query(
    `with people as (insert into contact (workspace_id, first_name) select $1, 'Past ' || n from generate_series(1, $2::int) n returning id, first_name),
      past as (insert into lead (workspace_id, contact_id, opened_at) select $1, id, '2026-03-05T09:00:00Z' from people returning id, contact_id),
      handed as (insert into handoff (workspace_id, lead_id, contact_id, cause, route, handed_at, evidence)
        select $1, id, contact_id, 'threshold', 'round_robin', '2026-03-05T09:00:00Z', '{}' from past returning contact_id),
      ranked as (select contact_id, row_number() over () as n from handed)
     insert into activity (workspace_id, contact_id, kind, direction, side, outcome, occurred_at, logged_at)
     select $1, contact_id, 'call', 'out', 'sales', case when n <= $2 / 2 then 'connected' else 'no_answer' end,
       '2026-03-05T10:00:00Z'::timestamptz + k * interval '1 hour', '2026-03-05T12:00:00Z'
     from ranked, generate_series(1, 2) k where k = 1 or n > $2 / 2`,
    [office.workspaceId, of],
  );
}

describe('what is owed where no promise says so', () => {
  const owed = async () => (await office.marketing.call(listLimbo, {})).owed;
  it('is the usual until the own history says where it ends to pay, and then that', async () => {
    await app.tick('attempts.measure');
    expect(await owed()).toEqual({ attempts: 6, by: 'usual' });
    await aLongHistory(240);
    expect((await read(office.marketing)).all).toMatchObject({ depth: 1, open: false });
    await app.tick('attempts.measure');
    expect(await owed()).toEqual({ attempts: 1, by: 'measured' });
  });
});
