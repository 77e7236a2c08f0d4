import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { FOLD_FIELDS } from '../rules/fields.ts';
import { previewField, type Shown } from '../rules/merge.ts';
import type { Choices, DuplicateEntity, Merge, MergePreview } from '../schema.ts';
import { type SideRow, shownFields, sidesOf } from './sides.ts';

export interface Merging {
  entity: DuplicateEntity;
  winnerId: string;
  loserId: string;
  choices: Choices;
}

/** The first choice that the caller may not make. */
export function choiceProblem(scope: Scope, { entity, winnerId, loserId, choices }: Merging): Refusal | null {
  if (winnerId === loserId) return refuse('invalid', 'Choose two different records.', { field: 'loserId' });
  for (const key of Object.keys(choices)) {
    const right = `${entity}.${key}`;
    if (scope.hidden.has(right) || scope.readOnly.has(right))
      return refuse('forbidden', 'Your role may not change this field. Nothing was merged.', { field: `choices.${key}` });
    const known =
      FOLD_FIELDS[entity].some((field) => field.key === key && field.kind === 'value') || /^custom\.[a-z][a-z0-9_]{0,59}$/.test(key);
    if (!known) return refuse('invalid', 'This field cannot be chosen.', { field: `choices.${key}` });
  }
  return null;
}

/** What a merge would make, as far as the caller may see it. */
export async function previewOf(db: Db, scope: Scope, merging: Merging): Promise<MergePreview | Refusal> {
  const problem = choiceProblem(scope, merging);
  if (problem) return problem;
  const { entity, winnerId, loserId, choices } = merging;
  const sides = await sidesOf(db, scope, { entity, ids: [winnerId, loserId] });
  const [winner, loser] = [sides.get(winnerId), sides.get(loserId)];
  if (!winner?.writable || !loser?.writable)
    return refuse('not_found', 'One of the two does not exist any more, or your role may not change it.');
  const fields = await linesOf(db, scope, { entity, winner, loser });
  return {
    entity,
    winner: { id: winner.id, name: winner.name },
    loser: { id: loser.id, name: loser.name },
    fields: fields.map((field) => previewField(field, choices[field.key])),
    moves: await movesOf(db, scope, { entity, id: loserId }),
  };
}

async function linesOf(
  db: Db,
  scope: Scope,
  { entity, winner, loser }: { entity: DuplicateEntity; winner: SideRow; loser: SideRow },
): Promise<Shown[]> {
  const mayChoose = (key: string) => !scope.readOnly.has(`${entity}.${key}`);
  const { rows } = await sql<{
    key: string;
    label: string;
  }>`select key, label from custom_field where workspace_id = ${scope.workspaceId} and entity = ${entity}
    order by position, label`.execute(db);
  const labels = new Map(rows.map(({ key, label }) => [`custom.${key}`, label]));
  const both = { ...loser.values, ...winner.values };
  const own = [...new Set([...labels.keys(), ...Object.keys(both)])].filter((key) => key.startsWith('custom.') && key in both);
  const line = (key: string, kind: Shown['kind'], label: string | null): Shown => ({
    ...{ key, kind, label, mayChoose: mayChoose(key) },
    winner: winner.values[key] ?? null,
    loser: loser.values[key] ?? null,
  });
  return [
    ...shownFields(entity, scope).map(({ key, kind }) => line(key, kind, null)),
    ...own.map((key) => line(key, 'value', labels.get(key) ?? key.slice(7))),
  ];
}

const COUNTED: Readonly<Record<DuplicateEntity, readonly (readonly [what: string, table: string, column: string])[]>> = {
  contact: [
    ['activity', 'activity', 'contact_id'],
    ['lead', 'lead', 'contact_id'],
    ['deal', 'deal', 'contact_id'],
    ['order', 'sales_order', 'contact_id'],
    ['invoice', 'invoice', 'contact_id'],
    ['task', 'task', 'contact_id'],
    ['campaign', 'campaign_member', 'contact_id'],
    ['email', 'contact_email', 'contact_id'],
    ['phone', 'contact_phone', 'contact_id'],
  ],
  company: [
    ['contact', 'contact', 'company_id'],
    ['activity', 'activity', 'company_id'],
    ['lead', 'lead', 'company_id'],
    ['deal', 'deal', 'company_id'],
    ['order', 'sales_order', 'company_id'],
    ['invoice', 'invoice', 'company_id'],
    ['task', 'task', 'company_id'],
    ['subsidiary', 'company', 'parent_id'],
  ],
};

async function movesOf(db: Db, scope: Scope, { entity, id }: { entity: DuplicateEntity; id: string }): Promise<MergePreview['moves']> {
  const counts = COUNTED[entity].map(
    ([what, table, column]) =>
      sql`select ${what}::text as what, count(*) as n from ${sql.table(table)} t where t.workspace_id = ${scope.workspaceId} and ${sql.ref(`t.${column}`)} = ${id}`,
  );
  const { rows } = await sql<{ what: string; n: number }>`${sql.join(counts, sql` union all `)}`.execute(db);
  return rows.filter(({ n }) => n > 0);
}

/** What was merged into a record, with what was undone; or one merge. */
export async function mergesOf(
  db: Db,
  scope: Scope,
  asked: { entity: DuplicateEntity; recordId: string } | { id: string },
): Promise<Merge[]> {
  const ws = scope.workspaceId;
  const which = 'id' in asked ? sql`g.id = ${asked.id}` : sql`g.entity = ${asked.entity} and g.winner_id = ${asked.recordId}`;
  const part = (entity: DuplicateEntity) => sql`
    select g.id, g.entity, jsonb_build_object('id', w.id, 'name', w.name) as winner, jsonb_build_object('id', l.id, 'name', l.name) as loser,
      g.merged_at as "mergedAt", m.name as "mergedBy", g.undo_until as "undoUntil", g.undone_at as "undoneAt",
      (select coalesce(sum(cardinality(v.keys)), 0) from merge_move v where v.workspace_id = ${ws} and v.merge_id = g.id)::int as moved
    from merge g
      join ${sql.table(entity)} w on w.workspace_id = ${ws} and w.id = g.winner_id and ${reachable(scope, entity, { to: 'read', ownerColumn: 'w.owner_id' })}
      join ${sql.table(entity)} l on l.workspace_id = ${ws} and l.id = g.loser_id and ${reachable(scope, entity, { to: 'read', ownerColumn: 'l.owner_id' })}
      left join member m on m.workspace_id = ${ws} and m.id = g.merged_by
    where g.workspace_id = ${ws} and g.entity = ${entity} and ${which}`;
  const { rows } =
    await sql<Merge>`select * from (${part('contact')} union all ${part('company')}) g order by "mergedAt" desc, id desc limit 100`.execute(
      db,
    );
  return rows;
}
