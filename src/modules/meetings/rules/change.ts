import type { RuleInput } from '#modules/scoring/schema.ts';
import type { Change } from '../schema.ts';

/** What stood there when a decision was written; names for its words. */
export interface Before {
  name?: string | undefined;
  withinSeconds?: number | null | undefined;
  calendarName?: string | null | undefined;
  /** Of the calendar that is chosen. */
  nextCalendarName?: string | undefined;
  target?: number | null | undefined;
  attempts?: number | null | undefined;
  amount?: number | null | undefined;
  cut?: number | null | undefined;
  weight?: number | undefined;
  untilOn?: string | null | undefined;
  discountPercent?: number | null | undefined;
  /** Of the score: the rule as it stands. */
  rule?: RuleInput | undefined;
  /** Of routing: its place in the order, who takes them now and would. */
  place?: number | null | undefined;
  /** It would count something else, or be for other leads. */
  otherwise?: boolean | undefined;
  to?: string | null | undefined;
  nextTo?: string | null | undefined;
}

/** In hours of the promise's calendar: a day of working hours is not a day. */
export function span(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} hours`;
  return `${Math.round(seconds / 60)} minutes`;
}

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
const none = '–';
const step = (what: string, from: string, to: string) => `${what}: ${from} → ${to}`;

/** What a decision changes, in words that both read before they sign: from what to what. */
export function says(change: Change, before: Before): string {
  switch (change.kind) {
    case 'threshold': {
      const from = before.cut === null || before.cut === undefined ? 'none' : `${before.cut} points`;
      const more = change.exploration > 0 ? `, ${change.exploration} % of those below as a sample` : '';
      return `${step('Threshold', from, `${change.cut} points with fit ${change.fitClasses.join(', ')}`)}${more}, until ${change.expiresOn}`;
    }
    case 'clause':
      return `“${before.name ?? ''}” – ${clauseSteps(change, before).join('; ')}`;
    case 'profile':
      return `Profile – ${profileStep(change, before)}`;
    case 'score':
      return `Score – ${scoreSteps(change, before).join('; ')}`;
    case 'routing':
      return `Routing – ${routingSteps(change, before).join('; ')}`;
    case 'asset':
      return `Marketing is asked for: ${change.need} (by ${change.dueOn})`;
    case 'offer':
      return `Offer “${before.name ?? ''}” – ${offerSteps(change, before).join('; ')}`;
    case 'action':
      return `${change.what} (${before.name ?? ''}, by ${change.dueOn})`;
  }
}

function profileStep({ criterionId, criterion, weight }: Extract<Change, { kind: 'profile' }>, before: Before): string {
  const own = `“${before.name ?? ''}”`;
  if (!criterion)
    return weight === null || weight === undefined
      ? `${own} is left out`
      : step(`weight of ${own}`, String(before.weight ?? none), String(weight));
  const says =
    criterion.kind === 'disqualifier' ? `“${criterion.label}”, which rules out` : `“${criterion.label}”, weight ${criterion.weight}`;
  return criterionId === null ? `new: ${says}` : step(own, `weight ${before.weight ?? none}`, says);
}

const points = (n: number) => `${n} ${Math.abs(n) === 1 ? 'point' : 'points'}`;
const fading = (days: number | null | undefined) => (days ? `half after ${days} days` : 'never');
const most = (cap: number | null | undefined) => (cap ? points(cap) : none);

function scoreSteps({ ruleId, rule, points: given }: Extract<Change, { kind: 'score' }>, { rule: own, otherwise }: Before): string[] {
  if (ruleId === null && rule) return [`new: “${rule.label}”, ${points(rule.points)}`];
  const name = `“${own?.label ?? ''}”`;
  if (!rule) return [given == null ? `${name} is left out` : step(name, own ? points(own.points) : none, points(given))];
  const steps: string[] = [];
  if (own?.label !== rule.label) steps.push(step('name', name, `“${rule.label}”`));
  if (own?.points !== rule.points) steps.push(step(`“${rule.label}”`, own ? points(own.points) : none, points(rule.points)));
  if (own?.halfLifeDays !== rule.halfLifeDays || own.fading !== rule.fading)
    steps.push(step('fades', fading(own?.halfLifeDays), fading(rule.halfLifeDays) + (rule.fading === 'linear' ? ', evenly' : '')));
  if (own?.cap !== rule.cap) steps.push(step('at most', most(own?.cap), most(rule.cap)));
  if (own?.dailyCap !== rule.dailyCap) steps.push(step('at most a day', most(own?.dailyCap), most(rule.dailyCap)));
  if (own?.group !== rule.group) steps.push(step('group', own?.group ?? none, rule.group ?? none));
  if (otherwise) steps.push(`“${rule.label}” counts something else than before`);
  return steps;
}

function routingSteps({ territoryId, territory, place }: Extract<Change, { kind: 'routing' }>, before: Before): string[] {
  const at = place ? `asked in place ${place}` : 'asked last';
  if (territoryId === null) return [`new: “${territory?.name ?? ''}” to ${before.nextTo ?? none}, ${at}`];
  const name = `“${before.name ?? ''}”`;
  if (territory === null) return [`${name} is left out`];
  const steps: string[] = [];
  if (territory && territory.name !== before.name) steps.push(step('name', name, `“${territory.name}”`));
  if (territory && before.nextTo !== before.to) steps.push(step(`${name} to`, before.to ?? none, before.nextTo ?? none));
  if (before.otherwise) steps.push(`${name} is for other leads than before`);
  if (place && place !== before.place) steps.push(step(`place of ${name}`, String(before.place ?? none), String(place)));
  return steps;
}

function clauseSteps(change: Extract<Change, { kind: 'clause' }>, before: Before): string[] {
  const steps: string[] = [];
  const { withinSeconds, calendarId, target, attempts, amount } = change;
  if (withinSeconds !== undefined) steps.push(step('time', before.withinSeconds ? span(before.withinSeconds) : none, span(withinSeconds)));
  if (calendarId !== undefined) steps.push(step('calendar', before.calendarName ?? none, before.nextCalendarName ?? none));
  if (target !== undefined) steps.push(step('target', before.target ? percent(before.target) : none, percent(target)));
  if (attempts !== undefined) steps.push(step('attempts', String(before.attempts ?? none), String(attempts)));
  if (amount !== undefined) steps.push(step('amount', String(before.amount ?? none), String(amount)));
  return steps;
}

function offerSteps(change: Extract<Change, { kind: 'offer' }>, before: Before): string[] {
  const steps: string[] = [];
  if (change.untilOn !== undefined) steps.push(step('last day', before.untilOn ?? none, change.untilOn));
  if (change.discountPercent !== undefined)
    steps.push(step('discount', before.discountPercent ? `${before.discountPercent} %` : none, `${change.discountPercent} %`));
  return steps;
}
