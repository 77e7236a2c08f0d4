import type { ClockClause, Proof, Starts } from '../schema.ts';

interface Choosable {
  family: ClockClause['family'];
  startsWhen: Starts;
  proof: readonly Proof[];
}

/**
 * The clauses that something sets going. Someone who asked to be contacted was also handed off; but a general promise that the same act
 * would answer gives way to the stricter one, or one call would count twice.
 */
export function clauseApplies<C extends Choosable>(clauses: readonly C[], when: Starts): C[] {
  const special = clauses.filter(({ startsWhen }) => startsWhen === when);
  if (when !== 'hand_raised') return special;
  const general = clauses.filter(({ startsWhen, family, proof }) => {
    const covered = special.filter((one) => one.family === family).flatMap((one) => one.proof);
    return startsWhen === 'handed_off' && !proof.every((one) => covered.includes(one));
  });
  return [...special, ...general];
}
