import type { Hardness, Kind } from '../schema.ts';

/**
 * How far each kind says that a mail has come; the highest that was ever told is its state, so that the order of telling does not matter. What
 * ends a mail outranks what a person did with it; 0 says nothing about the mail's way.
 */
const RANKS: Readonly<Record<Kind | 'bounced_soft', number>> = {
  unknown: 0,
  inbound: 0,
  reported: 0,
  subscribed: 0,
  accepted: 10,
  sent: 20,
  deferred: 30,
  bounced_soft: 40,
  delivered: 50,
  opened: 60,
  autoreplied: 65,
  clicked: 70,
  replied: 80,
  unsubscribed: 85,
  failed: 90,
  rejected: 92,
  bounced: 95,
  complained: 100,
};

export interface State {
  state: string;
  rank: number;
}

export function stateOf({ kind, hardness }: { kind: Kind; hardness: Hardness | null }): State {
  const state = kind === 'bounced' && hardness === 'soft' ? 'bounced_soft' : kind;
  return { state, rank: RANKS[state] };
}
