import { sql } from 'kysely';
import { hashOfContent } from '#modules/signatures/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { EngagementGroup, EngagementRule, Inactivity } from '../rules/input.ts';
import { type ModelStatus, type RuleInput, RuleMatch } from '../schema.ts';

export interface ModelRow {
  id: string;
  number: number;
  name: string;
  status: ModelStatus;
  handoff_labels: string[];
  never_labels: string[];
  inactivity: Inactivity | null;
  restored_from: number | null;
  groups: { name: string; cap: number }[];
  note: string | null;
  active_from: string | null;
  activated_by: string | null;
  superseded_at: string | null;
  created_at: string;
}

export interface RuleRow {
  id: string;
  label: string;
  match: RuleMatch;
  points: number;
  half_life_days: number | null;
  fading: 'half_life' | 'linear';
  cap: number | null;
  daily_cap: number | null;
  group_name: string | null;
}

export async function modelVersions(db: Db, scope: Scope): Promise<ModelRow[]> {
  const { rows } =
    await sql<ModelRow>`select v.id, number, v.name, v.status, handoff_labels, never_labels, inactivity, restored_from, groups, note, active_from, m.name as activated_by, superseded_at, v.created_at
    from score_model_version v left join member m on m.workspace_id = v.workspace_id and m.id = v.activated_by
    where v.workspace_id = ${scope.workspaceId} order by number desc`.execute(db);
  return rows;
}

export async function rulesOf(db: Db, scope: Scope, versionId: string): Promise<RuleRow[]> {
  const { rows } = await sql<RuleRow>`select id, label, match, points, half_life_days, fading, cap, daily_cap, group_name from score_rule
    where workspace_id = ${scope.workspaceId} and version_id = ${versionId} order by position, id`.execute(db);
  return rows.map((row) => ({ ...row, match: RuleMatch.parse(row.match) }));
}

export interface Model {
  version: ModelRow;
  rules: RuleRow[];
}

export async function activeModel(db: Db, scope: Scope): Promise<Model | undefined> {
  const version = (await modelVersions(db, scope)).find(({ status }) => status === 'active');
  return version && { version, rules: await rulesOf(db, scope, version.id) };
}

/** A rule as people write it. */
export const asRuleInput = (row: RuleRow): RuleInput => ({
  label: row.label,
  match: row.match,
  points: row.points,
  halfLifeDays: row.half_life_days,
  fading: row.fading,
  cap: row.cap,
  dailyCap: row.daily_cap,
  group: row.group_name,
});

/** A rule as the arithmetic takes it. */
export function asEngagementRule(row: RuleRow): EngagementRule {
  return {
    id: row.id,
    points: row.points,
    halfLifeDays: row.half_life_days,
    fading: row.fading,
    ...(row.group_name ? { group: row.group_name } : {}),
    ...(row.cap === null ? {} : { cap: row.cap }),
    ...(row.daily_cap === null ? {} : { dailyCap: row.daily_cap }),
  };
}

export function asEngagementGroups(version: ModelRow): EngagementGroup[] {
  return version.groups.map(({ name, cap }) => ({ id: name, cap }));
}

/** What a signature stands for. */
export function modelHashOf(
  version: Pick<ModelRow, 'name' | 'note' | 'handoff_labels' | 'never_labels' | 'groups' | 'inactivity'>,
  rules: readonly RuleRow[],
): string {
  return hashOfContent({
    name: version.name,
    note: version.note,
    handoffLabels: version.handoff_labels,
    neverLabels: version.never_labels,
    groups: version.groups.map(({ name, cap }) => [name, cap]),
    inactivity: version.inactivity && [version.inactivity.afterDays, version.inactivity.points],
    rules: rules.map((rule) => [
      rule.label,
      ruleMatchOf(rule.match),
      rule.points,
      rule.half_life_days,
      rule.fading,
      rule.cap,
      rule.daily_cap,
      rule.group_name,
    ]),
  });
}

/** Keys in the order of the schema: jsonb gives them back in its own. */
function ruleMatchOf({ kinds, direction, outcomes, text, campaignIds, onlyFor }: RuleMatch) {
  return [kinds, direction, outcomes, text && [text.in, text.op, text.value], campaignIds, onlyFor];
}

/** Labels that no hand hands off, unless the person asked for it. */
export async function neverLabels(db: Db, scope: Scope): Promise<string[]> {
  const { rows } = await sql<{ never_labels: string[] }>`select never_labels from score_model_version
    where workspace_id = ${scope.workspaceId} and status = 'active'`.execute(db);
  return rows[0]?.never_labels ?? [];
}
