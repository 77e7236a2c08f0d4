import type { Audience, NotEntered, TrackSettings } from '../schema.ts';

const DAY_MS = 86_400_000;

/** What decides whether somebody comes onto a track. */
export interface Newcomer {
  /** Not trashed. */
  there: boolean;
  hasAddress: boolean;
  isCustomer: boolean;
  meetsEntry: boolean;
  /** On this track now. */
  onIt: boolean;
  /** When they were on it last, and left it. */
  lastLeft: string | null;
  /** On another track of its kind now. */
  onOther: boolean;
  /** When they left the last track of its kind, this one included. */
  kindLeft: string | null;
}

export interface Door {
  running: boolean;
  audience: Audience;
  /** It has a mail in it. */
  mails: boolean;
  settings: TrackSettings;
}

/** Prospects tracks are for those who are no customers, customers tracks for those who are. */
export const fitsAudience = (audience: Audience, isCustomer: boolean): boolean =>
  audience === 'everybody' || (audience === 'customers') === isCustomer;

/** Why somebody does not come in; null where they do. */
export function notEntered(person: Newcomer, { running, audience, mails, settings }: Door, now: string): NotEntered | null {
  const within = (at: string | null, days: number) => at !== null && Date.parse(now) - Date.parse(at) < days * DAY_MS;
  if (!person.there) return 'not_there';
  if (!running) return 'not_running';
  if (person.onIt) return 'on_it';
  if (settings.again.mode === 'once' && person.lastLeft !== null) return 'once';
  if (settings.again.mode === 'after' && within(person.lastLeft, settings.again.days)) return 'too_soon';
  if (settings.oneOfKind && person.onOther) return 'other_track';
  if (within(person.kindLeft, settings.coolDownDays)) return 'cool_down';
  if (!fitsAudience(audience, person.isCustomer)) return 'audience';
  if (mails && !person.hasAddress) return 'no_address';
  return person.meetsEntry ? null : 'entry';
}

/** For people. */
export const SAID: Readonly<Record<NotEntered, string>> = {
  not_there: 'This person is not here any more, or not yours to see.',
  not_running: 'The track does not run.',
  on_it: 'Is on it already.',
  once: 'Was on it before, and it is for once.',
  too_soon: 'Was on it too short a time ago.',
  cool_down: 'Has just left a track of this kind and is left in peace for a while.',
  other_track: 'Is on another track of this kind.',
  audience: 'The track is not for them: it is for prospects and this is a customer, or the other way round.',
  entry: 'Does not meet the conditions of the track.',
  no_address: 'Has no mail address.',
  kept_back: 'Was drawn to be kept back, to compare with.',
};
