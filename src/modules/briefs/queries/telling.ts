import type { Teller } from './tellers.ts';
import { changes } from './telling/changes.ts';
import { concerns, goals } from './telling/concerns.ts';
import { week } from './telling/week.ts';

/** What is told of the records below this module. */
export const tellers: readonly Teller[] = [...changes, ...goals, ...concerns, ...week];
