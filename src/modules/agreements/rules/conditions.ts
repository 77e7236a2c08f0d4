import type { Condition, Criteria, History, Node } from '../schema.ts';

/** What a field is called; its key where it is not known any more. */
export type LabelOf = (field: string) => string;

const OPERATORS: Readonly<Record<string, string>> = {
  is_set: 'is known',
  is_unset: 'is not known',
  is_yes: 'is yes',
  is_no: 'is no',
  is_me: 'is whoever reads this',
  is_not_me: 'is not whoever reads this',
};

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(' or ');
  if (typeof value === 'string') return `“${value}”`;
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = value as Record<string, unknown>;
  if ('amountMinor' in parts) return `${Number(parts.amountMinor) / 100} ${parts.currency}`;
  if ('from' in parts) return `${plain(parts.from)} and ${plain(parts.to)}`;
  if ('unit' in parts) return `${parts.n} ${parts.unit}${parts.n === 1 ? '' : 's'}`;
  return `${parts.which} ${parts.period}`;
}

function conditionInWords({ field, op, value }: Condition, labelOf: LabelOf): string {
  const words = OPERATORS[op] ?? op.replaceAll('_', ' ');
  return `${labelOf(field)} ${words}${value === undefined ? '' : ` ${plain(value)}`}`;
}

const TEXT: Readonly<Record<string, string>> = { is: 'being', contains: 'containing', starts_with: 'beginning with' };

/** Everything that narrows what happened, in the order of the condition's own fields. */
function narrowed({ of, direction, side, outcomes, campaignIds, text }: History): string {
  const parts = [
    of === undefined ? '' : `of the ${of}`,
    direction === undefined ? '' : direction === 'in' ? 'coming in' : 'going out',
    side === undefined ? '' : `by ${side}`,
    outcomes === undefined ? '' : `with the outcome ${plain(outcomes)}`,
    campaignIds === undefined ? '' : `in the campaign ${plain(campaignIds)}`,
    text === undefined ? '' : `with a ${text.in === 'subject' ? 'headline' : 'page or file'} ${TEXT[text.op]} ${plain(text.value)}`,
  ];
  return parts.filter(Boolean).join(', ');
}

function historyInWords(condition: History): string {
  const { history, kinds, times, when } = condition;
  const what = [kinds.map((kind) => kind.replaceAll('_', ' ')).join(' or '), narrowed(condition)].filter(Boolean).join(', ');
  const often = times ? ` ${times.compare.replace('_', ' ')} ${times.n} times` : '';
  const lately = when === undefined ? '' : 'within' in when ? ` in the last ${plain(when.within)}` : ` between ${when.from} and ${when.to}`;
  return `${history === 'did' ? 'there was' : 'there was no'} ${what}${often}${lately}`;
}

function nodeInWords(node: Node, labelOf: LabelOf): string {
  if ('history' in node) return historyInWords(node);
  if ('field' in node) return conditionInWords(node, labelOf);
  const parts = node.of.map((child) => nodeInWords(child, labelOf));
  if (node.match === 'none') return `(none of these holds: ${parts.join('; ')})`;
  const joined = parts.join(node.match === 'all' ? ' and ' : ' or ');
  return parts.length > 1 ? `(${joined})` : joined;
}

/** Criteria as a phrase; empty where they mean every record. */
export function criteriaInWords(criteria: Criteria, labelOf: LabelOf): string {
  if (criteria.of.length === 0) return '';
  return nodeInWords(criteria, labelOf).replace(/^\((.*)\)$/s, '$1');
}
