import type { SpfResult } from '#platform/mail/spf.ts';
import type { Check, CheckReason, CheckState } from '../schema.ts';
import { domainOf } from './choice.ts';

export interface Finding {
  kind: Check;
  state: CheckState;
  reason: CheckReason;
  found: string | null;
}

/** A numeric address that mails of a domain leave from. */
export interface SendingAddress {
  address: string;
  /** Somebody said that mails leave from it; else it is where they are handed in, and they may leave from another. */
  isCertain: boolean;
  isPublic: boolean;
  spf: { result: SpfResult; record: string | null };
  /** Its names, each with the addresses that the name leads back to; null: no answer. */
  names: { name: string; addresses: readonly string[] | null }[] | null;
}

/** What name servers said. Null: no answer. */
export interface DomainFacts {
  domain: string;
  publicKey: string;
  /** Addresses of senders that this domain signs for. */
  senders: readonly string[];
  dkim: readonly string[] | null;
  spf: readonly string[] | null;
  /** Of the domain, or where it has none of the registered domain above it. */
  dmarc: readonly string[] | null;
  mx: readonly string[] | null;
  addresses: readonly SendingAddress[];
}

/** What each check comes to: pass, fail, or not known. */
export function judged(facts: DomainFacts): Finding[] {
  return [dkim(facts), spf(facts), dmarc(facts), mx(facts), reverse(facts)];
}

/** Signed, aligned, and nothing that speaks against the server: receivers can tell that a mail is ours. */
export function isReady(checks: readonly { kind: Check; state: CheckState }[]): boolean {
  const stateOf = (kind: Check) => checks.find((one) => one.kind === kind)?.state;
  return stateOf('dkim') === 'pass' && stateOf('dmarc') === 'pass' && stateOf('spf') !== 'fail' && stateOf('spf') !== undefined;
}

const pass = (reason: CheckReason, found: string | null) => ({ state: 'pass', reason, found }) as const;
const fail = (reason: CheckReason, found: string | null) => ({ state: 'fail', reason, found }) as const;
const unknown = (reason: CheckReason, found: string | null = null) => ({ state: 'unknown', reason, found }) as const;

const dkim = ({ dkim: texts, publicKey }: DomainFacts): Finding => ({ kind: 'dkim', ...keyFinding(texts, publicKey) });

/** RFC 6376 3.6.1: the record under a selector has to be our key. @param texts null: no answer */
export function keyFinding(texts: readonly string[] | null, publicKey: string): Omit<Finding, 'kind'> {
  if (texts === null) return unknown('no_answer');
  const [text] = texts;
  if (text === undefined) return fail('missing', null);
  if (texts.length > 1) return fail('several', texts.join('\n'));
  const tags = tagsOf(text);
  const key = tags.get('p')?.replace(/\s/g, '');
  if (key === undefined || (tags.get('v') ?? 'DKIM1') !== 'DKIM1') return fail('broken', text);
  if (key === '') return fail('revoked', text);
  return key === publicKey ? pass('ok', text) : fail('other_key', text);
}

function spf({ spf: texts, addresses }: DomainFacts): Finding {
  return { kind: 'spf', ...result() };
  function result() {
    if (texts === null) return unknown('no_answer');
    const [record] = texts;
    if (record === undefined) return fail('missing', null);
    if (texts.length > 1) return fail('several', texts.join('\n'));
    if (addresses.some((one) => one.spf.result === 'permerror')) return fail('broken', record);
    if (addresses.some((one) => one.spf.result === 'temperror')) return unknown('no_answer', record);
    if (addresses.length === 0) return unknown('no_server', record);
    const outside = addresses.filter((one) => one.spf.result !== 'pass');
    if (outside.some((one) => one.isCertain)) return fail('not_covered', record);
    return outside.length > 0 ? unknown('perhaps_elsewhere', record) : pass('ok', record);
  }
}

/** RFC 9989: one record, with a policy, and the signature's domain aligned with the sender's as strictly as it asks. */
function dmarc({ dmarc: texts, domain, senders }: DomainFacts): Finding {
  return { kind: 'dmarc', ...result() };
  function result() {
    if (texts === null) return unknown('no_answer');
    const [record] = texts;
    if (record === undefined) return fail('missing', null);
    if (texts.length > 1) return fail('several', texts.join('\n'));
    const tags = tagsOf(record);
    const policy = tags.get('p')?.toLowerCase();
    if (policy === undefined || !['none', 'quarantine', 'reject'].includes(policy)) return fail('broken', record);
    const isStrict = tags.get('adkim')?.toLowerCase() === 's';
    if (isStrict && senders.some((address) => domainOf(address) !== domain)) return fail('not_aligned', record);
    return pass(policy === 'none' ? 'reports_only' : 'ok', record);
  }
}

/** Where answers and bounces go. */
function mx({ mx: hosts }: DomainFacts): Finding {
  return { kind: 'mx', ...result() };
  function result() {
    if (hosts === null) return unknown('no_answer');
    if (hosts.length === 0) return fail('missing', null);
    const found = hosts.join(', ');
    return hosts.every((host) => host === '' || host === '.') ? fail('takes_no_mail', found) : pass('ok', found);
  }
}

/** A server's address has a name, and the name leads back to it. */
function reverse({ addresses }: DomainFacts): Finding {
  const results = addresses.map(reverseOf);
  const worst = results.find((one) => one.state === 'fail') ?? results.find((one) => one.state === 'unknown') ?? results[0];
  return { kind: 'reverse', ...(worst ?? unknown('no_server')) };
}

function reverseOf({ address, isCertain, isPublic, names }: SendingAddress) {
  if (!isPublic) return unknown('private_address', address);
  if (names === null || names.some((one) => one.addresses === null)) return unknown('no_answer', address);
  const back = names.find((one) => one.addresses?.includes(address));
  if (back) return pass('ok', `${address}: ${back.name}`);
  if (!isCertain) return unknown('perhaps_elsewhere', address);
  const [first] = names;
  return first ? fail('other_name', `${address}: ${first.name}`) : fail('no_name', address);
}

/** `v=DMARC1; p=none` as a map; names in lower case. */
function tagsOf(record: string): Map<string, string> {
  return new Map(
    record.split(';').flatMap((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [] : [[part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()] as const];
    }),
  );
}
