import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { addressSuppressed } from '../events.ts';
import { isPlainAddress, normalised } from '../rules/address.ts';
import { type Cause, Domain } from '../schema.ts';
import { domainsLock } from './claim.ts';
import { type Address, hashOf, holdAddresses } from './ledger.ts';

export interface Suppressing {
  address: Address;
  cause: Exclude<Cause, 'erased'>;
  /** When it happened, where that is not now. */
  since?: string;
  /** The report, the message, the note: what shows it. */
  evidence?: Readonly<Record<string, unknown>>;
}

/** Addresses that get no mail from now on; what holds already stays as it is. @returns how many are new */
export async function suppress(ctx: Ctx, list: readonly Suppressing[]): Promise<number> {
  if (list.length === 0) return 0;
  const known = await holdAddresses(
    ctx,
    list.map(({ address }) => address),
  );
  const rows = list.flatMap(({ address, cause, since, evidence }) => {
    const hash = hashOf(ctx, address);
    return known.has(hash) ? [{ hash, cause, since: since && since < ctx.now ? since : ctx.now, evidence: evidence ?? null }] : [];
  });
  const { rows: made } = await sql<{ id: string; hash: string; cause: Cause }>`
    insert into suppression (workspace_id, hash, cause, since, evidence, member_id)
    select ${ctx.scope.workspaceId}, r.hash, r.cause, r.since, r.evidence, ${ctx.scope.actor.memberId}::uuid
    from json_populate_recordset(null::suppression, ${JSON.stringify(rows)}::json) r
    on conflict (workspace_id, hash, cause) where released_at is null and hash is not null do nothing returning id, hash, cause`.execute(
    ctx.tx,
  );
  for (const { id, hash, cause } of made) {
    await ctx.announce(addressSuppressed, { suppressionId: id, hash, domain: null, cause });
    const contactId = known.get(hash)?.contactId;
    if (contactId) ctx.changed('contact', contactId);
  }
  ctx.changed('suppression');
  return made.length;
}

/** Nobody with an address of this domain, or of one below it, gets mail. */
export async function suppressDomain(ctx: Ctx, { domain, note }: { domain: string; note: string }): Promise<{ id: string } | Refusal> {
  await sql`select pg_advisory_xact_lock(${domainsLock(ctx.scope.workspaceId)})`.execute(ctx.tx);
  const { rows } = await sql<{ id: string }>`insert into suppression (workspace_id, domain, cause, since, evidence, member_id)
    values (${ctx.scope.workspaceId}, ${domain}, 'blocked_by_hand', ${ctx.now}, ${JSON.stringify({ note })}, ${ctx.scope.actor.memberId})
    on conflict (workspace_id, domain) where released_at is null and domain is not null do nothing returning id`.execute(ctx.tx);
  const [made] = rows;
  if (!made) return refuse('conflict', 'This domain is blocked already.', { field: 'address' });
  await ctx.announce(addressSuppressed, { suppressionId: made.id, hash: null, domain, cause: 'blocked_by_hand' });
  ctx.changed('suppression');
  return made;
}

/** Blocks one address, or a whole domain, by hand. */
export async function blockByHand(ctx: Ctx, { address, note }: { address: string; note: string }): Promise<{ id: string } | Refusal> {
  const given = normalised(address);
  const domain = Domain.safeParse(given);
  if (domain.success) return suppressDomain(ctx, { domain: domain.data, note });
  if (!isPlainAddress(given)) return refuse('invalid', 'Write a mail address, or a domain such as example.com.', { field: 'address' });
  const made = await suppress(ctx, [{ address: { email: given }, cause: 'blocked_by_hand', evidence: { note } }]);
  if (made === 0) return refuse('conflict', 'This address is blocked already.', { field: 'address' });
  const { rows } = await sql<{ id: string }>`select id from suppression where workspace_id = ${ctx.scope.workspaceId}
    and hash = ${hashOf(ctx, { email: given })} and cause = 'blocked_by_hand' and released_at is null`.execute(ctx.tx);
  return rows[0] ?? refuse('not_found', 'This entry is not there (any more).');
}

/** Lets mail go to an address again. What the person decided is theirs: a complaint and an erasure stay until they agree anew. */
export async function release(ctx: Ctx, { id, reason }: { id: string; reason: string }): Promise<Record<string, never> | Refusal> {
  const { rows } = await sql<{
    cause: Cause;
    hash: string | null;
    released_at: string | null;
  }>`select cause, hash, released_at from suppression
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [there] = rows;
  if (!there || there.released_at) return refuse('not_found', 'This entry is not there (any more).');
  if (there.cause === 'complained' || there.cause === 'erased')
    return refuse('not_now', 'Only the person can lift this, by agreeing anew through a link in a mail to them.');
  await sql`update suppression set released_at = ${ctx.now}, released_by = ${ctx.scope.actor.memberId}::uuid, release_reason = ${reason}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('suppression', id);
  ctx.changed('contact');
  return {};
}
