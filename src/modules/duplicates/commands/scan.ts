import { setImmediate as letOthersIn } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { type Compared, compare, comparedRecords } from '../queries/compared.ts';
import { latestScan } from '../queries/pairs.ts';
import { type DuplicateEntity, PROPOSED_FROM, type Scan } from '../schema.ts';

/** Carries a scan on, a chunk per transaction, until it is done. */
export const carryScanOn = job('duplicates.carryScanOn', z.object({ id: z.uuid() }));

const CHUNK = 500;
/** A key that more records share tells nobody apart: a first name, a switchboard. */
const MOST_PER_KEY = 60;
const MOST_ALIKE = 10;
/** Comparisons before others get a turn: a few milliseconds. */
const PAIRS_IN_A_ROW = 100;
/** Looking for likeness costs more the more there is. In a full scan of more steps keys alone have to do; what changes later is looked at both ways. */
const MOST_FOR_TRIGRAMS = 100_000;
/** What was written while the scan before began may have an instant from before its beginning. */
const OVERLAP_MINUTES = 15;

/**
 * Begins to look for duplicates, or goes on with the scan that runs. `changedOnly`: records changed since the last scan began; everything where
 * there was none.
 */
export async function startScan(ctx: Ctx, { entity, changedOnly }: { entity: DuplicateEntity; changedOnly: boolean }): Promise<Scan> {
  const ws = ctx.scope.workspaceId;
  const since = changedOnly
    ? sql`(select max(started_at) - make_interval(mins => ${OVERLAP_MINUTES}) from duplicate_scan where workspace_id = ${ws} and entity = ${entity} and state = 'done')`
    : sql`null::timestamptz`;
  await sql`insert into duplicate_scan (workspace_id, entity, since, total, started_by, started_at)
    select ${ws}, ${entity}, s.since, 2 * (select count(*) from ${sql.table(entity)} t where t.workspace_id = ${ws} and t.deleted_at is null
      and (s.since is null or t.updated_at >= s.since)), ${ctx.scope.actor.memberId}::uuid, ${ctx.now}
    from (select ${since} as since) s
    on conflict (workspace_id, entity) where state = 'running' do nothing`.execute(ctx.tx);
  const { rows } = await sql<{
    id: string;
  }>`select id from duplicate_scan where workspace_id = ${ws} and entity = ${entity} and state = 'running'`.execute(ctx.tx);
  const id = rows[0]?.id;
  if (id) await ctx.enqueue(carryScanOn, { id }, { key: `duplicates:${id}` });
  ctx.changed('duplicate_scan');
  const scan = await latestScan(ctx.tx, ctx.scope, entity);
  if (!scan) throw new Error('a scan that was begun has gone');
  return scan;
}

interface Running {
  id: string;
  entity: DuplicateEntity;
  phase: 'keys' | 'pairs';
  since: string | null;
  total: number;
  place: string | null;
}

/**
 * The next chunk: first every record gets its keys, then every record meets those that share one. @returns whether there may be more.
 * A chunk that is cut off leaves nothing behind, and the next run begins where the last one that ended did.
 */
export async function scanChunk(ctx: Ctx, id: string): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  const { rows } =
    await sql<Running>`select id, entity, phase, since, total, place from duplicate_scan where workspace_id = ${ws} and id = ${id} and state = 'running' for update`.execute(
      ctx.tx,
    );
  const scan = rows[0];
  if (!scan) return false;
  if (scan.phase === 'keys' && scan.place === null) await forgetGone(ctx, scan.entity);
  const { rows: next } = await sql<{
    id: string;
  }>`select id from ${sql.table(scan.entity)} t where t.workspace_id = ${ws} and t.deleted_at is null
    and (${scan.since}::timestamptz is null or t.updated_at >= ${scan.since}) and (${scan.place}::uuid is null or t.id > ${scan.place}) order by t.id limit ${CHUNK}`.execute(
    ctx.tx,
  );
  const ids = next.map((row) => row.id);
  if (ids.length === 0) return ended(ctx, scan);
  const found = scan.phase === 'keys' ? await writeKeys(ctx, scan.entity, ids) : await meet(ctx, scan, ids);
  await sql`update duplicate_scan set place = ${ids.at(-1) ?? null}, done = done + ${ids.length}, found = found + ${found}
    where workspace_id = ${ws} and id = ${id}`.execute(ctx.tx);
  ctx.changed('duplicate_scan');
  return true;
}

async function ended(ctx: Ctx, { id, phase }: Running): Promise<boolean> {
  const change = phase === 'keys' ? sql`phase = 'pairs', place = null` : sql`state = 'done', finished_at = ${ctx.now}, total = done`;
  await sql`update duplicate_scan set ${change} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  if (phase === 'keys') await sql`select refresh_duplicate_statistics()`.execute(ctx.tx);
  ctx.changed('duplicate_scan');
  ctx.changed('duplicate_pair');
  return phase === 'keys';
}

/** Records in the trash, merged or purged are compared with nobody. */
async function forgetGone(ctx: Ctx, entity: DuplicateEntity): Promise<void> {
  const ws = ctx.scope.workspaceId;
  for (const table of ['duplicate_key', 'duplicate_text'])
    await sql`delete from ${sql.table(table)} k where k.workspace_id = ${ws} and k.entity = ${entity}
      and not exists (select from ${sql.table(entity)} t where t.workspace_id = ${ws} and t.id = k.entity_id and t.deleted_at is null)`.execute(
      ctx.tx,
    );
  await sql`delete from duplicate_pair p where p.workspace_id = ${ws} and p.entity = ${entity} and p.state <> 'merged' and (
    not exists (select from ${sql.table(entity)} t where t.workspace_id = ${ws} and t.id = p.a_id)
    or not exists (select from ${sql.table(entity)} t where t.workspace_id = ${ws} and t.id = p.b_id))`.execute(ctx.tx);
}

async function writeKeys(ctx: Ctx, entity: DuplicateEntity, ids: readonly string[]): Promise<number> {
  const ws = ctx.scope.workspaceId;
  const records = [...(await comparedRecords(ctx.tx, ctx.scope, { entity, ids })).values()];
  const lines = records.map(({ id, keys, name, place }) => ({ id, keys, name, place }));
  for (const table of ['duplicate_key', 'duplicate_text'])
    await sql`delete from ${sql.table(table)} where workspace_id = ${ws} and entity = ${entity} and entity_id = any (${ids}::uuid[])`.execute(
      ctx.tx,
    );
  await sql`insert into duplicate_key (workspace_id, entity, entity_id, key)
    select ${ws}, ${entity}, r.id, md5(k) from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as r(id uuid, keys text[]), unnest(r.keys) k on conflict do nothing`.execute(
    ctx.tx,
  );
  await sql`insert into duplicate_text (workspace_id, entity, entity_id, name, place)
    select ${ws}, ${entity}, r.id, r.name, r.place from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as r(id uuid, name text, place text) on conflict do nothing`.execute(
    ctx.tx,
  );
  return 0;
}

/**
 * Pairs of these records with others that share a key or look alike; in a full scan with earlier ones only, so that each pair is met once.
 * Key by key, without a join whose plan could go wrong while the tables fill.
 */
async function candidates(ctx: Ctx, { entity, since, total }: Running, ids: readonly string[]): Promise<{ a_id: string; b_id: string }[]> {
  const ws = ctx.scope.workspaceId;
  const full = since === null;
  const mine = [...(await comparedRecords(ctx.tx, ctx.scope, { entity, ids })).values()].map(({ id, keys }) => ({ id, keys }));
  const alike = full && total > MOST_FOR_TRIGRAMS ? [] : ids;
  const { rows } = await sql<{ a_id: string; b_id: string }>`
    with met as (
      select m.id as one, other from jsonb_to_recordset(${JSON.stringify(mine)}::jsonb) as m(id uuid, keys text[]) cross join lateral unnest(m.keys) as own(shared)
        cross join lateral (select array_agg(few.entity_id) as ids from (
          select k.entity_id from duplicate_key k where k.workspace_id = ${ws} and k.entity = ${entity} and k.key = md5(own.shared) limit ${MOST_PER_KEY + 1}) few) sharing
        cross join lateral unnest(sharing.ids) other
      where cardinality(sharing.ids) between 2 and ${MOST_PER_KEY} and other <> m.id and (not ${full} or other < m.id)
      union select a_id, b_id from alike_records(${entity}, ${alike}::uuid[], ${full}, ${MOST_ALIKE}))
    select distinct least(one, other) as a_id, greatest(one, other) as b_id from met`.execute(ctx.tx);
  return rows;
}

async function meet(ctx: Ctx, scan: Running, ids: readonly string[]): Promise<number> {
  const { entity } = scan;
  const pairs = await candidates(ctx, scan, ids);
  const records = await comparedRecords(ctx.tx, ctx.scope, { entity, ids: [...new Set(pairs.flatMap(({ a_id, b_id }) => [a_id, b_id]))] });
  const found: Judged[] = [];
  for (let start = 0; start < pairs.length; start += PAIRS_IN_A_ROW) {
    for (const { a_id, b_id } of pairs.slice(start, start + PAIRS_IN_A_ROW))
      found.push(...judged(entity, records.get(a_id), records.get(b_id)));
    // Comparing is work for this process alone, which may also be answering people.
    await letOthersIn();
  }
  return writePairs(ctx, { scan, ids, found });
}

interface Judged {
  a: string;
  b: string;
  score: number;
  parts: unknown;
}

function judged(entity: DuplicateEntity, a: Compared | undefined, b: Compared | undefined): Judged[] {
  if (!a || !b) return [];
  const { score, parts } = compare(entity, a, b);
  const rounded = parts.map((part) => ({ ...part, points: Math.round(part.points * 100) / 100 }));
  return score >= PROPOSED_FROM ? [{ a: a.id, b: b.id, score, parts: rounded }] : [];
}

/** Open pairs of these records that no longer stand are taken out; what people decided stays. @returns how many pairs are new */
async function writePairs(
  ctx: Ctx,
  { scan, ids, found }: { scan: Running; ids: readonly string[]; found: readonly Judged[] },
): Promise<number> {
  const ws = ctx.scope.workspaceId;
  const lines = JSON.stringify(found);
  await sql`delete from duplicate_pair p where p.workspace_id = ${ws} and p.entity = ${scan.entity} and p.state = 'open'
    and (p.b_id = any (${ids}::uuid[]) or (${scan.since !== null} and p.a_id = any (${ids}::uuid[])))
    and not exists (select from jsonb_to_recordset(${lines}::jsonb) as r(a uuid, b uuid) where r.a = p.a_id and r.b = p.b_id)`.execute(
    ctx.tx,
  );
  const { rows } = await sql<{ fresh: boolean }>`
    insert into duplicate_pair (workspace_id, entity, a_id, b_id, score, parts, found_at)
    select ${ws}, ${scan.entity}, r.a, r.b, r.score, r.parts, ${ctx.now} from jsonb_to_recordset(${lines}::jsonb) as r(a uuid, b uuid, score numeric, parts jsonb)
    on conflict (workspace_id, entity, a_id, b_id) do update set score = excluded.score, parts = excluded.parts where duplicate_pair.state = 'open'
    returning xmax = 0 as fresh`.execute(ctx.tx);
  return rows.filter(({ fresh }) => fresh).length;
}
