import { customFieldRows } from '#modules/criteria/queries/custom.ts';
import type { ReadCtx } from '#platform/context.ts';
import { lockedField } from '#platform/shared/fieldrights.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { entityOf, type OwnField } from '../rules/own.ts';
import { type Target, targetsOf } from '../rules/targets.ts';
import type { ImportEntity, Mapping } from '../schema.ts';

export async function ownFieldsOf({ tx, scope }: ReadCtx, entity: ImportEntity | null): Promise<OwnField[]> {
  const owner = entityOf(entity);
  return owner ? (await customFieldRows(tx, scope, [owner])).custom : [];
}

/** What the columns of a file may be mapped to, by this person. */
export async function targetsFor(ctx: ReadCtx, entity: ImportEntity | null): Promise<Target[]> {
  const targets = targetsOf(entity, await ownFieldsOf(ctx, entity));
  return targets.filter(({ key, role }) => role === 'externalId' || !mayNotFill(ctx.scope, entity, key));
}

/** The mapping without the columns that go to fields which the person may not change. */
export function allowedMapping(scope: Scope, entity: ImportEntity | null, mapping: Mapping): { mapping: Mapping; left: string[] } {
  const isLeft = ({ field, role }: Mapping[string]) => field !== null && role !== 'externalId' && mayNotFill(scope, entity, field);
  const columns = Object.entries(mapping);
  return {
    mapping: Object.fromEntries(columns.filter(([, column]) => !isLeft(column))),
    left: columns.filter(([, column]) => isLeft(column)).map(([header]) => header),
  };
}

function mayNotFill(scope: Scope, entity: ImportEntity | null, field: string): boolean {
  return lockedField(scope, entityOf(entity) ?? entity ?? '', { [field]: null }) !== undefined;
}
