import { monthOf } from '../schema.ts';

/** The day by which the brief on a month is owed: a day of the month after it. */
export const dueOf = (month: string, dueDay: number): string => `${monthOf(month, 1).slice(0, 8)}${String(dueDay).padStart(2, '0')}`;
