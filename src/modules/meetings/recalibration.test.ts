import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getRouting } from '#modules/handoffs/contract/routing.ts';
import { aHandoff, anOffice, later, type Office } from '#modules/handoffs/testing.ts';
import { getModel } from '#modules/scoring/contract/model.ts';
import { aPastLead } from '#modules/thresholds/testing.ts';
import { openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as agenda from './contract/agenda.ts';
import * as decisions from './contract/decisions.ts';
import * as effects from './contract/effect.ts';
import type { Change } from './schema.ts';

let app: TestApp;
let office: Office;

beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app);
}, 120_000);
afterAll(() => app.close());

describe('a decision on a rule', () => {
  const signed = ({ id, contentHash }: { id: string; contentHash: string }) => ({ id, contentHash });
  const both = async (id: string, contentHash: string) => {
    await office.sales.call(decisions.signDecision, { id, contentHash });
    return office.marketing.call(decisions.signDecision, { id, contentHash });
  };
  const decisionOf = async (id: string) => (await office.rep.call(decisions.listDecisions, {})).items.find((one) => one.id === id);

  it('changes a rule of routing: who would have got which hand-offs is known before, and opens', async () => {
    const decide = (change: Change) =>
      office.rep.call(decisions.createDecision, {
        title: 'Who takes them',
        metric: 'accepted',
        expected: 0.9,
        checkOn: '2026-06-01',
        change,
      });
    const ben = await office.member('rep', { name: 'Ben' });
    const everything = { match: 'all' as const, of: [] };
    const territory = { name: 'All to Ben', criteria: everything, memberId: ben.memberId, teamId: null, poolId: null };
    const nowhere = { match: 'all' as const, of: [{ field: 'nothing', op: 'is_set' as const }] };
    const wrong: [Change, number, string][] = [
      [{ kind: 'routing', territoryId: null }, 400, 'change.territory'],
      [{ kind: 'routing', territoryId: null, territory, place: 2 }, 400, 'change.place'],
      [{ kind: 'routing', territoryId: null, territory: { ...territory, memberId: null } }, 400, 'change.territory.memberId'],
      [
        { kind: 'routing', territoryId: null, territory: { ...territory, memberId: office.marketer.memberId } },
        400,
        'change.territory.memberId',
      ],
      [{ kind: 'routing', territoryId: office.workspaceId, place: 1 }, 404, 'change.territoryId'],
    ];
    for (const [change, status, field] of wrong) expect(await refused(decide(change))).toMatchObject({ status, errors: [{ field }] });
    expect((await refused(decide({ kind: 'routing', territoryId: null, territory: { ...territory, criteria: nowhere } }))).status).toBe(
      400,
    );

    await aHandoff(app, office);
    app.setNow(later(1));
    const [toBen, rival] = [
      await decide({ kind: 'routing', territoryId: null, territory }),
      await decide({ kind: 'routing', territoryId: null, territory: { ...territory, name: 'All to Anna', memberId: office.rep.memberId } }),
    ];
    const { effect } = await office.marketer.call(effects.getDecisionEffect, { id: toBen.id });
    if (effect?.kind !== 'routing') throw new Error('it changes the routing');
    expect(effect.total).toBeGreaterThan(0);
    const load = effect.loads.find(({ member }) => member.id === ben.memberId);
    expect(load).toMatchObject({ got: 0, would: effect.differs });
    const rows = await office.admin.call(effects.playDecision, { id: toBen.id, wouldGet: ben.memberId, limit: 200 });
    expect(rows.items).toHaveLength(load?.would ?? -1);
    expect(rows.items[0]).toMatchObject({ rule: 'All to Ben', would: { name: 'Ben' }, differs: true });

    await office.sales.call(decisions.signDecision, signed(toBen));
    expect((await office.rep.call(getRouting, {})).territories).toEqual([]);
    expect(await office.marketing.call(decisions.signDecision, signed(toBen))).toEqual({ state: 'applied' });
    await expect(both(toBen.id, toBen.contentHash)).rejects.toMatchObject({ status: 422 });
    const [held, ...others] = (await office.rep.call(getRouting, {})).territories;
    expect({ held, others }).toMatchObject({ held: { name: 'All to Ben', member: { name: 'Ben' } }, others: [] });
    expect((await aHandoff(app, office)).handoff.assignee?.name).toBe('Ben');
    expect(await decisionOf(rival.id)).toMatchObject({ stale: true });
    await expect(both(rival.id, rival.contentHash)).rejects.toMatchObject({ status: 409 });

    const territoryId = held?.id ?? '';
    const renamed = await decide({
      kind: 'routing',
      territoryId,
      territory: { ...territory, name: 'Mostly to Ben', memberId: office.rep.memberId },
    });
    expect((await decisionOf(renamed.id))?.says).toBe('Routing – name: “All to Ben” → “Mostly to Ben”; “All to Ben” to: Ben → Anna');
    const dropped = await decide({ kind: 'routing', territoryId, territory: null });
    await both(dropped.id, dropped.contentHash);
    expect((await office.rep.call(getRouting, {})).territories).toEqual([]);
    expect(await decisionOf(dropped.id)).toMatchObject({ says: 'Routing – “All to Ben” is left out', applied: { place: 'routing' } });
  });

  it('changes a rule of the score: whom it hands to Sales and whom not any more is known before, and opens', async () => {
    const decide = (change: Change) =>
      office.rep.call(decisions.createDecision, {
        title: 'What a form is worth',
        metric: 'won',
        expected: 0.3,
        checkOn: '2026-06-01',
        change,
      });
    for (const won of [true, false, false]) await aPastLead(app, office, { days: 250, forms: 2, won });
    const { version, ...model } = await office.rep.call(getModel, {});
    const form = version?.rules.find(({ label }) => label === 'Filled in a form');
    const ruleId = form?.id ?? '';
    const mails = { label: 'Opened a mail', match: { kinds: ['mail_event' as const] }, points: 5, halfLifeDays: null };
    const rule = { fading: 'half_life' as const, cap: null, dailyCap: null, group: null, ...mails };
    const wrong: [Change, number, string][] = [
      [{ kind: 'score', ruleId: null, rule }, 400, 'change.rule.match.outcomes'],
      [{ kind: 'score', ruleId: null, rule: { ...rule, match: { kinds: ['form'] }, group: 'Nowhere' } }, 400, 'change.rule.group'],
      [{ kind: 'score', ruleId: null, points: 3 }, 400, 'change.rule'],
      [{ kind: 'score', ruleId, points: form?.points ?? 0 }, 400, 'change.rule'],
      [{ kind: 'score', ruleId: office.workspaceId, points: 3 }, 404, 'change.ruleId'],
    ];
    for (const [change, status, field] of wrong) expect(await refused(decide(change))).toMatchObject({ status, errors: [{ field }] });

    const [less, rival] = [await decide({ kind: 'score', ruleId, points: 5 }), await decide({ kind: 'score', ruleId, points: null })];
    const effect = async () => {
      const read = (await office.marketer.call(effects.getDecisionEffect, { id: less.id })).effect;
      if (read?.kind !== 'score') throw new Error('it changes the score');
      return read;
    };
    expect(await effect()).toMatchObject({ owed: true, test: { status: 'waiting' }, passed: null });
    await expect(office.sales.call(decisions.signDecision, signed(less))).rejects.toMatchObject({ status: 422 });
    await app.runAllJobs();
    const { owed, passed } = await effect();
    const n = (which: string) => passed?.groups.find(({ passing }) => passing === which)?.n ?? -1;
    expect(owed).toBe(false);
    expect(n('lost')).toBeGreaterThan(2);
    expect(n('gained')).toBe(0);
    expect(passed).toMatchObject({ now: { n: n('both') + n('lost') }, would: { n: n('both') }, threshold: null });
    expect(passed?.groups.reduce((sum, group) => sum + group.n, 0)).toBe(passed?.leads);
    const listed = { id: less.id, limit: 200 };
    for (const { passing, n: counted } of passed?.groups ?? [])
      expect((await office.admin.call(effects.listPassed, { ...listed, passing: [passing] })).items).toHaveLength(counted);
    const lost = await office.admin.call(effects.listPassed, { ...listed, passing: ['lost'] });
    for (const { was, becomes } of lost.items) expect(becomes).toBeLessThan(was ?? 0);
    const won = await office.admin.call(effects.listPassed, { ...listed, passing: ['both', 'lost'], mature: true, won: true });
    expect(won.items).toHaveLength(passed?.now.won.k ?? -1);
    await expect(office.admin.call(effects.listPassed, { ...listed, id: office.workspaceId, passing: ['lost'] })).rejects.toMatchObject({
      status: 404,
    });

    await office.sales.call(decisions.signDecision, signed(less));
    expect((await office.rep.call(getModel, {})).versions).toEqual(model.versions);
    expect(await office.marketing.call(decisions.signDecision, signed(less))).toEqual({ state: 'applied' });
    await expect(both(less.id, less.contentHash)).rejects.toMatchObject({ status: 422 });
    const after = await office.rep.call(getModel, {});
    expect(after.version).toMatchObject({ number: (version?.number ?? 0) + 1, status: 'active' });
    expect(after.version?.rules.map(({ id: _id, ...one }) => one)).toEqual(
      version?.rules.map(({ id, ...one }) => ({ ...one, points: id === ruleId ? 5 : one.points })),
    );
    expect(after.version?.signatures.map(({ party }) => party).sort()).toEqual(['marketing', 'sales']);
    expect(await decisionOf(less.id)).toMatchObject({
      ...{ says: 'Score – “Filled in a form”: 40 points → 5 points', applied: { place: 'score' }, baseline: { n: expect.any(Number) } },
    });
    expect(await decisionOf(rival.id)).toMatchObject({ stale: true });
    await expect(both(rival.id, rival.contentHash)).rejects.toMatchObject({ status: 409 });
    await app.runAllJobs();
  });

  it('is offered where a cause is a source, a field or a rule of the score', async () => {
    const { id } = await office.rep.call(agenda.openRootCause, { problem: 'Forms of the fair are students mostly', leadIds: [] });
    const cause = (category: 'source' | 'field' | 'score_rule' | 'routing') => ({ category, text: 'A form is worth a lot', whys: [] });
    const causes = [cause('source'), cause('field'), cause('score_rule'), cause('routing')];
    await office.rep.call(agenda.writeRootCause, { id, causes, checkOn: null, meetingId: null });
    const read = await office.marketer.call(agenda.getRootCause, { id });
    expect(read.causes.map(({ fits }) => fits)).toEqual([
      ['score', 'profile', 'routing'],
      ['profile', 'score'],
      ['score', 'threshold'],
      ['routing'],
    ]);
  });
});
