import type { Lane } from '../schema.ts';

export interface Candidate {
  id: string;
  /** Empty: every lane. */
  lanes: readonly string[];
  /** Addresses and `@domain`; empty: everybody. */
  senders: readonly string[];
}

/** The server that says most exactly that it is meant: for this address, for its domain, for this lane; null where none takes it. */
export function serverOf<T extends Candidate>(
  servers: readonly T[],
  { lane, senderAddress }: { lane: Lane; senderAddress: string },
): T | null {
  const address = senderAddress.toLowerCase();
  const domain = `@${domainOf(address)}`;
  const rank = ({ lanes, senders }: Candidate): number => {
    const bySender = senders.length === 0 ? 0 : senders.includes(address) ? 2 : senders.includes(domain) ? 1 : -1;
    const byLane = lanes.length === 0 ? 0 : lanes.includes(lane) ? 1 : -1;
    return bySender < 0 || byLane < 0 ? -1 : bySender * 2 + byLane;
  };
  const fitting = servers.filter((server) => rank(server) >= 0);
  return fitting.sort((one, other) => rank(other) - rank(one) || (one.id < other.id ? -1 : 1))[0] ?? null;
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Whether a domain is the other or lies below it. */
export const isWithinDomain = (domain: string, above: string): boolean => domain === above || domain.endsWith(`.${above}`);

/** The sending domain that signs for an address: the nearest one above it. */
export function signingDomain<T extends { domain: string }>(domains: readonly T[], address: string): T | null {
  const own = domainOf(address);
  const above = domains.filter(({ domain }) => isWithinDomain(own, domain));
  return above.sort((one, other) => other.domain.length - one.domain.length)[0] ?? null;
}
