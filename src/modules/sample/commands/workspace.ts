import { sql } from 'kysely';
import { newWorkspaceId, openWorkspace } from '#modules/team/commands.ts';
import type { Ctx } from '#platform/context.ts';
import type { Runtime } from '#platform/runtime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { fillSample } from '../commands.ts';
import { SAMPLE_NAME, type SamplePlace } from '../schema.ts';

interface Made {
  workspaceId: string;
  existed: boolean;
  rows: number;
}

// What the sample does is no news for the audit log: nobody did it.
const QUIET = { audit: false };

/** Makes the sample company where it was asked for. A person has one sample of their own; a second wish opens the first. */
export async function makeSampleFor(runtime: Runtime, scope: Scope, wish: { into: SamplePlace; seed: string }): Promise<Made | Refusal> {
  if (wish.into === 'here') return fillHere(runtime, scope, wish.seed);
  const person = await personOf(runtime, scope);
  if (isRefusal(person)) return person;
  const known = await sampleOf(runtime, person.userId);
  if (known) return { workspaceId: known, existed: true, rows: 0 };
  const workspaceId = await newWorkspaceId(runtime);
  return runtime.transaction<Made | Refusal>(
    runtime.services.systemScope(workspaceId),
    async (ctx) => {
      const { userId, email, name, ...settings } = person;
      const refused = await openWorkspace(ctx, { ...settings, name: SAMPLE_NAME, runtime, admin: { userId, email, name } });
      if (isRefusal(refused)) return refused;
      const filled = await fillSample(ctx, { seed: wish.seed, visitorId: await welcome(ctx, userId) });
      return isRefusal(filled) ? filled : { workspaceId, existed: false, ...filled };
    },
    QUIET,
  );
}

/** Whoever looks around sees what each role sees: their own day, both teams, the settings. */
async function welcome(ctx: Ctx, userId: string): Promise<string> {
  const { id } = await ctx.tx
    .updateTable('member')
    .set({ roles: ['admin', 'revenue_lead', 'rep', 'marketer'], department: 'sales' })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function fillHere(runtime: Runtime, scope: Scope, seed: string): Promise<Made | Refusal> {
  const filled = await runtime.transaction(scope, (ctx) => fillSample(ctx, { seed, visitorId: scope.actor.memberId }), QUIET);
  return isRefusal(filled) ? filled : { workspaceId: scope.workspaceId, existed: false, ...filled };
}

interface Person {
  userId: string;
  email: string;
  name: string;
  baseCurrency: string;
  timeZone: string;
  locale: string;
  country: string | null;
}

async function personOf(runtime: Runtime, scope: Scope): Promise<Person | Refusal> {
  const { rows } = await runtime.read(scope, ({ tx }) =>
    sql<
      Person & { userId: string | null }
    >`select m.user_id as "userId", m.email, m.name, w.base_currency as "baseCurrency", w.time_zone as "timeZone", w.locale, w.country
      from member m join workspace w on w.id = m.workspace_id where m.workspace_id = ${scope.workspaceId} and m.id = ${scope.actor.memberId}`.execute(
      tx,
    ),
  );
  const [person] = rows;
  if (scope.actor.kind !== 'member' || !person?.userId)
    return refuse('forbidden', 'Sign in to look at the sample in a workspace of its own; a key belongs to one workspace.');
  return person;
}

async function sampleOf(runtime: Runtime, userId: string): Promise<string | null> {
  const { rows } = await runtime.database.unbound((tx) =>
    sql<{ id: string }>`select workspace_id as id from memberships_of(${userId})`.execute(tx),
  );
  for (const { id } of rows) {
    const row = await runtime.read(runtime.services.systemScope(id), ({ tx }) =>
      tx.selectFrom('workspace').select('is_sample').where('id', '=', id).executeTakeFirst(),
    );
    if (row?.is_sample) return id;
  }
  return null;
}

/** Takes the sample away. Who has another workspace finds this one gone; who has not, and keys, find it empty, so that nobody is locked out. */
export async function removeSampleOf(runtime: Runtime, scope: Scope): Promise<{ workspaceRemoved: boolean } | Refusal> {
  const { rows } = await runtime.read(scope, ({ tx }) =>
    sql<{
      keep: boolean;
    }>`select m.user_id is null or not exists (select from memberships_of(m.user_id) o where o.workspace_id <> m.workspace_id)
        or exists (select from member other where other.workspace_id = m.workspace_id and other.user_id is not null and other.id <> m.id) as keep
      from member m where m.workspace_id = ${scope.workspaceId} and m.id = ${scope.actor.memberId}`.execute(tx),
  );
  const keep = rows[0]?.keep ?? true;
  const refused = await takeAway(runtime, scope, keep);
  return refused ?? { workspaceRemoved: !keep };
}

/**
 * Removes the sample table by table, a transaction each; one that was interrupted is still a sample, and goes on where it stopped.
 * @param keep the workspace stays, empty and with a new workspace's defaults
 */
export async function takeAway(runtime: Runtime, scope: Scope, keep: boolean): Promise<Refusal | null> {
  const row = await runtime.read(scope, ({ tx }) =>
    tx.selectFrom('workspace').select('is_sample').where('id', '=', scope.workspaceId).executeTakeFirst(),
  );
  if (!row?.is_sample) return refuse('not_now', 'This workspace holds no sample, so nothing was removed.');
  for (let more = true; more; )
    more = await runtime.transaction(
      scope,
      async (ctx) => {
        const { rows } = await sql<{ more: boolean }>`select remove_sample(${keep}) as more`.execute(ctx.tx);
        const left = rows[0]?.more ?? false;
        if (!left && keep) await leaveAsNew(runtime, ctx);
        if (!left && keep) ctx.changed('workspace', scope.workspaceId);
        return left;
      },
      QUIET,
    );
  return null;
}

async function leaveAsNew(runtime: Runtime, ctx: Ctx): Promise<void> {
  await sql`update workspace set company_name = null, postal_address = null, settings = settings - 'sampleAddress'
    where id = ${ctx.scope.workspaceId} and settings ? 'sampleAddress'`.execute(ctx.tx);
  await runtime.services.seedWorkspace(ctx);
}
