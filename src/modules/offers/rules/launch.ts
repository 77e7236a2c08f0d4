import type { ConfirmationState, OfferState, VersionState } from '../schema.ts';

interface Told {
  /** Of those who were asked and still have access: how many confirmed. */
  confirmed: number;
  asked: number;
  announcedAt: string;
  share: number;
  leadSeconds: number;
}

export interface LaunchStanding {
  /** Why it may start now; null while it waits. */
  because: 'share' | 'lead_time' | null;
  /** Confirmations that are enough. */
  needed: number;
  /** From when on it may start without them. */
  leadOver: string;
}

/**
 * Whether what was announced may start: the agreed share has confirmed, or the lead time has passed. Where nobody was asked, only the lead time counts:
 * nobody's silence is consent.
 */
export function launchStanding({ confirmed, asked, announcedAt, share, leadSeconds }: Told, now: string): LaunchStanding {
  // A share is kept to the thousandth; the small step back keeps 0.8 × 5 from needing a fifth.
  const needed = Math.ceil(share * asked - 1e-9);
  const leadOver = new Date(Date.parse(announcedAt) + leadSeconds * 1000).toISOString();
  const because = asked > 0 && confirmed >= needed ? 'share' : Date.parse(now) >= Date.parse(leadOver) ? 'lead_time' : null;
  return { because, needed, leadOver };
}

interface Asked {
  dueAt: string;
  confirmedAt: string | null;
  closedAt: string | null;
}

export function confirmationState({ dueAt, confirmedAt, closedAt }: Asked, now: string): ConfirmationState {
  if (confirmedAt !== null) return Date.parse(confirmedAt) <= Date.parse(dueAt) ? 'confirmed' : 'confirmed_late';
  if (closedAt !== null) return 'not_needed';
  return Date.parse(now) > Date.parse(dueAt) ? 'overdue' : 'waiting';
}

interface VersionFacts {
  announcedAt: string | null;
  launchedAt: string | null;
  supersededAt: string | null;
}

export function versionState(version: VersionFacts, endedAs: 'ended' | 'withdrawn' | null): VersionState {
  if (version.supersededAt !== null) return 'superseded';
  if (endedAs !== null) return endedAs;
  if (version.launchedAt !== null) return 'running';
  return version.announcedAt === null ? 'draft' : 'announced';
}

/** An offer that runs goes on running while its next version is written and announced. */
export function offerState(versions: readonly VersionFacts[], endedAs: 'ended' | 'withdrawn' | null): OfferState {
  if (endedAs !== null) return endedAs;
  const states = versions.map((version) => versionState(version, null));
  return states.includes('running') ? 'running' : states.includes('announced') ? 'announced' : 'draft';
}
