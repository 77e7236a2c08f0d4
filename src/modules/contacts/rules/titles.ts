import { hasWord, placeOf, plainText } from '#platform/shared/words.ts';
import { type JobFunction, SENIORITIES, type Seniority } from '../schema.ts';
import { ASSISTANTS, CHIEFS, DIRECTORS, FUNCTIONS, RANKS } from './titlewords.ts';

export interface Position {
  jobFunction: JobFunction | null;
  seniority: Seniority | null;
}

const UNKNOWN: Position = { jobFunction: null, seniority: null };

/**
 * What a job title says about function and seniority: `Leiterin Einkauf` is purchasing, head. Null where it says nothing; a title that names a
 * function and no rank is `staff`. Of several roles in one title (`Founder, Head of Sales`) the one with the most say counts.
 */
export function positionOf(title: string | null | undefined): Position {
  const given = (title ?? '').replace(/[*:/_](in|innen)\b/gi, '').replace(/\(([^)]*)\)/g, ' $1 ');
  const plain = plainText(given);
  if (plain === '') return UNKNOWN;
  const chief = CHIEFS.find(([short]) => placeOf(plain, short) >= 0);
  if (chief && !isAssistant(plain) && rankOf(plain) !== 'junior') return { jobFunction: chief[1], seniority: 'c_level' };
  const roles = given.split(ROLES_APART).map(plainText).filter(Boolean);
  const read = roles.length > 1 ? strongest(roles.map(roleOf)) : roleOf(plain);
  const whole = roleOf(plain);
  const jobFunction = read.jobFunction ?? whole.jobFunction;
  const seniority = isAssistant(plain) ? whole.seniority : (read.seniority ?? whole.seniority);
  if (!jobFunction && !seniority) return UNKNOWN;
  return { jobFunction: jobFunction ?? 'other', seniority: seniority ?? 'staff' };
}

/** Between two roles, or two areas of one role. */
const ROLES_APART = /\s*[,;|/•·]\s*|\s+(?:&|\+|-|–|—|and|und|et|y|e|en)\s+/i;

/** A rank that is not named is null here: another role of the title may name it. */
function roleOf(plain: string): Position {
  const director = DIRECTORS.find(([short]) => placeOf(plain, short) >= 0);
  if (director && !isAssistant(plain)) return { jobFunction: director[1], seniority: 'director' };
  // A vice president presides over nothing.
  const area = plain.replace(/\bvice[- ]?presid\w*/g, '').trim();
  const jobFunction = FUNCTIONS.find(([, list]) => hasWord(area, list))?.[0] ?? null;
  return { jobFunction, seniority: rankOf(plain) };
}

function rankOf(plain: string): Seniority | null {
  const rank = RANKS.find(([, list]) => hasWord(plain, list))?.[0] ?? null;
  return isAssistant(plain) && rank !== 'junior' ? 'staff' : rank;
}

function isAssistant(plain: string): boolean {
  return hasWord(plain, ASSISTANTS);
}

/** The role with the most say; what it leaves open is taken from the others in order. */
function strongest(roles: readonly Position[]): Position {
  const say = ({ seniority }: Position) => (seniority === null ? SENIORITIES.length : SENIORITIES.indexOf(seniority));
  const first = roles.reduce((best, role) => (say(role) < say(best) ? role : best));
  return { seniority: first.seniority, jobFunction: first.jobFunction ?? roles.find((role) => role.jobFunction)?.jobFunction ?? null };
}
