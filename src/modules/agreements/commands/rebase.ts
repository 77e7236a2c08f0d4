import { sql } from 'kysely';
import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { type ClockEffect, effectOnOpen } from '../queries/effect.ts';
import { closeClock } from './clocks.ts';
import { addEvent } from './events.ts';
import { syncClocks } from './sync.ts';

/** Looks for a version that has come into force and takes open clocks along. */
export const takeOpenAlong = job('agreements.takeOpenAlong', z.object({}));

/**
 * Moves the clocks that are open to the version in force, where both sides signed that it takes them along; once per version. The row of a clock says
 * under which clause it runs, its record keeps the one before. What is decided or has passed its time is never touched.
 * @returns how many clocks were moved or ended
 */
export async function rebaseOpen(ctx: Ctx): Promise<number> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ id: string; number: number }>`select id, number from agreement_version where workspace_id = ${workspaceId}
    and status = 'signed' and open_clocks = 'open_too' and rebased_at is null and in_force_at <= ${ctx.now}
    and (superseded_at is null or superseded_at > ${ctx.now}) for update`.execute(ctx.tx);
  let touched = 0;
  for (const version of rows) {
    await sql`select from clock where workspace_id = ${workspaceId} and closed_at is null order by id for update`.execute(ctx.tx);
    for await (const effects of effectOnOpen(ctx.tx, ctx.scope, { versionId: version.id, now: ctx.now })) {
      const moved: string[] = [];
      for (const one of effects) {
        if (one.effect.becomes === 'moves' && (await move(ctx, one, version.number))) moved.push(one.clock.id);
        if (one.effect.becomes === 'ends') await end(ctx, one, version.number);
      }
      touched += effects.filter(({ effect }) => effect.becomes !== 'stays').length;
      await syncClocks(ctx, sql`k.id = any (${moved}::uuid[])`);
    }
    await sql`update agreement_version set rebased_at = ${ctx.now} where workspace_id = ${workspaceId} and id = ${version.id}`.execute(
      ctx.tx,
    );
    ctx.changed('agreement', version.id);
  }
  return touched;
}

async function move(ctx: Ctx, { clock, next }: ClockEffect, number: number): Promise<boolean> {
  if (!next) return false;
  // What set it going has set the new clause going as well: then that clock is the one.
  const { numUpdatedRows } = await ctx.tx
    .updateTable('clock')
    .set({ clause_id: next.clause.id, calendar_version_id: next.calendar.versionId, party: next.clause.party })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', clock.id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('clock as other')
            .select('other.id')
            .where('other.workspace_id', '=', ctx.scope.workspaceId)
            .where('other.clause_id', '=', next.clause.id)
            .where('other.cause_id', '=', clock.causeId),
        ),
      ),
    )
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await addEvent(ctx, clock.id, {
    kind: 'rebased',
    at: ctx.now,
    reason: `Version ${number} takes it along.`,
    data: { from: { clauseId: clock.clauseId, calendarVersionId: clock.calendarVersionId } },
  });
  return true;
}

async function end(ctx: Ctx, { clock }: ClockEffect, number: number): Promise<void> {
  await addEvent(ctx, clock.id, { kind: 'voided', at: ctx.now, reason: `Version ${number} does not have this promise any more.` });
  await closeClock(ctx, clock.id);
}
