import type { Decision, getDecisionChoices } from '#modules/meetings/contract/decisions.ts';
import type { Change, DecisionKind, Metric } from '#modules/meetings/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';

export type Choices = OutputOf<typeof getDecisionChoices>;
type Figure = number | string;

/** The form of a decision: one value for each field of every kind; the kind says which of them are meant. */
export interface Values {
  title: string;
  kind: DecisionKind;
  lineId: string;
  hours: Figure;
  target: Figure;
  attempts: Figure;
  amount: Figure;
  cut: Figure;
  fitClasses: ('A' | 'B' | 'C' | 'D')[];
  exploration: Figure;
  day: string;
  criterionId: string;
  weight: Figure;
  words: string;
  offerId: string;
  discount: Figure;
  ownerId: string | null;
  metric: Metric;
  metricLine: string;
  expected: Figure;
  checkOn: string;
}

const EMPTY: Values = {
  ...{
    title: '',
    kind: 'clause',
    lineId: '',
    hours: '',
    target: '',
    attempts: '',
    amount: '',
    cut: '',
    fitClasses: ['A', 'B'],
    exploration: 0,
  },
  ...{ day: '', criterionId: '', weight: '', words: '', offerId: '', discount: '', ownerId: null },
  ...{ metric: 'attainment', metricLine: '', expected: '', checkOn: '' },
};

const HOUR = 3600;
const given = (value: Figure): number | undefined => (value === '' ? undefined : Number(value));

/** What the form says as the change that is sent. */
export function changeIn(values: Values): Change {
  switch (values.kind) {
    case 'threshold':
      return {
        kind: 'threshold',
        cut: Number(values.cut),
        fitClasses: values.fitClasses,
        exploration: Number(values.exploration),
        expiresOn: values.day,
      };
    case 'clause': {
      const [hours, target, attempts, amount] = [given(values.hours), given(values.target), given(values.attempts), given(values.amount)];
      return {
        kind: 'clause',
        lineId: values.lineId,
        ...(hours === undefined ? {} : { withinSeconds: Math.round(hours * HOUR) }),
        ...(target === undefined ? {} : { target: Math.round(target * 10) / 1000 }),
        ...(attempts === undefined ? {} : { attempts }),
        ...(amount === undefined ? {} : { amount }),
      };
    }
    case 'profile':
      return { kind: 'profile', criterionId: values.criterionId, weight: given(values.weight) ?? null };
    case 'asset':
      return { kind: 'asset', need: values.words, dueOn: values.day };
    case 'offer': {
      const discountPercent = given(values.discount);
      return {
        kind: 'offer',
        offerId: values.offerId,
        ...(values.day ? { untilOn: values.day } : {}),
        ...(discountPercent === undefined ? {} : { discountPercent }),
      };
    }
    case 'action':
      return { kind: 'action', what: values.words, ownerId: values.ownerId ?? '', dueOn: values.day };
  }
}

/** A decision as the form shows it again. */
export function valuesOf(of: Decision | null, choices: Choices): Values {
  const [clause] = choices.clauses;
  if (!of)
    return {
      ...EMPTY,
      lineId: clause?.lineId ?? '',
      metricLine: choices.clauses.find(({ clocked }) => clocked)?.lineId ?? '',
      criterionId: choices.criteria[0]?.id ?? '',
      offerId: choices.offers[0]?.id ?? '',
    };
  const { change } = of;
  const shared = { ...EMPTY, title: of.title, kind: of.kind, metric: of.metric, metricLine: of.line?.id ?? '', checkOn: of.checkOn };
  const expected = of.metric === 'handoffs' ? of.expected : Math.round(of.expected * 1000) / 10;
  switch (change.kind) {
    case 'threshold':
      return {
        ...shared,
        expected,
        cut: change.cut,
        fitClasses: change.fitClasses,
        exploration: change.exploration,
        day: change.expiresOn,
      };
    case 'clause': {
      const { lineId, withinSeconds, target, attempts, amount } = change;
      const hours = withinSeconds === undefined ? '' : withinSeconds / HOUR;
      return {
        ...shared,
        expected,
        lineId,
        hours,
        target: target === undefined ? '' : Math.round(target * 1000) / 10,
        attempts: attempts ?? '',
        amount: amount ?? '',
      };
    }
    case 'profile':
      return { ...shared, expected, criterionId: change.criterionId, weight: change.weight ?? '' };
    case 'asset':
      return { ...shared, expected, words: change.need, day: change.dueOn };
    case 'offer':
      return { ...shared, expected, offerId: change.offerId, day: change.untilOn ?? '', discount: change.discountPercent ?? '' };
    case 'action':
      return { ...shared, expected, words: change.what, ownerId: change.ownerId, day: change.dueOn };
  }
}
