import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { clauseApplies } from './choice.ts';
import { earliestProof, type Fact, provenBy } from './proof.ts';
import { replay } from './replay.ts';

const always: BusinessCalendar = { zone: 'Europe/Berlin', windows: {}, holidays: [], always: true };
const terms = {
  party: 'sales',
  proof: ['call', 'mail', 'meeting'],
  leastEvidence: 'manual',
  withinSeconds: 86_400,
  calendar: always,
} as const;
const where = { zone: 'Europe/Berlin', causeId: 'h1' };

function fact(change: Partial<Fact> = {}): Fact {
  const base: Fact = {
    id: 'f1',
    kind: 'call',
    direction: 'out',
    side: 'sales',
    outcome: 'connected',
    evidence: 'manual',
    traffic: null,
    automated: false,
    occurredAt: '2026-03-02T10:00:00.000Z',
    loggedAt: '2026-03-02T10:05:00.000Z',
  };
  return { ...base, ...change };
}

describe('what counts as proof', () => {
  it('is something a person did, not a status, a note or a program', () => {
    expect(provenBy(terms, fact(), where)).toMatchObject({ at: '2026-03-02T10:00:00.000Z', by: 'owner', flagged: false });
    for (const kind of ['note', 'stage_change', 'task_done', 'owner_change']) expect(provenBy(terms, fact({ kind }), where)).toBeNull();
    expect(provenBy(terms, fact({ kind: 'mail', automated: true }), where)).toBeNull();
    expect(provenBy(terms, fact({ kind: 'mail', traffic: 'machine' }), where)).toBeNull();
    expect(provenBy(terms, fact({ kind: 'meeting', outcome: 'no_show' }), where)).toBeNull();
    expect(provenBy(terms, fact({ kind: 'meeting', outcome: 'held' }), where)).not.toBeNull();
  });
  it('comes from the side that owes, or from the customer', () => {
    expect(provenBy(terms, fact({ side: 'marketing' }), where)).toBeNull();
    expect(provenBy(terms, fact({ direction: 'in', side: 'customer' }), where)?.by).toBe('customer');
  });
  it('has the evidence that was agreed on', () => {
    const strict = { ...terms, leastEvidence: 'confirmed' } as const;
    expect(provenBy(strict, fact(), where)).toBeNull();
    expect(provenBy(strict, fact({ evidence: 'system' }), where)).not.toBeNull();
  });
  it('counts a backdated log from when it was written down, unless it was the same day or a system saw it', () => {
    const late = { occurredAt: '2026-03-02T10:00:00.000Z', loggedAt: '2026-03-03T08:00:00.000Z' };
    expect(provenBy(terms, fact(late), where)).toMatchObject({ at: late.loggedAt, flagged: true });
    expect(provenBy(terms, fact({ ...late, evidence: 'system' }), where)).toMatchObject({ at: late.occurredAt, flagged: false });
    // 23:30 in Berlin and a quarter past midnight are two days there, though one in UTC.
    const night = { occurredAt: '2026-03-02T22:30:00.000Z', loggedAt: '2026-03-02T23:15:00.000Z' };
    expect(provenBy(terms, fact(night), where)?.flagged).toBe(true);
    expect(provenBy(terms, fact({ occurredAt: '2026-03-04T10:00:00.000Z' }), where)?.at).toBe('2026-03-02T10:05:00.000Z');
  });
  it('is, for a verdict, the one on this hand-off', () => {
    const verdict = { ...terms, proof: ['verdict'] } as const;
    expect(provenBy(verdict, fact({ kind: 'verdict', causeId: 'h1' }), where)).not.toBeNull();
    expect(provenBy(verdict, fact({ kind: 'verdict', causeId: 'h0' }), where)).toBeNull();
    expect(provenBy(verdict, fact({ kind: 'verdict', causeId: 'h1', outcome: 'accepted_by_default' }), where)).toBeNull();
  });
  it('is, for every promise of Sales, giving the lead back with its reason', () => {
    expect(provenBy(terms, fact({ kind: 'verdict', causeId: 'h1', outcome: 'rejected' }), where)).not.toBeNull();
    expect(provenBy(terms, fact({ kind: 'verdict', causeId: 'h1', outcome: 'accepted' }), where)).toBeNull();
    expect(provenBy({ ...terms, party: 'marketing' }, fact({ kind: 'verdict', causeId: 'h1', outcome: 'recycled' }), where)).toBeNull();
  });
  it('takes the earliest, and a contact before the start only within the time of the clause', () => {
    const startedAt = '2026-03-02T12:00:00.000Z';
    const facts = [
      fact({ id: 'late', occurredAt: '2026-03-02T15:00:00.000Z', loggedAt: '2026-03-02T15:00:00.000Z' }),
      fact({ id: 'before' }),
    ];
    expect(earliestProof(terms, { startedAt, causeId: 'h1', facts })?.factId).toBe('before');
    expect(earliestProof({ ...terms, withinSeconds: 3600 }, { startedAt, causeId: 'h1', facts })?.factId).toBe('late');
  });
});

describe('which clauses something sets going', () => {
  const clauses = [
    { id: 'touch', family: 'in_time', startsWhen: 'handed_off', proof: ['call', 'mail'] },
    { id: 'ask', family: 'in_time', startsWhen: 'hand_raised', proof: ['call', 'mail'] },
    { id: 'depth', family: 'depth', startsWhen: 'handed_off', proof: ['call', 'mail'] },
    { id: 'verdict', family: 'in_time', startsWhen: 'handed_off', proof: ['verdict'] },
    { id: 'warm', family: 'in_time', startsWhen: 'recycled', proof: ['new_tactic'] },
  ] as const;
  it('lets the stricter promise stand for the general one', () => {
    const ids = (when: 'handed_off' | 'hand_raised' | 'recycled') => clauseApplies(clauses, when).map(({ id }) => id);
    expect(ids('handed_off')).toEqual(['touch', 'depth', 'verdict']);
    expect(ids('hand_raised')).toEqual(['ask', 'depth', 'verdict']);
    expect(ids('recycled')).toEqual(['warm']);
  });
});

describe('replay', () => {
  const subject = { id: 'l1', startedAt: '2026-03-02T09:00:00.000Z' };
  it('judges each lead by its own facts as of an instant', () => {
    const touched = fact({ id: 'c', evidence: 'imported', occurredAt: '2026-03-03T09:00:00.000Z', loggedAt: '2026-06-01T00:00:00.000Z' });
    const states = (now: string) =>
      replay(
        terms,
        [
          { ...subject, facts: [touched] },
          { ...subject, id: 'l2', facts: [] },
        ],
        now,
      ).map(({ state }) => state.state);
    expect(states('2026-03-02T10:00:00.000Z')).toEqual(['running', 'running']);
    expect(states('2026-03-04T10:00:00.000Z')).toEqual(['met', 'breached']);
  });
  it('does not depend on the order in which facts came', () => {
    const facts = fc.array(
      fc.record({
        minutes: fc.integer({ min: -3000, max: 6000 }),
        delay: fc.integer({ min: 0, max: 4000 }),
        by: fc.constantFrom('in', 'out'),
        system: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 8000 }), (drawn, nowMinutes) => {
        const at = (minutes: number) => new Date(Date.parse(subject.startedAt) + minutes * 60_000).toISOString();
        const list = drawn.map(({ minutes, delay, by, system }, index) =>
          fact({
            id: `f${index}`,
            direction: by as 'in' | 'out',
            occurredAt: at(minutes),
            loggedAt: at(minutes + delay),
            evidence: system ? 'system' : 'manual',
          }),
        );
        const [one] = replay(terms, [{ ...subject, facts: list }], at(nowMinutes));
        const [other] = replay(terms, [{ ...subject, facts: [...list].reverse() }], at(nowMinutes));
        expect(other?.state).toEqual(one?.state);
      }),
    );
  });
});
