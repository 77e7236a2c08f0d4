import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discardAgreement, draftAgreement, getAgreement } from '#modules/agreements/contract/agreement.ts';
import { giveVerdict } from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, anOffice, type Office, reasonId } from '#modules/handoffs/testing.ts';
import { listRequests } from '#modules/library/contract/requests.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { listChangeNotices } from '#modules/offers/contract/changes.ts';
import { announceOffer, getOffer } from '#modules/offers/contract/offers.ts';
import { anOffer } from '#modules/offers/testing.ts';
import { getReplay, listReplayRows } from '#modules/replays/contract.ts';
import { askBacktest } from '#modules/scoring/contract/backtest.ts';
import { getModel } from '#modules/scoring/contract/model.ts';
import { getProfile } from '#modules/scoring/contract/profile.ts';
import { getThreshold } from '#modules/thresholds/contract/thresholds.ts';
import { aPastLead } from '#modules/thresholds/testing.ts';
import { openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as agenda from './contract/agenda.ts';
import * as decisions from './contract/decisions.ts';
import * as effects from './contract/effect.ts';
import * as contract from './contract/meetings.ts';
import type { Change } from './schema.ts';

let app: TestApp;
let office: Office;

beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app);
}, 120_000);
afterAll(() => app.close());

describe('a decision', () => {
  const firstPromise = async () => {
    const { clauses } = await office.rep.call(decisions.getDecisionChoices, {});
    const clause = clauses.find(({ clocked, party }) => clocked && party === 'sales');
    if (!clause) throw new Error('the agreement has a promise of Sales');
    return clause;
  };
  const both = async (id: string, contentHash: string) => {
    await office.sales.call(decisions.signDecision, { id, contentHash });
    return office.marketing.call(decisions.signDecision, { id, contentHash });
  };
  const decisionOf = async (id: string) => (await office.rep.call(decisions.listDecisions, {})).items.find((one) => one.id === id);

  it('is taken back as long as it waits: what was signed falls, and the other side signs nothing any more', async () => {
    app.setNow('2026-05-04T08:00:00.000Z');
    const { lineId } = await firstPromise();
    const change = { kind: 'clause' as const, lineId, target: 0.4 };
    const words = { title: 'Too low', metric: 'attainment' as const, lineId, expected: 0.9, checkOn: '2026-06-01', change };
    const { id, contentHash } = await office.rep.call(decisions.createDecision, words);
    await office.sales.call(decisions.signDecision, { id, contentHash });
    await office.marketer.call(decisions.withdrawDecision, { id });
    expect(await decisionOf(id)).toMatchObject({ state: 'withdrawn', signatures: [] });
    const again = [
      office.marketing.call(decisions.signDecision, { id, contentHash }),
      office.rep.call(decisions.rewriteDecision, { id, ...words }),
      office.rep.call(decisions.withdrawDecision, { id }),
    ];
    for (const { status } of await Promise.all(again.map(refused))) expect(status).toBe(422);
    expect((await firstPromise()).target).not.toBe(0.4);
  });

  it('changes a promise by two signatures, once; what changed meanwhile is asked again; on its day it is measured', async () => {
    app.setNow('2026-05-04T09:00:00.000Z');
    const { lineId, target } = await firstPromise();
    const words = { title: 'A little more time', metric: 'attainment' as const, lineId, expected: 0.9, checkOn: '2026-06-01' };
    const change = { kind: 'clause' as const, lineId, withinSeconds: 2 * 86_400 };
    const early = await office.rep.call(decisions.createDecision, { ...words, change });
    const rival = await office.marketer.call(decisions.createDecision, {
      ...words,
      title: 'A lower target',
      change: { kind: 'clause', lineId, target: 0.5 },
    });
    await expect(office.rep.call(decisions.signDecision, { id: early.id, contentHash: early.contentHash })).rejects.toMatchObject({
      status: 403,
    });
    await office.sales.call(decisions.signDecision, { id: early.id, contentHash: early.contentHash });
    await expect(office.sales.call(decisions.signDecision, { id: early.id, contentHash: early.contentHash })).rejects.toMatchObject({
      status: 409,
    });

    const draft = await office.sales.call(draftAgreement, {});
    await expect(office.marketing.call(decisions.signDecision, { id: early.id, contentHash: early.contentHash })).rejects.toMatchObject({
      status: 422,
    });
    expect((await decisionOf(early.id))?.signatures).toHaveLength(1);
    await office.sales.call(discardAgreement, { id: draft.id });
    expect(await office.marketing.call(decisions.signDecision, { id: early.id, contentHash: early.contentHash })).toEqual({
      state: 'applied',
    });
    const { version, versions } = await office.rep.call(getAgreement, {});
    expect(versions[0]).toMatchObject({ state: 'in_force', number: 2 });
    expect(version?.clauses.find((clause) => clause.lineId === lineId)).toMatchObject({ withinSeconds: 2 * 86_400, target });
    expect(version?.signatures.map(({ party }) => party).sort()).toEqual(['marketing', 'sales']);
    await expect(both(early.id, early.contentHash)).rejects.toMatchObject({ status: 422 });

    expect(await decisionOf(rival.id)).toMatchObject({ stale: true });
    await expect(both(rival.id, rival.contentHash)).rejects.toMatchObject({ status: 409 });
    const again = await office.marketer.call(decisions.rewriteDecision, {
      id: rival.id,
      ...words,
      title: 'A lower target',
      change: { kind: 'clause', lineId, target: 0.5 },
    });
    await both(rival.id, again.contentHash);
    expect((await office.rep.call(getAgreement, {})).version?.clauses.find((clause) => clause.lineId === lineId)).toMatchObject({
      target: 0.5,
      withinSeconds: 2 * 86_400,
    });

    const { id: meetingId } = await office.sales.call(contract.createMeeting, {
      kind: 'monthly',
      title: 'June',
      day: '2026-06-02',
      time: '10:00',
      people: [office.sales, office.marketing, office.rep].map(({ memberId }) => memberId),
    });
    app.setNow('2026-06-01T09:00:00.000Z');
    await app.tick('meetings.daily');
    expect(await decisionOf(early.id)).toMatchObject({
      state: 'checked',
      baseline: { n: expect.any(Number) },
      measured: { n: 0, value: null, from: '2026-05-04', to: '2026-06-01' },
    });
    await office.rep.call(agenda.writeAgenda, { id: meetingId });
    expect((await office.rep.call(agenda.getAgenda, { id: meetingId })).items.filter(({ source }) => source === 'checkback')).toHaveLength(
      2,
    );
    expect((await office.marketing.call(listNotices, {})).items[0]?.body).toContain('expected 90 %');
  });

  it('changes the profile, asks for content and gives work, each by its own door', async () => {
    const { criteria } = await office.rep.call(decisions.getDecisionChoices, {});
    const words = { title: 'Decided', metric: 'accepted' as const, expected: 0.8, checkOn: '2026-07-01' };
    const made = async (change: Change) => {
      const { id, contentHash } = await office.rep.call(decisions.createDecision, { ...words, change });
      await both(id, contentHash);
      return decisionOf(id);
    };
    const before = await office.rep.call(getProfile, {});
    expect(await made({ kind: 'profile', criterionId: criteria[0]?.id ?? '', weight: 7 })).toMatchObject({ applied: { place: 'profile' } });
    const after = await office.rep.call(getProfile, {});
    expect(after.version?.number).toBe((before.version?.number ?? 0) + 1);
    expect(await made({ kind: 'asset', need: 'A page on prices', dueOn: '2026-06-20' })).toMatchObject({ applied: { place: 'requests' } });
    expect((await office.marketer.call(listRequests, {})).items).toMatchObject([{ need: 'A page on prices' }]);
    expect(await made({ kind: 'action', what: 'Ask ten customers', ownerId: office.rep.memberId, dueOn: '2026-06-20' })).toMatchObject({
      applied: { place: 'task' },
    });
    const asked = {
      ...words,
      change: { kind: 'threshold' as const, cut: 50, fitClasses: ['A' as const], exploration: 0, expiresOn: '2026-12-01' },
    };
    const { id, contentHash } = await office.rep.call(decisions.createDecision, asked);
    await expect(both(id, contentHash)).rejects.toMatchObject({ status: 422 });
    expect((await decisionOf(id))?.state).toBe('waits');
  });

  it('sets the threshold that a back-test knows of, and changes an offer, each once by two signatures; who came second is asked again', async () => {
    const words = { title: 'Decided', metric: 'accepted' as const, expected: 0.8, checkOn: '2026-07-01' };
    const decide = (change: Change) => office.rep.call(decisions.createDecision, { ...words, change });
    for (const won of [true, false, false]) await aPastLead(app, office, { days: 250, forms: 2, won });
    const { version } = await office.sales.call(getModel, {});
    await office.sales.call(askBacktest, { id: version?.id ?? '' });
    await app.runAllJobs();
    const cut = (points: number): Change => ({
      kind: 'threshold',
      cut: points,
      fitClasses: ['A'],
      exploration: 5,
      expiresOn: '2026-12-01',
    });
    const [first, second] = [await decide(cut(35)), await decide(cut(50))];
    const { effect } = await office.marketer.call(effects.getDecisionEffect, { id: first.id });
    expect(effect).toMatchObject({ kind: 'threshold', now: null, would: { cut: 35, leads: expect.any(Number), precision: { n: 3 } } });
    expect(await both(first.id, first.contentHash)).toEqual({ state: 'applied' });
    const { inForce } = await office.rep.call(getThreshold, {});
    expect(inForce).toMatchObject({
      number: 1,
      value: { cut: 35, exploration: 5, expiresOn: '2026-12-01', expected: { leads: expect.any(Number) } },
    });
    expect(inForce?.signatures.map(({ party }) => party).sort()).toEqual(['marketing', 'sales']);
    expect(await decisionOf(second.id)).toMatchObject({
      stale: true,
      says: 'Threshold: none → 50 points with fit A, 5 % of those below as a sample, until 2026-12-01',
    });
    await expect(both(second.id, second.contentHash)).rejects.toMatchObject({ status: 409 });
    await expect(both(first.id, first.contentHash)).rejects.toMatchObject({ status: 422 });
    expect((await office.rep.call(getThreshold, {})).history).toHaveLength(1);

    const { id: offerId, versionId } = await anOffer(office.marketer);
    await office.marketing.call(announceOffer, { id: offerId, versionId, concerns: 'everybody' });
    const [more, other] = [
      await decide({ kind: 'offer', offerId, untilOn: '2026-09-30', discountPercent: 15 }),
      await decide({ kind: 'offer', offerId, discountPercent: 20 }),
    ];
    expect(await both(more.id, more.contentHash)).toEqual({ state: 'applied' });
    const { versions } = await office.rep.call(getOffer, { id: offerId });
    expect(versions).toHaveLength(2);
    expect(versions.find(({ number }) => number === 2)).toMatchObject({
      said: { untilOn: '2026-09-30', discountPercent: 15 },
      announcedAt: expect.any(String),
    });
    await expect(both(other.id, other.contentHash)).rejects.toMatchObject({ status: 409 });
    expect((await office.rep.call(listChangeNotices, {})).items.length).toBeGreaterThan(0);
  });

  it('shows what a promise would have come to in the last quarter, both sides, before anybody may sign it', async () => {
    app.setNow('2026-06-03T09:00:00.000Z');
    const made = [await aHandoff(app, office), await aHandoff(app, office), await aHandoff(app, office)];
    app.setNow('2026-06-03T14:00:00.000Z');
    for (const { handoff } of made.slice(0, 2)) await office.rep.call(giveVerdict, { id: handoff.id, decision: 'accepted' });
    app.setNow('2026-06-12T09:00:00.000Z');
    await app.tick('agreements.clocks');
    await app.runAllJobs();
    const { clauses, calendars } = await office.rep.call(decisions.getDecisionChoices, {});
    const promise = clauses.find(({ title }) => title === 'Verdict');
    const calendarId = calendars.find(({ id }) => id !== promise?.calendarId)?.id;
    if (!promise || !calendarId) throw new Error('the sample agreement asks for a verdict, and there are two calendars');
    const words = { title: 'Much less time', metric: 'accepted' as const, expected: 0.5, checkOn: '2026-08-01' };
    const shorter: Change = { kind: 'clause', lineId: promise.lineId, withinSeconds: 3600 };
    const { id, contentHash } = await office.rep.call(decisions.createDecision, { ...words, change: shorter });
    const effect = async () => {
      const read = (await office.marketer.call(effects.getDecisionEffect, { id })).effect;
      if (read?.kind !== 'clause') throw new Error('it changes a promise');
      return read;
    };
    expect(await effect()).toMatchObject({ owed: true, replay: { state: 'waiting' }, lines: [] });
    await expect(office.sales.call(decisions.signDecision, { id, contentHash })).rejects.toMatchObject({ status: 422 });
    await app.runAllJobs();
    const run = await effect();
    const line = run.lines.find(({ changes }) => changes);
    expect(run).toMatchObject({ owed: false, replay: { state: 'done' } });
    expect(line).toMatchObject({ party: 'sales', now: { k: 2, n: 3, breached: 1 }, would: { k: 0, n: 3 } });
    expect(new Set(run.lines.map(({ party }) => party))).toEqual(new Set(['sales', 'marketing']));
    for (const other of run.lines.filter(({ changes }) => !changes)) expect(other.would).toEqual(other.now);
    const replayId = run.replay?.id ?? '';
    const rows = await office.marketer.call(listReplayRows, {
      id: replayId,
      lineId: promise.lineId,
      states: ['met', 'met_late', 'breached'],
    });
    expect(rows.items).toHaveLength(line?.would.n ?? 0);
    expect(await office.rep.call(getReplay, { id: replayId })).toMatchObject({ changed: { lineId: promise.lineId, withinSeconds: 3600 } });

    // Written again it is another promise: what was run says nothing of it.
    const again = await office.rep.call(decisions.rewriteDecision, {
      id,
      ...words,
      change: { kind: 'clause', lineId: promise.lineId, calendarId },
    });
    expect((await decisionOf(id))?.says).toContain('calendar: ');
    await expect(both(id, again.contentHash)).rejects.toMatchObject({ status: 422 });
    await app.runAllJobs();
    expect((await effect()).lines.find(({ changes }) => changes)?.would.n).toBeGreaterThan(0);
    expect(await both(id, again.contentHash)).toEqual({ state: 'applied' });
    expect((await office.marketer.call(effects.getDecisionEffect, { id })).effect).toBeNull();
    const { version } = await office.rep.call(getAgreement, {});
    expect(version?.clauses.find(({ lineId }) => lineId === promise.lineId)).toMatchObject({ calendarId });
  });

  it('adds a criterion to the profile, changes it and leaves it out; who moves is known before and opens', async () => {
    const { handoff } = await aHandoff(app, office);
    const wrong = await reasonId(office.rep, 'no_need');
    await office.rep.call(giveVerdict, { id: handoff.id, decision: 'rejected', reasonId: wrong, note: 'They have one already.' });
    const decide = async (change: Change) =>
      office.rep.call(decisions.createDecision, {
        title: 'Whom we look for',
        metric: 'accepted',
        expected: 0.8,
        checkOn: '2026-08-01',
        change,
      });
    const criterion = {
      kind: 'disqualifier' as const,
      label: 'Heads of Operations are not for us',
      weight: 1,
      condition: { match: 'all' as const, of: [{ field: 'jobTitle', op: 'contains' as const, value: 'Operations' }] },
    };
    const nowhere = { ...criterion, condition: { match: 'all' as const, of: [{ field: 'nothing', op: 'is_set' as const }] } };
    await expect(decide({ kind: 'profile', criterionId: null, criterion: nowhere })).rejects.toMatchObject({ status: 400 });
    await expect(decide({ kind: 'profile', criterionId: null, weight: 5 })).rejects.toMatchObject({ status: 400 });
    const added = await decide({ kind: 'profile', criterionId: null, criterion });
    const { effect } = await office.marketer.call(effects.getDecisionEffect, { id: added.id });
    if (effect?.kind !== 'profile') throw new Error('it changes the profile');
    expect(effect.leads.every(({ to }) => to === 'D')).toBe(true);
    expect(effect.leads.some(({ from }) => from === 'A')).toBe(true);
    for (const of of ['leads', 'people'] as const)
      for (const { from, to, n } of effect[of])
        expect((await office.admin.call(effects.listMoved, { id: added.id, of, from, to, limit: 200 })).items).toHaveLength(n);
    const past = effect.past.find(({ fit }) => fit === 'D');
    const outside = await office.admin.call(effects.listMoved, { id: added.id, of: 'past', to: 'D', limit: 200 });
    expect(outside.items).toHaveLength(past?.after.n ?? -1);
    expect(past?.after.n).toBeGreaterThan(past?.before.n ?? 0);

    const before = await office.rep.call(getProfile, {});
    expect(await both(added.id, added.contentHash)).toEqual({ state: 'applied' });
    await expect(both(added.id, added.contentHash)).rejects.toMatchObject({ status: 422 });
    const after = await office.rep.call(getProfile, {});
    expect(after.version?.number).toBe((before.version?.number ?? 0) + 1);
    expect(after.version?.criteria.at(-1)).toMatchObject(criterion);
    expect(after.version?.signatures.map(({ party }) => party).sort()).toEqual(['marketing', 'sales']);

    const own = (await office.rep.call(decisions.getDecisionChoices, {})).criteria.find(({ label }) => label === criterion.label)?.id ?? '';
    const reworded = await decide({ kind: 'profile', criterionId: own, criterion: { ...criterion, label: 'Heads of Operations' } });
    await both(reworded.id, reworded.contentHash);
    const next = (await office.rep.call(decisions.getDecisionChoices, {})).criteria.find(({ label }) => label === 'Heads of Operations');
    const removed = await decide({ kind: 'profile', criterionId: next?.id ?? '', weight: null });
    await both(removed.id, removed.contentHash);
    expect((await office.rep.call(getProfile, {})).version?.criteria.map(({ label }) => label)).toEqual(
      before.version?.criteria.map(({ label }) => label),
    );
  });
});
