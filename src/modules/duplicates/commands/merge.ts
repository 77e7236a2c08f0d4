import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import { reachableCompany } from '#modules/companies/queries/companies.ts';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { recordsMerged } from '../events.ts';
import { choiceProblem, type Merging, mergesOf } from '../queries/merges.ts';
import { foldRows } from '../rules/merge.ts';
import { type DuplicateEntity, type Merge, UNDO_DAYS } from '../schema.ts';
import { placePrimary, uniteRivals } from './unite.ts';

export type WholeRow = Record<string, unknown> & { id: string; name: string };

const GONE = 'One of the two does not exist any more, or your role may not change it.';

/** Makes two records one: fields by choice, everything that names the loser names the winner, the loser is put away. */
export async function mergeRecords(ctx: Ctx, merging: Merging): Promise<Merge | Refusal> {
  const problem = choiceProblem(ctx.scope, merging);
  if (problem) return problem;
  const { entity, winnerId, loserId } = merging;
  const rows = await lockBoth(ctx, merging);
  if (isRefusal(rows)) return rows;
  const { winner, loser } = rows;
  if (loser.merged_into || winner.merged_into) return alreadyMerged(ctx, merging, rows);
  if (winner.deleted_at || loser.deleted_at) return refuse('not_found', GONE);
  const changes = foldRows(entity, { winner, loser, choices: merging.choices });
  const { id } = await ctx.tx
    .insertInto('merge')
    .values({
      workspace_id: ctx.scope.workspaceId,
      entity,
      winner_id: winnerId,
      loser_id: loserId,
      choices: JSON.stringify(merging.choices),
      merged_by: ctx.scope.actor.memberId,
      merged_at: ctx.now,
      undo_until: new Date(Date.parse(ctx.now) + UNDO_DAYS * 86_400_000).toISOString(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await uniteRivals(ctx, { ...merging, mergeId: id });
  await sql`select move_references(${entity}, ${id}, ${loserId}, ${winnerId}, ${ctx.now}::timestamptz)`.execute(ctx.tx);
  await putAway(ctx, merging);
  const after = await writeColumns(ctx, { entity, id: winnerId, columns: changes });
  if (entity === 'contact') await placePrimary(ctx, [winnerId]);
  else await recomputeCustomers(ctx, [winnerId, loserId]);
  await noteDown(ctx, merging, { id, before: only(winner, Object.keys(changes)), after: only(after, Object.keys(changes)), loser });
  return (await mergesOf(ctx.tx, ctx.scope, { id }))[0] ?? refuse('not_found', GONE);
}

/** Both rows as they are, locked in one order whoever merges what into what; imports wait, for they write whole rows. */
async function lockBoth(ctx: Ctx, { entity, winnerId, loserId }: Merging): Promise<{ winner: WholeRow; loser: WholeRow } | Refusal> {
  const ws = ctx.scope.workspaceId;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`upsert:${ws}`}, 0))`.execute(ctx.tx);
  const { rows } = await sql<{ row: WholeRow }>`select to_jsonb(t) as row from ${sql.table(entity)} t
    where t.workspace_id = ${ws} and t.id = any (${[winnerId, loserId]}::uuid[]) order by t.id for update`.execute(ctx.tx);
  const found = new Map(rows.map(({ row }) => [row.id, row]));
  const [winner, loser] = [found.get(winnerId), found.get(loserId)];
  if (!winner || !loser || !(await mayWrite(ctx, entity, winnerId)) || !(await mayWrite(ctx, entity, loserId)))
    return refuse('not_found', GONE);
  return { winner, loser };
}

export async function mayWrite(ctx: Ctx, entity: DuplicateEntity, id: string): Promise<boolean> {
  const asked = { id, to: 'write', trashed: true } as const;
  return !isRefusal(
    entity === 'contact' ? await reachableContact(ctx.tx, ctx.scope, asked) : await reachableCompany(ctx.tx, ctx.scope, asked),
  );
}

/** The same call again gets the merge it made; anybody else hears that it is done. */
async function alreadyMerged(ctx: Ctx, { winnerId, loserId }: Merging, { loser }: { loser: WholeRow }): Promise<Merge | Refusal> {
  const { rows } = await sql<{
    id: string;
  }>`select id from merge where workspace_id = ${ctx.scope.workspaceId} and winner_id = ${winnerId} and loser_id = ${loserId}
    and undone_at is null and merged_by is not distinct from ${ctx.scope.actor.memberId}::uuid order by merged_at desc limit 1`.execute(
    ctx.tx,
  );
  const mine = rows[0] && loser.merged_into === winnerId ? (await mergesOf(ctx.tx, ctx.scope, { id: rows[0].id }))[0] : undefined;
  return mine ?? refuse('conflict', 'One of the two has been merged by somebody else in the meantime. Open the record to see into which.');
}

async function putAway(ctx: Ctx, { entity, winnerId, loserId }: Merging): Promise<void> {
  const ws = ctx.scope.workspaceId;
  await sql`update ${sql.table(entity)} set deleted_at = ${ctx.now}, merged_into = ${winnerId}, updated_at = ${ctx.now} where workspace_id = ${ws} and id = ${loserId}`.execute(
    ctx.tx,
  );
  await sql`update duplicate_pair set state = 'merged', decided_at = ${ctx.now}, decided_by = ${ctx.scope.actor.memberId}::uuid
    where workspace_id = ${ws} and entity = ${entity} and a_id = least(${winnerId}::uuid, ${loserId}::uuid) and b_id = greatest(${winnerId}::uuid, ${loserId}::uuid)`.execute(
    ctx.tx,
  );
}

/** Writes columns of a record, given as JSON has them. A contact's score is due anew. @returns the row as it is now */
export async function writeColumns(
  ctx: Ctx,
  { entity, id, columns }: { entity: DuplicateEntity; id: string; columns: Record<string, unknown> },
): Promise<WholeRow> {
  const table = sql.table(entity);
  const names = Object.keys(columns);
  const set = names.map((name) => sql`${sql.ref(name)} = r.${sql.ref(name)},`);
  const { rows } = await sql<{
    row: WholeRow;
  }>`update ${table} t set ${sql.join(set, sql` `)} ${entity === 'contact' ? sql`score_due_at = 'epoch',` : sql``} updated_at = ${ctx.now}
    from jsonb_populate_record(null::${table}, ${JSON.stringify(columns)}::jsonb) r where t.workspace_id = ${ctx.scope.workspaceId} and t.id = ${id}
    returning to_jsonb(t) as row`.execute(ctx.tx);
  const row = rows[0]?.row;
  if (!row) throw new Error('a record that was locked has gone');
  return row;
}

const only = (row: Record<string, unknown>, names: readonly string[]) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));

interface Made {
  id: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  loser: WholeRow;
}

async function noteDown(ctx: Ctx, { entity, winnerId, loserId }: Merging, { id, before, after, loser }: Made): Promise<void> {
  const [activityId] = await record(ctx, [
    {
      kind: 'merge',
      occurredAt: ctx.now,
      evidence: 'system',
      memberId: ctx.scope.actor.memberId,
      subject: loser.name,
      ...(entity === 'contact' ? { contactId: winnerId } : { companyId: winnerId }),
      data: { mergeId: id, loserId },
    },
  ]);
  await sql`update merge set before = ${JSON.stringify(before)}::jsonb, after = ${JSON.stringify(after)}::jsonb, activity_id = ${activityId ?? null}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  await ctx.announce(recordsMerged, { mergeId: id, entity, winnerId, loserId });
  for (const one of [winnerId, loserId]) ctx.changed(entity, one);
  for (const noun of ['duplicate_pair', 'activity', 'lead', 'deal', 'task']) ctx.changed(noun);
  if (entity === 'company') ctx.changed('contact');
}
