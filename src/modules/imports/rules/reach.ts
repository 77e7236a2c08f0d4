import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { parse as parseHost } from 'tldts';
import { bad, cleanLine, good, type Parsed } from './parsed.ts';

export interface ParsedPhone {
  /** `+491511234567`; null where the number is no possible one, then only `raw` is kept. */
  e164: string | null;
  extension: string | null;
  raw: string;
}

/** A phone number; one without a country code is read in `country` (ISO 3166, such as `DE`). */
export function parsePhone(text: string, country?: string): Parsed<ParsedPhone> {
  if (text.length > 200) return bad('too_long');
  const raw = cleanLine(text).replace(/^(?:tel|p|phone|fax|mobile)\s*:\s*/i, '');
  if ((raw.match(/\d/g) ?? []).length < 3) return bad('not_a_phone');
  const home = country?.toUpperCase();
  const number = parsePhoneNumberFromString(raw.replace(/^00(?=[1-9])/, '+'), home && isSupportedCountry(home) ? home : undefined);
  if (!number?.isPossible()) return good({ e164: null, extension: null, raw });
  return good({ e164: number.number, extension: number.ext ?? null, raw });
}

/** RFC 5321: 64 before the @, 255 after; 320 in all. */
const LONGEST_EMAIL = 320;
const LOCAL = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u;
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/** Host names as mail and browsers use them: lower case, other scripts in punycode. Null where it is none. */
function asciiHost(host: string): string | null {
  const lower = host.toLowerCase().replace(/\.$/, '');
  // Only letters of other scripts are handed to the URL parser: it would read the rest as parts of an address.
  const ascii = /^[\p{L}\p{M}\p{N}.-]+$/u.test(lower) ? punycode(lower) : '';
  const labels = ascii.split('.');
  if (ascii.length > 253 || labels.length < 2 || !labels.every((label) => LABEL.test(label))) return null;
  return /^\d+$/.test(labels.at(-1) ?? '') ? null : ascii;
}

function punycode(host: string): string {
  if (/^[\x21-\x7e]*$/.test(host)) return host;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}

/** An address: `Anna <anna@Example.COM>` gives `anna@example.com`. The part before the @ keeps its case; compare in lower case. */
export function parseEmail(text: string): Parsed<string> {
  if (text.length > LONGEST_EMAIL + 200) return bad('too_long');
  const line = cleanLine(text);
  const open = line.lastIndexOf('<');
  const inner = open >= 0 && line.endsWith('>') ? line.slice(open + 1, -1) : line;
  const address = inner
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/[",;.]$/, '');
  if (address.length > LONGEST_EMAIL) return bad('too_long');
  const at = address.indexOf('@');
  const local = address.slice(0, at);
  if (at < 1 || local.length > 64 || !LOCAL.test(local)) return bad('not_an_email');
  const host = asciiHost(address.slice(at + 1));
  return host ? good(`${local}@${host}`) : bad('not_an_email');
}

export interface ParsedDomain {
  /** The part that a company registers: `example.co.uk`. */
  domain: string;
  /** A mail provider or site builder used by everyone: says nothing about the company. */
  shared: boolean;
}

/** Providers under many endings, such as yahoo.co.uk. */
const SHARED_NAMES = new Set(
  'yahoo hotmail outlook live msn gmx ymail rocketmail aol yandex mail icloud protonmail googlemail gmail freenet tutanota'.split(' '),
);
const SHARED_DOMAINS = new Set(
  (
    'proton.me pm.me me.com mac.com web.de t-online.de arcor.de online.de posteo.de mailbox.org freenet.de orange.fr wanadoo.fr free.fr laposte.net sfr.fr ' +
    'libero.it virgilio.it tin.it alice.it tiscali.it bluewin.ch hispeed.ch chello.at aon.at btinternet.com sky.com talktalk.net virginmedia.com ntlworld.com ' +
    'comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net shaw.ca rogers.com sympatico.ca telus.net ' +
    'bigpond.com optusnet.com.au xtra.co.nz qq.com 163.com 126.com sina.com foxmail.com yeah.net aliyun.com naver.com daum.net hanmail.net nate.com docomo.ne.jp ' +
    'ezweb.ne.jp softbank.ne.jp rediffmail.com uol.com.br bol.com.br terra.com.br ig.com.br zoho.com fastmail.com hushmail.com hey.com mail.ru bk.ru inbox.ru list.ru ' +
    'rambler.ru ukr.net wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl home.nl telia.com online.no ' +
    'example.com example.org example.net mailinator.com guerrillamail.com 10minutemail.com yopmail.com trashmail.com tempmail.com sharklasers.com ' +
    'gustr.com teleworm.us einrot.com superrito.com dayrep.com fleckens.hu jourrapide.com rhyta.com armyspy.com cuvox.de ' +
    'facebook.com linkedin.com instagram.com twitter.com x.com youtube.com'
  ).split(' '),
);

/** Ends of names that nobody can register: those of companies' own networks, and those set aside for examples (RFC 2606, RFC 6762). */
const OWN_USE = new Set(['internal', 'local', 'lan', 'intranet', 'corp', 'test', 'example', 'invalid']);

/** The registered domain of a website or an e-mail address. */
export function parseDomain(text: string): Parsed<ParsedDomain> {
  if (text.length > 2048) return bad('too_long');
  const line = cleanLine(text).toLowerCase();
  const host = line.includes('@') && !line.includes('/') ? line.slice(line.lastIndexOf('@') + 1) : line;
  const found = parseHost(host, { allowPrivateDomains: true });
  const domain = found.domain === null || found.isIp ? null : asciiHost(found.domain);
  if (domain === null || !(found.isIcann || found.isPrivate || OWN_USE.has(found.publicSuffix ?? ''))) return bad('not_a_domain');
  return good({ domain, shared: SHARED_DOMAINS.has(domain) || SHARED_NAMES.has(found.domainWithoutSuffix ?? '') });
}
