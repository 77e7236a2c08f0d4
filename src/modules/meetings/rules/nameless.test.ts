import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOURCES, type Source } from '../schema.ts';
import { SENTENCES } from './agenda.ts';
import { nameless } from './nameless.ts';

const COUNTS = { k: 3, n: 7, target: 0.9, before: 1, nBefore: 8, longer: 2, touched: 5, share: 0.4 };
/** Each sentence into which somebody's words come, as the sources write it. */
const written = (words: string): [source: Source, key: string, sentence: string][] => [
  ['breach', 'id', SENTENCES.breach({ ...COUNTS, title: words })],
  ['breach', 'early:id', SENTENCES.early({ ...COUNTS, channel: words })],
  ['reason', 'id', SENTENCES.reason({ ...COUNTS, label: words })],
  ['goal', 'id', SENTENCES.goal({ ...COUNTS, title: words, lever: 'volume' })],
  ['drift', 'id', SENTENCES.drift(words)],
  ['discrepancy', 'campaign:id', SENTENCES.outside({ ...COUNTS, name: words })],
  ['discrepancy', 'goals:id', SENTENCES.aside({ ...COUNTS, name: words, goals: [words] })],
  ['checkback', 'id', SENTENCES.due(words)],
  ['checkback', 'id', SENTENCES.checked({ ...COUNTS, title: words, expected: words, was: words })],
  ['issue', 'id', SENTENCES.issue(words)],
  ['hand', 'id', words],
];

describe('what an agenda says to somebody who is to read no name', () => {
  it('never tells words that somebody wrote, whatever stands in them and wherever they are cut', () => {
    // Letters that no sentence has of its own, so that a trace of them is a leak.
    const name = fc
      .array(fc.constantFrom('Ж', 'Щ', '“', '”', ' ', ':', '.'), { minLength: 1, maxLength: 200 })
      .map((parts) => `Ж${parts.join('')}Щ`);
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 500 }), (words, length) => {
        for (const [source, key, sentence] of written(words))
          for (const kept of [sentence, sentence.slice(0, length)])
            expect(nameless({ source, key, sentence: kept }) ?? '').not.toMatch(/[ЖЩ]/u);
      }),
    );
  });

  it('tells counts as they are, titles as left out, and nothing of a source that is not listed', () => {
    expect(nameless({ source: 'dispute', key: 'open', sentence: SENTENCES.dispute(2) })).toBe('2 verdicts are disputed and not settled.');
    expect(nameless({ source: 'breach', key: 'id', sentence: SENTENCES.breach({ ...COUNTS, title: 'Call Zora' }) })).toBe(
      '“…”: 3 of 7 answers that were due came late or not yet; promised are 90 % in time.',
    );
    expect(nameless({ source: 'breach', key: 'early:id', sentence: SENTENCES.early({ ...COUNTS, channel: null }) })).toContain(
      'without a known source',
    );
    for (const source of SOURCES) expect(nameless({ source, key: null, sentence: 'Zora waits.' })).toBeNull();
  });
});
