import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAgreement } from '#modules/agreements/contract/agreement.ts';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import * as clocks from '#modules/agreements/contract/clocks.ts';
import type { ClauseInput, Step } from '#modules/agreements/schema.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { changeMember } from '#modules/team/contract/members.ts';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract/handoffs.ts';
import * as routing from './contract/routing.ts';
import { aHandoff, anOffice, later, type Office } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const HOUR = 3600;

/** One promise: a call within some hours of day and night, with this ladder. */
async function withLadder(escalation: Step[], hours = 4): Promise<Office> {
  const office = await anOffice(app, { agreement: false });
  const { items } = await office.sales.call(listCalendars, {});
  const calendarId = items.find(({ always }) => always)?.id ?? '';
  await anAgreementInForce(office, (clauses) =>
    clauses.flatMap((clause): ClauseInput[] => {
      if (clause.party === 'marketing') return [clause];
      if (clause.title !== 'First touch' || clause.family !== 'in_time') return [];
      return [{ ...clause, withinSeconds: hours * HOUR, calendarId, escalation }];
    }),
  );
  return office;
}

async function at(hours: number): Promise<void> {
  app.setNow(later(hours));
  await app.tick('agreements.clocks');
}

async function theClock(office: Office, leadId: string) {
  const [clock] = (await office.sales.call(clocks.listClocks, { subjectId: leadId })).items;
  if (!clock) throw new Error('no clock');
  return office.sales.call(clocks.getClock, { id: clock.id });
}
const steps = (events: { kind: string }[]) => events.map(({ kind }) => kind).filter((kind) => kind !== 'started');
const told = async (client: Client) =>
  (await client.call(listNotices, { limit: 100 })).items.filter(({ kind }) => kind.startsWith('clock.')).map(({ kind }) => kind);

describe('the ladder of a promise', () => {
  it('reminds, tells, gives the lead to the next and then to the pool, each once', async () => {
    const office = await withLadder([
      { do: 'remind', at: 0.5 },
      { do: 'tell', role: 'sales_lead' },
      { do: 'reassign', after: HOUR },
      { do: 'pool', after: 2 * HOUR },
    ]);
    const ben = await office.member('rep', { name: 'Ben' });
    const { leadId, handoff } = await aHandoff(app, office);
    const first = handoff.assignee?.name === 'Anna' ? office.rep : ben;
    const second = first === ben ? office.rep : ben;
    const holder = async () =>
      (await office.sales.call(contract.listHandoffs, {})).items.find((one) => one.leadId === leadId)?.assignee?.id;
    await at(2);
    expect(await told(first)).toEqual(['clock.warning']);
    await at(4);
    await at(4.01);
    expect(steps((await theClock(office, leadId)).events)).toEqual(['warned', 'breached']);
    expect(await told(office.sales)).toEqual(['clock.breached']);
    for (const hour of [5, 5, 5.5]) await at(hour);
    expect(await holder()).toBe(second.memberId);
    expect(await told(second)).toEqual(['clock.passed_on']);
    expect(steps((await theClock(office, leadId)).events)).toEqual(['warned', 'breached', 'escalated', 'reassigned']);
    const { id: poolId } = await office.sales.call(routing.createPool, {
      name: 'All of Sales',
      teamId: null,
      reclaimSeconds: 86_400,
      calendarId: null,
    });
    for (const hour of [6, 6, 6.5, 30]) await at(hour);
    expect(await holder()).toBeUndefined();
    expect((await office.rep.call(routing.listPool, {})).items.map((one) => [one.leadId, one.pool.id])).toEqual([[leadId, poolId]]);
    const { clock, events } = await theClock(office, leadId);
    expect(clock).toMatchObject({ state: 'breached', breachedAt: later(4), assignee: null });
    expect(steps(events)).toEqual(['warned', 'breached', 'escalated', 'reassigned', 'escalated', 'reassigned']);
  });

  it('does only the last of the steps that came while the program was away, and writes all of them down', async () => {
    const office = await withLadder([
      { do: 'reassign', after: HOUR },
      { do: 'reassign', after: 2 * HOUR },
      { do: 'pool', after: 3 * HOUR },
    ]);
    const { leadId } = await aHandoff(app, office);
    // Without a pool the sales lead has it.
    await at(200);
    const { clock, events } = await theClock(office, leadId);
    expect(steps(events)).toEqual(['breached', 'escalated', 'escalated', 'escalated', 'reassigned']);
    expect(clock.assignee?.name).toBe('Okafor');
  });

  it('leaves a lead where it is when somebody answered in between, or nobody else can take it', async () => {
    const office = await withLadder([{ do: 'reassign', after: HOUR }]);
    const alone = await aHandoff(app, office);
    await at(5);
    const { clock, events } = await theClock(office, alone.leadId);
    expect(steps(events).slice(0, 2)).toEqual(['breached', 'escalated']);
    // Nobody else takes turns, so the catcher has it: it is never left with nobody.
    expect(clock.assignee?.name).toBe('Okafor');
  });

  it('cannot be promised for what does not lie with Sales', async () => {
    const office = await anOffice(app, { agreement: false });
    const change = (clauses: ClauseInput[]) =>
      clauses.map((clause) =>
        'escalation' in clause && clause.party === 'marketing' ? { ...clause, escalation: [{ do: 'pool' as const, after: HOUR }] } : clause,
      );
    await expect(anAgreementInForce(office, change)).rejects.toMatchObject({ status: 400 });
  });
});

describe('what people hear of their clocks', () => {
  it('ends with the one who is accountable; with the revenue leads where nobody is named, with the admins where there is none', async () => {
    const office = await withLadder([{ do: 'tell', role: 'revenue_lead' }]);
    const rita = await office.member('revenue_lead', { name: 'Rita' });
    const name = (accountableMemberId: string | null) => office.admin.call(changeWorkspace, { accountableMemberId });
    const hears = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries({ marketing: office.marketing, rita, admin: office.admin }).map(
            async ([who, client]) => [who, (await told(client)).length] as const,
          ),
        ),
      );
    const { version } = await office.sales.call(getAgreement, {});
    expect(version?.clauses[0]?.text).toContain('whoever is accountable for both teams is told');
    // Named: nobody else hears of it, of whatever role.
    await name(office.marketing.memberId);
    expect((await office.sales.call(getAgreement, {})).accountable).toEqual({ id: office.marketing.memberId, name: 'Ruiz' });
    await aHandoff(app, office);
    await at(4.01);
    expect(await hears()).toEqual({ marketing: 1, rita: 0, admin: 0 });
    await name(null);
    expect((await office.sales.call(getAgreement, {})).accountable).toBeNull();
    app.setNow(later(24));
    await aHandoff(app, office);
    await at(28.01);
    expect(await hears()).toEqual({ marketing: 1, rita: 1, admin: 0 });
    await office.admin.call(changeMember, { id: rita.memberId, roles: ['viewer'] });
    app.setNow(later(48));
    await aHandoff(app, office);
    await at(52.01);
    expect(await hears()).toEqual({ marketing: 1, rita: 1, admin: 1 });
  });

  it('comes in working hours: a breach at night is noted at once and told in the morning', async () => {
    const office = await withLadder(
      [
        { do: 'remind', at: 0.9 },
        { do: 'tell', role: 'sales_lead' },
      ],
      12,
    );
    const { leadId } = await aHandoff(app, office);
    await at(11);
    await at(13);
    expect((await theClock(office, leadId)).clock.state).toBe('breached');
    expect(steps((await theClock(office, leadId)).events)).toEqual(['warned', 'breached']);
    expect(await told(office.sales)).toEqual([]);
    await at(24);
    expect(await told(office.sales)).toEqual(['clock.breached']);
    // The reminder of a time that had passed before anybody came to work is no news.
    expect(await told(office.rep)).toEqual([]);
  });

  it('is one digest for each after a downtime, however many clocks there are', async () => {
    const office = await withLadder([
      { do: 'remind', at: 0.5 },
      { do: 'tell', role: 'sales_lead' },
      { do: 'tell', role: 'marketing_lead' },
    ]);
    const { leadId } = await aHandoff(app, office);
    const { clock } = await theClock(office, leadId);
    await app.context.queuePool.query(
      `with made as (insert into clock (workspace_id, clause_id, line_id, party, calendar_version_id, subject_entity, subject_id, cause_id, contact_id,
          assignee_id, label, started_at, due_at, next_change_at)
        select workspace_id, clause_id, line_id, party, calendar_version_id, subject_entity, subject_id, uuid7(), contact_id, assignee_id, label,
          started_at, due_at, next_change_at from clock, generate_series(1, 499) where id = $1 returning workspace_id, id, started_at)
       insert into clock_event (workspace_id, clock_id, kind, at, logged_at) select workspace_id, id, 'started', started_at, started_at from made`,
      [clock.id],
    );
    await at(24);
    await at(24.1);
    for (const side of [office.sales, office.marketing]) {
      const { items } = await side.call(listNotices, { limit: 100 });
      expect(items.filter(({ kind }) => kind.startsWith('clock.')).map(({ title, body }) => [title, body])).toEqual([
        ['500 promises need a look', '500 passed their time. The oldest first on the scorecard.'],
      ]);
    }
    expect(await told(office.rep)).toEqual([]);
    const { rows } = await app.context.queuePool.query(
      `select count(*)::int as n, count(distinct clock_id)::int as clocks from clock_event where workspace_id = $1 and kind = 'breached'`,
      [office.workspaceId],
    );
    expect(rows).toEqual([{ n: 500, clocks: 500 }]);
  });
});

describe('a rest with an end', () => {
  it('ends by itself with the time that was left', async () => {
    const office = await withLadder([], 4);
    const { leadId } = await aHandoff(app, office);
    const { clock } = await theClock(office, leadId);
    await at(1);
    await office.rep.call(clocks.pauseClock, {
      id: clock.id,
      reason: 'contact_asked',
      note: 'They asked for a call on Friday.',
      until: '2026-03-06',
    });
    await at(20);
    expect((await theClock(office, leadId)).clock).toMatchObject({ state: 'paused', nextChangeAt: '2026-03-05T23:00:00.000Z' });
    await at(48);
    expect((await theClock(office, leadId)).clock).toMatchObject({ state: 'breached', breachedAt: '2026-03-06T02:00:00.000Z' });
  });
});
