import type { Party } from '#modules/signatures/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Section } from '../schema.ts';

/** One line as a module tells it; `link` is a path of the app. */
export interface Told {
  words: string;
  link: string | null;
}

/** Half open: `from` is in it, `until` is not. ISO instants. */
export interface Span {
  from: string;
  until: string;
}

/**
 * What a module tells of a team: a section of its monthly brief, or its week for the other team. Read with the rights of whoever it is told to; a
 * brief with those of its owner, who decides what stays.
 */
export interface Teller {
  /** Such as `campaigns.started`. */
  name: string;
  section: Section | 'week';
  /** The sides it tells of. */
  parties: readonly Party[];
  tell(ctx: ReadCtx, of: Span & { party: Party }): Promise<Told[]>;
}

let installed: readonly Teller[] = [];

/** Called once by `product.ts` with what the modules tell, in the order of its list. */
export function installTellers(tellers: readonly Teller[]): void {
  installed = tellers;
}

/** What is told in a section of a team over a time, by source; sources without a line are left out. */
export async function toldBy(
  ctx: ReadCtx,
  { section, party, from, until }: Span & { section: Teller['section']; party: Party },
): Promise<{ source: string; lines: Told[] }[]> {
  const told: { source: string; lines: Told[] }[] = [];
  for (const teller of installed) {
    if (teller.section !== section || !teller.parties.includes(party)) continue;
    const lines = await teller.tell(ctx, { party, from, until });
    if (lines.length > 0) told.push({ source: teller.name, lines });
  }
  return told;
}
