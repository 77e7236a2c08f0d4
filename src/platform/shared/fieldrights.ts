import type { Scope } from './scope.ts';

/** The name under which a field is governed: `ownerId` and `amountMinor` on the wire are `owner` and `amount` in field rights and lists. */
export function governedName(wireName: string): string {
  return wireName.replace(/(?<=.)(Id|Minor)$/, '');
}

/**
 * The row without what the scope may not see: fields by their governed names, values of `custom` by `custom.<key>`.
 * @param always names that a record cannot do without (its id, its name)
 */
export function withoutHidden<T extends object>(
  { scope, entity }: { scope: Pick<Scope, 'hidden'>; entity: string },
  row: T,
  always: readonly string[] = ['id', 'name'],
): T {
  if (scope.hidden.size === 0) return row;
  const shown = Object.entries(row).filter(([name]) => always.includes(name) || !scope.hidden.has(`${entity}.${governedName(name)}`));
  return Object.fromEntries(shown.map(([name, value]) => [name, name === 'custom' ? visibleValues(scope, entity, value) : value])) as T;
}

function visibleValues(scope: Pick<Scope, 'hidden'>, entity: string, values: unknown): unknown {
  if (typeof values !== 'object' || values === null) return values;
  return Object.fromEntries(Object.entries(values).filter(([key]) => !scope.hidden.has(`${entity}.custom.${key}`)));
}

/** The first field of an input that the scope may not write; undefined where it may write all of them. */
export function lockedField(scope: Pick<Scope, 'hidden' | 'readOnly'>, entity: string, input: object): string | undefined {
  return Object.keys(input).find((name) => {
    const right = `${entity}.${governedName(name)}`;
    return scope.hidden.has(right) || scope.readOnly.has(right);
  });
}
