import { describe, expect, it } from 'vitest';
import { callDirection, campaignStatus, dealOutcome, isCancelled, leadMeaning, responseMeaning, taskStatus } from './words.ts';

describe('words of other systems', () => {
  it('about calls, campaigns and tasks', () => {
    expect(['Inbound', 'OUTBOUND', 'Missed', 'sideways'].map(callDirection)).toEqual(['in', 'out', 'in', null]);
    expect(['Planning', 'Active', 'Complete', 'Inactive', 'In Progress', '?'].map(campaignStatus)).toEqual([
      'planned',
      'active',
      'completed',
      'paused',
      'active',
      null,
    ]);
    expect(['Completed', 'Not Started', 'In-Progress', 'Done', 'toString', '__proto__'].map(taskStatus)).toEqual([
      'done',
      'open',
      'open',
      'done',
      null,
      null,
    ]);
  });
  it('about deals', () => {
    expect(
      ['Closed Won', 'closedwon', 'Closed Lost', 'closed-lost', 'Won', 'Qualification', 'Negotiation/Review'].map(dealOutcome),
    ).toEqual(['won', 'won', 'lost', 'lost', 'won', 'open', 'open']);
  });
  it('about responses: an opt-out is one, an opened mail is no answer', () => {
    expect(responseMeaning('Opted Out')).toEqual({ responded: false, mail: 'opted_out' });
    expect(responseMeaning('Bounced')?.mail).toBe('bounced');
    expect(responseMeaning('Responded')?.responded).toBe(true);
    expect(responseMeaning('Opened')?.responded).toBe(false);
  });
  it('about documents and leads', () => {
    expect(['Cancelled', 'canceled', 'void', 'Storniert', 'Delivered'].map(isCancelled)).toEqual([true, true, true, true, false]);
    expect(
      ['Pre Qualified', 'Junk Lead', 'Lost Lead', 'Contact in Future', 'Attempted to Contact', 'Open - Not Contacted'].map(leadMeaning),
    ).toEqual(['qualified', 'junk', 'lost', 'later', 'attempted', 'new']);
  });
});
