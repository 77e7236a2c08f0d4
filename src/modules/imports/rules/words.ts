import { cleanLine } from './parsed.ts';

/** Words of other systems, as ours. Each returns null for a word that it does not know: keep the word, decide nothing by it. */
function known<T>(words: Readonly<Record<string, T>>): (text: string) => T | null {
  const map = new Map(Object.entries(words));
  return (text) =>
    map.get(
      cleanLine(text)
        .toLowerCase()
        .replace(/[\s_/-]+/g, ' '),
    ) ?? null;
}

export const callDirection = known<'in' | 'out'>({
  inbound: 'in',
  incoming: 'in',
  received: 'in',
  missed: 'in',
  in: 'in',
  outbound: 'out',
  outgoing: 'out',
  dialled: 'out',
  dialed: 'out',
  out: 'out',
});

/** From the name of a deal's stage or its status; an unknown name is an open stage. */
export function dealOutcome(stage: string): 'open' | 'won' | 'lost' {
  const words = cleanLine(stage).toLowerCase();
  if (/\b(?:closed[\s_-]*)?won\b/.test(words)) return 'won';
  return /\b(?:closed[\s_-]*)?lost\b|\babandoned\b/.test(words) ? 'lost' : 'open';
}

export const campaignStatus = known<'planned' | 'active' | 'paused' | 'completed' | 'cancelled'>({
  planning: 'planned',
  planned: 'planned',
  draft: 'planned',
  scheduled: 'planned',
  active: 'active',
  'in progress': 'active',
  running: 'active',
  sent: 'completed',
  complete: 'completed',
  completed: 'completed',
  finished: 'completed',
  inactive: 'paused',
  paused: 'paused',
  aborted: 'cancelled',
  cancelled: 'cancelled',
  canceled: 'cancelled',
});

export const taskStatus = known<'open' | 'done' | 'cancelled'>({
  completed: 'done',
  complete: 'done',
  done: 'done',
  closed: 'done',
  yes: 'done',
  'not started': 'open',
  'in progress': 'open',
  open: 'open',
  'to do': 'open',
  deferred: 'open',
  'waiting for input': 'open',
  'waiting on someone else': 'open',
  no: 'open',
  cancelled: 'cancelled',
  canceled: 'cancelled',
});

export interface ResponseMeaning {
  responded: boolean;
  /** What the word says about mail to this person, where it is certain who is meant. */
  mail: 'opted_out' | 'bounced' | null;
}

/** An opened mail is no response: machines open mail. */
export const responseMeaning = known<ResponseMeaning>({
  'opted out': { responded: false, mail: 'opted_out' },
  unsubscribed: { responded: false, mail: 'opted_out' },
  bounced: { responded: false, mail: 'bounced' },
  responded: { responded: true, mail: null },
  attended: { responded: true, mail: null },
  clicked: { responded: true, mail: null },
  registered: { responded: true, mail: null },
  sent: { responded: false, mail: null },
  received: { responded: false, mail: null },
  opened: { responded: false, mail: null },
  invited: { responded: false, mail: null },
  planned: { responded: false, mail: null },
  'no show': { responded: false, mail: null },
});

/** A cancelled document is no revenue. */
export function isCancelled(status: string): boolean {
  return /^(?:cancell?ed|void(?:ed)?|storno|storniert|annul\p{L}*)$/iu.test(cleanLine(status));
}

export type LeadMeaning = 'new' | 'attempted' | 'working' | 'qualified' | 'later' | 'lost' | 'junk';

/** The last word of the salesperson about a lead. It says nothing about conversion: that is a fact of its own. */
export const leadMeaning = known<LeadMeaning>({
  new: 'new',
  'not contacted': 'new',
  'open not contacted': 'new',
  open: 'new',
  'attempted to contact': 'attempted',
  attempted: 'attempted',
  'bad timing': 'later',
  contacted: 'working',
  'working contacted': 'working',
  'in progress': 'working',
  connected: 'working',
  'open deal': 'qualified',
  qualified: 'qualified',
  'pre qualified': 'qualified',
  'closed converted': 'qualified',
  'contact in future': 'later',
  nurturing: 'later',
  'lost lead': 'lost',
  'closed not converted': 'lost',
  unqualified: 'lost',
  'not qualified': 'lost',
  'junk lead': 'junk',
  junk: 'junk',
  spam: 'junk',
});
