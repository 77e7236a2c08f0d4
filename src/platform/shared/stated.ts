/**
 * Which facts of a record somebody set by hand, after a write: a value given states the fact, null gives it back to the program.
 * @param facts the facts that the program can work out itself, by wire name
 */
export function statedAfter(before: readonly string[], facts: readonly string[], values: Readonly<Record<string, unknown>>): string[] {
  const given = facts.filter((fact) => values[fact] !== undefined);
  const set = given.filter((fact) => values[fact] !== null && values[fact] !== '');
  return [...new Set([...before.filter((fact) => !given.includes(fact)), ...set])].sort();
}
