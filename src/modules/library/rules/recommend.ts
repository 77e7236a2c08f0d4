import { wilson } from '#platform/shared/statistics.ts';
import type { RECOMMENDED_FOR } from '../schema.ts';
import { type Aim, match, type Situation } from './guidance.ts';

export interface Candidate extends Aim {
  id: string;
  topics: readonly string[];
  /** Days since the version that would be sent was published. */
  ageDays: number;
  /** Versions of it that this person has opened or got, and the one that would be sent. */
  hadNumbers: readonly number[];
  number: number;
  /** Deals that ended, of people who had it before, and how many of these were won. */
  won: { k: number; n: number };
  /** Leads that had come to rest when it was opened, and how many of these went on. */
  revived: { k: number; n: number };
}

export interface Person extends Situation {
  /** What they are interested in, said or shown. */
  interests: readonly string[];
}

export interface Because {
  code: (typeof RECOMMENDED_FOR)[number];
  /** The stage, persona, interest or industry that is met. */
  value?: string;
  k?: number;
  n?: number;
}

export interface Recommended {
  id: string;
  points: number;
  because: Because[];
}

/** What a reason counts. Guidance comes before figures, as few figures are certain. */
const WEIGHTS = { stage: 3, persona: 3, interest: 3, industry: 2, won: 4, revived: 3, new_version: 2, fresh: 1, anybody: 0.5 } as const;
/** An asset that is meant for somebody else is not proposed, however well it did. */
const MOST_INTERESTS = 2;
const LEAST_ENDED = 5;
const FRESH_DAYS = 60;

/**
 * What to send to somebody next, the best first, each with why. Not what they have already, in the same version. Outcomes count by the lower bound of
 * their interval, so that one lucky deal does not rule; they say what accompanied, not what caused.
 */
export function recommend(candidates: readonly Candidate[], person: Person, most = 3): Recommended[] {
  return candidates
    .filter((one) => !one.hadNumbers.includes(one.number) && match(one, person).misses.length === 0)
    .map((one) => {
      const because = reasonsFor(one, person);
      return { id: one.id, because, points: because.reduce((sum, reason) => sum + pointsOf(reason), 0) };
    })
    .sort((a, b) => b.points - a.points || (a.id < b.id ? -1 : 1))
    .slice(0, most);
}

function reasonsFor(one: Candidate, person: Person): Because[] {
  const interests = one.topics.filter((topic) => person.interests.some((interest) => sameWords(topic, interest))).slice(0, MOST_INTERESTS);
  const aimed: Because[] = [
    ...(one.stages.length > 0 && person.stage !== null ? [{ code: 'stage' as const, value: person.stage }] : []),
    ...(one.personas.length > 0 && person.persona !== null ? [{ code: 'persona' as const, value: person.persona }] : []),
    ...interests.map((value) => ({ code: 'interest' as const, value })),
    ...(one.industries.length > 0 && person.industry !== null ? [{ code: 'industry' as const, value: person.industry }] : []),
  ];
  const done: Because[] = [
    ...(one.won.n >= LEAST_ENDED ? [{ code: 'won' as const, ...one.won }] : []),
    ...(one.revived.n >= LEAST_ENDED ? [{ code: 'revived' as const, ...one.revived }] : []),
    ...(one.hadNumbers.length > 0 ? [{ code: 'new_version' as const }] : []),
    ...(one.ageDays <= FRESH_DAYS ? [{ code: 'fresh' as const }] : []),
  ];
  return aimed.length === 0 ? [{ code: 'anybody' as const }, ...done] : [...aimed, ...done];
}

function pointsOf({ code, k, n }: Because): number {
  return k === undefined || n === undefined ? WEIGHTS[code] : WEIGHTS[code] * wilson(k, n).low;
}

const sameWords = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
