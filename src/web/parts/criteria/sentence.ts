import {
  type Condition,
  type ConditionValue,
  type Entity,
  type Group,
  HISTORY_OF,
  type History,
  isGroup,
  isHistory,
  type Node,
} from '#modules/criteria/schema.ts';
import type { Format } from '../../format.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Fields } from './draft.ts';

export interface Wording {
  entity: Entity;
  fields: Fields;
  texts: Texts['criteria'];
  format: Format;
  /** Names of members and records by id; undefined while they are on the way. */
  nameOf: (id: string) => string | undefined;
}

const MOST_NAMED = 4;

/** Criteria as a sentence a colleague would say: "Industry is one of Steel, Food and at least 2 page visits within the last 14 days". */
export function sentenceOf(group: Group, wording: Wording): string {
  const { texts } = wording;
  if (group.of.length === 0) return texts.everything;
  const parts = group.of.map((node) => partOf(node, wording));
  if (group.match === 'none') return texts.none(parts.join(', '));
  return parts.join(` ${texts.joined[group.match]} `);
}

function partOf(node: Node, wording: Wording): string {
  if (isGroup(node)) return node.of.length > 1 && node.match !== 'none' ? `(${sentenceOf(node, wording)})` : sentenceOf(node, wording);
  return isHistory(node) ? historyOf(node, wording) : conditionOf(node, wording);
}

function conditionOf({ field: key, op, value }: Condition, wording: Wording): string {
  const { texts, fields } = wording;
  const field = fields.get(key);
  if (!field) return texts.gone;
  return texts.sentence.condition(field.label, texts.operators[op], value === undefined ? '' : valueWords(value, key, wording));
}

function valueWords(value: ConditionValue, key: string, wording: Wording): string {
  const { texts, format } = wording;
  if (Array.isArray(value)) return listed(value, (one) => one.map((item) => wordOf(item, key, wording)), wording);
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'string') return wordOf(value, key, wording);
  if ('amountMinor' in value) return format.money(value);
  if ('unit' in value) return texts.span(format.number(value.n), unitOf(value.n, value.unit, texts));
  if ('period' in value) return texts.period(texts.which[value.which], texts.periods[value.period]);
  return texts.sentence.range(endOf(value.from, wording), endOf(value.to, wording));
}

function endOf(end: number | string | { amountMinor: number; currency: string }, { format }: Wording): string {
  if (typeof end === 'number') return format.number(end);
  return typeof end === 'string' ? format.date(end) : format.money(end);
}

function wordOf(value: string, key: string, { fields, format, nameOf, texts }: Wording): string {
  const field = fields.get(key);
  if (field?.kind === 'member' || field?.kind === 'record') return nameOf(value) ?? texts.unknown;
  if (field?.kind === 'date' || field?.kind === 'instant') return format.date(value);
  return field?.options?.find((option) => option.value === value)?.label ?? value;
}

function listed(values: readonly string[], words: (few: readonly string[]) => string[], { texts, format }: Wording): string {
  const shown = words(values.slice(0, MOST_NAMED)).join(', ');
  const more = values.length - MOST_NAMED;
  return more > 0 ? texts.sentence.few(shown, format.number(more)) : shown;
}

const unitOf = (n: number, unit: keyof Texts['criteria']['units'], texts: Texts['criteria']): string =>
  texts.units[unit][n === 1 ? 'one' : 'many'];

function historyOf(node: History, wording: Wording): string {
  const { texts } = wording;
  const kinds = node.kinds.map((kind) => texts.kinds[kind].toLowerCase()).join(texts.sentence.or);
  const details = [...whoOf(node, wording), ...whatOf(node, wording), ...oftenOf(node, wording), ...whenOf(node, wording)].join(' ');
  return node.history === 'did' ? texts.sentence.did(kinds, details) : texts.sentence.didNot(kinds, details);
}

function whoOf({ of, direction, side }: History, { entity, texts }: Wording): string[] {
  const usual: Entity | undefined = HISTORY_OF[entity][0];
  return [
    ...(of && of !== usual ? [texts.sentence.of(texts.history.whose[of])] : []),
    ...(direction ? [texts.history.directions[direction]] : []),
    ...(side ? [texts.history.sides[side]] : []),
  ];
}

function whatOf({ text, outcomes, campaignIds }: History, wording: Wording): string[] {
  const { texts, nameOf } = wording;
  return [
    ...(text ? [texts.sentence.about(texts.history.textIn[text.in], texts.history.textOps[text.op], text.value)] : []),
    ...(outcomes ? [texts.sentence.outcome(listed(outcomes, (few) => [...few], wording))] : []),
    ...(campaignIds
      ? [texts.sentence.inCampaign(listed(campaignIds, (few) => few.map((id) => nameOf(id) ?? texts.unknown), wording))]
      : []),
  ];
}

function oftenOf({ times }: History, { texts, format }: Wording): string[] {
  return times ? [`${texts.history.timesAs[times.compare]} ${texts.history.count(format.number(times.n), times.n === 1)}`] : [];
}

function whenOf({ when }: History, { texts, format }: Wording): string[] {
  if (!when) return [];
  if ('within' in when)
    return [texts.sentence.within(texts.span(format.number(when.within.n), unitOf(when.within.n, when.within.unit, texts)))];
  return [texts.sentence.betweenDays(format.date(when.from), format.date(when.to))];
}
