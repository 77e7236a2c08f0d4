import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { boundsOf, type TimeValue } from '../rules/times.ts';
import { type Condition, type Criteria, type Entity, isGroup, isHistory, type Node } from '../schema.ts';
import type { Compilation } from './compilation.ts';
import { applied } from './condition.ts';
import { withEntryIn } from './history.ts';
import { lensOf } from './lens.ts';

interface Asked {
  criteria: Criteria;
  entity: Entity;
  /** Alias of the entity's row in the surrounding query. */
  row: string;
  /** ISO instants. */
  since: string;
  now: string;
}

/**
 * The records of which time alone can have changed the answer between two instants: a bound of a condition, such as "30 days ago", has passed over one
 * of their values. Everybody else's answer is what it was. Some of those it names may answer as before.
 * @returns null where no bound moved, so that nobody's answer can have changed
 */
export async function passedOver(db: Db, scope: Scope, { criteria, since, ...asked }: Asked): Promise<RawBuilder<boolean> | null> {
  return passing(criteria, { ...(await lensOf(db, scope, asked.entity)), ...asked, scope }, since);
}

/** The same for a compilation at hand. */
export function passing(criteria: Criteria, compilation: Compilation, since: string): RawBuilder<boolean> | null {
  const found = passings(criteria, compilation, since);
  return found.length === 0 ? null : sql<boolean>`(${sql.join(found, sql` or `)})`;
}

function passings(node: Node, compilation: Compilation, since: string): RawBuilder<boolean>[] {
  if (isGroup(node)) return node.of.flatMap((child) => passings(child, compilation, since));
  if (!isHistory(node)) return ofField(node, compilation, since);
  if (node.when === undefined || !('within' in node.when)) return [];
  const stretches = moved('instant', { op: 'within_last', value: node.when.within }, { compilation, since });
  return stretches.length === 0 ? [] : [withEntryIn(node, stretches, compilation)];
}

function ofField(condition: Condition, compilation: Compilation, since: string): RawBuilder<boolean>[] {
  const field = compilation.fields.get(condition.field);
  if (!field || (field.kind !== 'date' && field.kind !== 'instant')) return [];
  const { op, value } = condition;
  // A day that is named does not move.
  if (typeof value !== 'object' || !('unit' in value || 'which' in value)) return [];
  const stretches = moved(field.kind, { op, value }, { compilation, since });
  if (stretches.length === 0) return [];
  const type = sql.raw(field.kind === 'date' ? 'date' : 'timestamptz');
  const test = (v: RawBuilder<unknown>) =>
    sql<boolean>`(${sql.join(
      stretches.map(({ from, to }) => sql`${v} between ${from}::${type} and ${to}::${type}`),
      sql` or `,
    )})`;
  return [applied(field, test, compilation).sql];
}

/** Where the bounds of a condition stood and stand: what lies between is what they passed over. */
function moved(
  kind: 'date' | 'instant',
  asked: { op: Condition['op']; value: TimeValue },
  { compilation, since }: { compilation: Compilation; since: string },
): { from: string; to: string }[] {
  const before = boundsOf(kind, asked, { zone: compilation.zone, now: since }) ?? [];
  const after = boundsOf(kind, asked, { zone: compilation.zone, now: compilation.now }) ?? [];
  return after.flatMap(({ at: to }, index) => {
    const from = before[index]?.at ?? to;
    return from === to ? [] : [{ from, to }];
  });
}
