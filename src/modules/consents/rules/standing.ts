import { BLOCKS, type Block, type Cause, type Ground, type Speaker, type Word } from '../schema.ts';

/** One word of the ledger about this purpose or about all. */
export interface Said {
  id: string;
  word: Word;
  by: Speaker;
  /** ISO. */
  at: string;
  until: string | null;
  /** Said about this very address; false: about another one of the same person, or of the person. */
  own: boolean;
}

/** A cause that holds for the address, its domain or its person. */
export interface Barred {
  id: string;
  cause: Cause;
  since: string;
}

export interface Facts {
  isPlain: boolean;
  purpose: { ground: Ground; doubleOptIn: boolean };
  /** The person works for a customer. */
  isCustomer: boolean;
  /** In the order in which it was said, the oldest first. */
  said: readonly Said[];
  barred: readonly Barred[];
  now: string;
}

export interface Standing {
  allowed: boolean;
  reason: Block | null;
  /** What it rests on where it is allowed. */
  basis: Ground | null;
  since: string | null;
  /** The word or the suppression that decided. */
  evidenceId: string | null;
}

/**
 * May this address be written to for this purpose? A "no" holds for the person until their own later "yes", which must have come through a link
 * that only they had; what a form, a colleague or a file says counts only where there is no "no". The set-wise form is `standingSql`.
 */
export function standingOf(facts: Facts): Standing {
  const { said, barred, purpose, now } = facts;
  const last = (test: (one: Said) => boolean) => said.findLast(test);
  const isGo = ({ word, own }: Said) => own && (word === 'given' || word === 'confirmed');
  const no = last(({ word }) => word === 'withdrawn' || word === 'objected');
  const proven = last((one) => isGo(one) && one.by === 'person');
  const counts = (one: Said) => isGo(one) && (one.by !== 'form' || one.word === 'confirmed' || !purpose.doubleOptIn);
  const lifted = no !== undefined && proven !== undefined && said.indexOf(proven) > said.indexOf(no);
  const yes = no === undefined ? last(counts) : lifted ? proven : undefined;
  const pause = last(({ word }) => word === 'paused' || word === 'resumed');
  const pending = last((one) => isGo(one) && one.by === 'form');

  const stops = new Map<Block, { since: string | null; id: string | null }>();
  const stop = (block: Block, since: string | null, id: string | null) => {
    if (!stops.has(block)) stops.set(block, { since, id });
  };
  if (!facts.isPlain) stop('invalid_address', null, null);
  for (const { cause, since, id } of barred) {
    const liftable = cause === 'erased' || cause === 'complained';
    if (!liftable || proven === undefined || proven.at <= since) stop(cause, since, id);
  }
  if (no && !lifted) stop(no.word === 'objected' ? 'objected' : 'withdrawn', no.at, no.id);
  if (pause?.word === 'paused' && pause.until !== null && pause.until > now) stop('paused', pause.at, pause.id);
  const ground = purpose.ground === 'interest' || (purpose.ground === 'relation' && facts.isCustomer) ? purpose.ground : null;
  if (!yes && !ground) stop(pending ? 'not_confirmed' : 'no_consent', pending?.at ?? null, pending?.id ?? null);

  const reason = BLOCKS.find((block) => stops.has(block)) ?? null;
  if (reason !== null) {
    const { since = null, id = null } = stops.get(reason) ?? {};
    return { allowed: false, reason, basis: null, since, evidenceId: id };
  }
  return { allowed: true, reason: null, basis: yes ? 'consent' : ground, since: yes?.at ?? null, evidenceId: yes?.id ?? null };
}
