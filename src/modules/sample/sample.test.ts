import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getMeasures } from '#modules/agreements/contract/measures.ts';
import { getOwed, listOwed } from '#modules/agreements/contract/owed.ts';
import { attainmentByLine } from '#modules/agreements/queries/attainment.ts';
import { getOverlaps } from '#modules/calendar/contract/calendar.ts';
import { listCurrencies } from '#modules/currencies/contract.ts';
import { listDiscussions } from '#modules/discussions/contract.ts';
import { listSignals } from '#modules/goals/contract/money.ts';
import { listDisputes, listReviewCases } from '#modules/handoffs/contract/disputes.ts';
import { listConversations } from '#modules/mailboxes/contract/conversations.ts';
import { getAgenda, getRootCause, listRootCauses } from '#modules/meetings/contract/agenda.ts';
import { listDecisions } from '#modules/meetings/contract/decisions.ts';
import { getDecisionEffect } from '#modules/meetings/contract/effect.ts';
import { listMeetings } from '#modules/meetings/contract/meetings.ts';
import { getRetentionBoard } from '#modules/nurtures/contract/retention.ts';
import { listCustomerMatches } from '#modules/orders/contract/customers.ts';
import { listPayments, listReceivedPayments } from '#modules/orders/contract/payments.ts';
import { getReconciliation } from '#modules/orders/contract/reconciliation.ts';
import { getPredictions, getTraining } from '#modules/predictions/contract/predictions.ts';
import { listReplays } from '#modules/replays/contract.ts';
import * as reports from '#modules/reports/contract.ts';
import { getSendReport } from '#modules/sends/contract/running.ts';
import { listSends } from '#modules/sends/contract/sends.ts';
import { listAwaitedSignatures } from '#modules/signatures/contract.ts';
import { getSession, signIn } from '#modules/team/contract/access.ts';
import { giveAccount, openBrowser, PASSWORD } from '#modules/team/testing.ts';
import { getThreshold } from '#modules/thresholds/contract/thresholds.ts';
import type { Tx } from '#platform/db/db.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { figureEndpoints, REPORTS, WITHOUT_ROWS, walkReports } from '../../../test/reports/reports.ts';
import { walkOf } from '../../../test/reports/walk.ts';
import { makeSample, removeSample } from './contract.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app?.close());

const NOW = '2026-11-19T13:30:00.000Z';

async function numbers(
  client: Client,
  query: (tx: Tx, workspaceId: string) => Promise<{ rows: unknown[] }>,
): Promise<Record<string, number>> {
  const result = await app.command(client, async ({ tx, scope }) => (await query(tx, scope.workspaceId)).rows[0]);
  return result as Record<string, number>;
}

describe('the sample company', () => {
  let admin: Client;
  beforeAll(async () => {
    app.setNow(NOW);
    ({ admin } = await app.newWorkspace());
    const made = await admin.call(makeSample, { into: 'here' });
    expect(made).toMatchObject({ workspaceId: admin.workspaceId, existed: false });
  }, 300_000);

  it('has the shares that it promises', async () => {
    const of = await numbers(admin, (tx, ws) =>
      sql`select
        (select count(*)::int from lead where workspace_id = ${ws}) as leads,
        (select count(*)::int from conversion where workspace_id = ${ws}) as inquiries,
        (select count(*)::int from conversion where workspace_id = ${ws} and validation = 'sales_lead') as valid,
        (select count(*)::int from handoff where workspace_id = ${ws}) as mql,
        (select count(*)::int from handoff where workspace_id = ${ws} and decision is not null) as decided,
        (select count(*)::int from handoff where workspace_id = ${ws} and decision in ('accepted', 'accepted_by_default')) as accepted,
        (select count(*)::int from handoff where workspace_id = ${ws} and decision = 'accepted_by_default') as silent,
        (select count(*)::int from deal where workspace_id = ${ws}) as deals,
        (select count(*)::int from deal where workspace_id = ${ws} and status <> 'open') as closed,
        (select count(*)::int from deal where workspace_id = ${ws} and status = 'won') as won`.execute(tx),
    );
    expect(of).toMatchObject({ leads: 4500, inquiries: 4500, valid: 2340, mql: 900 });
    const share = (k: string, n: string) => (of[k] ?? 0) / (of[n] ?? 1);
    expect(share('accepted', 'decided')).toBeCloseTo(0.82, 1);
    expect(share('silent', 'decided')).toBeCloseTo(0.08, 1);
    // Those of the last weeks have not come so far yet.
    expect(share('deals', 'accepted')).toBeGreaterThan(0.36);
    expect(share('deals', 'accepted')).toBeLessThan(0.46);
    expect(share('won', 'closed')).toBeCloseTo(0.24, 1);
  });

  it('owes and waits on both sides: what is overdue opens its rows, what waits for a signature says for whose', async () => {
    const { items } = await admin.call(getOwed, {});
    expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['clock', 'question', 'confirmation', 'plan_item']));
    for (const { kind, party, n, oldestAt } of items) {
      const rows = await admin.call(listOwed, { kind, party, limit: 200 });
      expect([kind, rows.items.length, rows.items[0]?.dueAt]).toEqual([kind, n, oldestAt]);
    }
    const awaited = await admin.call(listAwaitedSignatures, {});
    expect(awaited.items.find(({ subject }) => subject === 'goal')).toMatchObject({ link: '/goals', waitsFor: ['sales'] });
    expect(awaited.items.find(({ subject }) => subject === 'decision')?.waitsFor).toEqual(['sales', 'marketing']);
  });

  it('lives today: leads wait, clocks run, the visitor has a full day', async () => {
    const of = await numbers(admin, (tx, ws) =>
      sql`select (select count(*)::int from clock where workspace_id = ${ws} and closed_at is null and due_at > ${NOW}) as running,
        (select count(*)::int from handoff where workspace_id = ${ws} and closed_at is null and assignee_id = ${admin.memberId}) as mine,
        (select count(*)::int from handoff where workspace_id = ${ws} and decision is null) as waiting,
        (select count(*)::int from recycle_plan where workspace_id = ${ws} and state = 'returned') as returned,
        (select count(*)::int from activity where workspace_id = ${ws} and occurred_at > ${NOW}) as ahead,
        (select count(*)::int from lead where workspace_id = ${ws} and opened_at > ${NOW}::timestamptz - interval '2 days') as fresh`.execute(
        tx,
      ),
    );
    expect(of.running).toBeGreaterThan(15);
    expect(of.mine).toBeGreaterThanOrEqual(10);
    expect(of.waiting).toBeGreaterThan(10);
    expect(of.returned).toBeGreaterThan(0);
    expect(of.fresh).toBeGreaterThan(10);
    expect(of.ahead).toBe(0);
  });

  it('has clocks that say what a replay of the year says', async () => {
    const lines = await app.command(admin, ({ tx, scope }) =>
      attainmentByLine(tx, scope, { from: '2025-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z', now: NOW }),
    );
    expect(lines.map(({ title }) => title)).toEqual(['First touch', 'Call back who asks', 'Verdict', 'Returned leads warmed again']);
    for (const line of lines) {
      expect(line.n).toBeGreaterThan(30);
      expect(line.rate ?? 0).toBeGreaterThan(0.15);
      expect(line.rate ?? 1).toBeLessThan(1);
    }
    const promise = await admin.call(reports.getPromiseReplay, {});
    expect(promise.starts).toBe('handed_off');
    const business = promise.readings.find(({ reading }) => reading === 'business');
    expect(business?.medianHours).toBeGreaterThan(2);
    expect(business?.medianHours).toBeLessThan(4.5);
    expect((business?.never.n ?? 0) / (promise.judged.k || 1)).toBeGreaterThan(0.04);
  });

  it('sets nobody going: no job hands anything off, warns or mails for what is long past', async () => {
    const count = () =>
      numbers(admin, (tx, ws) =>
        sql`select (select count(*)::int from handoff where workspace_id = ${ws}) as handoffs, (select count(*)::int from notification where workspace_id = ${ws}) as notices,
          (select count(*)::int from mail where workspace_id = ${ws}) as mails, (select count(*)::int from nurture_step where workspace_id = ${ws}) as steps,
          (select count(*)::int from task where workspace_id = ${ws}) as tasks, (select count(*)::int from message where workspace_id = ${ws} and state = 'sent') as sent,
          (select count(*)::int from send where workspace_id = ${ws} and state in ('done', 'stopped', 'scheduled', 'draft')) as sends, (select count(*)::int from clock_event where workspace_id = ${ws} and kind = 'breached') as breached`.execute(
          tx,
        ),
      );
    const before = await count();
    await app.runAllJobs();
    for (const schedule of [
      'agreements.clocks',
      'scoring.due',
      'handoffs.comeBack',
      'sends.tick',
      'nurtures.advance',
      'nurtures.time',
      'library.settle',
    ])
      await app.tick(schedule);
    await app.runAllJobs();
    expect(await count()).toEqual({ ...before, notices: (await count()).notices });
    expect((await count()).notices).toBeLessThan(10);
  }, 300_000);

  it('shows both teams at work: a signed threshold, a model with its report, disputes in all states, two versions replayed', async () => {
    const { inForce: threshold } = await admin.call(getThreshold, {});
    expect(threshold?.signatures.map(({ party }) => party).sort()).toEqual(['marketing', 'sales']);
    expect(threshold?.value?.cut).toBeGreaterThan(0);
    const { inForce, learnsFrom } = await admin.call(getPredictions, {});
    expect(learnsFrom).toBe('handed_off');
    const { report } = await admin.call(getTraining, { id: inForce?.id ?? '' });
    expect(report?.n).toBeGreaterThan(400);
    // What a model can know at the hand-off tells some, never nearly all, of what comes.
    expect(report?.quality.auc?.auc).toBeGreaterThan(0.6);
    expect(report?.quality.auc?.auc).toBeLessThan(0.95);
    expect(report?.won).toBeGreaterThan(40);
    expect(report?.judged.n).toBeGreaterThan(120);
    const { items: disputes, open } = await admin.call(listDisputes, {});
    expect(disputes.length).toBeGreaterThan(6);
    expect(open).toBeGreaterThan(0);
    expect(new Set(disputes.map(({ ruling }) => ruling))).toEqual(new Set([null, 'upheld', 'overturned']));
    expect((await admin.call(listReviewCases, {})).items.length).toBeGreaterThan(0);
    const { items: replays } = await admin.call(listReplays, {});
    const runOf = (decided: boolean) => replays.filter(({ changed }) => (changed !== null) === decided).map(({ state }) => state);
    expect([runOf(false), runOf(true)]).toEqual([['done', 'done'], ['done']]);
    expect(new Set(replays.map(({ versionNumber }) => versionNumber)).size).toBe(2);
  });

  it('counts what was promised over months: some months kept, some not', async () => {
    const { lines } = await admin.call(getMeasures, { back: 12 });
    const kept = lines.map(({ measure, periods }) => ({
      measure,
      full: periods.slice(1, 11).every(({ n }) => n > 0),
      kept: periods.slice(1).filter(({ k, rate, target, amount }) => (target === null ? k >= (amount ?? 0) : (rate ?? 0) >= target)).length,
    }));
    expect(kept.map(({ measure }) => measure)).toEqual(['accepted', 'reasons_given', 'handoffs_delivered', 'sales_sourced', 'calls_each']);
    for (const line of kept) expect(line).toMatchObject({ full: true });
    for (const { measure, kept: months } of kept.filter((line) => line.measure !== 'reasons_given')) {
      expect(months, measure).toBeGreaterThan(0);
      expect(months, measure).toBeLessThan(11);
    }
  });

  it('has scores on everybody, customers by invoices, and reports that are full', async () => {
    const of = await numbers(admin, (tx, ws) =>
      sql`select (select count(*)::int from contact where workspace_id = ${ws} and scored_at is null) as unscored,
        (select count(distinct score_label)::int from contact where workspace_id = ${ws}) as labels,
        (select count(*)::int from company where workspace_id = ${ws} and customer_status = 'customer') as customers`.execute(tx),
    );
    expect(of).toMatchObject({ unscored: 0 });
    expect(of.labels).toBeGreaterThan(8);
    expect(of.customers).toBeGreaterThan(60);
    const year = await admin.call(reports.getLastYear, {});
    expect(year.leads.n).toBeGreaterThan(4400);
    expect(year.campaigns.length).toBeGreaterThan(12);
    expect(year.months.length).toBeGreaterThanOrEqual(12);
    const rows = await admin.call(reports.listFigureRows, { ...year.limbo.opens, limit: 1 });
    expect(rows.n).toBe(year.limbo.k);
    const fate = await admin.call(reports.getFate, {});
    expect(fate.total.reasons.length).toBeGreaterThan(5);
    const week = await admin.call(reports.getWeek, {});
    expect(week.pipeline.length).toBe(4);
    expect(week.promises.length).toBe(4);
  });

  it('shows the marketing half: mailings whose messages stand on the timeline, one decided, one that stopped by itself', async () => {
    const of = await numbers(admin, (tx, ws) =>
      sql`select (select concat_ws(' ', count(distinct review_id), count(distinct vote), count(*) filter (where vote is null)) from launch_vote where workspace_id = ${ws}) as asked, (select count(*)::int from send where workspace_id = ${ws} and state = 'done') as done, (select count(*)::int from send where workspace_id = ${ws} and state = 'draft') as drafts,
        (select count(*)::int from send where workspace_id = ${ws} and state = 'scheduled' and planned_at > ${NOW}) as planned, (select count(*)::int from send where workspace_id = ${ws} and state = 'stopped' and state_by is null) as stopped,
        (select count(*)::int from send where workspace_id = ${ws} and winner_id is not null) as decided, (select count(*)::int from message where workspace_id = ${ws} and state = 'sent') as sent,
        (select count(distinct code)::int from message where workspace_id = ${ws} and left_out) as codes, (select count(*)::int from message where workspace_id = ${ws} and replied_at is not null) as replies,
        (select count(*)::int from message where workspace_id = ${ws} and unsubscribed_at is not null) as left, (select count(*)::int from message where workspace_id = ${ws} and bounce = 'hard') as bounced,
        (select count(*)::int from message_click where workspace_id = ${ws} and verdict = 'human') as people, (select count(*)::int from message_click where workspace_id = ${ws} and verdict = 'machine') as machines,
        (select count(*)::int from message m left join activity a on a.workspace_id = m.workspace_id and a.id = m.activity_id and a.kind = 'mail' and a.contact_id = m.contact_id and a.occurred_at = m.sent_at
          where m.workspace_id = ${ws} and m.state = 'sent' and a.id is null) as "notOnLedger",
        (select count(*)::int from activity a left join message m on m.workspace_id = a.workspace_id and m.id = (a.data ->> 'messageId')::uuid and m.state = 'sent'
          where a.workspace_id = ${ws} and a.kind = 'mail' and a.data ? 'sendId' and m.id is null) as "notSent"`.execute(tx),
    );
    expect(of).toMatchObject({ done: 5, drafts: 1, planned: 1, stopped: 1, decided: 1, notOnLedger: 0, notSent: 0, asked: '2 3 2' });
    expect(of.sent).toBeGreaterThan(1_000);
    expect(of.codes).toBeGreaterThanOrEqual(6);
    for (const what of ['replies', 'left', 'bounced', 'people', 'machines']) expect(of[what], what).toBeGreaterThan(5);
    const { items } = await admin.call(listSends, {});
    const compared = items.find(({ name }) => name === 'Planning guide: the new edition');
    const report = await admin.call(getSendReport, { id: compared?.id ?? '' });
    expect(report.comparison).toMatchObject({ state: 'decided', winner: { name: 'A question' }, waiting: 0 });
    expect(report.comparison.difference?.low).toBeGreaterThan(0);
  });

  it('has a library that is read, tracks with people, forms with answers, an inbox that waits, and plans that overlap', async () => {
    const of = await numbers(admin, (tx, ws) =>
      sql`select (select count(*)::int from asset where workspace_id = ${ws}) as assets, (select count(distinct kind)::int from asset where workspace_id = ${ws}) as kinds,
        (select count(*)::int from asset_share where workspace_id = ${ws}) as shares, (select count(*)::int from asset_view where workspace_id = ${ws} and seconds > 0) as readings,
        (select count(*)::int from asset_request where workspace_id = ${ws} and status in ('asked', 'accepted')) as requests, (select count(*)::int from asset_request_deal where workspace_id = ${ws}) as stakes,
        (select count(*)::int from asset_proposal where workspace_id = ${ws} and answer is null) as proposals,
        (select count(distinct node_id)::int from nurture_enrolment e join nurture_track t using (workspace_id) where e.workspace_id = ${ws} and t.id = e.track_id and t.kind = 'nurture') as nodes,
        (select count(*)::int from nurture_enrolment where workspace_id = ${ws} and reached_at is not null) as reached,
        (select count(distinct track_id)::int from nurture_enrolment where workspace_id = ${ws}) as tracks, (select count(*)::int from nurture_assignment where workspace_id = ${ws}) as lines,
        (select count(*)::int from nurture_enrolment where workspace_id = ${ws} and state = 'review') as review, (select count(*)::int from nurture_support where workspace_id = ${ws} and state = 'requested') as support,
        (select count(*)::int from publication_version where workspace_id = ${ws} and number is not null) as published,
        (select count(*)::int from form_answer a join conversion c on c.workspace_id = a.workspace_id and c.id = a.conversion_id and c.contact_id = a.contact_id where a.workspace_id = ${ws} and a.state = 'taken') as answers,
        (select count(*)::int from form_answer where workspace_id = ${ws} and state = 'aside') as aside,
        (select count(*)::int from gate_override where workspace_id = ${ws}) as overrides, (select count(*)::int from offer where workspace_id = ${ws}) as offers`.execute(
        tx,
      ),
    );
    expect(of).toMatchObject({
      assets: 9,
      requests: 2,
      proposals: 1,
      tracks: 3,
      lines: 3,
      published: 5,
      aside: 1,
      overrides: 2,
      offers: 3,
      support: 2,
    });
    expect(of.kinds).toBeGreaterThanOrEqual(8);
    for (const what of ['shares', 'readings', 'answers']) expect(of[what], what).toBeGreaterThan(25);
    for (const what of ['reached', 'stakes', 'nodes', 'review']) expect(of[what], what).toBeGreaterThan(2);
    const day = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000).toISOString().slice(0, 10);
    const { pairs } = await admin.call(getOverlaps, { from: day(0), to: day(14) });
    expect(pairs.some(({ one, other, people }) => one.kind !== other.kind && people > 20)).toBe(true);
    const unanswered = await admin.call(listConversations, { view: 'unanswered' });
    expect(unanswered.items.length).toBe(2);
    expect((await admin.call(listConversations, { view: 'inquiries' })).items.length).toBe(1);
    const board = await admin.call(getRetentionBoard, {});
    expect(board.bySignal.find(({ signal }) => signal === 'competitor')?.n).toBeGreaterThan(0);
    for (const state of ['open', 'closed'] as const)
      expect((await admin.call(listDiscussions, { which: state })).items.length, state).toBe(1);
  });

  it('has a campaign that its owner is asked about, problems open and brought to their root, and decisions that show what they would change', async () => {
    const signals = (await admin.call(listSignals, {})).items;
    const worse = signals.find(({ kind }) => kind === 'campaign');
    expect(worse).toMatchObject({ segment: 'Search: production planning', owner: { id: expect.any(String) } });
    expect(worse?.after.rate ?? 1).toBeLessThan((worse?.before.rate ?? 0) / 2);
    const causes = (await admin.call(listRootCauses, { which: 'all' })).items;
    expect(causes.filter(({ closedAt }) => closedAt === null).length).toBeGreaterThan(0);
    const closed = causes.find(({ closedAt }) => closedAt !== null);
    expect(await admin.call(getRootCause, { id: closed?.id ?? '' })).toMatchObject({
      missing: [],
      meeting: { title: 'Weekly operations' },
    });
    const waiting = (await admin.call(listDecisions, { state: 'waits' })).items;
    expect(waiting.map(({ kind, stale }) => `${kind} ${stale}`).sort()).toEqual(['clause false', 'profile false', 'score false']);
    const profile = waiting.find(({ kind }) => kind === 'profile')?.id ?? '';
    const { effect } = await admin.call(getDecisionEffect, { id: profile });
    if (effect?.kind !== 'profile') throw new Error('it changes the profile');
    expect(effect.leads.some(({ from, to }) => from !== to)).toBe(true);
    const meetings = (await admin.call(listMeetings, { limit: 200 })).items;
    const next = meetings.filter(({ state }) => state === 'planned').sort((a, b) => a.startsAt.localeCompare(b.startsAt))[0];
    const sources = (await admin.call(getAgenda, { id: next?.id ?? '' })).items.map(({ source }) => source);
    expect(sources).toEqual(expect.arrayContaining(['course', 'question', 'issue']));
  });

  it('opens the rows of every figure, and they come to what it says', async () => {
    const told = figureEndpoints().map(({ name }) => name);
    const listed = new Set([...Object.keys(REPORTS), ...Object.keys(WITHOUT_ROWS)]);
    // A new report is walked in test/reports, or named there with why it has no rows.
    expect(told.filter((name) => !listed.has(name))).toEqual([]);
    expect([...listed].filter((name) => !told.includes(name) && name !== 'getCampaignResults')).toEqual([]);
    const walk = walkOf(admin);
    await walkReports(walk);
    expect(walk.problems).toEqual([]);
    // Most figures of the sample have rows: an empty walk would agree with everything.
    expect(walk.seen.withRows).toBeGreaterThan(300);
  }, 300_000);
  it('keeps books: two currencies with rates, payments in part, what is overdue, credit notes, and customers to name', async () => {
    const { totals, base, differences } = await admin.call(getReconciliation, {});
    expect(totals.map(({ currency }) => currency)).toEqual(['EUR', 'GBP']);
    for (const { bookedMinor, invoicedMinor, paidMinor, credits } of totals)
      expect([bookedMinor > invoicedMinor, invoicedMinor > paidMinor, paidMinor > 0, credits > 0]).toEqual([true, true, true, true]);
    expect(base.months.map(({ withoutRate }) => withoutRate).every((n) => n === 0)).toBe(true);
    const n = (kind: string) => differences.find((one) => one.kind === kind)?.n ?? 0;
    expect([n('overdue_unpaid') > 0, n('overpaid'), n('credit_beyond')]).toEqual([true, 0, 0]);
    const { items } = await admin.call(listReceivedPayments, { limit: 200 });
    expect(items.some(({ openMinor }) => (openMinor ?? 0) > 0)).toBe(true);
    expect((await admin.call(listPayments, { loose: true })).items).toHaveLength(1);
    const waiting = (await admin.call(listCustomerMatches, {})).items;
    expect(waiting.map(({ document, proposals }) => [document.entity, proposals.length > 0])).toEqual([
      ['invoice', true],
      ['order', true],
    ]);
    expect((await admin.call(listCurrencies, {})).items).toMatchObject([{ currency: 'GBP', waiting: 0 }]);
  });

  it('goes as it came: the workspace is empty and as new', async () => {
    expect(await admin.call(removeSample, {})).toEqual({ workspaceRemoved: false });
    const of = await numbers(admin, (tx, ws) =>
      sql`select (select count(*)::int from contact where workspace_id = ${ws}) as contacts, (select count(*)::int from activity where workspace_id = ${ws}) as activities,
        (select count(*)::int from search_word where workspace_id = ${ws}) as words, (select count(*)::int from member where workspace_id = ${ws}) as members,
        (select count(*)::int from pipeline where workspace_id = ${ws}) as pipelines, (select count(*)::int from agreement_version where workspace_id = ${ws} and status = 'draft') as drafts,
        (select count(*)::int from message where workspace_id = ${ws}) + (select count(*)::int from asset where workspace_id = ${ws}) + (select count(*)::int from nurture_track where workspace_id = ${ws})
          + (select count(*)::int from conversation where workspace_id = ${ws}) + (select count(*)::int from publication where workspace_id = ${ws}) as marketing,
        (select count(*)::int from workspace where id = ${ws} and company_name is not null) as named`.execute(tx),
    );
    expect(of).toEqual({ contacts: 0, activities: 0, words: 0, members: 1, pipelines: 1, drafts: 1, marketing: 0, named: 0 });
    await expect(admin.call(removeSample, {})).rejects.toMatchObject({ status: 422 });
  }, 300_000);
});

describe('a sample of one’s own', () => {
  it('opens beside the own workspace, once, and goes with everything', async () => {
    app.setNow(null);
    // What the first sample left behind: large tables that the planner knows to be empty.
    await app.context.queuePool.query('analyze company, contact, lead, handoff, recycle_plan, activity');
    const { workspaceId, admin } = await app.newWorkspace('Ours');
    const email = await giveAccount(app.context.runtime, { workspaceId, memberId: admin.memberId });
    const browser = openBrowser(app.app);
    await browser.ask(signIn, { email, password: PASSWORD });
    browser.workspace = workspaceId;
    const { body, status } = await browser.ask(makeSample, { into: 'separate' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ existed: false });
    const { rows: known } = await app.context.queuePool.query<{ relname: string; least: boolean }>(
      "select relname, reltuples > 300 as least from pg_class where oid = any ('{company,contact,lead,handoff,recycle_plan,activity}'::regclass[])",
    );
    expect(known.filter(({ least }) => !least)).toEqual([]);
    expect((await browser.ask(makeSample, {})).body).toEqual({ workspaceId: body.workspaceId, existed: true, rows: 0 });
    browser.workspace = body.workspaceId;
    const session = (await browser.ask(getSession, {})).body;
    expect(session.workspace).toMatchObject({ isSample: true });
    expect(session.workspaces.length).toBe(2);
    expect((await browser.ask(removeSample, {})).body).toEqual({ workspaceRemoved: true });
    browser.workspace = workspaceId;
    expect((await browser.ask(getSession, {})).body.workspaces).toEqual([{ id: workspaceId, name: 'Ours' }]);
  }, 300_000);

  it('is no business of a key, of a rep, or of a workspace that holds records', async () => {
    const { admin, member } = await app.newWorkspace();
    await expect(admin.call(makeSample, { into: 'separate' })).rejects.toMatchObject({ status: 403 });
    await expect((await member('rep')).call(makeSample, { into: 'here' })).rejects.toMatchObject({ status: 403 });
    await app.command(admin, async ({ tx, scope }) => {
      await tx.insertInto('company').values({ workspace_id: scope.workspaceId, name: 'Ours' }).execute();
      return {};
    });
    await expect(admin.call(makeSample, { into: 'here' })).rejects.toMatchObject({ status: 409 });
    await expect(admin.call(removeSample, {})).rejects.toMatchObject({ status: 422 });
  });
});
