import { type ClauseInput, type Escalation, EVERYTHING, type Step } from '../schema.ts';

const HOUR = 3600;
const CONTACT = ['call', 'mail', 'meeting'] as const;

function ladder(role: Escalation): Step[] {
  return [
    { do: 'remind', at: 0.5 },
    { do: 'remind', at: 0.8 },
    { do: 'tell', role },
  ];
}

/** The promises that a new workspace finds drafted. Marketing's five business days are those of an ordinary eight-hour day. */
export function sampleClauses(calendars: { always: string; business: string }): ClauseInput[] {
  const common = { family: 'in_time', criteria: EVERYTHING, leastEvidence: 'manual', target: 0.9 } as const;
  return [
    {
      ...common,
      title: 'First touch',
      party: 'sales',
      startsWhen: 'handed_off',
      proof: [...CONTACT],
      withinSeconds: 24 * HOUR,
      calendarId: calendars.always,
      escalation: ladder('sales_lead'),
    },
    {
      ...common,
      title: 'Call back who asks',
      party: 'sales',
      startsWhen: 'hand_raised',
      proof: [...CONTACT],
      withinSeconds: HOUR,
      calendarId: calendars.business,
      escalation: ladder('sales_lead'),
    },
    {
      ...common,
      title: 'Verdict',
      party: 'sales',
      startsWhen: 'handed_off',
      proof: ['verdict'],
      withinSeconds: 24 * HOUR,
      calendarId: calendars.always,
      // Silence is acceptance: it has its consequence without anyone being told on.
      escalation: [{ do: 'remind', at: 0.8 }],
    },
    {
      ...common,
      title: 'Returned leads warmed again',
      party: 'marketing',
      startsWhen: 'recycled',
      proof: ['new_tactic'],
      withinSeconds: 5 * 8 * HOUR,
      calendarId: calendars.business,
      escalation: ladder('marketing_lead'),
    },
  ];
}
