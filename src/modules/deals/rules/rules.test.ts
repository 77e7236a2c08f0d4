import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_STAGES, probabilityOf, stagesProblem } from './pipelines.ts';
import { between } from './positions.ts';

describe('a pipeline', () => {
  it('has an open, a won and a lost stage, and no name twice', () => {
    expect(stagesProblem(DEFAULT_STAGES)).toBeNull();
    expect(stagesProblem(DEFAULT_STAGES.filter((stage) => stage.kind !== 'lost'))).toMatch('a lost');
    expect(stagesProblem(DEFAULT_STAGES.filter((stage) => stage.kind !== 'open'))).toMatch('an open');
    expect(stagesProblem([...DEFAULT_STAGES, { name: ' proposal', kind: 'open' }])).toMatch('proposal');
  });
  it('counts won deals whole and lost ones not at all', () => {
    expect([probabilityOf('won', 0.3), probabilityOf('lost', 0.3), probabilityOf('open', 0.3)]).toEqual([1, 0, 0.3]);
  });
});

describe('the place of a card', () => {
  it('lies strictly between its neighbours, or there is no room', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 1e-9, max: 1e6, noNaN: true }), (above, gap) => {
        const below = above + gap;
        const place = between(above, below);
        if (place === null) expect(below - above).toBeLessThan(1e-6);
        else expect(place > above && place < below).toBe(true);
      }),
    );
    expect(between(null, null)).toBe(0);
    expect(between(null, 5)).toBeLessThan(5);
    expect(between(5, null)).toBeGreaterThan(5);
  });
});
