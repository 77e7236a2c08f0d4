import { type RawBuilder, sql } from 'kysely';
import { type Field, rightOf, standardFields } from '#modules/criteria/fields.ts';
import { customFieldRows, customFieldsOf } from '#modules/criteria/queries/custom.ts';
import type { Entity } from '#modules/criteria/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { DIMENSIONS } from '../schema.ts';

const ENTITIES = ['contact', 'company', 'lead', 'deal'] as const satisfies readonly Entity[];
/** The aliases under which a population's rows carry the records. */
const ROW: Readonly<Record<(typeof ENTITIES)[number], string>> = { contact: 'c', company: 'o', lead: 'l', deal: 'd' };

export interface DimensionField {
  name: string;
  /** The field in a condition on a contact; null where a condition on a contact cannot ask for it. */
  contactField: string | null;
  label: string;
  own: boolean;
  /** Of the won deal, which only who bought has. */
  ofDeal: boolean;
  labels: ReadonlyMap<string, string>;
  value: RawBuilder<unknown>;
}

/** What can be counted of the records, as far as the caller may see it. */
export async function dimensionFields(ctx: ReadCtx): Promise<DimensionField[]> {
  const custom = customFieldsOf((await customFieldRows(ctx.tx, ctx.scope, ENTITIES)).custom).filter(
    ({ kind }) => kind === 'choice' || kind === 'text',
  );
  const known = ENTITIES.flatMap((entity) => standardFields(entity).filter(({ key }) => isDimension(entity, key)));
  const shown = [...known, ...custom].filter((field) => !ctx.scope.hidden.has(rightOf(field)));
  return shown.flatMap((field) => {
    const entity = ENTITIES.find((one) => one === field.entity);
    const value = entity && field.sql?.(ROW[entity], ctx.scope);
    return entity && value ? [dimension(entity, field, value)] : [];
  });
}

function isDimension(entity: string, key: string): boolean {
  return DIMENSIONS.some((one) => one === `${entity}.${key}`);
}

function dimension(entity: (typeof ENTITIES)[number], field: Field, value: RawBuilder<unknown>): DimensionField {
  return {
    name: `${entity}.${field.key}`,
    contactField: contactFieldOf(entity, field.key),
    label: field.label,
    own: field.key.startsWith('custom.'),
    ofDeal: entity === 'deal',
    labels: new Map((field.options ?? []).map((option) => [option.value, option.label])),
    value: sql`nullif(btrim(${value}::text), '')`,
  };
}

function contactFieldOf(entity: (typeof ENTITIES)[number], key: string): string | null {
  if (entity === 'contact') return key;
  if (entity === 'company') return `company.${key}`;
  if (entity === 'deal') return null;
  return key.startsWith('custom.') ? `lead.${key}` : key;
}
