import { describe, expect, it } from 'vitest';
import type { RuleInput } from '../schema.ts';
import { differenceOf, type ModelSaid } from './difference.ts';

const rule = (label: string, more: Partial<RuleInput> = {}): RuleInput => ({
  label,
  match: { kinds: ['form'] },
  points: 10,
  halfLifeDays: 30,
  fading: 'half_life',
  cap: null,
  dailyCap: null,
  group: null,
  ...more,
});
const said = (more: Partial<ModelSaid> = {}): ModelSaid => ({
  handoffLabels: ['A1'],
  neverLabels: ['D4'],
  groups: [],
  inactivity: null,
  rules: [],
  ...more,
});

describe('the difference of two versions', () => {
  it('is nothing for the same, whatever the order of keys and rules', () => {
    const text = { in: 'address', op: 'contains', value: '/x' } as const;
    const one = rule('Page', { match: { kinds: ['page_visit'], text } });
    const same = rule('Page', { match: { text: { value: '/x', op: 'contains', in: 'address' }, kinds: ['page_visit'] } });
    const difference = differenceOf(said({ rules: [one, rule('Form')] }), said({ rules: [rule('Form'), same] }), ['A1', 'D4']);
    expect(difference).toEqual({ rules: [], labels: [], groups: [], inactivity: null });
  });
  it('says what is new, gone, changed and only called otherwise', () => {
    const before = said({ rules: [rule('Form'), rule('Call', { points: 5 }), rule('Chat', { points: 7 })] });
    const after = said({ rules: [rule('Form', { points: 20, cap: 40 }), rule('Called', { points: 5 }), rule('Mail', { points: 3 })] });
    expect(differenceOf(before, after, []).rules).toMatchObject([
      {
        label: 'Form',
        kind: 'changed',
        facts: [
          { fact: 'points', before: '10', after: '20' },
          { fact: 'cap', before: null, after: '40' },
        ],
      },
      { label: 'Call → Called', kind: 'changed', facts: [] },
      { label: 'Mail', kind: 'added' },
      { label: 'Chat', kind: 'removed' },
    ]);
  });
  it('says which labels are treated otherwise, and which caps moved', () => {
    const before = said({ groups: [{ name: 'Pages', cap: 40 }] });
    const after = said({
      handoffLabels: ['A1', 'D4'],
      neverLabels: [],
      groups: [{ name: 'Pages', cap: 30 }],
      inactivity: { afterDays: 30, points: 5 },
    });
    expect(differenceOf(before, after, ['A1', 'A2', 'D4'])).toEqual({
      rules: [],
      labels: [{ label: 'D4', before: 'never', after: 'hand_off' }],
      groups: [{ name: 'Pages', before: 40, after: 30 }],
      inactivity: { before: null, after: { afterDays: 30, points: 5 } },
    });
  });
});
