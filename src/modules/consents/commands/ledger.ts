import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { consentGiven, consentWithdrawn } from '../events.ts';
import { addressHash } from '../queries/address.ts';
import { isPlainAddress, normalised } from '../rules/address.ts';
import type { Entry, Ground, Speaker } from '../schema.ts';

/** An address by its letters, or by its hash where a link is all that is there. */
export type Address = { email: string } | { hash: string };

/** How it can be shown that something was said. */
export interface Proof {
  formId?: string;
  messageId?: string;
  deliveryEventId?: string;
  importId?: string;
  /** Hash of the network address. */
  ipHash?: string;
  userAgent?: string;
  note?: string;
}

export interface Saying {
  address: Address;
  purposeId: string | null;
  word: Entry;
  /** The entry that counts no more; with `retracted` alone. */
  retracts?: string;
  by: Speaker;
  /** Such as `preference_page`, `one_click`, `form`, `import`, `by_hand`. */
  through: string;
  /** When it was said, where that is not now; never later than now. */
  at?: string;
  until?: string;
  basis?: Ground;
  textId?: string;
  proof?: Proof;
}

export interface Known {
  hash: string;
  email: string | null;
  contactId: string | null;
}

export const hashOf = (ctx: Pick<Ctx, 'scope'>, address: Address): string =>
  'hash' in address ? address.hash : addressHash(ctx.scope.workspaceId, address.email);

/**
 * Takes hold of addresses, for what changes their standing: contacts first, then addresses, each in one order. Whoever claims mails for them
 * (`claimStanding`) waits until this transaction ends, and the other way round. Addresses that are not plain are left out.
 */
export async function holdAddresses(ctx: Ctx, addresses: readonly Address[]): Promise<Map<string, Known>> {
  const ws = ctx.scope.workspaceId;
  const given = new Map<string, string | null>();
  for (const address of addresses) {
    if ('hash' in address) given.set(address.hash, given.get(address.hash) ?? null);
    else if (isPlainAddress(normalised(address.email))) given.set(hashOf(ctx, address), normalised(address.email));
  }
  const asked = [...given].map(([hash, email]) => ({ hash, email }));
  const holders = sql`select e.contact_id, a.hash from json_to_recordset(${JSON.stringify(asked)}::json) as a(hash text, email text)
    left join mail_address m on m.workspace_id = ${ws} and m.hash = a.hash
    join contact_email e on e.workspace_id = ${ws} and e.email = coalesce(a.email, m.email)`;
  await sql`select c.id from contact c where c.workspace_id = ${ws} and c.id in (select h.contact_id from (${holders}) h) order by c.id for no key update`.execute(
    ctx.tx,
  );
  await sql`insert into mail_address (workspace_id, hash, email, created_at)
    select ${ws}, a.hash, a.email, ${ctx.now} from json_to_recordset(${JSON.stringify(asked)}::json) as a(hash text, email text)
    where a.email is not null order by a.hash
    on conflict (workspace_id, hash) do update set email = excluded.email where mail_address.email is null`.execute(ctx.tx);
  const { rows } = await sql<Known>`
    select a.hash, a.email, (select h.contact_id from (${holders}) h where h.hash = a.hash) as "contactId" from (
      select hash, email from mail_address where workspace_id = ${ws} and hash = any (${[...given.keys()]}::text[]) order by hash for update) a`.execute(
    ctx.tx,
  );
  return new Map(rows.map((row) => [row.hash, row]));
}

/** Writes words into the ledger and tells whom it concerns. Words about addresses that are not plain or not known are left out. @returns their ids */
export async function say(ctx: Ctx, sayings: readonly Saying[], { quietly = false } = {}): Promise<string[]> {
  if (sayings.length === 0) return [];
  const known = await holdAddresses(
    ctx,
    sayings.map(({ address }) => address),
  );
  const said = sayings.flatMap((saying) => {
    const whom = known.get(hashOf(ctx, saying.address));
    return whom ? [{ ...saying, whom, id: uuid7(), at: saying.at && saying.at < ctx.now ? saying.at : ctx.now }] : [];
  });
  const rows = said.map(({ whom, id, at, purposeId, word, by, through, until, basis, textId, proof, retracts }) => ({
    id,
    hash: whom.hash,
    contact_id: whom.contactId,
    purpose_id: purposeId,
    word,
    at,
    until: until ?? null,
    by_kind: by,
    member_id: by === 'member' ? ctx.scope.actor.memberId : null,
    through,
    basis: basis ?? null,
    text_id: textId ?? null,
    retracts: retracts ?? null,
    proof: proof && Object.keys(proof).length > 0 ? proof : null,
  }));
  // One by one in the order given: clock_timestamp() then tells words of one instant apart.
  await sql`insert into consent_entry (workspace_id, id, hash, contact_id, purpose_id, word, at, until, by_kind, member_id, through, basis, text_id, retracts, proof)
    select ${ctx.scope.workspaceId}, r.id, r.hash, r.contact_id, r.purpose_id, r.word, r.at, r.until, r.by_kind, r.member_id, r.through, r.basis, r.text_id, r.retracts, r.proof
    from json_populate_recordset(null::consent_entry, ${JSON.stringify(rows)}::json) with ordinality r`.execute(ctx.tx);
  for (const contactId of new Set(said.map(({ whom }) => whom.contactId))) if (contactId) ctx.changed('contact', contactId);
  ctx.changed('consent');
  if (!quietly) await tell(ctx, said);
  return said.map(({ id }) => id);
}

type Told = Pick<Saying, 'word' | 'purposeId' | 'through'> & { whom: Known; at: string };

async function tell(ctx: Ctx, said: readonly Told[]): Promise<void> {
  for (const { word, purposeId, at, whom } of said) {
    const about = { hash: whom.hash, contactId: whom.contactId, at };
    if (purposeId && (word === 'given' || word === 'confirmed')) await ctx.announce(consentGiven, { ...about, purposeId });
    if (word === 'withdrawn' || word === 'objected') await ctx.announce(consentWithdrawn, { ...about, purposeId });
  }
  const left = said.filter(({ word, whom }) => whom.contactId && (word === 'withdrawn' || word === 'objected'));
  await record(
    ctx,
    left.map(({ whom, at, through, word, purposeId }) => ({
      kind: 'mail_event' as const,
      outcome: 'unsubscribed',
      occurredAt: at,
      contactId: whom.contactId,
      evidence: 'system' as const,
      data: { through },
      // One word about several addresses happened once.
      dedupeKey: `mail:${word}:${purposeId ?? ''}:${whom.contactId}`,
    })),
  );
}
