import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Vault } from '#platform/auth/vault.ts';
import type { Ctx } from '#platform/context.ts';
import type { Dns } from '#platform/mail/dns.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { DOMAIN_VAULT } from '../queries/carriers.ts';
import { type DomainRow, domainRows, type KeyLine } from '../queries/domains.ts';
import { keyFinding } from '../rules/checks.ts';
import { removableAt, selectorOf } from '../rules/keys.ts';
import { dkimName } from '../rules/records.ts';
import { FORMER_KEY_DAYS } from '../schema.ts';

const makePair = promisify(generateKeyPair);
const NO_DOMAIN = 'There is no such domain.';

export interface NewKey {
  /** SPKI, base64. */
  publicKey: string;
  lockedKey: string;
}

/** A pair of keys; the private one is locked at once. Takes a moment, so it is made outside of a transaction. */
export async function newKeys(vault: Vault): Promise<NewKey> {
  const { publicKey, privateKey } = await makePair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKey: publicKey.toString('base64'), lockedKey: vault.lock(DOMAIN_VAULT, privateKey) };
}

/** Each key has a selector of its own, so that both records stand beside each other. */
export async function addKey(
  ctx: Ctx,
  { domainId, state, publicKey, lockedKey }: NewKey & { domainId: string; state: 'next' | 'signing' },
): Promise<string> {
  const ws = ctx.scope.workspaceId;
  const row = { domain_id: domainId, state, selector: selectorOf(publicKey, ctx.now), public_key: publicKey, created_at: ctx.now };
  const { id } = await ctx.tx
    .insertInto('sending_key')
    .values({ workspace_id: ws, ...row })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.tx.insertInto('sending_key_secret').values({ workspace_id: ws, key_id: id, private_key: lockedKey }).execute();
  return id;
}

/** The next key of a domain. It signs nothing before its record is seen: until then receivers would take its signature for a forgery. */
export async function createKey(ctx: Ctx, { domainId, ...key }: NewKey & { domainId: string }): Promise<{ id: string } | Refusal> {
  const [domain] = await domainRows(ctx, domainId);
  if (!domain) return refuse('not_found', NO_DOMAIN);
  if (domain.keys.some(({ state }) => state === 'next')) return refuse('conflict', 'A next key waits already for its record.');
  const id = await addKey(ctx, { domainId, state: 'next', ...key });
  ctx.changed('sending_domain', domainId);
  return { id };
}

export async function deleteKey(
  ctx: Ctx,
  { domainId, keyId }: { domainId: string; keyId: string },
): Promise<Record<string, never> | Refusal> {
  const [domain] = await domainRows(ctx, domainId);
  const key = domain?.keys.find(({ id }) => id === keyId);
  if (!key) return refuse('not_found', 'There is no such key.');
  if (key.state === 'signing') return refuse('not_now', 'This key signs. Make the next one first.');
  const from = removableAt(key);
  if (from !== null && from > ctx.now)
    return refuse('not_now', `What this key signed may still be on its way. It can go ${FORMER_KEY_DAYS} days after another took over.`);
  await ctx.tx.deleteFrom('sending_key').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', keyId).execute();
  ctx.changed('sending_domain', domainId);
  return {};
}

interface Looked {
  key: KeyLine;
  /** Null: no answer. */
  texts: string[] | null;
}

/** Asks for the record of the next key, where one waits. */
export async function lookForNext(dns: Dns, { domain, keys }: DomainRow): Promise<Looked | null> {
  const key = keys.find(({ state }) => state === 'next');
  return key ? { key, texts: await dns.texts(dkimName(key.selector, domain)) } : null;
}

/** Keeps what was found of the next key; it signs from the moment its record is seen. @returns whether it does now */
export async function settleNext(ctx: Ctx, { id: domainId }: DomainRow, { key, texts }: Looked): Promise<boolean> {
  const { state, reason } = keyFinding(texts, key.publicKey);
  const keys = () => ctx.tx.updateTable('sending_key').where('workspace_id', '=', ctx.scope.workspaceId).where('domain_id', '=', domainId);
  const still = await keys()
    .set({ checked_at: ctx.now, reason })
    .where('id', '=', key.id)
    .where('state', '=', 'next')
    .returning('id')
    .executeTakeFirst();
  if (!still || state !== 'pass') return false;
  await keys().set({ state: 'former', replaced_at: ctx.now }).where('state', '=', 'signing').execute();
  await keys().set({ state: 'signing' }).where('id', '=', key.id).execute();
  return true;
}
