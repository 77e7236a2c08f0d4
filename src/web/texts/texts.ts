import { createContext, useContext } from 'react';
import { en, type Texts } from './en.ts';

/** The languages there are, by their two-letter code. Each is loaded only where it is read. */
export const LANGUAGES: Readonly<Record<string, () => Promise<Texts>>> = { en: async () => en };

/** The texts for a locale such as `de-AT`; English where there is no file for it. */
export function textsFor(locale: string): Promise<Texts> {
  const load = LANGUAGES[locale.split('-')[0] ?? ''] ?? LANGUAGES.en;
  return load ? load() : Promise.resolve(en);
}

export const TextsContext = createContext<Texts>(en);

export function useTexts(): Texts {
  return useContext(TextsContext);
}

export type { Texts };
