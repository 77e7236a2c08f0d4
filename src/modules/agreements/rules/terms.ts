import { type ClauseInput, type ClauseTerms, isClocked, TERMS } from '../schema.ts';

type Term = keyof ClauseTerms;

/** The terms that can be changed, as a promise has them; null where it has none of that name. */
export function termsOfClause(clause: ClauseInput): Record<Term, string | number | null> {
  return {
    withinSeconds: clause.family === 'amount' ? null : clause.withinSeconds,
    calendarId: isClocked(clause) ? clause.calendarId : null,
    target: clause.family === 'amount' ? null : clause.target,
    attempts: clause.family === 'depth' ? clause.attempts : null,
    amount: clause.family === 'amount' ? clause.amount : null,
  };
}

/** A promise with changed terms; the first term that it does not have where it lacks one. */
export function withTerms<C extends ClauseInput>(clause: C, terms: ClauseTerms): C | { lacks: Term } {
  const own = termsOfClause(clause);
  const given = TERMS.filter((term) => terms[term] !== undefined);
  const lacks = given.find((term) => own[term] === null);
  if (lacks) return { lacks };
  return { ...clause, ...Object.fromEntries(given.map((term) => [term, terms[term]])) };
}
