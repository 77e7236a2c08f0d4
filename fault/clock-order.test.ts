import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '#modules/activities/commands/record.ts';
import * as activities from '#modules/activities/contract.ts';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import * as clocks from '#modules/agreements/contract/clocks.ts';
import type { ClauseInput, Step } from '#modules/agreements/schema.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { closeDeal, createDeal, reopenDeal } from '#modules/deals/contract/deals.ts';
import { mergeRecords } from '#modules/duplicates/contract.ts';
import { giveVerdict } from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, anOffice, later, type Office } from '#modules/handoffs/testing.ts';
import { trashLead } from '#modules/leads/contract/leads.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { openTestApp, type TestApp } from '../test/harness.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const LADDER: Step[] = [
  { do: 'remind', at: 0.5 },
  { do: 'tell', role: 'sales_lead' },
];

/** A first touch within four hours, of day and night or of business hours. */
async function withTouch(always = true): Promise<Office> {
  const office = await anOffice(app, { agreement: false });
  const { items } = await office.sales.call(listCalendars, {});
  const calendarId = items.find((one) => one.always === always)?.id ?? '';
  await anAgreementInForce(office, (clauses) =>
    clauses.flatMap((clause): ClauseInput[] => {
      if (clause.party === 'marketing') return [clause];
      if (clause.title !== 'First touch' || clause.family !== 'in_time') return [];
      return [{ ...clause, withinSeconds: 4 * 3600, calendarId, escalation: LADDER }];
    }),
  );
  return office;
}

async function goTo(instant: string): Promise<void> {
  app.setNow(instant);
  await app.tick('agreements.clocks');
}

async function theClock(office: Office, leadId: string) {
  const [clock] = (await office.sales.call(clocks.listClocks, { subjectId: leadId })).items;
  const { clock: shown, events } = await office.sales.call(clocks.getClock, { id: clock?.id ?? '' });
  return { ...shown, steps: events.map(({ kind }) => kind).filter((kind) => kind !== 'started') };
}
const count = (steps: readonly string[], kind: string) => steps.filter((one) => one === kind).length;
const told = async (office: Office) =>
  (await office.sales.call(listNotices, {})).items.filter(({ kind }) => kind === 'clock.breached').length;

describe('what is written down late, twice or wrongly', () => {
  it('a call in time that is logged after the breach answers in time; taking it back breaches no second time', async () => {
    const office = await withTouch();
    const { leadId, contactId } = await aHandoff(app, office);
    await goTo(later(5));
    const { id } = await office.rep.call(activities.logCall, { contactId, outcome: 'connected', occurredAt: later(3) });
    await app.runAllJobs();
    expect((await theClock(office, leadId)).state).toBe('met');
    await office.rep.call(activities.correctActivity, { id, occurredAt: later(4.5) });
    await app.runAllJobs();
    expect((await theClock(office, leadId)).state).toBe('met_late');
    await office.rep.call(activities.retractActivity, { id });
    await goTo(later(6));
    await goTo(later(6.1));
    const clock = await theClock(office, leadId);
    expect(clock.state).toBe('breached');
    expect(count(clock.steps, 'breached')).toBe(1);
    expect(await told(office)).toBe(1);
  });

  it('the same event of a telephone system, twice and before an older one, answers once', async () => {
    const office = await withTouch();
    const { leadId, contactId } = await aHandoff(app, office);
    app.setNow(later(3));
    const call = (key: string, hour: number) =>
      app.command(office.rep, (ctx) =>
        record(ctx, [
          {
            kind: 'call',
            occurredAt: later(hour),
            loggedAt: later(hour),
            direction: 'out',
            side: 'sales',
            evidence: 'system',
            contactId,
            memberId: office.rep.memberId,
            outcome: 'connected',
            dedupeKey: key,
          },
        ]),
      );
    for (const [key, hour] of [
      ['b', 2],
      ['b', 2],
      ['a', 1],
      ['b', 2],
    ] as const) {
      await call(key, hour);
      await app.runAllJobs();
    }
    const clock = await theClock(office, leadId);
    expect(clock).toMatchObject({ state: 'met', metAt: later(1) });
    // The later call was the proof until the earlier one came.
    expect(clock.steps.filter((kind) => kind === 'met' || kind === 'flagged').sort()).toEqual(['flagged', 'met', 'met']);
  });
});

describe('a system time that jumps', () => {
  it('forwards and back again takes each step once', async () => {
    const office = await withTouch();
    const { leadId } = await aHandoff(app, office);
    for (const hour of [2, 1, 2.5, 5, 3, 1, 4.5, 6]) await goTo(later(hour));
    const { steps, state } = await theClock(office, leadId);
    expect([state, ...steps]).toEqual(['breached', 'warned', 'breached']);
    expect(await told(office)).toBe(1);
  });

  it('over the change to summer time counts hours, and business hours by the wall', async () => {
    const night = await withTouch();
    app.setNow('2026-03-28T22:30:00.000Z');
    const one = await aHandoff(app, night);
    expect((await theClock(night, one.leadId)).dueAt).toBe('2026-03-29T02:30:00.000Z');
    const office = await withTouch(false);
    // Friday, four in the afternoon in Berlin; Monday is in summer time.
    app.setNow('2026-03-27T15:00:00.000Z');
    const other = await aHandoff(app, office);
    const { dueAt } = await theClock(office, other.leadId);
    await goTo(dueAt ?? '');
    expect((await theClock(office, other.leadId)).state).toBe('due_soon');
    await goTo(new Date(Date.parse(dueAt ?? '') + 1000).toISOString());
    await goTo(later(1, dueAt ?? ''));
    const { steps, state } = await theClock(office, other.leadId);
    expect([state, ...steps]).toEqual(['breached', 'warned', 'breached']);
    expect(new Date(dueAt ?? '').toLocaleString('en-GB', { timeZone: 'Europe/Berlin', weekday: 'short' })).toBe('Mon');
  });
});

describe('when the record under a clock changes', () => {
  it('of two clocks on one promise to people who are one, the earlier stays', async () => {
    const office = await withTouch();
    const first = await aHandoff(app, office);
    app.setNow(later(1));
    const second = await aHandoff(app, office);
    const asked = { entity: 'contact' as const, winnerId: second.contactId, loserId: first.contactId };
    await office.admin.call(mergeRecords, asked);
    await app.runAllJobs();
    expect(await theClock(office, first.leadId)).toMatchObject({ state: 'running', dueAt: later(4), closed: false });
    expect(await theClock(office, second.leadId)).toMatchObject({ state: 'void', closed: true });
    await goTo(later(6));
    expect(await told(office)).toBe(1);
  });

  it('a lead that is removed voids its clock, and the record says so', async () => {
    const office = await withTouch();
    const { leadId } = await aHandoff(app, office);
    await office.sales.call(trashLead, { id: leadId });
    await app.tick('handoffs.trashed');
    await goTo(later(6));
    const { rows } = await app.context.queuePool.query<{ kind: string; reason: string }>(
      `select e.kind, e.reason from clock_event e join clock k on k.id = e.clock_id where k.subject_id = $1 and e.kind <> 'started'`,
      [leadId],
    );
    expect(rows).toEqual([{ kind: 'voided', reason: 'The lead was removed.' }]);
    expect(await told(office)).toBe(0);
  });

  it('a deal that is reopened starts no clock anew: what was answered stays answered', async () => {
    const office = await withTouch();
    const { leadId, contactId, handoff } = await aHandoff(app, office);
    app.setNow(later(1));
    await office.rep.call(giveVerdict, { id: handoff.id, decision: 'accepted' });
    await office.rep.call(activities.logCall, { contactId, outcome: 'connected' });
    const { id } = await office.rep.call(createDeal, { name: 'Pilot', contactId, leadId });
    await app.runAllJobs();
    const before = await theClock(office, leadId);
    expect(before).toMatchObject({ state: 'met', closed: true });
    await office.rep.call(closeDeal, { id, outcome: 'won' });
    await app.runAllJobs();
    await office.rep.call(reopenDeal, { id });
    await goTo(later(30));
    const { id: same, state, metAt } = before;
    expect(await theClock(office, leadId)).toMatchObject({ id: same, state, metAt, closed: true });
    expect((await office.sales.call(clocks.listClocks, { subjectId: leadId })).items).toHaveLength(1);
    expect(await told(office)).toBe(0);
  });
});
