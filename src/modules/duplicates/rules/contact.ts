import { addressParts, customParts, type Place } from './evidence.ts';
import { capped, chanceOf, type Evidence, part } from './score.ts';
import { agreementOf, isNickname, plain, soundOf } from './text.ts';

/** A contact as it is compared. `custom`: the workspace's own text and date values. */
export interface Person extends Place {
  id: string;
  firstName: string | null;
  lastName: string | null;
  emails: readonly string[];
  phones: readonly string[];
  companyId: string | null;
  company: string | null;
  domain: string | null;
  custom: Readonly<Record<string, unknown>>;
}

/** Where the evidence starts: of the pairs that share a key, few are one person. Set by hand, as the weights are; fitted to no file. */
const PRIOR = -9;
const MOST_FROM_PLACE = 11;
const MOST_FOR_RELATIVES = 5;

/** Every reason for and against two contacts being one person. */
export function compareContacts(a: Person, b: Person): { score: number; parts: Evidence[] } {
  const names = nameParts(a, b);
  // Relatives and colleagues share a place and a name: with another first name the place says little.
  const other = names.some(({ field, agreement }) => field === 'firstName' && agreement === 'different');
  const parts = [
    ...names,
    ...mailParts(a, b),
    ...phoneParts(a, b),
    ...capped([...companyParts(a, b), ...addressParts(a, b)], other ? MOST_FOR_RELATIVES : MOST_FROM_PLACE),
    ...customParts(a.custom, b.custom),
  ];
  return { score: contactScore(parts), parts };
}

export function contactScore(parts: readonly Evidence[]): number {
  return chanceOf(parts, PRIOR);
}

const FIRST = { same: 4, nickname: 3.5, similar: 3, initial: 1.5, different: -4 } as const;
const LAST = { same: 6, nickname: 0, similar: 4.5, initial: 0, different: -5 } as const;
type Word = keyof typeof FIRST;

function nameParts(a: Person, b: Person): Evidence[] {
  const [firstA, lastA, firstB, lastB] = [a.firstName, a.lastName, b.firstName, b.lastName].map(plain) as [string, string, string, string];
  const straight = [...word('firstName', firstA, firstB), ...word('lastName', lastA, lastB)];
  const crossed = [...word('firstName', firstA, lastB), ...word('lastName', lastA, firstB)].map((one) => {
    // Which of two exchanged names is the rarer one is not known: both count as the mean of a first and a last name.
    const mean = (FIRST[one.agreement as Word] + LAST[one.agreement as Word]) / 2;
    return mean > 0 ? part(one.field, 'swapped', mean - 0.5) : part(one.field, 'different', mean);
  });
  const sum = (parts: readonly Evidence[]) => parts.reduce((total, { points }) => total + points, 0);
  return sum(crossed) > sum(straight) && crossed.some(({ points }) => points > 0) ? crossed : straight;
}

function word(field: 'firstName' | 'lastName', a: string, b: string): Evidence[] {
  if (a === '' || b === '') return [];
  const how = wordAgreement(a, b);
  return [part(field, how, (field === 'firstName' ? FIRST : LAST)[how])];
}

function wordAgreement(a: string, b: string): Word {
  const how = agreementOf(a, b, { least: 0.7 });
  if (how === 'same') return how;
  if (isNickname(a, b)) return 'nickname';
  if (a[0] === b[0] && (a.length === 1 || b.length === 1)) return 'initial';
  if (how === 'similar') return how;
  // Two first names of which one is left out; a double name of which one half is.
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 3 && long.split(' ').includes(short) ? 'similar' : 'different';
}

/** Addresses that many people read. */
const SHARED = /^(info|office|kontakt|contact|sales|mail|post|admin|service|support|hello|team|noreply|no-reply|accounting|billing)$/;

function mailParts(a: Person, b: Person): Evidence[] {
  if (a.emails.length === 0 || b.emails.length === 0) return [];
  const pairs = a.emails.flatMap((one) => b.emails.map((other) => [one.toLowerCase(), other.toLowerCase()] as const));
  const found = pairs.map(([one, other]) => mailPart(one, other)).sort((x, y) => y.points - x.points);
  return found.slice(0, 1);
}

function mailPart(a: string, b: string): Evidence {
  const [localA = '', domainA = ''] = a.split('@');
  const [localB = '', domainB = ''] = b.split('@');
  if (SHARED.test(localA) || SHARED.test(localB)) return part('email', a === b ? 'same' : 'different', a === b ? 2 : 0);
  if (a === b) return part('email', 'same', 10);
  // person3@ and person4@ are two people; perosn3@ is a slip of the finger.
  const sameDigits = a.replace(/\D/g, '') === b.replace(/\D/g, '');
  if (sameDigits && agreementOf(a, b, { least: 0.9 }) === 'similar' && agreementOf(localA, localB, { least: 0.8 }) !== 'different')
    return part('email', 'similar', 5);
  if (localA === localB && localA.length >= 5) return part('email', 'near', domainA === domainB ? 5 : 3);
  return part('email', 'different', -1);
}

/** A number may be the switchboard's: it alone makes nobody the same person. */
function phoneParts(a: Person, b: Person): Evidence[] {
  if (a.phones.length === 0 || b.phones.length === 0) return [];
  const digits = (phone: string) => phone.replace(/\D/g, '');
  const ends = new Set(b.phones.map((phone) => digits(phone).slice(-7)).filter((end) => end.length === 7));
  if (a.phones.some((phone) => b.phones.includes(phone))) return [part('phone', 'same', 4)];
  if (a.phones.some((phone) => ends.has(digits(phone).slice(-7)))) return [part('phone', 'similar', 3)];
  return [part('phone', 'different', -0.5)];
}

/** People change employers: another company says little against, the same one says something for. */
function companyParts(a: Person, b: Person): Evidence[] {
  if (a.companyId !== null && a.companyId === b.companyId) return [part('company', 'same', 2)];
  if (a.domain !== null && a.domain === b.domain) return [part('company', 'similar', 2)];
  if (!a.company || !b.company) return [];
  const how = agreementOf(plain(a.company), plain(b.company), { least: 0.8 });
  return [part('company', how, how === 'different' ? -1 : 2)];
}

/** What two records have to share to be compared at all. Each kind of key bears another mistake, so a pair has to have them all to be missed. */
export function contactKeys(one: Person): string[] {
  const names = [plain(one.firstName), plain(one.lastName)].filter(Boolean);
  const sounds = names.map(soundOf).sort();
  const keys: string[] = [];
  if (names.length === 2) keys.push(`n:${[...names].sort().join(' ')}`, `s:${sounds.join(' ')}`);
  const post = plain(one.postalCode);
  const street = plain(one.street)
    .split(' ')
    .filter((word) => /\p{L}{3}/u.test(word));
  const number = /\d+/.exec(one.street ?? '')?.[0] ?? '';
  for (const name of names) {
    if (post) keys.push(`p:${post} ${soundOf(name)}`);
    if (street[0]) keys.push(`a:${street[0].slice(0, 5)} ${soundOf(name)}`);
    if (one.city) keys.push(`c:${plain(one.city).slice(0, 6)} ${soundOf(name)}`);
    if (one.companyId) keys.push(`w:${one.companyId} ${soundOf(name)}`);
    if (one.domain) keys.push(`d:${one.domain} ${soundOf(name)}`);
  }
  if (post && number) keys.push(`h:${post} ${number}`);
  for (const email of one.emails) {
    const local = email.toLowerCase().split('@')[0] ?? '';
    keys.push(`m:${email.toLowerCase()}`);
    if (local.length >= 5 && !SHARED.test(local)) keys.push(`l:${local}`);
  }
  for (const phone of one.phones) keys.push(`t:${phone.replace(/\D/g, '').slice(-7)}`);
  for (const [key, value] of Object.entries(one.custom)) {
    const text = typeof value === 'string' ? plain(value) : '';
    if (/\d.*\d.*\d.*\d/.test(text)) keys.push(`x:${key} ${text}`);
  }
  return [...new Set(keys)];
}
