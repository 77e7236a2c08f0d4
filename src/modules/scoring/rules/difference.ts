import { RULE_FACTS, type RuleFact, type RuleInput } from '../schema.ts';

/** A version of the score as far as it decides anything. */
export interface ModelSaid {
  handoffLabels: readonly string[];
  neverLabels: readonly string[];
  groups: readonly { name: string; cap: number }[];
  inactivity: { afterDays: number; points: number } | null;
  rules: readonly RuleInput[];
}

export interface RuleDifference {
  label: string;
  kind: 'added' | 'removed' | 'changed';
  /** What is different, as it was and as it would be; null: not set, or no such rule. */
  facts: { fact: RuleFact; before: string | null; after: string | null }[];
}

export interface ModelDifference {
  rules: RuleDifference[];
  /** Labels that would be treated otherwise. */
  labels: { label: string; before: Treatment; after: Treatment }[];
  groups: { name: string; before: number | null; after: number | null }[];
  inactivity: { before: ModelSaid['inactivity']; after: ModelSaid['inactivity'] } | null;
}

export type Treatment = 'hand_off' | 'nurture' | 'never';

export function treatmentOf({ handoffLabels, neverLabels }: Pick<ModelSaid, 'handoffLabels' | 'neverLabels'>, label: string): Treatment {
  return handoffLabels.includes(label) ? 'hand_off' : neverLabels.includes(label) ? 'never' : 'nurture';
}

/** Text of a value that is the same for equal values, whatever the order of their keys. */
export function canonical(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** What a draft would change against the version in force, rule by rule. Rules of one name are the same rule; one that only got another name is it still. */
export function differenceOf(before: ModelSaid, after: ModelSaid, labels: readonly string[]): ModelDifference {
  const pairs = paired(before.rules, after.rules);
  const rules = pairs.flatMap(({ old, fresh }): RuleDifference[] => {
    const facts = RULE_FACTS.map((fact) => ({
      fact,
      before: old ? canonical(old[fact]) : null,
      after: fresh ? canonical(fresh[fact]) : null,
    }));
    const different = facts.filter((one) => one.before !== one.after);
    const renamed = old && fresh && old.label !== fresh.label;
    if (different.length === 0 && !renamed) return [];
    const label = renamed ? `${old.label} → ${fresh.label}` : (fresh ?? old)?.label;
    return [{ label: label ?? '', kind: !old ? 'added' : !fresh ? 'removed' : 'changed', facts: different }];
  });
  const names = [...new Set([...before.groups, ...after.groups].map(({ name }) => name))];
  const capIn = (of: ModelSaid, name: string) => of.groups.find((group) => group.name === name)?.cap ?? null;
  return {
    rules,
    labels: labels
      .map((label) => ({ label, before: treatmentOf(before, label), after: treatmentOf(after, label) }))
      .filter((one) => one.before !== one.after),
    groups: names
      .map((name) => ({ name, before: capIn(before, name), after: capIn(after, name) }))
      .filter((one) => one.before !== one.after),
    inactivity:
      canonical(before.inactivity) === canonical(after.inactivity) ? null : { before: before.inactivity, after: after.inactivity },
  };
}

function paired(before: readonly RuleInput[], after: readonly RuleInput[]): { old?: RuleInput; fresh?: RuleInput }[] {
  const rest = [...before];
  const find = (same: (old: RuleInput) => boolean) => {
    const place = rest.findIndex(same);
    return place === -1 ? undefined : rest.splice(place, 1)[0];
  };
  const named = new Map(after.map((fresh) => [fresh, find((old) => old.label === fresh.label)]));
  const pairs = after.map((fresh) => {
    const old = named.get(fresh) ?? find((one) => RULE_FACTS.every((fact) => canonical(one[fact]) === canonical(fresh[fact])));
    return old ? { old, fresh } : { fresh };
  });
  return [...pairs, ...rest.map((old) => ({ old }))];
}
