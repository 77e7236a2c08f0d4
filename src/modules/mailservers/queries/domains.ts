import { sql } from 'kysely';
import { listSenders } from '#modules/templates/queries/parts.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isReady } from '../rules/checks.ts';
import { domainOf, serverOf, signingDomain } from '../rules/choice.ts';
import { removableAt } from '../rules/keys.ts';
import { recordsOf } from '../rules/records.ts';
import { type Check, type CheckReason, type CheckState, type KeyState, LANES } from '../schema.ts';
import { serverRows } from './servers.ts';

type Read = Pick<ReadCtx, 'tx' | 'scope'>;

export interface CheckLine {
  kind: Check;
  state: CheckState;
  reason: CheckReason;
  found: string | null;
  checkedAt: string;
  since: string;
}

export interface DomainRow {
  id: string;
  domain: string;
  /** Of the key that signs. */
  selector: string;
  publicKey: string;
  createdAt: string;
  checks: CheckLine[];
  keys: KeyLine[];
}

export interface KeyLine {
  id: string;
  state: KeyState;
  selector: string;
  publicKey: string;
  createdAt: string;
  reason: CheckReason | null;
  checkedAt: string | null;
  replacedAt: string | null;
}

export async function domainRows({ tx, scope }: Read, id: string | null = null): Promise<DomainRow[]> {
  const { rows } = await sql<DomainRow>`select d.id, d.domain, k.selector, k.public_key as "publicKey", d.created_at as "createdAt",
      coalesce((select jsonb_agg(jsonb_build_object('kind', c.kind, 'state', c.state, 'reason', c.reason, 'found', c.found, 'checkedAt', c.checked_at,
        'since', c.since) order by array_position(array['dkim', 'spf', 'dmarc', 'mx', 'reverse'], c.kind))
        from sending_domain_check c where c.workspace_id = d.workspace_id and c.domain_id = d.id), '[]') as checks,
      (select jsonb_agg(jsonb_build_object('id', a.id, 'state', a.state, 'selector', a.selector, 'publicKey', a.public_key, 'createdAt', a.created_at,
        'reason', a.reason, 'checkedAt', a.checked_at, 'replacedAt', a.replaced_at) order by a.created_at desc)
        from sending_key a where a.workspace_id = d.workspace_id and a.domain_id = d.id) as keys
    from sending_domain d join sending_key k on k.workspace_id = d.workspace_id and k.domain_id = d.id and k.state = 'signing'
    where d.workspace_id = ${scope.workspaceId} and (${id}::uuid is null or d.id = ${id}::uuid)
    order by d.domain`.execute(tx);
  const iso = (at: string) => new Date(at).toISOString();
  return rows.map((row) => ({
    ...row,
    checks: row.checks.map((one) => ({ ...one, checkedAt: iso(one.checkedAt), since: iso(one.since) })),
    keys: row.keys.map((one) => ({
      ...one,
      createdAt: iso(one.createdAt),
      checkedAt: one.checkedAt && iso(one.checkedAt),
      replacedAt: one.replacedAt && iso(one.replacedAt),
    })),
  }));
}

/** Where mails of a domain leave from: numeric addresses where somebody wrote them down, else the hosts they are handed to. */
export interface Ways {
  addresses: string[];
  hosts: string[];
}

export async function waysOf(ctx: Read, { domain, installed }: { domain: string; installed: string | null }): Promise<Ways> {
  const servers = (await serverRows(ctx)).filter((server) => server.pausedAt === null);
  const isOfDomain = ({ senders }: { senders: readonly string[] }) =>
    senders.length === 0 || senders.some((one) => domainOf(one) === domain);
  const used = servers.filter(isOfDomain);
  const isComplete = LANES.every((lane) => serverOf(servers, { lane, senderAddress: `anyone@${domain}` }) !== null);
  const hosts = used.filter((server) => server.sendsFrom.length === 0).map((server) => server.host);
  return {
    addresses: [...new Set(used.flatMap((server) => server.sendsFrom))],
    hosts: [...new Set([...hosts, ...(isComplete || installed === null ? [] : [installed])])],
  };
}

/** Every domain with the records to publish, and senders that no ready domain stands behind. `installed`: host of the installation's server. */
export async function listDomains(ctx: Read, installed: string | null) {
  const rows = await domainRows(ctx);
  const items = await Promise.all(
    rows.map(async ({ publicKey, keys, ...row }) => {
      const ways = await waysOf(ctx, { domain: row.domain, installed });
      const next = keys.find(({ state }) => state === 'next');
      const records = recordsOf({ ...row, ...ways, publicKey, next: next ? { ...next, published: next.reason === 'ok' } : null });
      return {
        ...row,
        records,
        keys: keys.map(({ publicKey: _shown, ...key }) => ({ ...key, removableAt: removableAt(key) })),
        ready: isReady(row.checks),
      };
    }),
  );
  return { items, warnings: await warningsOf(ctx, rows) };
}

type Warning = 'no_domain' | 'not_checked' | 'not_ready';

async function warningsOf(ctx: Read, domains: readonly DomainRow[]): Promise<{ address: string; cause: Warning }[]> {
  const senders = await listSenders(ctx);
  const addresses = [...new Set(senders.map((sender) => sender.email.toLowerCase()))];
  return addresses.flatMap((address) => {
    const cause = causeOf(signingDomain(domains, address));
    return cause === null ? [] : [{ address, cause }];
  });
}

function causeOf(domain: DomainRow | null): Warning | null {
  if (!domain) return 'no_domain';
  if (domain.checks.length === 0) return 'not_checked';
  return isReady(domain.checks) ? null : 'not_ready';
}

/** Whether mails of an address are signed by a domain that passed; null: yes, else why not. For whoever is about to send to many. */
export async function senderProblem(ctx: Read, address: string): Promise<Warning | null> {
  return causeOf(signingDomain(await domainRows(ctx), address));
}

/** Keys that sign for an address, locked; none where no sending domain is above it. */
export async function signersFor({ tx, scope }: Read, address: string): Promise<{ domain: string; selector: string; lockedKey: string }[]> {
  const { rows } = await sql<{
    domain: string;
    selector: string;
    lockedKey: string;
  }>`select d.domain, k.selector, s.private_key as "lockedKey"
    from sending_domain d join sending_key k on k.workspace_id = d.workspace_id and k.domain_id = d.id and k.state = 'signing'
      join sending_key_secret s on s.workspace_id = k.workspace_id and s.key_id = k.id
    where d.workspace_id = ${scope.workspaceId} and (${domainOf(address)} = d.domain or ${domainOf(address)} like '%.' || d.domain)`.execute(
    tx,
  );
  const signing = signingDomain(rows, address);
  return signing ? [signing] : [];
}
