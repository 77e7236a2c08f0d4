import type { Party } from '#modules/signatures/schema.ts';
import type { State } from '../schema.ts';

/** Who looks at a discussion, and what they are to it. */
export interface Standing {
  state: State;
  toParty: Party;
  party: Party | null;
  isRaiser: boolean;
  isAnswerer: boolean;
  hasJoined: boolean;
  mayWrite: boolean;
}

export interface Rights {
  write: boolean;
  answer: boolean;
  join: boolean;
  leave: boolean;
  close: boolean;
}

/** Both teams write and join; the side that was asked answers; whoever takes part closes, before an answer only whoever raised it. */
export function rightsOf({ state, toParty, party, isRaiser, isAnswerer, hasJoined, mayWrite }: Standing): Rights {
  const write = mayWrite && state !== 'closed';
  const takesPart = isRaiser || isAnswerer || hasJoined;
  return {
    write,
    answer: write && state === 'open' && !isRaiser && (isAnswerer || party === toParty),
    join: write && !takesPart,
    leave: write && hasJoined && !isRaiser && !isAnswerer,
    close: write && (isRaiser || (takesPart && state === 'answered')),
  };
}
