import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';

/** Moves everybody on whose time has come. */
export const advance = job('nurtures.advance', z.object({}));
/** Looks at the people whose record changed. */
export const look = job('nurtures.look', z.object({}));
/** Posts what steps have left to post. */
export const post = job('nurtures.post', z.object({}));

/** Beyond this the schedule of every minute finds it. */
const SOON_MS = 90_000;

/** One job for many who are due at about the same time. */
export async function wake(ctx: Ctx, at: string): Promise<void> {
  const wait = Date.parse(at) - Date.parse(ctx.now);
  if (wait > SOON_MS) return;
  const slot = Math.ceil(Date.parse(at) / 1_000);
  await ctx.enqueue(advance, {}, { byProgram: true, key: `nurtures:${ctx.scope.workspaceId}:${slot}`, ...(wait > 0 ? { runAt: at } : {}) });
}
