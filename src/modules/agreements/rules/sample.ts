import { type ClauseInput, EVERYTHING } from '../schema.ts';

const HOUR = 3600;
const CONTACT = ['call', 'mail', 'meeting'] as const;

/** The promises that a new workspace finds drafted. Marketing's five business days are those of an ordinary eight-hour day. */
export function sampleClauses(calendars: { always: string; business: string }): ClauseInput[] {
  const common = { criteria: EVERYTHING, leastEvidence: 'manual', target: 0.9 } as const;
  return [
    {
      ...common,
      title: 'First touch',
      party: 'sales',
      startsWhen: 'handed_off',
      proof: [...CONTACT],
      withinSeconds: 24 * HOUR,
      calendarId: calendars.always,
      warnAt: [0.5, 0.8],
      escalateTo: 'sales_lead',
    },
    {
      ...common,
      title: 'Call back who asks',
      party: 'sales',
      startsWhen: 'hand_raised',
      proof: [...CONTACT],
      withinSeconds: HOUR,
      calendarId: calendars.business,
      warnAt: [0.5, 0.8],
      escalateTo: 'sales_lead',
    },
    {
      ...common,
      title: 'Verdict',
      party: 'sales',
      startsWhen: 'handed_off',
      proof: ['verdict'],
      withinSeconds: 24 * HOUR,
      calendarId: calendars.always,
      warnAt: [0.8],
      // Silence is acceptance: it has its consequence without anyone being told on.
      escalateTo: null,
    },
    {
      ...common,
      title: 'Returned leads warmed again',
      party: 'marketing',
      startsWhen: 'recycled',
      proof: ['new_tactic'],
      withinSeconds: 5 * 8 * HOUR,
      calendarId: calendars.business,
      warnAt: [0.5, 0.8],
      escalateTo: 'marketing_lead',
    },
  ];
}
