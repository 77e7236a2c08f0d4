import type { ReadCtx } from '#platform/context.ts';
import type { Area, AskKind } from '../schema.ts';

/** Something that one side, or one person of it, owes the other. */
export interface Ask {
  /** Of the record it is about; with the kind it names the ask. */
  id: string;
  /** What it is called, where it is about no contact; free text of people. */
  about: string | null;
  /** Names in `about` that a reader without access to contacts must not see. */
  names?: readonly string[];
  contactId: string | null;
  side: 'sales' | 'marketing';
  /** Whose turn it is; null where a whole side is asked. */
  memberId: string | null;
  since: string;
  dueAt: string | null;
  /** The place in the web app where exactly this is answered. */
  link: string;
}

/** What a module can tell about open asks. `read` gives every open one, whoever reads: who sees which name is for the reader of the source to keep. */
export interface AskSource {
  kind: AskKind;
  area: Area;
  read(ctx: ReadCtx): Promise<Ask[]>;
}

/** No list of a workspace is longer than this: what nobody answers for years is not shown one by one. */
export const MOST_ASKS = 500;
