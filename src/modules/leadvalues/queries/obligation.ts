import type { ReadCtx } from '#platform/context.ts';

/** What the agreement in force promises in value a month, in minor units; null where it names no amount. */
export async function obligationOf(_ctx: ReadCtx, _at: string): Promise<number | null> {
  return null;
}
