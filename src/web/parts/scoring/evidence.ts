import { useDebouncedValue } from '@mantine/hooks';
import { testProfile } from '#modules/scoring/contract/lookback.ts';
import type { CriterionInput } from '#modules/scoring/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { readyPart } from '../criteria/draft.ts';
import { useFields } from '../criteria/fields.ts';

export type Tested = OutputOf<typeof testProfile>;
export type TestedCriterion = Tested['criteria'][number];

const PAUSE_MS = 600;

/**
 * The back-test of criteria that are being written, a moment after the last change. Criteria without a whole condition are left out;
 * `of(place)` finds the answer to the one at a place of the list as it is written.
 */
export function useBackTest(criteria: readonly CriterionInput[]) {
  const { fields, here } = useFields('contact');
  const ready = criteria.flatMap((one, place) => {
    const condition = readyPart(one.condition, fields);
    return condition.of.length === 0 ? [] : [{ place, criterion: { ...one, weight: one.weight || 1, label: one.label || '–', condition } }];
  });
  const [settled] = useDebouncedValue(JSON.stringify(ready), PAUSE_MS);
  const asked = JSON.parse(settled) as typeof ready;
  const tested = asked.map(({ criterion }) => criterion);
  const { data } = useRead(testProfile, { criteria: tested }, { topics: ['profile', 'deal'], when: here && asked.length > 0, keep: true });
  return {
    result: data,
    criteria: tested,
    of: (place: number): { result: TestedCriterion; criterion: CriterionInput } | undefined => {
      const at = asked.findIndex((one) => one.place === place);
      const result = data?.criteria[at];
      const criterion = tested[at];
      return result && criterion ? { result, criterion } : undefined;
    },
    /** Contradictions, in places of the list as it is written. */
    clashes: (data?.clashes ?? []).flatMap((clash) => {
      const [wanted, ruledOut] = [asked[clash.wanted]?.place, asked[clash.ruledOut]?.place];
      return wanted === undefined || ruledOut === undefined ? [] : [{ ...clash, wanted, ruledOut }];
    }),
  };
}
