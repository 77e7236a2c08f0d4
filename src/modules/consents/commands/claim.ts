import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { addressHash } from '../queries/address.ts';
import { type StandingRow, standingOf } from '../queries/standing.ts';
import { isPlainAddress, normalised } from '../rules/address.ts';

/** Whoever blocks a domain waits for claims under way, and they for it. */
export const domainsLock = (workspaceId: string) => sql`hashtextextended(${`mail-domains:${workspaceId}`}, 0)`;

/**
 * The standing for a sender who is about to send. Call it in the transaction that claims the messages, write the claim only for those allowed, and
 * commit; the moment of that commit is the moment of sending: hand the messages over at once, and claim anew what was not handed over within its
 * lease. Words about these addresses are written before this transaction or after it, never meanwhile. So whoever was told "you get nothing any
 * more" gets nothing that was claimed after that answer.
 */
export async function claimStanding(ctx: Ctx, asked: { addresses: readonly string[]; purposeId: string }): Promise<StandingRow[]> {
  const ws = ctx.scope.workspaceId;
  const known = asked.addresses.map(normalised).filter(isPlainAddress);
  const rows = [...new Set(known)].map((email) => ({ hash: addressHash(ws, email), email }));
  await sql`select pg_advisory_xact_lock_shared(${domainsLock(ws)})`.execute(ctx.tx);
  await sql`insert into mail_address (workspace_id, hash, email, created_at)
    select ${ws}, a.hash, a.email, ${ctx.now} from json_to_recordset(${JSON.stringify(rows)}::json) as a(hash text, email text)
    where not exists (select from mail_address m where m.workspace_id = ${ws} and m.hash = a.hash) order by a.hash on conflict do nothing`.execute(
    ctx.tx,
  );
  // A "no" at one address holds for all of the person: their rows are held as well.
  await sql`select hash from mail_address where workspace_id = ${ws} and hash = any (${rows.map(({ hash }) => hash)}::text[])
    or workspace_id = ${ws} and hash in (select address_hash(${ws}, o.email) from contact_email e join contact_email o on o.workspace_id = ${ws}
      and o.contact_id = e.contact_id where e.workspace_id = ${ws} and e.email = any (${known}::text[]))
    order by hash for share`.execute(ctx.tx);
  // A statement of its own: it sees what the ones it waited for have written.
  return standingOf(ctx, asked);
}

interface Asked {
  ref: string;
  contact_id: string | null;
  since: string;
  domain: string;
  hash: string;
}

/**
 * Of people whom a claim let through: about whom anything was said, or whose address was ended, since then. Takes hold of their addresses as the claim
 * does, at a fraction of its cost: for the last moment before a mail is handed over.
 * @param asked a query `ref text, email text, contact_id uuid, since timestamptz` by the database's clock
 */
export async function saidSince(ctx: Ctx, asked: RawBuilder<unknown>): Promise<Set<string>> {
  const ws = ctx.scope.workspaceId;
  await sql`select pg_advisory_xact_lock_shared(${domainsLock(ws)})`.execute(ctx.tx);
  const { rows: people } =
    await sql<Asked>`select a.ref, a.contact_id, a.since::text as since, split_part(a.email, '@', 2) as domain, h.hash from (${asked}) a cross join lateral (
    select address_hash(${ws}, a.email) as hash union select address_hash(${ws}, e.email) from contact_email e where e.workspace_id = ${ws} and e.contact_id = a.contact_id) h`.execute(
      ctx.tx,
    );
  const hashes = [...new Set(people.map(({ hash }) => hash))];
  await sql`select hash from mail_address where workspace_id = ${ws} and hash = any (${hashes}::text[]) order by hash for share`.execute(
    ctx.tx,
  );
  const theirs = sql`json_to_recordset(${JSON.stringify(people)}::json) as t(ref text, contact_id uuid, since timestamptz, domain text, hash text)`;
  // Identifiers of suppressions hold the millisecond in which they were written.
  const { rows } = await sql<{ ref: string }>`select distinct t.ref from ${theirs} where
    exists (select from consent_entry c where c.workspace_id = ${ws} and c.hash = t.hash and c.recorded_at >= t.since)
    or exists (select from consent_entry c where c.workspace_id = ${ws} and c.contact_id = t.contact_id and c.recorded_at >= t.since)
    or exists (select from suppression s where s.workspace_id = ${ws} and s.hash = t.hash and s.id >= uuid7(t.since - interval '2 milliseconds'))
    or exists (select from suppression s where s.workspace_id = ${ws} and s.domain is not null and s.released_at is null
      and (t.domain = s.domain or t.domain like '%.' || s.domain) and s.id >= uuid7(t.since - interval '2 milliseconds'))`.execute(ctx.tx);
  return new Set(rows.map(({ ref }) => ref));
}
