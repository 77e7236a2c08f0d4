import type { LookupAddress } from 'node:dns';
import { lookup as resolve } from 'node:dns/promises';
import { type Agent, request } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export interface Outbound {
  /** The host names that may be asked, as a whole. Nothing else is resolved, let alone asked. */
  hosts: RegExp;
  mostBytes?: number;
  timeoutMs?: number;
}

/** How names are resolved, and what connects. A test has a server of its own behind both; the guard stands before either. */
export interface WayOut {
  resolve(host: string): Promise<readonly LookupAddress[]>;
  agent?: Agent;
}

export const THE_WORLD: WayOut = { resolve: (host) => resolve(host, { all: true }) };

/** Addresses of this machine, of private networks, of links and of clouds' own services, in both families. */
const INNER = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  INNER.addSubnet(net, bits, 'ipv4');

/** Whether an address is out in the world. Of IPv6 only global unicast counts, and none that carries an IPv4 address inside. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !INNER.check(address, 'ipv4');
  return family === 6 && /^[23]/.test(address) && !/^(?:2002|2001:0{0,4}):/i.test(address);
}

/** Why an address may not be asked; null where it may. Only https on its usual port, no user in it, a host of the given ones. */
export function outboundProblem(address: string, hosts: RegExp): string | null {
  if (!URL.canParse(address)) return 'not an address';
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return 'not a plain https address';
  return hosts.test(url.hostname) ? null : 'not a host that is asked';
}

/**
 * Asks a foreign server with GET. The name is resolved once, every answer has to be public, and that answer is connected to; redirects are
 * not followed, the answer is cut at `mostBytes`.
 * @throws Error where the address is not allowed, or the server does not answer with 200
 */
export async function askOutside(address: string, { hosts, mostBytes = 64 * 1024, timeoutMs = 10_000 }: Outbound): Promise<string> {
  const { url, lookup } = await allowed(address, hosts);
  return new Promise((done, fail) => {
    const asked = request(url, { method: 'GET', lookup, timeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs) }, (answer) => {
      const pieces: Buffer[] = [];
      let size = 0;
      if (answer.statusCode !== 200) asked.destroy(new Error(`answered ${answer.statusCode}`));
      answer.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > mostBytes) asked.destroy(new Error('the answer is too long'));
        else pieces.push(piece);
      });
      answer.on('end', () => done(Buffer.concat(pieces).toString('utf8')));
    });
    asked.on('error', fail);
    asked.end();
  });
}

/** What a foreign server said to a post; what it wrote beside it is not read. */
export interface Answered {
  status: number;
  retryAfter: string | null;
}

/**
 * Posts to a foreign server that somebody of a workspace has named: any host, under the same guard. A redirect is an answer like any other, never
 * followed.
 * @throws Error where the address is not allowed, or the server does not answer
 */
export async function postOutside(
  address: string,
  { body, headers, way, timeoutMs = 15_000 }: { body: string; headers: Readonly<Record<string, string>>; way: WayOut; timeoutMs?: number },
): Promise<Answered> {
  const { url, lookup } = await allowed(address, ANY_HOST, way);
  return new Promise((done, fail) => {
    const length = Buffer.byteLength(body);
    const options = {
      method: 'POST',
      lookup,
      ...(way.agent ? { agent: way.agent } : {}),
      timeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, 'content-length': length },
    };
    const asked = request(url, options, (answer) => {
      done({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] ?? null });
      answer.destroy();
    });
    // After the answer has come, what becomes of the connection says nothing.
    asked.on('error', fail);
    asked.end(body);
  });
}

const ANY_HOST = /./;
/** Why an address that somebody names may not be posted to; null where it may. What its name leads to is looked at when it is posted to. */
export const postProblem = (address: string): string | null => {
  const problem = outboundProblem(address, ANY_HOST);
  if (problem) return problem;
  const { hostname } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) && !isPublicAddress(host) ? 'not a public address' : null;
};

async function allowed(address: string, hosts: RegExp, way: WayOut = THE_WORLD): Promise<{ url: URL; lookup: LookupFunction }> {
  const problem = outboundProblem(address, hosts);
  if (problem) throw new Error(`not asked: ${problem}`);
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Node connects to a written address without asking `lookup`.
  if (isIP(host) && !isPublicAddress(host)) throw new Error('not asked: not a public address');
  const found = await way.resolve(host);
  const [first] = found;
  if (!first || !found.every((one) => isPublicAddress(one.address))) throw new Error('not asked: not a public address');
  return { url, lookup: (_name, options, done) => (options.all ? done(null, [first]) : done(null, first.address, first.family)) };
}
