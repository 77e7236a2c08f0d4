import { sql } from 'kysely';
import { z } from 'zod';
import { termsHashOf, versionsOf } from '#modules/agreements/queries/agreement.ts';
import { clausesWith } from '#modules/agreements/queries/changed.ts';
import type { ChangedClause } from '#modules/agreements/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { moveDay } from '#platform/shared/calendar.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { periodFor } from '../queries/replays.ts';
import { MOST_DAYS } from '../schema.ts';

export const runReplay = job('replays.run', z.object({ replayId: z.string() }));

interface Asked {
  id: string;
  from?: string;
  to?: string;
  /** One promise with other terms than the version has. */
  changed?: ChangedClause | undefined;
}

/** Asks for a version to be run over a period, by a job; there is one of each terms and period at a time. */
export async function startReplay(ctx: Ctx, asked: Asked): Promise<{ id: string } | Refusal> {
  const version = (await versionsOf(ctx.tx, ctx.scope)).find(({ id }) => id === asked.id);
  if (!version) return refuse('not_found', 'This version is not there any more.');
  const period = await periodFor(ctx, asked);
  if (isRefusal(period)) return period;
  const { from, to } = period;
  if (to > (moveDay(from, MOST_DAYS, 'day') ?? to)) return refuse('invalid', 'Ask for three years at most.', { field: 'from' });
  const changed = asked.changed ?? null;
  const clauses = await clausesWith(ctx.tx, ctx.scope, { versionId: version.id, changed });
  if (isRefusal(clauses)) return clauses;
  const hash = termsHashOf(clauses);
  const { workspaceId, actor } = ctx.scope;
  const { rows: running } = await sql<{
    id: string;
  }>`select id from agreement_replay where workspace_id = ${workspaceId} and version_id = ${version.id}
    and content_hash = ${hash} and from_day = ${from} and to_day = ${to} and state in ('waiting', 'running') limit 1`.execute(ctx.tx);
  if (running[0]) return running[0];
  const { id } = await ctx.tx
    .insertInto('agreement_replay')
    .values({
      workspace_id: workspaceId,
      version_id: version.id,
      version_number: version.number,
      changed: changed && JSON.stringify(changed),
      content_hash: hash,
      from_day: from,
      to_day: to,
      asked_by: actor.memberId,
      asked_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.enqueue(runReplay, { replayId: id });
  ctx.changed('replay', id);
  return { id };
}

export async function deleteReplay(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const { numDeletedRows } = await ctx.tx
    .deleteFrom('agreement_replay')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return refuse('not_found', 'This replay is not there any more.');
  ctx.changed('replay', id);
  return {};
}
