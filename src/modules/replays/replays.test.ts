import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctActivity, logCall, logMail, retractActivity } from '#modules/activities/contract.ts';
import * as agreement from '#modules/agreements/contract/agreement.ts';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import * as clocks from '#modules/agreements/contract/clocks.ts';
import { type ClauseInput, EVERYTHING } from '#modules/agreements/schema.ts';
import { aNextVersion, anAgreementInForce } from '#modules/agreements/testing.ts';
import * as handoffs from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, aLead, anOffice, later, type Office, reasonId } from '#modules/handoffs/testing.ts';
import { changeLead } from '#modules/leads/contract/leads.ts';
import { addLeave } from '#modules/team/contract/members.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function withDepth(office: Office): Promise<void> {
  const { items } = await office.sales.call(listCalendars, {});
  const business = items.find(({ always }) => !always)?.id ?? '';
  await anAgreementInForce(office, (clauses) => [
    ...clauses,
    {
      family: 'depth',
      title: 'Try often enough',
      party: 'sales',
      criteria: EVERYTHING,
      startsWhen: 'handed_off',
      proof: ['call', 'mail'],
      leastEvidence: 'manual',
      withinSeconds: 16 * 3600,
      calendarId: business,
      escalation: [
        { do: 'remind', at: 0.5 },
        { do: 'tell', role: 'sales_lead' },
      ],
      attempts: 2,
      channels: 1,
      target: 0.8,
    },
  ]);
}

async function replayed(office: Office, days: { from?: string; to?: string } = {}) {
  const { version } = await office.sales.call(agreement.getAgreement, {});
  const { id } = await office.sales.call(contract.startReplay, { id: version?.id ?? '', ...days });
  await app.runAllJobs();
  const replay = await office.marketing.call(contract.getReplay, { id });
  expect(replay.state, await app.failedJobs()).toBe('done');
  return replay;
}

const KINDS = ['call', 'mail', 'reject', 'accept', 'retract', 'correct', 'pause', 'resume', 'excuse', 'reassign', 'sweep'] as const;
interface Step {
  lead: number;
  hours: number;
  kind: (typeof KINDS)[number];
  backdate: number;
}
const steps = fc.array(
  fc.record({
    lead: fc.integer({ min: 0, max: 2 }),
    hours: fc.integer({ min: 0, max: 9 }),
    kind: fc.constantFrom<Step['kind']>(...KINDS),
    backdate: fc.integer({ min: 0, max: 30 }),
  }),
  { minLength: 4, maxLength: 10 },
);
/** Each kind at least once. */
const EACH: Step[] = [
  { lead: 0, hours: 1, kind: 'call', backdate: 0 },
  { lead: 1, hours: 1, kind: 'pause', backdate: 0 },
  { lead: 0, hours: 2, kind: 'correct', backdate: 3 },
  { lead: 0, hours: 1, kind: 'mail', backdate: 0 },
  { lead: 2, hours: 3, kind: 'reassign', backdate: 0 },
  { lead: 1, hours: 20, kind: 'resume', backdate: 0 },
  { lead: 2, hours: 9, kind: 'excuse', backdate: 0 },
  { lead: 1, hours: 1, kind: 'reject', backdate: 0 },
];

describe('a replay under the agreement in force', () => {
  it('gives the live record of every clock: depth, pauses, excuses, other people, corrections', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (drawn) => {
        const office = await anOffice(app, { agreement: false });
        await withDepth(office);
        const other = await office.member('rep');
        const leads = [await aHandoff(app, office), await aHandoff(app, office), await raised(office)];
        let hours = 0;
        const logged: string[] = [];
        for (const step of drawn) {
          hours += step.hours;
          app.setNow(later(hours));
          const lead = leads[step.lead];
          if (lead) await act({ office, other: other.memberId, step, lead, hours, logged });
          await app.runAllJobs();
        }
        app.setNow(later(hours + 1));
        await app.tick('agreements.clocks');
        await app.runAllJobs();
        const live = (await office.sales.call(clocks.listClocks, { limit: 200 })).items;
        const replay = await replayed(office, { from: '2026-03-01', to: '2026-03-31' });
        const again = await rowsOf(office, replay);
        expect(again).toEqual(
          live.map((one) => [one.title, one.subjectId, one.startedAt, one.state, one.dueAt, one.metAt, one.breachedAt].join(' ')).sort(),
        );
        expect(live.some(({ title }) => title === 'Try often enough')).toBe(true);
      }),
      // A failure is told as it was drawn: making it smaller would take minutes.
      { numRuns: 3, endOnFailure: true, examples: [[EACH]] },
    );
  }, 180_000);

  async function raised(office: Office) {
    const { leadId, contactId } = await aLead(office, { handRaised: true });
    await app.runAllJobs();
    const { items } = await office.sales.call(handoffs.listHandoffs, {});
    const handoff = items.find((one) => one.leadId === leadId);
    if (!handoff) throw new Error('who asks is handed off');
    return { leadId, contactId, handoff };
  }

  async function rowsOf(office: Office, replay: Awaited<ReturnType<typeof replayed>>): Promise<string[]> {
    const lines = replay.result?.lines ?? [];
    const pages = await Promise.all(
      lines.map(async ({ lineId, title }) =>
        (await office.sales.call(contract.listReplayRows, { id: replay.id, lineId, limit: 200 })).items.map((row) =>
          [title, row.leadId, row.startedAt, row.state, row.dueAt, row.metAt, row.breachedAt].join(' '),
        ),
      ),
    );
    return pages.flat().sort();
  }

  interface Act {
    office: Office;
    other: string;
    step: Step;
    lead: Awaited<ReturnType<typeof aHandoff>>;
    hours: number;
    logged: string[];
  }

  async function act({ office, other, step, lead, hours, logged }: Act): Promise<void> {
    const { contactId, handoff, leadId } = lead;
    const occurredAt = later(Math.max(-20, hours - step.backdate));
    const last = logged.at(-1);
    // What cannot be done any more is refused; that is part of a real day.
    const refused = () => undefined;
    const open = (await office.sales.call(clocks.listClocks, { subjectId: leadId })).items.filter(({ closed }) => !closed);
    const clock = open[step.backdate % Math.max(1, open.length)];
    if (step.kind === 'call') logged.push((await office.rep.call(logCall, { contactId, outcome: 'no_answer', occurredAt })).id);
    if (step.kind === 'mail') logged.push((await office.rep.call(logMail, { contactId, subject: 'Hello', occurredAt })).id);
    if (step.kind === 'accept') await office.rep.call(handoffs.giveVerdict, { id: handoff.id, decision: 'accepted' }).catch(refused);
    if (step.kind === 'reject')
      await office.rep
        .call(handoffs.giveVerdict, { id: handoff.id, decision: 'recycled', reasonId: await reasonId(office.rep, 'no_priority') })
        .catch(refused);
    if (step.kind === 'retract' && last) await office.rep.call(retractActivity, { id: last }).catch(refused);
    if (step.kind === 'correct' && last) await office.rep.call(correctActivity, { id: last, occurredAt }).catch(refused);
    const note = 'Written down for both sides to read.';
    if (step.kind === 'pause' && clock)
      await office.sales.call(clocks.pauseClock, { id: clock.id, reason: 'contact_asked', note }).catch(refused);
    if (step.kind === 'resume') for (const { id } of open) await office.sales.call(clocks.resumeClock, { id }).catch(refused);
    if (step.kind === 'excuse' && clock) await office.sales.call(clocks.excuseClock, { id: clock.id, reason: note }).catch(refused);
    if (step.kind === 'reassign')
      await office.sales.call(handoffs.assignHandoff, { id: handoff.id, memberId: other, reason: note }).catch(refused);
    if (step.kind === 'sweep') await app.tick('agreements.clocks');
  }
});

describe('a draft over the past', () => {
  it('says what it would have come to and asked for, and its figures open their rows', async () => {
    const office = await anOffice(app);
    const made = [await aHandoff(app, office), await aHandoff(app, office), await aHandoff(app, office)];
    app.setNow(later(3));
    await office.rep.call(logCall, { contactId: made[0]?.contactId ?? '', outcome: 'connected' });
    app.setNow(later(40));
    await office.rep.call(logCall, { contactId: made[1]?.contactId ?? '', outcome: 'connected' });
    app.setNow(later(60));
    await app.tick('agreements.clocks');
    await app.runAllJobs();
    const draft = await office.sales.call(agreement.draftAgreement, {});
    const { version } = await office.sales.call(agreement.getAgreement, { number: draft.number });
    if (!version) throw new Error('no draft');
    const clauses = version.clauses.map(({ id: _, calendarName: _n, reading: _r, text: _t, fine: _f, problem: _p, ...clause }) => clause);
    const two = clauses.map((clause) =>
      clause.title === 'First touch'
        ? {
            ...clause,
            withinSeconds: 2 * 3600,
            escalation: [
              { do: 'tell', role: 'sales_lead' },
              { do: 'reassign', after: 4 * 3600 },
              { do: 'pool', after: 50 * 3600 },
            ],
          }
        : clause,
    ) as ClauseInput[];
    const { title, note } = version;
    await office.sales.call(agreement.writeAgreement, { id: draft.id, title, note, effectiveOn: null, clauses: two });
    await office.rep.call(addLeave, { id: office.rep.memberId, startsOn: '2026-03-12', endsOn: '2026-03-15' });
    const { id } = await office.sales.call(contract.startReplay, { id: draft.id, from: '2026-03-01', to: '2026-03-31' });
    await app.runAllJobs();
    const { result } = await office.sales.call(contract.getReplay, { id });
    const first = result?.lines.find((line) => line.title === 'First touch');
    expect(first).toMatchObject({ met: 0, metLate: 2, breached: 1, n: 3, k: 0, told: [{ role: 'sales_lead', n: 3 }], stake: null });
    expect(result?.lines.find((line) => line.title === 'Verdict')).toMatchObject({ defaultAcceptances: 3 });
    expect(result?.weeks.find(({ week }) => week === '2026-03-02')).toEqual({
      week: '2026-03-02',
      asked: 6,
      minutes: 36,
      breached: 6,
      available: 2400,
      holidayMinutes: 0,
      leaveMinutes: 0,
    });
    expect(result?.weeks.find(({ week }) => week === '2026-03-09')).toMatchObject({ available: 1440, leaveMinutes: 960 });
    // The last two days of March: a week is judged by those of its days that were run over.
    expect(result?.weeks.at(-1)).toMatchObject({ week: '2026-03-30', available: 960 });
    // Of three the first was called after an hour too much, the second after forty, the third never.
    expect(first?.ladder).toEqual({ remind: null, tell: 3, reassign: 2, pool: 1 });
    expect(result?.inForce?.lines.find(({ lineId }) => lineId === first?.lineId)).toMatchObject({
      started: 3,
      ladder: { remind: 2, tell: 2, reassign: null, pool: null },
    });
    const climbed = async (step: 'reassign' | 'pool') =>
      (await office.rep.call(contract.listReplayRows, { id, lineId: first?.lineId ?? '', climbed: step })).items.map(
        ({ leadId }) => leadId,
      );
    expect((await climbed('reassign')).sort()).toEqual([made[1]?.leadId, made[2]?.leadId].sort());
    expect(await climbed('pool')).toEqual([made[2]?.leadId]);
    expect(result?.capacity).toMatchObject({ hoursPerWeek: 40, minutesPerAttempt: 6 });
    const rows = await office.rep.call(contract.listReplayRows, { id, lineId: first?.lineId ?? '', states: ['breached'] });
    expect(rows.items.map(({ leadId }) => leadId)).toEqual([made[2]?.leadId]);
    await expect(office.sales.call(contract.startReplay, { id: draft.id, from: '2020-01-01', to: '2026-03-31' })).rejects.toMatchObject({
      errors: [{ field: 'from' }],
    });
    await expect(office.rep.call(contract.deleteReplay, { id })).rejects.toMatchObject({ status: 403 });
    await office.sales.call(contract.deleteReplay, { id });
    expect((await office.sales.call(contract.listReplays, { versionId: draft.id })).items).toEqual([]);
  });

  it('is owed before a version is proposed, once there is a quarter of history, and holds for its terms alone', async () => {
    const office = await anOffice(app);
    await aHandoff(app, office);
    app.setNow(later(24 * 95));
    const draft = await office.sales.call(agreement.draftAgreement, {});
    await expect(office.sales.call(agreement.proposeAgreement, { id: draft.id })).rejects.toMatchObject({ code: 'not_now' });
    const { id } = await office.sales.call(contract.startReplay, { id: draft.id });
    await app.runAllJobs();
    expect((await office.sales.call(contract.getReplay, { id })).current).toBe(true);
    const { version } = await office.sales.call(agreement.getAgreement, { number: draft.number });
    if (!version) throw new Error('no draft');
    const clauses = version.clauses.map(({ id: _, calendarName: _n, reading: _r, text: _t, fine: _f, problem: _p, ...clause }) => clause);
    const write = (change: (clause: (typeof clauses)[number]) => object, title: string) =>
      office.sales.call(agreement.writeAgreement, {
        id: draft.id,
        title,
        note: null,
        effectiveOn: null,
        clauses: clauses.map((clause) => ({ ...clause, ...change(clause) })) as ClauseInput[],
      });
    await write(() => ({ target: 0.5 }), 'Ours');
    await expect(office.sales.call(agreement.proposeAgreement, { id: draft.id })).rejects.toMatchObject({ code: 'not_now' });
    expect((await office.sales.call(contract.getReplay, { id })).current).toBe(false);
    // Other words, the same terms.
    await write(() => ({}), 'Another name');
    await office.sales.call(agreement.proposeAgreement, { id: draft.id });
  });

  it('judges whom a promise is about by what was decided then, and says for how many only the record of today can tell', async () => {
    const office = await anOffice(app, { agreement: false });
    const onlyWeb = { match: 'all' as const, of: [{ field: 'sourceChannel', op: 'is' as const, value: 'event' }] };
    await anAgreementInForce(office, (clauses) =>
      clauses.map((clause) => (clause.title === 'First touch' ? { ...clause, criteria: onlyWeb } : clause)),
    );
    const made = [await aHandoff(app, office), await aHandoff(app, office)];
    expect((await office.sales.call(clocks.listClocks, {})).items.filter(({ title }) => title === 'First touch')).toEqual([]);
    for (const one of made) await office.sales.call(changeLead, { id: one.leadId, sourceChannel: 'event' });
    const under = async (id: string) => {
      const asked = await office.sales.call(contract.startReplay, { id, from: '2026-03-01', to: '2026-03-31' });
      await app.runAllJobs();
      return (await office.sales.call(contract.getReplay, { id: asked.id })).result?.lines.find(({ title }) => title === 'First touch');
    };
    const { version } = await office.sales.call(agreement.getAgreement, {});
    expect(await under(version?.id ?? '')).toMatchObject({ started: 0, judgedToday: { k: 0, n: 2 } });
    const next = await aNextVersion(office.sales, {
      openClocks: 'new_only',
      change: (clauses) =>
        clauses.map((clause) => (clause.title === 'First touch' ? { ...clause, criteria: { ...onlyWeb, match: 'any' as const } } : clause)),
    });
    expect(await under(next.id)).toMatchObject({ started: 2, judgedToday: { k: 2, n: 2 } });
  });

  it('is nobody else’s', async () => {
    const office = await anOffice(app);
    await aHandoff(app, office);
    const { id } = await replayed(office, { from: '2026-03-01', to: '2026-03-31' });
    const other = await anOffice(app);
    await expect(other.sales.call(contract.getReplay, { id })).rejects.toMatchObject({ status: 404 });
    await expect(other.sales.call(contract.deleteReplay, { id })).rejects.toMatchObject({ status: 404 });
    expect((await other.sales.call(contract.listReplayRows, { id, lineId: id })).items).toEqual([]);
  });
});
