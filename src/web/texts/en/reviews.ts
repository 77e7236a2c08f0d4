import type { Subject, Vote } from '#modules/reviews/schema.ts';

/** Whether something resonates, asked before it launches. */
export const reviews = {
  title: 'Does it resonate?',
  none: 'Sales was not asked yet. A short vote before it launches shows what customers would make of it.',
  ask: 'Ask Sales',
  askMore: 'Ask more people',
  whom: 'Whom to ask',
  words: 'What to look at (if you like)',
  send: 'Ask them',
  asked: 'They find it on their day.',
  of: (answered: string, asked: string) => `${answered} of ${asked} have answered`,
  reviewers: 'Who was asked',
  answered: 'answered',
  waiting: 'not yet',
  said: 'What they said',
  somebody: 'Somebody of Sales',
  votes: { would_send: 'Would send this', would_change: 'Would change this', would_not: 'Would not send this' } satisfies Record<
    Vote,
    string
  >,
  sentence: 'In a sentence',
  test: {
    title: 'Field test',
    none: 'Not tried out yet. Send it to a small part first: a mailing of its own, or the first part of one whose shares leave people over.',
    which: 'The mailing that tries it out',
    replies: 'Replied',
    definition: 'Mails of the test that left before the rest was sent after them, and of these the ones that a person answered.',
    nothing: 'No mail of it has left yet.',
    last: 'the last one',
    rows: (n: string) => `Mails of the field test: ${n}`,
    replied: 'replied',
    silent: 'no reply',
    hidden: 'A person you cannot open',
    more: 'More',
  },
  day: {
    title: 'Would you send this?',
    by: (name: string) => `${name} asks`,
    done: 'Said. Thank you.',
  },
  subjects: { campaign: 'Campaign', send: 'Mailing', offer: 'Offer', asset: 'Document' } satisfies Record<Subject, string>,
};
