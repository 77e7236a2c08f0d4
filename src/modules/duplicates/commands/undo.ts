import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { mergeUndone } from '../events.ts';
import { mergesOf } from '../queries/merges.ts';
import { FOLD_FIELDS } from '../rules/fields.ts';
import { type DuplicateEntity, type Merge, UNDO_DAYS } from '../schema.ts';
import { mayWrite, type WholeRow, writeColumns } from './merge.ts';
import { placePrimary } from './unite.ts';

interface Stored {
  id: string;
  entity: DuplicateEntity;
  winner_id: string;
  loser_id: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  activity_id: string | null;
  merged_at: string;
  undo_until: string;
  undone_at: string | null;
}

const GONE = 'This merge does not exist any more, or your role may not change both records.';

/** Makes two of one again: what still stands as the merge left it goes back, what was changed since stays. */
export async function undoMerge(ctx: Ctx, id: string): Promise<{ merge: Merge; keptFields: string[] } | Refusal> {
  const ws = ctx.scope.workspaceId;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`upsert:${ws}`}, 0))`.execute(ctx.tx);
  const { rows } = await sql<Stored>`select id, entity, winner_id, loser_id, before, after, activity_id, merged_at, undo_until, undone_at
    from merge where workspace_id = ${ws} and id = ${id} for update`.execute(ctx.tx);
  const merge = rows[0];
  if (!merge || !(await mayWrite(ctx, merge.entity, merge.winner_id)) || !(await mayWrite(ctx, merge.entity, merge.loser_id)))
    return refuse('not_found', GONE);
  const pair = await readBoth(ctx, merge);
  const problem = undoProblem(merge, pair, ctx.now);
  if (problem || !pair) return problem ?? refuse('not_found', GONE);
  await sql`update merge set undone_at = ${ctx.now} where workspace_id = ${ws} and id = ${id}`.execute(ctx.tx);
  await sql`select return_references(${id}, ${ctx.now}::timestamptz)`.execute(ctx.tx);
  await sql`update ${sql.table(merge.entity)} set deleted_at = null, merged_into = null, updated_at = ${ctx.now} where workspace_id = ${ws} and id = ${merge.loser_id}`.execute(
    ctx.tx,
  );
  const names = Object.keys(merge.after);
  const unchanged = names.filter((name) => isDeepStrictEqual(pair.winner[name] ?? null, merge.after[name] ?? null));
  const back = Object.fromEntries(unchanged.map((name) => [name, merge.before[name] ?? null]));
  await writeColumns(ctx, { entity: merge.entity, id: merge.winner_id, columns: back });
  if (merge.entity === 'contact') {
    await writeColumns(ctx, { entity: 'contact', id: merge.loser_id, columns: {} });
    await placePrimary(ctx, [merge.winner_id, merge.loser_id]);
  } else await recomputeCustomers(ctx, [merge.winner_id, merge.loser_id]);
  await noteDown(ctx, merge);
  const [now] = await mergesOf(ctx.tx, ctx.scope, { id });
  if (!now) return refuse('not_found', GONE);
  return {
    merge: now,
    keptFields: keysOf(
      merge.entity,
      names.filter((name) => !unchanged.includes(name)),
    ),
  };
}

async function readBoth(ctx: Ctx, { entity, winner_id, loser_id }: Stored): Promise<{ winner: WholeRow; loser: WholeRow } | null> {
  const { rows } = await sql<{ row: WholeRow }>`select to_jsonb(t) as row from ${sql.table(entity)} t
    where t.workspace_id = ${ctx.scope.workspaceId} and t.id = any (${[winner_id, loser_id]}::uuid[]) order by t.id for update`.execute(
    ctx.tx,
  );
  const found = new Map(rows.map(({ row }) => [row.id, row]));
  const [winner, loser] = [found.get(winner_id), found.get(loser_id)];
  return winner && loser ? { winner, loser } : null;
}

function undoProblem(merge: Stored, pair: { winner: WholeRow; loser: WholeRow } | null, now: string): Refusal | null {
  if (merge.undone_at) return refuse('conflict', 'This merge has been undone already.');
  if (!pair) return refuse('gone', 'One of the two was deleted for good. Nothing is left that could be put back.');
  if (pair.winner.erased_at || pair.loser.erased_at)
    return refuse('gone', 'This person was erased. Nothing is left that could be brought back.');
  if (merge.undo_until <= now) return refuse('gone', `A merge can be undone for ${UNDO_DAYS} days; this one is older.`);
  if (pair.winner.merged_into) return refuse('conflict', 'This record has since been merged into another one. Undo that merge first.');
  return pair.loser.merged_into === merge.winner_id ? null : refuse('conflict', 'The two have been taken apart in another way already.');
}

/** The names of fields as the caller knows them. */
function keysOf(entity: DuplicateEntity, columns: readonly string[]): string[] {
  return FOLD_FIELDS[entity]
    .filter((field) => field.columns.some((column) => columns.includes(column)))
    .map(({ key }) => key)
    .concat(columns.includes('custom') ? ['custom'] : []);
}

async function noteDown(ctx: Ctx, merge: Stored): Promise<void> {
  const { entity, winner_id: winnerId, loser_id: loserId } = merge;
  const ws = ctx.scope.workspaceId;
  await sql`update duplicate_pair set state = 'open', decided_at = null, decided_by = null where workspace_id = ${ws} and entity = ${entity} and state = 'merged'
    and a_id = least(${winnerId}::uuid, ${loserId}::uuid) and b_id = greatest(${winnerId}::uuid, ${loserId}::uuid)`.execute(ctx.tx);
  if (merge.activity_id)
    await record(ctx, [
      {
        kind: 'merge',
        occurredAt: merge.merged_at,
        evidence: 'system',
        memberId: ctx.scope.actor.memberId,
        ...(entity === 'contact' ? { contactId: winnerId } : { companyId: winnerId }),
        correctsId: merge.activity_id,
        retracted: true,
        data: { mergeId: merge.id, loserId },
      },
    ]);
  await ctx.announce(mergeUndone, { mergeId: merge.id, entity, winnerId, loserId });
  for (const one of [winnerId, loserId]) ctx.changed(entity, one);
  for (const noun of ['duplicate_pair', 'activity', 'lead', 'deal', 'task']) ctx.changed(noun);
  if (entity === 'company') ctx.changed('contact');
}
