import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { clearSignatures, sign } from '#modules/signatures/commands.ts';
import { changeMember, inviteMember } from '#modules/team/commands/members.ts';
import { isOutside } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type * as contract from '../contract/access.ts';
import { renewalHash } from '../queries/access.ts';
import { LONGEST_DAYS, USUAL_DAYS } from '../schema.ts';

type Done = Record<string, never>;
const SUBJECT = 'coordinator' as const;
const DAY_MS = 86_400_000;
const NOT_HERE = refuse('not_found', 'There is no coordinator of this name here.');

/** An end lies ahead, and not further than a year. */
function endProblem(until: string, now: string): Refusal | null {
  const days = (Date.parse(until) - Date.parse(now)) / DAY_MS;
  if (days <= 0) return refuse('invalid', 'The end lies in the past.', { field: 'until' });
  return days > LONGEST_DAYS ? refuse('invalid', 'At most a year at a time; both sides can renew it.', { field: 'until' }) : null;
}

export async function inviteOne(
  ctx: Ctx,
  given: ParsedOf<typeof contract.inviteCoordinator>,
): Promise<OutputOf<typeof contract.inviteCoordinator> | Refusal> {
  const until = given.until ? new Date(given.until).toISOString() : new Date(Date.parse(ctx.now) + USUAL_DAYS * DAY_MS).toISOString();
  const problem = endProblem(until, ctx.now);
  if (problem) return problem;
  const { email, name } = given;
  const made = await inviteMember(ctx, { email, name, roles: ['coordinator'], department: 'coordination', accessUntil: until });
  if (isRefusal(made)) return made;
  await keepGrant(ctx, { id: made.id, areas: given.areas, contactNames: given.contactNames });
  return { id: made.id, until };
}

export async function setGrant(ctx: Ctx, given: ParsedOf<typeof contract.setCoordinatorGrant>): Promise<Done | Refusal> {
  const member = await coordinator(ctx, given.id);
  if (isRefusal(member)) return member;
  await keepGrant(ctx, given);
  return {};
}

/** What somebody may see, from now on: read anew with each of their requests. */
export async function keepGrant(ctx: Ctx, given: { id: string; areas: readonly string[]; contactNames: boolean }): Promise<void> {
  const values = {
    areas: [...new Set(given.areas)].sort(),
    contact_names: given.contactNames,
    granted_by: ctx.scope.actor.memberId,
    granted_at: ctx.now,
  };
  await ctx.tx
    .insertInto('coordinator_grant')
    .values({ workspace_id: ctx.scope.workspaceId, member_id: given.id, ...values })
    .onConflict((clash) => clash.columns(['workspace_id', 'member_id']).doUpdateSet(values))
    .execute();
  ctx.changed('coordinator', given.id);
}

interface Coordinator {
  id: string;
  name: string;
  roles: string[];
  until: string | null;
  grant_id: string | null;
  renew_until: string | null;
}

/** Locked: two sides that sign at once take turns. */
export async function coordinator(ctx: Ctx, id: string): Promise<Coordinator | Refusal> {
  const { rows } = await sql<Coordinator>`select m.id, m.name, m.roles, m.access_until as until, g.id as grant_id, g.renew_until
    from member m left join coordinator_grant g on g.workspace_id = m.workspace_id and g.member_id = m.id
    where m.workspace_id = ${ctx.scope.workspaceId} and m.id = ${id} for update of m`.execute(ctx.tx);
  const row = rows[0];
  return row && isOutside(row.roles) ? row : NOT_HERE;
}

export async function propose(ctx: Ctx, given: ParsedOf<typeof contract.proposeRenewal>): Promise<Done | Refusal> {
  const problem = endProblem(given.until, ctx.now);
  if (problem) return problem;
  const member = await coordinator(ctx, given.id);
  if (isRefusal(member)) return member;
  if (member.grant_id === null) return refuse('not_now', 'Say first what this person may see.');
  if (member.until !== null && Date.parse(given.until) <= Date.parse(member.until))
    return refuse('invalid', 'The access lasts longer already.', { field: 'until' });
  await clearSignatures(ctx, { subject: SUBJECT, id: member.grant_id });
  await ctx.tx
    .updateTable('coordinator_grant')
    .set({ renew_until: new Date(given.until).toISOString() })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', member.grant_id)
    .execute();
  await tellLeads(ctx, `A longer access of ${member.name} waits for both signatures.`);
  ctx.changed('coordinator', given.id);
  return {};
}

export async function tellLeads(ctx: Ctx, title: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'
    and roles && '{sales_lead,marketing_lead}'::text[] and id is distinct from ${ctx.scope.actor.memberId}::uuid`.execute(ctx.tx);
  for (const { id } of rows) await notify(ctx, { memberId: id, kind: 'coordinator.renewal', title, link: '/settings/coordinators' });
}

export async function signOne(ctx: Ctx, given: ParsedOf<typeof contract.signRenewal>): Promise<{ complete: boolean } | Refusal> {
  const member = await coordinator(ctx, given.id);
  if (isRefusal(member)) return member;
  const { grant_id: id, renew_until: until } = member;
  if (id === null || until === null) return refuse('not_now', 'No longer access was asked for.');
  const currentHash = renewalHash(member.id, until);
  const signed = await sign(ctx, { subject: SUBJECT, id, permission: 'agreement:sign', contentHash: given.hash, currentHash });
  if (isRefusal(signed)) return signed;
  if (signed.complete) {
    const changed = await changeMember(ctx, { id: member.id, accessUntil: until });
    if (isRefusal(changed)) return changed;
    await clearSignatures(ctx, { subject: SUBJECT, id });
    await ctx.tx
      .updateTable('coordinator_grant')
      .set({ renew_until: null })
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', id)
      .execute();
  }
  ctx.changed('coordinator', member.id);
  return { complete: signed.complete };
}

export async function endNow(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const member = await coordinator(ctx, id);
  if (isRefusal(member)) return member;
  const changed = await changeMember(ctx, { id, accessUntil: ctx.now });
  if (isRefusal(changed)) return changed;
  ctx.changed('coordinator', id);
  return {};
}
