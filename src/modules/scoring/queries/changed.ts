import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type FieldError, isRefusal } from '#platform/shared/refusal.ts';
import { rulesWith } from '../rules/changed.ts';
import { type ChangedRule, NEVER_SCORES, type RuleInput } from '../schema.ts';
import { asRuleInput, type Model, type RuleRow } from './model.ts';

export { rulesWith };

/** What keeps a rule of a score with these groups from counting, each at its field below `path`. */
export async function ruleProblems(
  ctx: ReadCtx,
  { rule: { match, group }, groups, path }: { rule: Pick<RuleInput, 'match' | 'group'>; groups: readonly string[]; path: string },
): Promise<FieldError[]> {
  const errors: FieldError[] = [];
  if (group && !groups.includes(group)) errors.push({ field: `${path}.group`, message: 'This group is not in the list of groups.' });
  if (match.outcomes?.some((outcome) => NEVER_SCORES.includes(outcome)))
    errors.push({
      field: `${path}.match.outcomes`,
      message: 'Opens never score: mail programs open by themselves. Count clicks or answers.',
    });
  if (match.kinds.includes('mail_event') && !match.outcomes)
    errors.push({ field: `${path}.match.outcomes`, message: 'Say which event of a mail: clicked, unsubscribed, replied …' });
  if (!match.onlyFor) return errors;
  const at = `${path}.match.onlyFor`;
  const compiled = await conditionOf(ctx.tx, unlimited(ctx.scope), {
    criteria: match.onlyFor,
    entity: 'contact',
    row: 't',
    now: ctx.now,
    path: at,
  });
  return isRefusal(compiled) ? [...errors, { field: compiled.field ?? at, message: compiled.message }] : errors;
}

/** Of a rule that no version has yet. */
const NEW_RULE = '00000000-0000-0000-0000-000000000000';

/** A score with one rule as a decision would have it; the score itself where nothing is changed. */
export function modelWith({ version, rules }: Model, changed: ChangedRule | null): Model {
  if (!changed) return { version, rules };
  const before = rules.map((row) => ({ id: row.id, rule: asRuleInput(row) }));
  return { version, rules: rulesWith(before, changed).map(({ id, rule }) => rowOf(id ?? NEW_RULE, rule)) };
}

const rowOf = (id: string, rule: RuleInput): RuleRow => ({
  ...{ id, label: rule.label, match: rule.match, points: rule.points, half_life_days: rule.halfLifeDays, fading: rule.fading },
  ...{ cap: rule.cap, daily_cap: rule.dailyCap, group_name: rule.group },
});
