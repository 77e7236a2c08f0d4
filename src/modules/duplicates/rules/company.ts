import { addressParts, customParts, type Place, wordsAlike } from './evidence.ts';
import { capped, chanceOf, type Evidence, part } from './score.ts';
import { plain, soundOf, steps } from './text.ts';

/** A company as it is compared. `domains` without providers of mail for anyone. */
export interface Firm extends Place {
  id: string;
  name: string;
  domains: readonly string[];
  phone: string | null;
  taxId: string | null;
  parentId: string | null;
  custom: Readonly<Record<string, unknown>>;
}

const PRIOR = -7;
const MOST_FROM_PLACE = 6;

/** Every reason for and against two companies being one. */
export function compareCompanies(a: Firm, b: Firm): { score: number; parts: Evidence[] } {
  const parts = [
    namePart(coreOf(a.name), coreOf(b.name)),
    ...domainParts(a, b),
    ...taxParts(a, b),
    ...phoneParts(a, b),
    ...familyParts(a, b),
    ...capped(addressParts(a, b), MOST_FROM_PLACE),
    ...customParts(a.custom, b.custom),
  ];
  return { score: companyScore(parts), parts };
}

export function companyScore(parts: readonly Evidence[]): number {
  return chanceOf(parts, PRIOR);
}

/** Legal forms, and words that say as little. */
const FORMS = new Set(
  `gmbh mbh ag kg kgaa ohg ug gbr ev eg se inc incorporated corp corporation co company llc llp lp plc ltd limited pty pvt sa sas sarl srl spa sl bv nv oy ab as aps a s
  holding holdings group gruppe the and und et y der die das`.split(/\s+/),
);

/** The words of a company's name that tell it from others; all of them where nothing else is left. */
export function coreOf(name: string): string[] {
  const words = plain(name.replace(/(?<=\b\p{L})\.(?=\p{L}\b)/gu, '')).split(' ');
  const core = words.filter((word) => !FORMS.has(word));
  return core.length > 0 ? core : words;
}

function namePart(a: readonly string[], b: readonly string[]): Evidence {
  const [one, other] = [a.join(''), b.join('')];
  if (one === other || [...a].sort().join() === [...b].sort().join()) return part('name', 'same', 7);
  if (one.length >= 5 && other.length >= 5 && steps(one, other) <= (Math.min(one.length, other.length) >= 9 ? 2 : 1))
    return part('name', 'similar', 4.5);
  if (a.length > 1 && b.length > 1 && wordsAlike(a, b) >= 0.9) return part('name', 'near', 3);
  if (wordsAlike(a, b) >= 0.95) return part('name', 'near', 1);
  return part('name', 'different', -6);
}

function domainParts(a: Firm, b: Firm): Evidence[] {
  if (a.domains.length === 0 || b.domains.length === 0) return [];
  return [a.domains.some((domain) => b.domains.includes(domain)) ? part('domain', 'same', 5) : part('domain', 'different', -3)];
}

function taxParts(a: Firm, b: Firm): Evidence[] {
  if (!a.taxId || !b.taxId) return [];
  return [
    plain(a.taxId).replaceAll(' ', '') === plain(b.taxId).replaceAll(' ', '') ? part('taxId', 'same', 9) : part('taxId', 'different', -4),
  ];
}

function phoneParts(a: Firm, b: Firm): Evidence[] {
  const [one, other] = [a.phone, b.phone].map((phone) => (phone ?? '').replace(/\D/g, '').slice(-7));
  if (!one || !other || one.length < 6) return [];
  return [one === other ? part('phone', 'same', 4) : part('phone', 'different', -0.5)];
}

/** Parent and subsidiary are two, however alike; so are two children of one parent, a little. */
function familyParts(a: Firm, b: Firm): Evidence[] {
  if (a.parentId === b.id || b.parentId === a.id) return [part('parent', 'different', -8)];
  return a.parentId !== null && a.parentId === b.parentId ? [part('parent', 'different', -2)] : [];
}

/** What two companies have to share to be compared at all. */
export function companyKeys(one: Firm): string[] {
  const core = coreOf(one.name);
  const sorted = [...core].sort();
  const keys = [`n:${sorted.join(' ')}`, `j:${core.join('')}`, `s:${sorted.map(soundOf).join(' ')}`];
  for (const domain of one.domains) keys.push(`d:${domain}`);
  if (one.taxId) keys.push(`x:${plain(one.taxId).replaceAll(' ', '')}`);
  const phone = (one.phone ?? '').replace(/\D/g, '').slice(-7);
  if (phone.length >= 6) keys.push(`t:${phone}`);
  const longest = core.toSorted((x, y) => y.length - x.length)[0] ?? '';
  if (one.city) keys.push(`c:${plain(one.city).slice(0, 6)} ${soundOf(longest)}`);
  if (one.postalCode) keys.push(`p:${plain(one.postalCode)} ${soundOf(longest)}`);
  return [...new Set(keys)];
}
