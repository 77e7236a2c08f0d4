import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { mayChangeList } from '../queries/people.ts';
import { sourceOf } from '../queries/source.ts';
import { MOST_AT_ONCE, MOST_PEOPLE_LISTS, type Target } from '../schema.ts';

const GONE = refuse('not_found', 'This list is not there.');
const TAKEN = refuse('conflict', 'Another list has this name.', { field: 'name' });
const FULL = refuse('conflict', `A workspace has at most ${MOST_PEOPLE_LISTS} such lists. Put one away first.`);
const NOT_YOURS = refuse('forbidden', 'This list was made by someone else. Make one of your own.');

/** A query with one column `contact_id`. Only people whom the caller may read come onto a list, whatever it finds. */
export type People = RawBuilder<unknown>;

/** Makes a list of the people of a query as they are now. */
export async function makeList(
  ctx: Ctx,
  { name, people }: { name: string; people?: People },
): Promise<{ id: string; people: number } | Refusal> {
  const { tx, scope, now } = ctx;
  const ws = scope.workspaceId;
  // Two with one name wait for each other, and so do two that would both be the last that fits.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`people-lists:${ws}`}, 0))`.execute(tx);
  const { rows } = await sql<{
    n: number;
    taken: boolean;
  }>`select count(*)::int as n, coalesce(bool_or(lower(name) = lower(${name})), false) as taken
    from people_list where workspace_id = ${ws} and archived_at is null`.execute(tx);
  const [{ n, taken } = { n: 0, taken: false }] = rows;
  if (taken) return TAKEN;
  if (n >= MOST_PEOPLE_LISTS) return FULL;
  const row = { workspace_id: ws, name, created_by: scope.actor.memberId, created_at: now };
  const { id } = await tx.insertInto('people_list').values(row).returning('id').executeTakeFirstOrThrow();
  const added = people ? await put(ctx, id, people) : 0;
  if (isRefusal(added)) return added;
  ctx.changed('people_list', id);
  return { id, people: added };
}

export async function createList(ctx: Ctx, { name, target }: { name: string; target?: Target | undefined }) {
  const people = target && (await peopleOf(ctx, target));
  if (isRefusal(people)) return people;
  return makeList(ctx, { name, ...(people ? { people } : {}) });
}

export async function changeList(
  ctx: Ctx,
  { id, name, archived }: { id: string; name?: string | undefined; archived?: boolean | undefined },
): Promise<Record<string, never> | Refusal> {
  const ws = ctx.scope.workspaceId;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`people-lists:${ws}`}, 0))`.execute(ctx.tx);
  const list = await heldList(ctx, id);
  if (isRefusal(list)) return list;
  const next = { name: name ?? list.name, archived: archived ?? list.archived };
  const { rows } = await sql<{
    taken: boolean;
    n: number;
  }>`select count(*)::int as n, coalesce(bool_or(lower(name) = lower(${next.name})), false) as taken
    from people_list where workspace_id = ${ws} and archived_at is null and id <> ${id}`.execute(ctx.tx);
  if (!next.archived && rows[0]?.taken) return TAKEN;
  if (!next.archived && list.archived && (rows[0]?.n ?? 0) >= MOST_PEOPLE_LISTS) return FULL;
  await ctx.tx
    .updateTable('people_list')
    .set({ name: next.name, archived_at: next.archived ? ctx.now : null })
    .where('workspace_id', '=', ws)
    .where('id', '=', id)
    .execute();
  ctx.changed('people_list', id);
  return {};
}

export async function addPeople(ctx: Ctx, { id, target }: { id: string; target: Target }): Promise<{ added: number } | Refusal> {
  const list = await heldList(ctx, id);
  if (isRefusal(list)) return list;
  const people = await peopleOf(ctx, target);
  if (isRefusal(people)) return people;
  const added = await put(ctx, id, people);
  if (isRefusal(added)) return added;
  tell(ctx, id);
  return { added };
}

export async function takeOff(ctx: Ctx, { id, target }: { id: string; target: Target }): Promise<{ removed: number } | Refusal> {
  const list = await heldList(ctx, id);
  if (isRefusal(list)) return list;
  const people = await peopleOf(ctx, target);
  if (isRefusal(people)) return people;
  const { numAffectedRows = 0n } =
    await sql`delete from people_list_member where workspace_id = ${ctx.scope.workspaceId} and list_id = ${id}
    and contact_id in (${people})`.execute(ctx.tx);
  tell(ctx, id);
  return { removed: Number(numAffectedRows) };
}

function tell(ctx: Ctx, id: string): void {
  ctx.changed('people_list', id);
  ctx.changed('contact');
}

async function heldList(ctx: Ctx, id: string): Promise<{ name: string; archived: boolean } | Refusal> {
  const { rows } = await sql<{
    name: string;
    created_by: string | null;
    archived: boolean;
  }>`select name, created_by, archived_at is not null as archived from people_list where workspace_id = ${ctx.scope.workspaceId} and id = ${id}
    for update`.execute(ctx.tx);
  const [list] = rows;
  if (!list) return GONE;
  return mayChangeList(ctx.scope, list.created_by) ? list : NOT_YOURS;
}

/** Whom a target means, of those whom the caller may read. */
async function peopleOf(ctx: Ctx, target: Target): Promise<People | Refusal> {
  const source = await sourceOf(ctx, 'contact', target);
  if (isRefusal(source)) return source;
  const except = 'except' in target && target.except ? target.except : [];
  return sql`select t.id as contact_id ${source.from} and t.id <> all (${except}::uuid[])`;
}

async function put(ctx: Ctx, listId: string, people: People): Promise<number | Refusal> {
  const { tx, scope, now } = ctx;
  const ws = scope.workspaceId;
  const { numAffectedRows = 0n } = await sql`insert into people_list_member (workspace_id, list_id, contact_id, added_by, added_at)
    select ${ws}, ${listId}, c.id, ${scope.actor.memberId}::uuid, ${now} from contact c where c.workspace_id = ${ws} and c.deleted_at is null
      and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} and c.id in (select p.contact_id from (${people}) p)
    order by c.id limit ${MOST_AT_ONCE + 1} on conflict do nothing`.execute(tx);
  return numAffectedRows > MOST_AT_ONCE
    ? refuse('too_large', `At most ${MOST_AT_ONCE.toLocaleString('en')} people at once. Choose fewer.`)
    : Number(numAffectedRows);
}
