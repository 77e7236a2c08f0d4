import { lensOf } from '#modules/criteria/queries/lens.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listTrackFields } from '../contract/tracks.ts';
import { SETTABLE } from '../schema.ts';

type Answer = OutputOf<typeof listTrackFields>;

/** Day and time fields of a person and their company that hold a value of their own. */
export async function dateFields(ctx: ReadCtx): Promise<Answer['dates']> {
  const { fields } = await lensOf(ctx.tx, ctx.scope, 'contact');
  return [...fields.values()]
    .filter(({ kind, sql }) => sql !== undefined && (kind === 'date' || kind === 'instant'))
    .map(({ key, label, kind }) => ({ key, label, kind }));
}

export async function readTrackFields(ctx: ReadCtx): Promise<Answer> {
  const { fields } = await lensOf(ctx.tx, ctx.scope, 'contact');
  const settable = SETTABLE.flatMap((field) => {
    const known = fields.get(field);
    return known ? [{ field, label: known.label, options: known.options ? [...known.options] : null }] : [];
  });
  return { settable, dates: await dateFields(ctx) };
}
