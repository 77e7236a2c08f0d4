import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { EngagementGroup, EngagementRule } from '../rules/engagement.ts';
import { type ModelStatus, RuleMatch } from '../schema.ts';

export interface ModelRow {
  id: string;
  number: number;
  name: string;
  status: ModelStatus;
  handoff_labels: string[];
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
  cap: number | null;
  daily_cap: number | null;
  group_name: string | null;
}

export async function modelVersions(db: Db, scope: Scope): Promise<ModelRow[]> {
  const { rows } =
    await sql<ModelRow>`select v.id, number, v.name, v.status, handoff_labels, groups, note, active_from, m.name as activated_by, superseded_at, v.created_at
    from score_model_version v left join member m on m.workspace_id = v.workspace_id and m.id = v.activated_by
    where v.workspace_id = ${scope.workspaceId} order by number desc`.execute(db);
  return rows;
}

export async function rulesOf(db: Db, scope: Scope, versionId: string): Promise<RuleRow[]> {
  const { rows } = await sql<RuleRow>`select id, label, match, points, half_life_days, cap, daily_cap, group_name from score_rule
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

/** A rule as the arithmetic takes it. */
export function asEngagementRule(row: RuleRow): EngagementRule {
  return {
    id: row.id,
    points: row.points,
    halfLifeDays: row.half_life_days,
    ...(row.group_name ? { group: row.group_name } : {}),
    ...(row.cap === null ? {} : { cap: row.cap }),
    ...(row.daily_cap === null ? {} : { dailyCap: row.daily_cap }),
  };
}

export function asEngagementGroups(version: ModelRow): EngagementGroup[] {
  return version.groups.map(({ name, cap }) => ({ id: name, cap }));
}

/** Labels that hand a lead to Sales now. */
export async function handoffLabels(db: Db, scope: Scope): Promise<string[]> {
  const { rows } = await sql<{ handoff_labels: string[] }>`select handoff_labels from score_model_version
    where workspace_id = ${scope.workspaceId} and status = 'active'`.execute(db);
  return rows[0]?.handoff_labels ?? [];
}
