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
  who: {
    alone: 'You are the only one who was asked: whoever reads the vote knows that it is yours.',
    few: (n: string) =>
      `Marketing sees what you say without your name. With ${n} people asked it may guess whose it is; your own team and whoever leads both teams see your name.`,
    many: 'Marketing sees what you say without your name; your own team and whoever leads both teams see it.',
    asking: (n: string) =>
      `You will see what they say without their names. With fewer than ${n} people asked it can be guessed whose it is; they are told so before they vote.`,
  },
  votes: { would_send: 'Would send this', would_change: 'Would change this', would_not: 'Would not send this' } satisfies Record<
    Vote,
    string
  >,
  sentence: 'In a sentence',
  test: {
    title: 'Field test',
    none: 'Not tried out yet. Send it to a small part first.',
    make: 'Make the test mailing',
    makeHelp:
      'A draft of the same content to people drawn from the same audience. You look it through and launch it like every mailing; whom it goes to does not get the same again by the launch.',
    makeOf: 'Which mailing it tries out',
    people: 'How many people',
    made: 'The test mailing is a draft. Look it through and launch it.',
    noDraft: 'There is no draft to try out: begin the mailing first.',
    which: 'Or name a mailing that tries it out',
    clicks: 'Clicked',
    clicksDefinition: 'The same mails, and of these the ones in which a person followed a link.',
    clicked: 'clicked',
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
