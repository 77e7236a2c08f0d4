import { type Condition, type Criteria, isGroup, isHistory, type Node } from '#modules/criteria/schema.ts';

/** The conditions on fields anywhere in criteria; what happened (history) is left out. */
export function leavesOf(node: Node): Condition[] {
  if (isGroup(node)) return node.of.flatMap(leavesOf);
  return isHistory(node) ? [] : [node];
}

/** The fields that criteria ask about, each once. */
export function fieldsAsked(criteria: readonly { condition: Criteria }[]): string[] {
  return [...new Set(criteria.flatMap(({ condition }) => leavesOf(condition).map(({ field }) => field)))];
}

/** Different fields that are about one thing: whoever writes a number of people and whoever chooses bands mean the same. */
const ABOUT: Readonly<Record<string, string>> = {
  'company.employeeCount': 'size',
  'company.sizeBand': 'size',
  'company.sizeText': 'size',
  'company.industry': 'industry',
  'company.standardIndustry': 'industry',
  jobTitle: 'say',
  seniority: 'say',
  jobFunction: 'function',
  country: 'place',
  region: 'place',
  worldRegion: 'place',
  'company.country': 'place',
  'company.region': 'place',
  'company.worldRegion': 'place',
};

/** What a criterion is about, for finding its counterpart: its fields' topics, and the kinds of what happened. */
export function topicsOf(node: Node): Set<string> {
  if (isGroup(node)) return new Set(node.of.flatMap((child) => [...topicsOf(child)]));
  return new Set(isHistory(node) ? node.kinds.map((kind) => `did ${kind}`) : [ABOUT[node.field] ?? node.field]);
}

/** One text for criteria that say the same: the order of conditions and of values does not matter. */
export function sameText(node: Node): string {
  if (isGroup(node)) return `${node.match}(${node.of.map(sameText).sort().join(' ')})`;
  const entries = Object.entries(node).map(([key, value]) => [key, Array.isArray(value) ? [...value].sort() : value] as const);
  return JSON.stringify(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
