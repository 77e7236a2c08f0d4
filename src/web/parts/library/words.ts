import type { getNextAssets } from '#modules/library/contract/shares.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { Format } from '../../format.ts';
import type { Texts } from '../../texts/texts.ts';

type Because = OutputOf<typeof getNextAssets>['items'][number]['because'][number];

export const personaName = ({ record }: Texts, persona: string): string =>
  (record.jobFunction as Readonly<Record<string, string>>)[persona] ?? persona;
export const stageName = ({ leads }: Texts, stage: string): string => (leads.stages as Readonly<Record<string, string>>)[stage] ?? stage;

/** Why something is proposed for somebody, as it is read. */
export function becauseWords(texts: Texts, format: Format, { code, value = '', k = 0, n = 0 }: Because): string {
  const words = texts.library.sendNext.because;
  switch (code) {
    case 'stage':
      return words.stage(stageName(texts, value));
    case 'persona':
      return words.persona(personaName(texts, value));
    case 'interest':
      return words.interest(value);
    case 'industry':
      return words.industry(value);
    case 'won':
      return words.won(format.number(k), format.number(n));
    case 'revived':
      return words.revived(format.number(k), format.number(n));
    default:
      return words[code];
  }
}

/** Seconds as a stretch of time: below two minutes in seconds, as a reader's stay often is. */
export const lasted = ({ library }: Texts, format: Format, seconds: number) =>
  seconds < 120 ? library.seconds(format.number(Math.round(seconds))) : format.duration(seconds * 1000);

/** One thing in each line of a field. */
export const linesOf = (words: string) =>
  words
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
