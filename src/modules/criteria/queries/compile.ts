import { type RawBuilder, sql } from 'kysely';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type Condition, type Criteria, type Group, isGroup, isHistory, type Node } from '../schema.ts';
import { type Compilation, isWrong, negated, type Part, type Wrong } from './compilation.ts';
import { compileCondition } from './condition.ts';
import { compileHistory } from './history.ts';

/**
 * Criteria as a condition on one row alias. Identifiers come from the registry alone, values travel as parameters.
 * @returns a refusal that names the path of the first wrong node (`criteria.of[1].value`)
 */
export function compile(criteria: Criteria, compilation: Compilation): RawBuilder<boolean> | Refusal {
  const { path = 'criteria' } = compilation;
  const part = compileNode(criteria, compilation, path);
  return 'refused' in part ? part : part.sql;
}

function compileNode(node: Node, compilation: Compilation, path: string): Part | Refusal {
  if (isGroup(node)) return compileGroup(node, compilation, path);
  const part = isHistory(node) ? compileHistory(node, compilation) : compileField(node, compilation);
  return isWrong(part) ? refuse('invalid', part.wrong, { field: `${path}${part.at}` }) : part;
}

function compileField(condition: Condition, compilation: Compilation): Part | Wrong {
  const field = compilation.fields.get(condition.field);
  // One sentence for fields that do not exist and for those the person may not see: the difference would tell.
  if (!field) return { wrong: 'This field does not exist, or you may not see it.', at: '.field' };
  return compileCondition(field, condition, compilation);
}

function compileGroup(group: Group, compilation: Compilation, path: string): Part | Refusal {
  const parts: Part[] = [];
  for (const [index, node] of group.of.entries()) {
    const part = compileNode(node, compilation, `${path}.of[${index}]`);
    if ('refused' in part) return part;
    parts.push(group.match === 'none' ? negated(part) : part);
  }
  const total = parts.every((part) => part.total);
  if (parts.length === 0) return { sql: sql<boolean>`true`, total: true };
  const between = group.match === 'any' ? sql` or ` : sql` and `;
  return {
    sql: sql<boolean>`(${sql.join(
      parts.map((part) => part.sql),
      between,
    )})`,
    total,
  };
}
