import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx, Work } from '#platform/context.ts';
import type { Endpoint } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';

interface Call {
  key: string;
  endpoint: Endpoint;
  input: unknown;
  work: () => Promise<unknown>;
}

/**
 * Runs `work` once per idempotency key. The key's row is part of the same transaction: a parallel request with the same key
 * waits for it, then gets the stored answer. A refusal rolls the key back with everything else, so it may be tried again.
 */
export async function once(ctx: Ctx, call: Call): Promise<unknown> {
  const claimed = await claim(ctx, call);
  if (claimed !== 'mine') return isRefusal(claimed) ? claimed : claimed.response;
  const result = await call.work();
  if (!isRefusal(result)) await keep(ctx, call, result);
  return result;
}

/**
 * The same for work with transactions of its own, such as an upload: the key is taken before and the answer kept after. A repeat while
 * it runs, or after it was cut off, is told so, as nobody can say how far it came.
 */
export async function onceAround(work: Work, call: Call): Promise<unknown> {
  const claimed = await work.transaction((ctx) => claim(ctx, call));
  if (isRefusal(claimed)) return claimed;
  if (claimed !== 'mine') return claimed.done ? claimed.response : UNDER_WAY;
  let result: unknown;
  try {
    result = await call.work();
  } catch (error) {
    await work.transaction((ctx) => release(ctx, call));
    throw error;
  }
  await work.transaction((ctx) => (isRefusal(result) ? release(ctx, call) : keep(ctx, call, result)));
  return result;
}

const UNDER_WAY = refuse(
  'conflict',
  'A request with this idempotency key is under way, or was cut off. Look what it did before you send it with a new key.',
  {
    field: 'idempotency-key',
  },
);

const actorOf = ({ scope }: Ctx) => `${scope.actor.kind}:${scope.actor.memberId ?? scope.actor.label}`;

interface Kept {
  done: boolean;
  response: unknown;
}

async function claim(ctx: Ctx, { key, endpoint, input }: Call): Promise<'mine' | Kept | Refusal> {
  if (key.length > 255) return refuse('invalid', 'An idempotency key has at most 255 characters.', { field: 'idempotency-key' });
  const { workspaceId } = ctx.scope;
  const hash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const claimed = await sql`insert into idempotency_key (workspace_id, actor, key, route, request_hash)
    values (${workspaceId}, ${actorOf(ctx)}, ${key}, ${endpoint.name}, ${hash}) on conflict do nothing returning key`.execute(ctx.tx);
  if (claimed.rows.length > 0) return 'mine';
  const { rows } = await sql<{ route: string; request_hash: string; status: number | null; response: unknown }>`
    select route, request_hash, status, response from idempotency_key
    where workspace_id = ${workspaceId} and actor = ${actorOf(ctx)} and key = ${key}`.execute(ctx.tx);
  const stored = rows[0];
  if (!stored || stored.route !== endpoint.name || stored.request_hash !== hash)
    return refuse('conflict', 'This idempotency key was already used for another request. Use a new key.', { field: 'idempotency-key' });
  return { done: stored.status !== null, response: stored.response };
}

async function keep(ctx: Ctx, { key }: Call, result: unknown): Promise<void> {
  await sql`update idempotency_key set status = 200, response = ${JSON.stringify(result ?? null)}::jsonb
    where workspace_id = ${ctx.scope.workspaceId} and actor = ${actorOf(ctx)} and key = ${key}`.execute(ctx.tx);
}

async function release(ctx: Ctx, { key }: Call): Promise<void> {
  await sql`delete from idempotency_key where workspace_id = ${ctx.scope.workspaceId} and actor = ${actorOf(ctx)} and key = ${key}`.execute(
    ctx.tx,
  );
}
