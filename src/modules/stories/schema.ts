/** What people did for a deal that was won, by the team whose work it is. */
export const PARTS = ['response', 'form', 'visit', 'download', 'click', 'mail', 'call', 'meeting', 'quote'] as const;
export type Part = (typeof PARTS)[number];

/** What the customer did on what Marketing made; the rest is the work of Sales. */
export const OF_MARKETING: readonly Part[] = ['response', 'form', 'visit', 'download', 'click'];

/** People of a company beyond these are not looked at for one deal. */
export const MOST_PEOPLE = 500;
export const MOST_WORDS = 500;
