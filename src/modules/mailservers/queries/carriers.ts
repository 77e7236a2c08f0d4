import type { Vault } from '#platform/auth/vault.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { MailServer } from '#platform/mail/delivery.ts';
import type { DkimKey } from '#platform/mail/dkim.ts';
import { type ServerSettings, smtpTransport, type Transport, type TransportOptions } from '#platform/mail/transport.ts';
import type { Lane } from '../schema.ts';
import { signersFor } from './domains.ts';
import { type ServerRow, serverFor } from './servers.ts';

/** What the installation's own server is called where the servers of a workspace have an id. */
export const INSTALLATION_SERVER = '00000000-0000-0000-0000-000000000000';
/** What passwords of servers and private keys of domains are locked for. */
export const SERVER_VAULT = 'mail server';
export const DOMAIN_VAULT = 'sending domain';

/** A mail server as a message goes through it. */
export interface Carrier {
  id: string;
  transport: Transport;
  keys: readonly DkimKey[];
  /** Where bounces go; the sender's address where absent. */
  envelopeFrom?: string;
  /** Each mail returns to an address of its own, made from `envelopeFrom`. */
  ownReturns?: boolean;
  /** Null: as fast as it takes them. */
  rates: { perMinute: number | null; perHour: number | null };
  /** To one domain of recipients, a minute. */
  domainRates: Readonly<Record<string, number>>;
}

export interface Surroundings {
  vault: Vault;
  /** The installation's own server. */
  mailServer: MailServer | null;
  /** Which numeric addresses a workspace's server may have. */
  mailAllows(address: string): boolean;
}

export interface Carriers {
  /** The server for a lane and the address in whose name it goes, with the keys that sign. Null: none is set, and mail stays in the app. */
  carrierOf(ctx: ReadCtx, asked: { lane: Lane; senderAddress: string }): Promise<Carrier | null>;
  close(): Promise<void>;
}

const MOST_OPEN = 200;

/** Servers of all workspaces with the connections this process has open; a server that was changed is connected to anew. */
export function carriersWith(surroundings: Surroundings, options: TransportOptions = {}): Carriers {
  const { vault, mailServer, mailAllows } = surroundings;
  const open = new Map<string, { revision: string; transport: Transport }>();
  const keys = keyRing(vault);
  const installed = mailServer && smtpTransport(mailServer, options);
  const transportOf = (key: string, revision: string, make: () => Transport): Transport => {
    const known = open.get(key);
    open.delete(key);
    if (known && known.revision !== revision) void known.transport.close();
    const transport = known?.revision === revision ? known.transport : make();
    open.set(key, { revision, transport });
    for (const [oldest, { transport: idle }] of open) {
      if (open.size <= MOST_OPEN) break;
      open.delete(oldest);
      void idle.close();
    }
    return transport;
  };
  return {
    async carrierOf(ctx, asked) {
      const server = await serverFor(ctx, asked);
      const signers = (await signersFor(ctx, asked.senderAddress)).flatMap((signer) => keys(signer) ?? []);
      if (!server) return installed && { id: INSTALLATION_SERVER, transport: installed, keys: signers, rates: NO_LIMIT, domainRates: {} };
      const transport = transportOf(`${ctx.scope.workspaceId} ${server.id}`, String(server.revision), () =>
        smtpTransport(settingsOf(server, vault), { ...options, allows: mailAllows }),
      );
      const { id, perMinute, perHour, domainRates, bounceAddress, ownReturns, returnsTaken } = server;
      const envelope = bounceAddress === null ? {} : { envelopeFrom: bounceAddress, ownReturns: ownReturns && returnsTaken };
      return { id, transport, keys: signers, rates: { perMinute, perHour }, domainRates, ...envelope };
    },
    async close() {
      await Promise.all([...open.values(), ...(installed ? [{ transport: installed }] : [])].map(({ transport }) => transport.close()));
    },
  };
}

const NO_LIMIT = { perMinute: null, perHour: null };

/** How a server is connected to. A password that was locked with another installation's key counts as none: the server will say so. */
export function settingsOf({ host, port, tls, user, lockedPassword }: ServerRow, vault: Vault): ServerSettings {
  const password = lockedPassword === null ? null : vault.unlock(SERVER_VAULT, lockedPassword);
  return { host, port, tls, ...(user === null ? {} : { user }), ...(password === null ? {} : { password }) };
}

interface Signer {
  domain: string;
  selector: string;
  lockedKey: string;
}

/** Keys as they are used, each unlocked once. A key of another installation signs nothing. */
function keyRing(vault: Vault): (signer: Signer) => DkimKey | null {
  const ring = new Map<string, DkimKey | null>();
  return ({ domain, selector, lockedKey }) => {
    let key = ring.get(lockedKey);
    if (key === undefined) {
      const privateKey = vault.unlock(DOMAIN_VAULT, lockedKey);
      key = privateKey === null ? null : { domain, selector, privateKey };
      if (ring.size >= MOST_OPEN) ring.clear();
      ring.set(lockedKey, key);
    }
    return key;
  };
}
