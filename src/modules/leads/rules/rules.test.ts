import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_LEAD_CLASSES, PATH_STAGES, STAGES, type Stage } from '../schema.ts';
import { leadAfterValidation } from './conversions.ts';
import { continuesEpisode } from './episodes.ts';
import { codeOf, DEFAULT_REASONS, missingForReason } from './reasons.ts';
import { directionOf, passagesOf, stageOnArrival } from './stages.ts';

const stage = fc.constantFrom(...STAGES);
const at = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();

describe('the direction of a stage visit', () => {
  it.each<[Stage[], Stage, string]>([
    [[], 'inquiry', 'forward'],
    [[], 'opportunity', 'skip'],
    [['inquiry'], 'mql', 'forward'],
    [['inquiry'], 'opportunity', 'skip'],
    [['inquiry', 'sql'], 'mql', 'back'],
    [['inquiry', 'mql', 'sal', 'sql'], 'recycled', 'back'],
    [['inquiry', 'mql', 'sal', 'sql', 'recycled'], 'mql', 'repeat'],
    [['inquiry', 'mql', 'sal', 'sql', 'recycled'], 'opportunity', 'forward'],
    [['inquiry', 'recycled', 'mql'], 'recycled', 'repeat'],
    [['inquiry'], 'disqualified', 'back'],
    [['recycled'], 'inquiry', 'forward'],
  ])('%j → %s is %s', (past, to, direction) => {
    expect(directionOf(past, to)).toBe(direction);
  });

  it('is repeat exactly where the lead was there before, and forward only to the next stage of the path', () => {
    fc.assert(
      fc.property(fc.array(stage, { maxLength: 12 }), stage, (past, to) => {
        const direction = directionOf(past, to);
        expect(direction === 'repeat').toBe(past.includes(to));
        if (direction === 'skip') expect(PATH_STAGES.indexOf(to as never)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the stages a lead reached', () => {
  it('counts a skipped stage as passed over, with no time in it', () => {
    const visits = [
      { stage: 'inquiry' as const, enteredAt: at(1), exitedAt: at(3) },
      { stage: 'opportunity' as const, enteredAt: at(3), exitedAt: null },
    ];
    expect(passagesOf(visits, at(4))).toEqual([
      { stage: 'inquiry', at: at(1), stayMs: 2 * 86_400_000, passedOver: false },
      { stage: 'mql', at: at(3), stayMs: 0, passedOver: true },
      { stage: 'sal', at: at(3), stayMs: 0, passedOver: true },
      { stage: 'sql', at: at(3), stayMs: 0, passedOver: true },
      { stage: 'opportunity', at: at(3), stayMs: 86_400_000, passedOver: false },
    ]);
  });

  it('adds up repeats and keeps when the stage was first reached', () => {
    const visits = [
      { stage: 'mql' as const, enteredAt: at(1), exitedAt: at(2) },
      { stage: 'recycled' as const, enteredAt: at(2), exitedAt: at(9) },
      { stage: 'mql' as const, enteredAt: at(9), exitedAt: at(12) },
    ];
    expect(passagesOf(visits, at(20)).find((one) => one.stage === 'mql')).toEqual({
      stage: 'mql',
      at: at(1),
      stayMs: 4 * 86_400_000,
      passedOver: false,
    });
  });

  it('reaches every stage before the furthest one, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 12 }), (stages) => {
        const visits = stages.map((one, day) => ({ stage: one, enteredAt: at(day + 1), exitedAt: at(day + 2) }));
        const furthest = Math.max(...stages.map((one) => PATH_STAGES.indexOf(one as never)));
        expect(passagesOf(visits, at(40)).map((one) => one.stage)).toEqual(PATH_STAGES.slice(0, furthest + 1));
      }),
    );
  });
});

describe('arriving', () => {
  it('puts a hand-raiser at MQL at least, and takes up a lead that had left the path', () => {
    expect(stageOnArrival(null, false)).toBe('inquiry');
    expect(stageOnArrival('inquiry', true)).toBe('mql');
    expect(stageOnArrival('sql', true)).toBe('sql');
    expect(stageOnArrival('recycled', true)).toBe('mql');
    expect(stageOnArrival('disqualified', false)).toBe('inquiry');
  });
});

describe('episodes', () => {
  const lead = { openedAt: at(1), lastConversionAt: null, endedAt: null };
  it('continue within seven days of the last sign, and not a moment later', () => {
    expect(continuesEpisode(null, at(1))).toBe(false);
    expect(continuesEpisode(lead, at(8))).toBe(true);
    expect(continuesEpisode(lead, new Date(Date.parse(at(8)) + 1).toISOString())).toBe(false);
    expect(continuesEpisode({ ...lead, lastConversionAt: at(5) }, at(12))).toBe(true);
  });
  it('continue after a lead was returned an hour ago', () => {
    expect(continuesEpisode({ ...lead, endedAt: at(60) }, new Date(Date.parse(at(60)) + 3_600_000).toISOString())).toBe(true);
  });
});

describe('validation', () => {
  it('makes no lead of a contact whose conversions are all none', () => {
    expect(leadAfterValidation(['not_a_lead', 'bad_data'])).toBe('not_a_lead');
    expect(leadAfterValidation(['not_a_lead', 'unreviewed'])).toBe('open_question');
    expect(leadAfterValidation(['not_a_lead', 'sales_lead'])).toBe('is_a_lead');
    expect(leadAfterValidation([])).toBe('open_question');
  });
  it('has reasons to choose from in each class that is no lead', () => {
    for (const name of NO_LEAD_CLASSES) expect(DEFAULT_REASONS[name].length).toBeGreaterThan(2);
  });
});

describe('reasons', () => {
  it('ask for a note of 15 characters and for a day where they need them', () => {
    expect(missingForReason({ needsNote: true, needsDate: false }, { note: 'too short' })).toBe('note');
    expect(missingForReason({ needsNote: true, needsDate: false }, { note: 'They want it in blue.' })).toBeNull();
    expect(missingForReason({ needsNote: false, needsDate: true }, {})).toBe('date');
  });
  it('get a code of their own from any label', () => {
    expect(codeOf('Chose a competitor!', [])).toBe('chose_a_competitor');
    expect(codeOf('Chose a competitor', ['chose_a_competitor'])).toBe('chose_a_competitor_2');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (label) => /^[a-z][a-z0-9_]{0,59}$/.test(codeOf(label, ['reason', 'reason_2']))),
    );
  });
});
