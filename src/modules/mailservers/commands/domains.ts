import { getDomain } from 'tldts';
import { listSenders } from '#modules/templates/queries/parts.ts';
import type { Ctx, Work } from '#platform/context.ts';
import { isPublicAddress } from '#platform/http/outbound.ts';
import type { Dns } from '#platform/mail/dns.ts';
import { spfOf } from '#platform/mail/spf.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type CheckLine, type DomainRow, domainRows, type Ways, waysOf } from '../queries/domains.ts';
import { type DomainFacts, type Finding, isReady, judged, type SendingAddress } from '../rules/checks.ts';
import { signingDomain } from '../rules/choice.ts';
import { dkimName } from '../rules/records.ts';
import { addKey, lookForNext, type NewKey, settleNext } from './keys.ts';

const MOST_DOMAINS = 100;
/** Of one domain: more servers than that are looked at no further. */
const MOST_ADDRESSES = 20;

export async function createDomain(
  ctx: Ctx,
  { domain, publicKey, lockedKey }: NewKey & { domain: string },
): Promise<{ id: string } | Refusal> {
  const ws = ctx.scope.workspaceId;
  const known = await domainRows(ctx);
  if (known.some((one) => one.domain === domain)) return refuse('conflict', 'This domain is here already.', { field: 'domain' });
  if (known.length >= MOST_DOMAINS) return refuse('conflict', `A workspace has at most ${MOST_DOMAINS} sending domains.`);
  const row = { workspace_id: ws, domain, created_by: ctx.scope.actor.memberId, created_at: ctx.now };
  const { id } = await ctx.tx.insertInto('sending_domain').values(row).returning('id').executeTakeFirstOrThrow();
  await addKey(ctx, { domainId: id, state: 'signing', publicKey, lockedKey });
  ctx.changed('sending_domain', id);
  return { id };
}

export async function deleteDomain(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const gone = await ctx.tx
    .deleteFrom('sending_domain')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  ctx.changed('sending_domain', id);
  return gone ? {} : refuse('not_found', 'There is no such domain.');
}

export interface Looking {
  dns: Dns;
  /** Host of the installation's own server. */
  installed: string | null;
}

/** Asks the name servers about one domain and keeps what they say. */
export async function checkDomain(work: Work, by: Looking, id: string): Promise<{ checks: CheckLine[]; ready: boolean } | Refusal> {
  const known = await work.read(async (ctx) => {
    const domains = await domainRows(ctx);
    const row = domains.find((one) => one.id === id);
    if (!row) return null;
    const senders = (await listSenders(ctx)).map((sender) => sender.email.toLowerCase());
    const own = senders.filter((address) => signingDomain(domains, address)?.id === id);
    return { row, senders: own, ways: await waysOf(ctx, { domain: row.domain, installed: by.installed }) };
  });
  if (!known) return refuse('not_found', 'There is no such domain.');
  const next = await lookForNext(by.dns, known.row);
  const facts = await factsOf(by.dns, known);
  return work.transaction(async (ctx) => {
    const { row } = known;
    const isTaken = next !== null && (await settleNext(ctx, row, next));
    // Once the next key signs, what stands in its record is what counts.
    const findings = judged(isTaken ? { ...facts, dkim: next.texts, publicKey: next.key.publicKey } : facts);
    const checks = await keep(ctx, row, findings);
    ctx.changed('sending_domain', id);
    return { checks, ready: isReady(checks) };
  });
}

interface Known {
  row: DomainRow;
  senders: string[];
  ways: Ways;
}

async function factsOf(dns: Dns, { row, senders, ways }: Known): Promise<DomainFacts> {
  const { domain, selector, publicKey } = row;
  const [dkim, texts, dmarc, mx, addresses] = await Promise.all([
    dns.texts(dkimName(selector, domain)),
    dns.texts(domain),
    dmarcOf(dns, domain),
    dns.exchanges(domain),
    addressesOf(dns, domain, ways),
  ]);
  const spf = texts?.filter((text) => /^v=spf1(?: |$)/i.test(text)) ?? null;
  return { domain, publicKey, senders, dkim, spf, dmarc, mx, addresses };
}

/** The domain's own record, or the one of the registered domain above it. */
async function dmarcOf(dns: Dns, domain: string): Promise<string[] | null> {
  const above = getDomain(domain);
  for (const name of above && above !== domain ? [domain, above] : [domain]) {
    const texts = await dns.texts(`_dmarc.${name}`);
    if (texts === null) return null;
    const records = texts.filter((text) => /^v=DMARC1\s*(?:;|$)/i.test(text));
    if (records.length > 0) return records;
  }
  return [];
}

async function addressesOf(dns: Dns, domain: string, { addresses, hosts }: Ways): Promise<SendingAddress[]> {
  const resolved = await Promise.all(hosts.map(async (host) => (await dns.addresses(host)) ?? []));
  const all = [...addresses.map((address) => [address, true] as const), ...resolved.flat().map((address) => [address, false] as const)];
  const single = new Map(all.toReversed());
  return Promise.all([...single].slice(0, MOST_ADDRESSES).map(([address, isCertain]) => lookedAt(dns, domain, { address, isCertain })));
}

async function lookedAt(dns: Dns, domain: string, one: { address: string; isCertain: boolean }): Promise<SendingAddress> {
  const [spf, found] = await Promise.all([spfOf(dns, domain, one.address), dns.names(one.address)]);
  const names = found && (await Promise.all(found.slice(0, 5).map(async (name) => ({ name, addresses: await dns.addresses(name) }))));
  return { ...one, isPublic: isPublicAddress(one.address), spf, names };
}

async function keep(ctx: Ctx, { id, checks }: DomainRow, findings: readonly Finding[]): Promise<CheckLine[]> {
  const lines = findings.map((finding) => {
    const before = checks.find((one) => one.kind === finding.kind);
    const since = before?.state === finding.state ? before.since : ctx.now;
    return { ...finding, found: finding.found?.slice(0, 2000) ?? null, checkedAt: ctx.now, since };
  });
  for (const { kind, state, reason, found, checkedAt, since } of lines) {
    const row = { state, reason, found, checked_at: checkedAt, since };
    await ctx.tx
      .insertInto('sending_domain_check')
      .values({ workspace_id: ctx.scope.workspaceId, domain_id: id, kind, ...row })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'domain_id', 'kind']).doUpdateSet(row))
      .execute();
  }
  return lines;
}
