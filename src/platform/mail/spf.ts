import { BlockList, isIP } from 'node:net';
import { plainDomain } from './address.ts';
import type { Dns } from './dns.ts';

export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror' | 'temperror';

/** RFC 7208 4.6.4: so many questions a check may cost, so many of them without an answer. */
const MOST_LOOKUPS = 10;
const MOST_VOID = 2;
const MOST_NAMES = 10;

const QUALIFIERS: Readonly<Record<string, SpfResult>> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' };

class Spent extends Error {}
class Unanswered extends Error {}

/**
 * Whether a server with this address may send for a domain (RFC 7208 check_host), as far as can be said without a mail: macros that stand for a
 * sender or a client make the term one that does not match.
 * @returns the result and the record it came from
 */
export async function spfOf(dns: Dns, domain: string, address: string): Promise<{ result: SpfResult; record: string | null }> {
  const check = new SpfCheck(dns, address);
  let record: string | null = null;
  try {
    record = await check.recordOf(domain);
    return { result: await check.run(domain), record };
  } catch (error) {
    if (error instanceof Spent) return { result: 'permerror', record };
    if (error instanceof Unanswered) return { result: 'temperror', record };
    throw error;
  }
}

class SpfCheck {
  readonly #dns: Dns;
  readonly #address: string;
  #lookups = 0;
  #void = 0;

  constructor(dns: Dns, address: string) {
    this.#dns = dns;
    this.#address = address;
  }

  /** The one record of a domain; null where there is none. @throws Spent where there are several */
  async recordOf(domain: string): Promise<string | null> {
    const texts = answered(await this.#dns.texts(domain)).filter((text) => /^v=spf1(?: |$)/i.test(text));
    if (texts.length > 1) throw new Spent();
    return texts[0] ?? null;
  }

  async run(domain: string): Promise<SpfResult> {
    const record = await this.recordOf(domain);
    if (record === null) return 'none';
    let redirect: string | null = null;
    for (const term of record.split(/ +/).slice(1)) {
      if (term === '') continue;
      const modifier = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(term);
      if (modifier?.[1]?.toLowerCase() === 'redirect') redirect = modifier[2] ?? '';
      if (modifier) continue;
      const [, sign = '', name = '', value = ''] = /^([+?~-]?)([a-z0-9]+)(.*)$/i.exec(term) ?? [];
      if (await this.#matches(name.toLowerCase(), value, domain)) return QUALIFIERS[sign || '+'] ?? 'neutral';
    }
    if (redirect === null) return 'neutral';
    this.#count();
    const result = await this.run(named(redirect));
    return result === 'none' ? 'permerror' : result;
  }

  async #matches(name: string, value: string, domain: string): Promise<boolean> {
    if (name === 'all') return true;
    if (name === 'ip4' || name === 'ip6') return isWithin(this.#address, value.slice(1));
    const [target = '', bits4 = '32', bits6 = '128'] = /^:?([^/]*)(?:\/(\d{1,2}))?(?:\/\/(\d{1,3}))?$/.exec(value)?.slice(1) ?? [];
    const bits = isIP(this.#address) === 4 ? bits4 : bits6;
    if (!['a', 'mx', 'include', 'exists', 'ptr'].includes(name)) throw new Spent();
    this.#count();
    if (name === 'ptr' || target.includes('%')) return false;
    const host = target === '' ? domain : named(target);
    if (name === 'include') return this.#included(host);
    if (name === 'exists') return (await this.#addresses(host)).some((one) => isIP(one) === 4);
    const hosts = name === 'mx' ? this.#known(answered(await this.#dns.exchanges(host))).slice(0, MOST_NAMES) : [host];
    for (const one of hosts) {
      if ((await this.#addresses(one)).some((found) => isWithin(this.#address, `${found}/${bits}`))) return true;
    }
    return false;
  }

  async #included(host: string): Promise<boolean> {
    const result = await this.run(host);
    if (result === 'none' || result === 'permerror') throw new Spent();
    return result === 'pass';
  }

  async #addresses(host: string): Promise<string[]> {
    return this.#known(answered(await this.#dns.addresses(host)));
  }

  #known(found: string[]): string[] {
    if (found.length === 0) this.#void += 1;
    if (this.#void > MOST_VOID) throw new Spent();
    return found;
  }

  #count(): void {
    this.#lookups += 1;
    if (this.#lookups > MOST_LOOKUPS) throw new Spent();
  }
}

function answered<T>(found: T[] | null): T[] {
  if (found === null) throw new Unanswered();
  return found;
}

function named(text: string): string {
  const domain = plainDomain(text.replace(/\.$/, ''));
  if (domain === null) throw new Spent();
  return domain;
}

/** Whether an address lies in a network such as `192.0.2.0/24`; a wrong one holds nobody. */
function isWithin(address: string, network: string): boolean {
  const [base = '', bits] = network.split('/');
  const family = isIP(base);
  if (family === 0 || family !== isIP(address)) return false;
  const most = family === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  if (!Number.isInteger(length) || length < 0 || length > most) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, length, kind);
  return list.check(address, kind);
}
