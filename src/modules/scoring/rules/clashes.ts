import { type Condition, type Criteria, isGroup, isHistory, type Node } from '#modules/criteria/schema.ts';
import type { CriterionInput } from '../schema.ts';

/** What a condition lets through on one thing: numbers in closed ranges, or some values of a choice. */
type Range = readonly [from: number, to: number];
interface Allowed {
  about: string;
  ranges: readonly Range[] | null;
  values: ReadonlySet<string> | null;
}

export interface Clash {
  /** Places in the list of criteria. */
  wanted: number;
  ruledOut: number;
  field: string;
  /** Nobody can ever meet the criterion without being ruled out, or some cannot. */
  how: 'wholly' | 'partly';
}

const SIZE = 'company.employeeCount';
const STEP = 1;

/** Of numbers; counts of people are whole, so "more than 100" begins at 101. */
function rangesOf({ field, op, value }: Condition): Range[] | null {
  const whole = field === SIZE ? STEP : Number.EPSILON;
  if (typeof value === 'number') {
    if (op === 'is') return [[value, value]];
    if (op === 'at_least') return [[value, Number.POSITIVE_INFINITY]];
    if (op === 'more_than') return [[value + whole, Number.POSITIVE_INFINITY]];
    if (op === 'at_most') return [[Number.NEGATIVE_INFINITY, value]];
    if (op === 'less_than') return [[Number.NEGATIVE_INFINITY, value - whole]];
  }
  if (op === 'between' && typeof value === 'object' && 'from' in value && typeof value.from === 'number' && typeof value.to === 'number')
    return [[value.from, value.to]];
  return null;
}

/** `51-200`, `10001+` */
function bandRange(band: string): Range | null {
  const [from, to] = band.split(/[-+]/);
  return from && Number(from) > 0 ? [Number(from), to ? Number(to) : Number.POSITIVE_INFINITY] : null;
}

function allowedBy(condition: Condition): Allowed | null {
  const { field, op, value } = condition;
  const chosen = op === 'is' && typeof value === 'string' ? [value] : op === 'is_one_of' && Array.isArray(value) ? value : null;
  if (field === 'company.sizeBand' && chosen)
    return { about: SIZE, ranges: chosen.map(bandRange).filter((range) => range !== null), values: null };
  if (chosen) return { about: field, ranges: null, values: new Set(chosen) };
  const ranges = rangesOf(condition);
  return ranges && { about: field, ranges, values: null };
}

/** Alternatives on one thing let through what any of them lets through. Null where they are about several things. */
function anyOf(parts: readonly (Allowed | null)[]): Allowed | null {
  const [first] = parts;
  if (!first || parts.some((part) => part?.about !== first.about)) return null;
  const known = parts.flatMap((part) => part ?? []);
  return {
    about: first.about,
    ranges: first.ranges && known.flatMap(({ ranges }) => ranges ?? []),
    values: first.values && new Set(known.flatMap(({ values }) => [...(values ?? [])])),
  };
}

/** What must hold, thing by thing. */
function demandsOf(node: Node): Allowed[] {
  if (isHistory(node)) return [];
  if (!isGroup(node)) return [allowedBy(node)].flatMap((one) => one ?? []);
  if (node.match === 'all') return node.of.flatMap(demandsOf);
  if (node.match === 'any') return [anyOf(node.of.map(oneDemand))].flatMap((one) => one ?? []);
  return [];
}

/** Of a node that demands one thing and nothing beside it. */
function oneDemand(node: Node): Allowed | null {
  if (isHistory(node)) return null;
  if (!isGroup(node)) return allowedBy(node);
  if (node.match === 'any') return anyOf(node.of.map(oneDemand));
  return node.match === 'all' && node.of.length === 1 && node.of[0] ? oneDemand(node.of[0]) : null;
}

/** What is ruled out whatever else is true: the criteria are one demand, or alternatives of which some are. */
function ruledOutBy(criteria: Criteria): Allowed[] {
  const single = oneDemand(criteria);
  if (single) return [single];
  return criteria.match === 'any' ? criteria.of.flatMap((node) => oneDemand(node) ?? []) : [];
}

function meets(wanted: Allowed, ruled: Allowed): 'wholly' | 'partly' | null {
  if (wanted.about !== ruled.about) return null;
  if (wanted.values && ruled.values) {
    const hit = [...wanted.values].filter((value) => ruled.values?.has(value)).length;
    return hit === 0 ? null : hit === wanted.values.size ? 'wholly' : 'partly';
  }
  if (!wanted.ranges || !ruled.ranges) return null;
  const within = ([from, to]: Range) => ruled.ranges?.some(([low, high]) => low <= from && to <= high);
  const touches = ([from, to]: Range) => ruled.ranges?.some(([low, high]) => low <= to && from <= high);
  if (!wanted.ranges.some(touches)) return null;
  return wanted.ranges.every(within) ? 'wholly' : 'partly';
}

/**
 * Where a criterion wants what a disqualifier rules out ("50 to 200 people" and "more than 100 people"), as far as the conditions themselves tell.
 * A disqualifier that asks for two things at once contradicts nothing: it narrows.
 */
export function clashesOf(criteria: readonly Pick<CriterionInput, 'kind' | 'condition'>[]): Clash[] {
  return criteria.flatMap((rule, ruledOut) => {
    if (rule.kind !== 'disqualifier') return [];
    const out = ruledOutBy(rule.condition);
    return criteria.flatMap((one, wanted) => {
      if (one.kind !== 'weighted') return [];
      const found = demandsOf(one.condition).flatMap((demand) =>
        out.flatMap((part) => {
          const how = meets(demand, part);
          return how ? [{ wanted, ruledOut, field: demand.about, how }] : [];
        }),
      );
      const worst = found.find(({ how }) => how === 'wholly') ?? found[0];
      return worst ? [worst] : [];
    });
  });
}
