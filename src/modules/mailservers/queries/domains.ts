import { sql } from 'kysely';
import { listSenders } from '#modules/templates/queries/parts.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isReady } from '../rules/checks.ts';
import { domainOf, serverOf, signingDomain } from '../rules/choice.ts';
import { recordsOf } from '../rules/records.ts';
import { type Check, type CheckReason, type CheckState, LANES } from '../schema.ts';
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
  selector: string;
  publicKey: string;
  createdAt: string;
  checks: CheckLine[];
}

export async function domainRows({ tx, scope }: Read, id: string | null = null): Promise<DomainRow[]> {
  const { rows } = await sql<DomainRow>`select d.id, d.domain, d.selector, d.public_key as "publicKey", d.created_at as "createdAt",
      coalesce((select jsonb_agg(jsonb_build_object('kind', c.kind, 'state', c.state, 'reason', c.reason, 'found', c.found, 'checkedAt', c.checked_at,
        'since', c.since) order by array_position(array['dkim', 'spf', 'dmarc', 'mx', 'reverse'], c.kind))
        from sending_domain_check c where c.workspace_id = d.workspace_id and c.domain_id = d.id), '[]') as checks
    from sending_domain d where d.workspace_id = ${scope.workspaceId} and (${id}::uuid is null or d.id = ${id}::uuid)
    order by d.domain`.execute(tx);
  const iso = (at: string) => new Date(at).toISOString();
  return rows.map((row) => ({
    ...row,
    checks: row.checks.map((one) => ({ ...one, checkedAt: iso(one.checkedAt), since: iso(one.since) })),
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
    rows.map(async ({ publicKey, ...row }) => {
      const ways = await waysOf(ctx, { domain: row.domain, installed });
      return { ...row, records: recordsOf({ ...row, ...ways, publicKey }), ready: isReady(row.checks) };
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
  }>`select d.domain, d.selector, k.private_key as "lockedKey"
    from sending_domain d join sending_domain_key k on k.workspace_id = d.workspace_id and k.domain_id = d.id
    where d.workspace_id = ${scope.workspaceId} and (${domainOf(address)} = d.domain or ${domainOf(address)} like '%.' || d.domain)`.execute(
    tx,
  );
  const signing = signingDomain(rows, address);
  return signing ? [signing] : [];
}
