import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bayesProbability } from './bayes.ts';
import { fitBoosted } from './boosting.ts';
import { plattOf } from './calibration.ts';
import { isOff } from './drift.ts';
import { type Fact, type FactTable, FactTableBuilder, foldedLevel, type Value } from './facts.ts';
import { featuresOf, matrixOf } from './features.ts';
import { findLeaks } from './leaks.ts';
import { fitLogistic } from './logistic.ts';
import { explain, type Model, probabilitiesOf, sigmoid } from './predict.ts';
import { runInSlices } from './slices.ts';
import { runThrough } from './steps.ts';
import { type Report, train } from './train.ts';
import { verdictOn } from './verdict.ts';

const fact = (key: string, kind: Fact['kind']): Fact => ({ key, label: key, right: key, kind });
const FACTS = [fact('size', 'number'), fact('channel', 'category'), fact('noise', 'category')];

/** A fixed stream of numbers in [0, 1): the same leads in every run. */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

type Facts = Record<string, Value>;

/** Leads whose true log-odds are known: they rise with size, and with the channel "referral". */
function leads(
  n: number,
  more: (lead: { won: boolean; next: () => number; place: number }) => Facts = () => ({}),
  extra: readonly Fact[] = [],
) {
  const next = stream(7);
  const builder = new FactTableBuilder([...FACTS, ...extra]);
  const all: { facts: Facts; won: boolean }[] = [];
  for (let place = 0; place < n; place++) {
    const size = next() * 4 - 2;
    const referral = next() < 0.3;
    const won = next() < sigmoid(-0.5 + size + (referral ? 1.5 : 0));
    const facts: Facts = {
      size: next() < 0.1 ? null : size,
      channel: referral ? 'Referral' : next() < 0.5 ? 'web' : ' Select ',
      noise: `n${Math.floor(next() * 3)}`,
      ...more({ won, next, place }),
    };
    all.push({ facts, won });
    builder.add({ id: String(place).padStart(6, '0'), order: place, won, asOf: false, label: null, facts });
  }
  return { table: builder.build(), all };
}

const trained = (table: FactTable, more: Partial<Parameters<typeof train>[0]> = {}) =>
  runThrough(train({ table, later: new Map(), known: new Set(), out: new Set(), ...more }));

describe('what is known of a lead', () => {
  it('is read in one spelling, and the ways of saying nothing are nothing', () => {
    expect([' Google', 'google  ', 'GOOGLE'].map(foldedLevel)).toEqual(['google', 'google', 'google']);
    expect(['Select', '', '  ', 'N/A', '-', null, undefined].map(foldedLevel)).toEqual(Array.from({ length: 7 }, () => null));
    expect(foldedLevel('Organic   search')).toBe('organic search');
  });

  it('keeps levels of at least ten leads, and tells why a field teaches nothing', () => {
    const extra = [fact('text', 'category'), fact('same', 'category'), fact('none', 'number')];
    const { table } = leads(
      300,
      ({ place }) => ({ text: `call ${place}`, same: 'x', none: null, noise: place < 9 ? 'rare' : place % 2 ? 'a' : 'b' }),
      extra,
    );
    const { features, ignored } = runThrough(featuresOf(table, 300));
    expect(features.find(({ key }) => key === 'noise')).toMatchObject({ levels: expect.not.arrayContaining(['rare']) });
    expect(ignored.map(({ key, reason }) => [key, reason])).toEqual([
      ['text', 'free_text'],
      ['same', 'constant'],
      ['none', 'empty'],
    ]);
  });
});

describe('naive Bayes', () => {
  const model = {
    won: 40,
    lost: 60,
    features: {
      source: { won: { referral: 20, web: 20 }, lost: { referral: 10, web: 50 } },
      size: { won: { mid: 30, small: 10 }, lost: { mid: 25, small: 35 } },
    },
  };
  it('gives the worked figures', () => {
    expect(bayesProbability(model, { source: 'referral', size: 'mid' })).toBeCloseTo(0.7810828, 7);
    expect(bayesProbability(model, { source: 'web', size: 'small' })).toBeCloseTo(0.1471889, 7);
  });
  it('leaves out what is not set or was never seen, and says nothing of one outcome alone', () => {
    expect(bayesProbability(model, { source: null, size: 'huge' })).toBeCloseTo(0.4, 12);
    expect(bayesProbability({ ...model, won: 0 }, { source: 'web' })).toBeNull();
  });
});

describe('the learners', () => {
  const { table, all } = leads(3_000);
  const { features } = runThrough(featuresOf(table, 3_000));
  const matrix = runThrough(matrixOf(features, table));
  const fitting = { features, matrix, won: table.won, until: 3_000 };
  const learners = [runThrough(fitLogistic(fitting, 1)), runThrough(fitBoosted({ ...fitting, depth: 3, trees: 40 }))];

  it('regression finds the slope that made the data', () => {
    const [model] = learners;
    const size = features.find(({ key }) => key === 'size');
    const slope = model?.kind === 'logistic' ? model.weights[features.findIndex(({ key }) => key === 'size')]?.[0] : undefined;
    expect((slope ?? 0) / (size?.kind === 'number' ? size.spread : 1)).toBeCloseTo(1, 0.8);
  });

  it.each(learners.map((learner) => [learner.kind, learner] as const))(
    '%s: the parts of an explanation add up to the log-odds of the probability',
    (_kind, learner) => {
      const model: Model = { features, learner, slope: 1.3, shift: -0.2 };
      const known = fc.record({
        size: fc.oneof(fc.constant(null), fc.double({ min: -5, max: 5, noNaN: true })),
        channel: fc.constantFrom('referral', 'WEB', 'never seen', '', null),
        noise: fc.constantFrom('n0', 'n1', 'n2', null),
      });
      fc.assert(
        fc.property(known, (facts) => {
          const { probability, base, parts } = explain(model, facts);
          const logit = base + parts.reduce((sum, { part }) => sum + part, 0);
          expect(sigmoid(logit)).toBeCloseTo(probability, 10);
          expect(probability).toBeGreaterThan(0);
          expect(probability).toBeLessThan(1);
        }),
      );
    },
  );

  it.each(learners.map((learner) => [learner.kind, learner] as const))('%s: one lead alone is read as among many', (_kind, learner) => {
    const model: Model = { features, learner, slope: 1, shift: 0 };
    const many = runThrough(probabilitiesOf(model, matrix, { from: 0, to: 50 }));
    for (const [place, { facts }] of all.slice(0, 50).entries())
      expect(explain(model, facts).probability).toBeCloseTo(many[place] ?? 0, 12);
  });
});

describe('calibration', () => {
  it('finds the line by which log-odds were stretched', () => {
    const next = stream(3);
    const truth = Float64Array.from({ length: 20_000 }, () => next() * 6 - 3);
    const won = Uint8Array.from(truth, (logit) => (next() < sigmoid(logit) ? 1 : 0));
    const { slope, shift } = plattOf(
      truth.map((logit) => 2 * logit + 1),
      won,
    );
    expect(slope).toBeCloseTo(0.5, 1);
    expect(shift).toBeCloseTo(-0.5, 1);
  });
  it('never turns the order round', () => {
    expect(plattOf(Float64Array.from([-2, -1, 1, 2]), Uint8Array.from([1, 1, 0, 0]))).toEqual({ slope: 1, shift: 0 });
  });
});

describe('a training', () => {
  const { table } = leads(1_500);
  const { model, report } = trained(table);

  it('is judged on the newest leads alone, and beats the rate of all', () => {
    expect(report.judged.n).toBe(450);
    expect(report.quality.auc?.low).toBeGreaterThan(0.7);
    expect(report.quality.brier).toBeLessThan(report.compared.find(({ name }) => name === 'base_rate')?.quality.brier ?? 0);
    expect(report.effects[0]?.key).toBe('size');
    expect(report.bins.reduce((sum, { came }) => sum + came.n, 0)).toBe(450);
  });

  it('comes out the same to the bit', () => {
    expect(trained(table).model).toEqual(model);
  });

  it('does not look at the outcomes that judge it', () => {
    const turned = { ...table, won: Uint8Array.from(table.won, (one, place) => (place >= 1_050 ? 1 - one : one)) };
    expect(trained(turned).model).toEqual(model);
  });

  it('goes in slices, and ends where it is told to', async () => {
    let now = 0;
    let pauses = 0;
    const asked = { table, later: new Map(), known: new Set<string>(), out: new Set<string>() };
    const slicing = { sliceMs: 1, clock: () => now++ };
    const whole = await runInSlices(train(asked), { ...slicing, between: async () => ++pauses > 0 });
    expect(whole?.model).toEqual(model);
    expect(pauses).toBeGreaterThan(50);
    expect(await runInSlices(train(asked), { ...slicing, between: async () => --pauses > 40 })).toBeUndefined();
  });
});

describe('the leak check', () => {
  const extra = [fact('honest', 'category'), fact('judgement', 'category'), fact('grade', 'number'), fact('contract', 'category')];
  /** An honest optional answer; what a rep notes of the leads worth it; a figure noted with it; a number that only customers have. */
  const made = leads(
    2_000,
    ({ won, next }) => {
      const noted = next() < 0.5;
      const right = next() < 0.9;
      return {
        honest: next() < 0.4 ? null : next() < (won ? 0.55 : 0.45) ? 'yes' : 'no',
        judgement: noted ? (won === right ? 'promising' : 'hopeless') : 'Select',
        grade: noted ? next() : null,
        contract: won && next() < 0.9 ? `c${Math.floor(next() * 3)}` : null,
      };
    },
    extra,
  );

  it('names what was filled in with the outcome in view, and nothing else', () => {
    const found = runThrough(findLeaks(made.table, new Map()));
    expect(found.map(({ key, sign, level }) => [key, sign, level])).toEqual([
      ['judgement', 'judged', 'leak'],
      ['contract', 'one_outcome', 'leak'],
      ['grade', 'filled_together', 'leak'],
    ]);
    expect(found.at(-1)?.together).toBe('judgement');
  });

  it('goes by the record where it tells when a value was written', () => {
    const found = runThrough(findLeaks(made.table, new Map([['honest', 400]])));
    expect(found.find(({ key }) => key === 'honest')).toMatchObject({ sign: 'filled_later', later: 400 });
    expect(runThrough(findLeaks(made.table, new Map([['honest', 3]]))).some(({ key }) => key === 'honest')).toBe(false);
  });

  it('does not suspect what was kept at the hand-off itself', () => {
    expect(runThrough(findLeaks({ ...made.table, asOf: new Uint8Array(2_000).fill(1) }, new Map()))).toEqual([]);
  });

  it('leaves a leak out until a person says that it is known', () => {
    const strict = trained(made.table);
    expect(strict.report.leftOut).toEqual(['judgement', 'contract', 'grade']);
    expect(strict.model.features.map(({ key }) => key)).not.toContain('judgement');
    const told = trained(made.table, { known: new Set(['judgement']), out: new Set(['noise']) });
    expect(told.report.leftOut).toEqual(['contract', 'grade', 'noise']);
    expect(told.report.quality.auc?.auc).toBeGreaterThan(strict.report.quality.auc?.auc ?? 1);
  });
});

describe('what is put in force', () => {
  const quality = (brier: number) => ({ auc: { auc: 0.8, low: 0.7, high: 0.9 }, brier });
  const report = (brier: number) =>
    ({ quality: quality(brier), compared: [{ name: 'base_rate', quality: quality(0.24) }], leftOut: ['tags'] }) as unknown as Report;

  it('is what is better on the same leads', () => {
    const rival = { quality: quality(0.2), features: ['size'] };
    expect(verdictOn(report(0.15), { off: false, rival: null })).toEqual({ verdict: 'first', kept: true });
    expect(verdictOn(report(0.15), { off: false, rival })).toEqual({ verdict: 'better', kept: true });
    expect(verdictOn(report(0.2), { off: false, rival })).toEqual({ verdict: 'not_better', kept: false });
    expect(verdictOn(report(0.25), { off: false, rival: null })).toEqual({ verdict: 'no_use', kept: false });
    expect(verdictOn(report(0.15), { off: true, rival: null })).toEqual({ verdict: 'off', kept: false });
    expect(verdictOn(report(0.15), { off: false, rival: { quality: quality(0.05), features: ['tags'] } })).toEqual({
      verdict: 'replaces_leak',
      kept: true,
    });
  });

  it('is called off when what came lies outside of what was said, and not with few leads', () => {
    expect(isOff({ said: 0.5, k: 10, n: 100 })).toBe(true);
    expect(isOff({ said: 0.12, k: 10, n: 100 })).toBe(false);
    expect(isOff({ said: 0.9, k: 1, n: 10 })).toBe(false);
  });
});
