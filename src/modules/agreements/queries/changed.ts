import type { Db } from '#platform/db/db.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { withTerms } from '../rules/terms.ts';
import type { ChangedClause } from '../schema.ts';
import { type ClauseRow, clausesOf } from './agreement.ts';
import { currentCalendars } from './calendars.ts';

export { termsOfClause } from '../rules/terms.ts';

/** The promises of a version as they would be with one of them changed. */
export async function clausesWith(
  db: Db,
  scope: Scope,
  of: { versionId: string; changed: ChangedClause | null },
): Promise<ClauseRow[] | Refusal> {
  const clauses = await clausesOf(db, scope, of.versionId);
  if (of.changed === null) return clauses;
  const { lineId, ...terms } = of.changed;
  if (!clauses.some((clause) => clause.lineId === lineId))
    return refuse('not_found', 'This promise is not in force (any more).', { field: 'change.lineId' });
  if (terms.calendarId !== undefined && !(await currentCalendars(db, scope)).has(terms.calendarId))
    return refuse('invalid', 'This calendar is not there any more.', { field: 'change.calendarId' });
  const next: ClauseRow[] = [];
  for (const clause of clauses) {
    const changed = clause.lineId === lineId ? withTerms(clause, terms) : clause;
    if ('lacks' in changed) return refuse('invalid', 'This promise has no such term.', { field: `change.${changed.lacks}` });
    next.push(changed);
  }
  return next;
}
