import type { Decision, getDecisionChoices } from '#modules/meetings/contract/decisions.ts';
import type { Change, DecisionKind, Metric } from '#modules/meetings/schema.ts';
import type { CriterionInput, RuleInput } from '#modules/scoring/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';

export type Choices = OutputOf<typeof getDecisionChoices>;
type Figure = number | string;
type Territory = NonNullable<Extract<Change, { kind: 'routing' }>['territory']>;

/** The form of a decision: one value for each field of every kind; the kind says which of them are meant. */
export interface Values {
  title: string;
  kind: DecisionKind;
  lineId: string;
  hours: Figure;
  /** Empty: the calendar stays. */
  calendarId: string;
  target: Figure;
  attempts: Figure;
  amount: Figure;
  cut: Figure;
  fitClasses: ('A' | 'B' | 'C' | 'D')[];
  exploration: Figure;
  day: string;
  /** `new`: one more criterion. */
  criterionId: string;
  criterion: CriterionInput;
  /** `new`: one more rule of the score. */
  ruleId: string;
  rule: RuleInput;
  /** `new`: one more rule of routing. */
  territoryId: string;
  territory: Territory;
  /** Empty: as it is, or last. */
  place: Figure;
  /** The criterion or rule is left out. */
  dropped: boolean;
  words: string;
  offerId: string;
  discount: Figure;
  ownerId: string | null;
  metric: Metric;
  metricLine: string;
  expected: Figure;
  checkOn: string;
}

export const NEW_CRITERION: CriterionInput = { kind: 'weighted', label: '', weight: 10, condition: { match: 'all', of: [] } };

export const NEW_RULE: RuleInput = {
  ...{ label: '', match: { kinds: ['form'] }, points: 10, halfLifeDays: 30, fading: 'half_life', cap: null, dailyCap: null, group: null },
};

export const NEW_TERRITORY: Territory = { name: '', criteria: { match: 'all', of: [] }, memberId: null, teamId: null, poolId: null };

const EMPTY: Values = {
  ...{
    title: '',
    kind: 'clause',
    lineId: '',
    hours: '',
    calendarId: '',
    target: '',
    attempts: '',
    amount: '',
    cut: '',
    fitClasses: ['A', 'B'],
    exploration: 0,
  },
  ...{ day: '', criterionId: 'new', criterion: NEW_CRITERION, dropped: false, words: '', offerId: '', discount: '', ownerId: null },
  ...{ ruleId: 'new', rule: NEW_RULE, territoryId: 'new', territory: NEW_TERRITORY, place: '' },
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
        ...(values.calendarId === '' ? {} : { calendarId: values.calendarId }),
        ...(target === undefined ? {} : { target: Math.round(target * 10) / 1000 }),
        ...(attempts === undefined ? {} : { attempts }),
        ...(amount === undefined ? {} : { amount }),
      };
    }
    case 'profile':
      if (values.criterionId === 'new') return { kind: 'profile', criterionId: null, criterion: values.criterion };
      return { kind: 'profile', criterionId: values.criterionId, ...(values.dropped ? { weight: null } : { criterion: values.criterion }) };
    case 'score':
      if (values.ruleId === 'new') return { kind: 'score', ruleId: null, rule: values.rule };
      return { kind: 'score', ruleId: values.ruleId, ...(values.dropped ? { points: null } : { rule: values.rule }) };
    case 'routing':
      return routingChange(values);
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

function routingChange({ territoryId, territory, place, dropped }: Values): Change {
  if (territoryId !== 'new' && dropped) return { kind: 'routing', territoryId, territory: null };
  const at = given(place);
  return {
    ...{ kind: 'routing', territoryId: territoryId === 'new' ? null : territoryId, territory },
    ...(at === undefined ? {} : { place: at }),
  };
}

/** A decision as the form shows it again; a new one begins with the kind that was chosen. */
export function valuesOf(of: Decision | null, choices: Choices, kind: DecisionKind = 'clause'): Values {
  const [clause] = choices.clauses;
  if (!of)
    return {
      ...EMPTY,
      ...{ kind, metric: kind === 'clause' ? 'attainment' : 'accepted' },
      lineId: clause?.lineId ?? '',
      metricLine: choices.clauses.find(({ clocked }) => clocked)?.lineId ?? '',
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
      const { lineId, withinSeconds, calendarId = '', target, attempts, amount } = change;
      const hours = withinSeconds === undefined ? '' : withinSeconds / HOUR;
      return {
        ...shared,
        expected,
        lineId,
        hours,
        calendarId,
        target: target === undefined ? '' : Math.round(target * 1000) / 10,
        attempts: attempts ?? '',
        amount: amount ?? '',
      };
    }
    case 'profile':
      return { ...shared, expected, ...profileValues(change, choices) };
    case 'score': {
      const own = ruleIn(choices, change.ruleId ?? '');
      const written = change.rule ?? (own && typeof change.points === 'number' ? { ...own, points: change.points } : own);
      const dropped = own !== null && !change.rule && change.points === null;
      return { ...shared, expected, ruleId: own && change.ruleId ? change.ruleId : 'new', rule: written ?? NEW_RULE, dropped };
    }
    case 'routing': {
      const own = territoryIn(choices, change.territoryId ?? '');
      const territoryId = own && change.territoryId ? change.territoryId : 'new';
      const territory = change.territory ?? own ?? NEW_TERRITORY;
      return { ...shared, expected, territoryId, territory, place: change.place ?? '', dropped: own !== null && change.territory === null };
    }
    case 'asset':
      return { ...shared, expected, words: change.need, day: change.dueOn };
    case 'offer':
      return { ...shared, expected, offerId: change.offerId, day: change.untilOn ?? '', discount: change.discountPercent ?? '' };
    case 'action':
      return { ...shared, expected, words: change.what, ownerId: change.ownerId, day: change.dueOn };
  }
}

/** The criterion that a decision is about, as it would be; what it was taken from may be gone. */
function profileValues(
  { criterionId, criterion, weight }: Extract<Change, { kind: 'profile' }>,
  choices: Choices,
): Pick<Values, 'criterionId' | 'criterion' | 'dropped'> {
  const own = criterionIn(choices, criterionId ?? '');
  const written = criterion ?? (own && typeof weight === 'number' ? { ...own, weight } : own) ?? NEW_CRITERION;
  return {
    criterionId: own && criterionId ? criterionId : 'new',
    criterion: written,
    dropped: own !== null && !criterion && weight === null,
  };
}

/** A criterion of the profile in force as it is written. */
export function criterionIn({ criteria }: Choices, id: string): CriterionInput | null {
  const found = criteria.find((one) => one.id === id);
  if (!found) return null;
  const { id: _id, ...criterion } = found;
  return criterion;
}

/** A rule of the score in force as it is written. */
export function ruleIn({ rules }: Choices, id: string): RuleInput | null {
  const found = rules.find((one) => one.id === id);
  if (!found) return null;
  const { id: _id, ...rule } = found;
  return rule;
}

/** A rule of routing in force as it is written. */
export function territoryIn({ territories }: Choices, id: string): Territory | null {
  const found = territories.find((one) => one.id === id);
  if (!found) return null;
  const { id: _id, ...territory } = found;
  return territory;
}
