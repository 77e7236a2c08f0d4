import { createContext, useContext } from 'react';

/** For whom things are written. */
export interface Reader {
  locale: string;
  timeZone: string;
}

/** Those of the browser, until someone signs in. */
export const BROWSER_READER: Reader = {
  locale: globalThis.navigator?.language ?? 'en',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
};

export const ReaderContext = createContext<Reader>(BROWSER_READER);

export function useReader(): Reader {
  return useContext(ReaderContext);
}
