import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Vault } from '#platform/auth/vault.ts';
import type { Ctx } from '#platform/context.ts';
import { postOutside, postProblem } from '#platform/http/outbound.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Person } from '../queries/people.ts';
import { afterAnswer } from '../rules/posting.ts';
import { MOST, type NodeOf, type TrackNode } from '../schema.ts';
import type { OnTrack } from './steps.ts';
import { post } from './wake.ts';

export const VAULT = 'nurture hook';
const GONE = refuse('not_found', 'This address is not here any more.');

export async function createHook(
  ctx: Ctx,
  vault: Vault,
  { name, url }: { name: string; url: string },
): Promise<{ id: string; secret: string } | Refusal> {
  const problem = postProblem(url);
  if (problem)
    return refuse('invalid', `This address can't be posted to: ${problem}. It has to be a public https address on the usual port.`, {
      field: 'url',
    });
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from nurture_hook where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  if ((rows[0]?.n ?? 0) >= MOST.hooks) return refuse('conflict', `There are ${MOST.hooks} addresses already.`);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const made = await ctx.tx
    .insertInto('nurture_hook')
    .values({
      workspace_id: ctx.scope.workspaceId,
      name,
      url,
      secret: vault.lock(VAULT, secret),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('track_hook', made.id);
  return { id: made.id, secret };
}

export async function changeHook(
  ctx: Ctx,
  { id, name, active }: { id: string; name?: string | undefined; active?: boolean | undefined },
): Promise<Record<string, never> | Refusal> {
  const { rows } = await sql`update nurture_hook set name = coalesce(${name ?? null}, name), active = coalesce(${active ?? null}, active)
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} returning id`.execute(ctx.tx);
  if (rows.length === 0) return GONE;
  ctx.changed('track_hook', id);
  return {};
}

/** Leaves what a step posts with those that go out; it commits with the step and goes afterwards. */
export async function leavePost(
  ctx: Ctx,
  { node, person, who }: { node: NodeOf<'webhook'> & TrackNode; person: OnTrack; who: Person },
): Promise<Record<string, never> | Refusal> {
  const hook = await ctx.tx
    .selectFrom('nurture_hook')
    .select(['id', 'active'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', node.hookId)
    .executeTakeFirst();
  if (!hook?.active) return refuse('not_now', 'Nothing is posted to this address any more.');
  const body = {
    type: 'track.step',
    timestamp: ctx.now,
    data: {
      track: { id: person.trackId, name: person.trackName },
      step: { id: node.id, name: node.name },
      contact: { id: person.contactId, name: who.name, email: who.email },
      dealId: person.dealId,
      leadId: person.leadId,
    },
  };
  await sql`insert into nurture_post (workspace_id, hook_id, enrolment_id, visit, body, made_at, next_at)
    values (${ctx.scope.workspaceId}, ${hook.id}, ${person.id}, ${person.visit}, ${JSON.stringify(body)}::jsonb, ${ctx.now}, ${ctx.now})`.execute(
    ctx.tx,
  );
  await ctx.enqueue(post, {}, { byProgram: true, key: `nurtures.post:${ctx.scope.workspaceId}` });
  return {};
}

interface Posting {
  id: string;
  url: string;
  secret: string;
  active: boolean;
  body: unknown;
  tries: number;
}

const LEASE = '2 minutes';
const MOST_AT_ONCE = 50;

/** Posts what waits. It is taken for two minutes first, so that no transaction is open while the other side thinks; at least once, with the same id. */
export async function postWaiting(run: JobRun): Promise<void> {
  for (let done = 0; done < MOST_AT_ONCE && !run.signal.aborted; done += 1) {
    const next = await run.transaction(takeNext, { audit: false });
    if (!next || isRefusal(next)) return;
    const outcome = await attempt(run, next);
    await run.transaction((ctx) => writeDown(ctx, next, outcome), { audit: false });
  }
}

async function takeNext(ctx: Ctx): Promise<Posting | null> {
  const { rows } = await sql<Posting>`with next as (
      select p.id from nurture_post p where p.workspace_id = ${ctx.scope.workspaceId} and p.state = 'waiting' and p.next_at <= ${ctx.now} order by p.next_at limit 1 for update skip locked)
    update nurture_post p set next_at = ${ctx.now}::timestamptz + ${LEASE}::interval, tries = p.tries + 1 from next, nurture_hook h
    where p.workspace_id = ${ctx.scope.workspaceId} and p.id = next.id and h.workspace_id = p.workspace_id and h.id = p.hook_id
    returning p.id, h.url, h.secret, h.active, p.body, p.tries`.execute(ctx.tx);
  return rows[0] ?? null;
}

type Outcome = { answer: { status: number; retryAfter: string | null } | null; says: string };

async function attempt(run: JobRun, { id, url, secret: locked, active, body }: Posting): Promise<Outcome> {
  const secret = run.vault.unlock(VAULT, locked);
  if (!active || secret === null)
    return {
      answer: { status: 410, retryAfter: null },
      says: active ? 'The secret is not readable any more.' : 'Nothing is posted there any more.',
    };
  const text = JSON.stringify(body);
  try {
    const answer = await postOutside(url, {
      body: text,
      way: run.services.wayOut,
      headers: signedHeaders({ id: `msg_${id}`, body: text, secret }, run.now()),
    });
    return { answer, says: `It answered ${answer.status}.` };
  } catch (error) {
    return { answer: null, says: error instanceof Error ? error.message.slice(0, 200) : 'No answer.' };
  }
}

/** The body is JSON; what signs it is named by Standard Webhooks (v1, HMAC-SHA256): id, time of the try, and the body as it is sent. */
export function signedHeaders({ id, body, secret }: { id: string; body: string; secret: string }, now: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.parse(now) / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'user-agent': 'Truce',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

async function writeDown(ctx: Ctx, { id, tries }: Posting, { answer, says }: Outcome): Promise<void> {
  const next = afterAnswer(answer, tries, ctx.now);
  await sql`update nurture_post set state = ${next.state}, next_at = ${'nextAt' in next ? next.nextAt : null}, last_at = ${ctx.now}, last_says = ${says}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('track_hook');
}
