import type { Check } from '../schema.ts';

export interface RecordToPublish {
  kind: 'dkim' | 'spf' | 'dmarc';
  name: string;
  type: 'TXT';
  value: string;
  published: boolean;
}

export interface RecordFacts {
  domain: string;
  selector: string;
  publicKey: string;
  /** The key that is to sign next. */
  next: { selector: string; publicKey: string; published: boolean } | null;
  /** Numeric addresses that mails leave from, and hosts where those are not known. */
  addresses: readonly string[];
  hosts: readonly string[];
  /** What the last check found. */
  checks: readonly { kind: Check; state: string; found: string | null }[];
}

export const dkimName = (selector: string, domain: string): string => `${selector}._domainkey.${domain}`;
export const dkimValue = (publicKey: string): string => `v=DKIM1; k=rsa; p=${publicKey}`;

/** What to put into the zone, as text to copy. What is there already is kept and only added to. */
export function recordsOf(facts: RecordFacts): RecordToPublish[] {
  const { domain, selector, publicKey, next, checks } = facts;
  const last = (kind: Check) => checks.find((one) => one.kind === kind);
  const passes = (kind: Check) => last(kind)?.state === 'pass';
  const dmarc = last('dmarc');
  return [
    dkimRecord(domain, { selector, publicKey, published: passes('dkim') }),
    { kind: 'spf', name: domain, type: 'TXT', value: spfValue(facts), published: passes('spf') },
    {
      ...{ kind: 'dmarc', name: `_dmarc.${domain}`, type: 'TXT', published: passes('dmarc') },
      value: (passes('dmarc') && dmarc?.found) || `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`,
    },
    ...(next ? [dkimRecord(domain, next)] : []),
  ];
}

const dkimRecord = (domain: string, key: { selector: string; publicKey: string; published: boolean }): RecordToPublish => ({
  kind: 'dkim',
  name: dkimName(key.selector, domain),
  type: 'TXT',
  value: dkimValue(key.publicKey),
  published: key.published,
});

function spfValue({ addresses, hosts, checks }: RecordFacts): string {
  const spf = checks.find((one) => one.kind === 'spf');
  if (spf?.found && spf.state === 'pass') return spf.found;
  const terms = [
    ...addresses.map((address) => (address.includes(':') ? `ip6:${address}` : `ip4:${address}`)),
    ...hosts.map((host) => `a:${host}`),
  ];
  const there = spf?.found?.split(/ +/).slice(1) ?? [];
  const rest = there.length > 0 ? there : ['~all'];
  return ['v=spf1', ...terms.filter((term) => !rest.includes(term)), ...rest].join(' ');
}
