import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { reroutedBy, routingMark } from '../queries/changed.ts';
import type { ChangedTerritory } from '../schema.ts';
import { replaceRouting } from './territories.ts';

export interface DecidedTerritory {
  changed: ChangedTerritory;
  /** The mark of the rules in force when it was decided. */
  basedOn: string;
}

/**
 * Puts the rules of routing into force as both sides decided them; seats stay as they are.
 * @returns `conflict` where the rules or their order changed meanwhile
 */
export async function agreeOnRouting(ctx: Ctx, { changed, basedOn }: DecidedTerritory): Promise<{ id: null } | Refusal> {
  await sql`select from territory where workspace_id = ${ctx.scope.workspaceId} for update`.execute(ctx.tx);
  if ((await routingMark(ctx)) !== basedOn) return refuse('conflict', 'The rules of routing changed meanwhile.');
  const rerouted = await reroutedBy(ctx, changed, 'change.');
  if (isRefusal(rerouted)) return rerouted;
  const done = await replaceRouting(ctx, { territories: rerouted.after, seats: [] });
  return isRefusal(done) ? done : { id: null };
}
