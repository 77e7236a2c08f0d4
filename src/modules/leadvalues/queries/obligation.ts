import type { ReadCtx } from '#platform/context.ts';

export async function obligationOf(_ctx: ReadCtx, _at: string): Promise<number | null> {
  return null;
}
