import type { ReadCtx } from '#platform/context.ts';
import { isClocked } from '../schema.ts';
import { clausesOf, versionInForce } from './agreement.ts';

/** The promises of the version in force, for whoever decides about one of them; null where nothing is agreed. */
export async function promisesInForce(ctx: ReadCtx) {
  const version = await versionInForce(ctx.tx, ctx.scope, ctx.now);
  if (!version) return null;
  const clauses = await clausesOf(ctx.tx, ctx.scope, version.id);
  return { id: version.id, number: version.number, clauses: clauses.map((clause) => ({ ...clause, clocked: isClocked(clause) })) };
}
