/** What people write and say in the sample company, in the words of people who plan production. */

/** Of those who ask for a conversation. */
import type { InsightKind, InsightTopic } from '#modules/activities/schema.ts';

export const ASKED = [
  'We plan 40 machines in a spreadsheet and it does not hold any more. Could you show us Planner next week?',
  'Please send a quote for 25 seats, we decide before the end of the quarter.',
  'Our ERP planning module is being switched off in spring. How long does a change take?',
  'We saw the shop-floor screen at a partner of ours. Can we get a demo on site?',
  'Is there a version that works in two languages? We open a second plant in May.',
  'Need pricing for 60 people, set-up included. Budget is there, my managing director wants two offers.',
  'Late orders cost us about a day a week. I would like to talk to somebody who knows foundries.',
  'Can Planner read orders from our ERP every hour? If so I would like a call this week.',
];

/** Of those who only look, by the way they came. */
export const CURIOUS: Readonly<Record<string, readonly string[]>> = {
  web: [
    'Downloaded the planning guide.',
    'Would like the calculation template for 12 machines.',
    'Asked for the data sheet of Planner Team.',
    'Wants to read the foundry case.',
  ],
  webinar: [
    'Registered for the webinar, two colleagues with her.',
    'Asked for the recording of the webinar.',
    'Question in the webinar: does it know set-up times?',
  ],
  event: [
    'Left a card at the stand and asked for the data sheet.',
    'Saw the shop-floor screen at the stand, wants to show it to the plant manager.',
  ],
  email: [
    'Answered the mailing: would like to know more about planning by shift.',
    'Opened the offer again after a week and asked until when it holds.',
  ],
  chat: ['Asked in the chat whether it runs on tablets.', 'Asked in the chat what set-up costs.'],
  call: ['Called about the letter and asked for two references.', 'Talked on the phone, wants the data sheet first.'],
  word: ['Was told about us by a partner, plans 30 machines.', 'A customer of ours recommended us.'],
};
const WAYS: Readonly<Record<string, string>> = {
  webinar: 'webinar',
  event: 'event',
  email: 'email',
  chat: 'chat',
  direct_mail: 'call',
  outbound_call: 'call',
  outbound_email: 'email',
  referral: 'word',
  partner: 'word',
};
export function curiousWords(channel: string): readonly string[] {
  return CURIOUS[WAYS[channel] ?? 'web'] ?? [];
}

export const NOT_A_LEAD: Readonly<Record<string, readonly string[]>> = {
  spam: ['Increase your ranking today!!!', 'Dear sir, we offer best price for leads', 'Congratulations, you have been selected'],
  service_request: [
    'Our screen in hall 2 stays black since the update.',
    'Please resend invoice for March.',
    'How do I add a second shift?',
  ],
  job_applicant: ['I am looking for an internship from April.', 'Do you have an opening for an application engineer?'],
  solicitation: ['We sell trade-fair stands and would like to meet you.', 'May I introduce our telemarketing service?'],
  wrong_number: ['Wanted the bakery next door.', 'Wrong number.'],
  incomplete: ['asdf', '-', 'test test'],
};

export const REACHED = [
  'Talked for a while. They plan by hand, two people half a day each. Wants to see how orders come in from the ERP.',
  'Friendly, knows a competitor. What counts for them is that shift leaders use it without training.',
  'Decision lies with the managing director; she prepares it. Next step: a demo with both.',
  'Problem is late orders, not cost. Asked for the foundry case.',
  'Budget is planned for next quarter. Will test with one hall first.',
  'Price is fine if set-up is a fixed sum. Worried about the time of their own people.',
  'Needs it before the second plant opens in May. Wants two references.',
];
export const NOT_REACHED = ['', '', 'Only the switchboard.', 'In a meeting, try after three.', 'Voicemail, left my number.'];

export const MAIL_SUBJECTS = [
  'Your question about Planner',
  'The foundry case, as promised',
  'Dates for a demo',
  'Our offer',
  'Short summary of our call',
];
export const MEETING_SUBJECTS = ['Demo of Planner', 'Visit on site', 'Planning workshop', 'Talk about the offer'];
export const MEETING_NOTES = [
  'Three people from planning and one from IT. Liked the view by shift, asked twice about the ERP connection.',
  'Went through their last ten late orders. Seven would have shown two days before.',
  'IT wants single sign-on and an answer about backups. Otherwise a clear yes from operations.',
  'They compare us with staying as they are. Next meeting with figures from their own hall.',
];
export const NOTES = [
  'Second plant opens in May, that is the date behind everything.',
  'Works with a consultant who likes us. Copy him in.',
  'Prefers mail before nine, does not pick up the phone in the shift change.',
  'They had a bad start with another tool two years ago. No big words.',
  'Ask about the foundry in spring, the budget round is in February.',
];

export interface SampleInsight {
  kind: InsightKind;
  about: InsightTopic;
  text: string;
}
export const INSIGHTS: readonly SampleInsight[] = [
  { kind: 'want', about: 'product', text: 'Orders from the ERP every hour' },
  { kind: 'objection', about: 'product', text: 'No single sign-on yet' },
  { kind: 'motive', about: 'product', text: 'Late orders cost a day a week' },
  { kind: 'why_now', about: 'buying_process', text: 'Second plant opens in May' },
  { kind: 'why_now', about: 'buying_process', text: 'Their ERP planning module is switched off' },
  { kind: 'objection', about: 'buying_process', text: 'Two offers are needed for every purchase' },
  { kind: 'objection', about: 'product', text: 'Set-up takes their own people' },
  { kind: 'benefit', about: 'product', text: 'Shift leaders see the day on one screen' },
  { kind: 'objection', about: 'price', text: 'Too expensive for one hall' },
  { kind: 'like', about: 'content', text: 'The foundry case was what convinced the plant manager' },
  { kind: 'dislike', about: 'buying_process', text: 'Three people called in one week' },
  { kind: 'usage', about: 'product', text: 'Plans the night shift with it, nothing else so far' },
  { kind: 'mention', about: 'product', text: 'They look at Planwright as well' },
];

/** What both teams make of it: words suggest a theme, and it touches papers of these topics. */
export const SAMPLE_THEMES = [
  { name: 'Security and sign-in', words: ['single sign-on', 'backup*', 'security'], papers: ['product'] },
  { name: 'Price', words: ['expensive', 'price*', 'budget*'], papers: ['price'] },
  { name: 'Integration', words: ['erp', 'interface*', 'integrat*'], papers: ['product'] },
  { name: 'Late orders', words: ['late orders', 'on time'], papers: ['price'] },
  { name: 'A date of theirs', words: ['opens in', 'switched off', 'new plant'], papers: [] },
  { name: 'Effort of their own', words: ['set-up', 'own people', 'training'], papers: ['references'] },
  { name: 'Overview on the floor', words: ['one screen', 'night shift', 'shift leaders'], papers: ['planning'] },
  { name: 'Competitors', words: ['planwright', 'spreadsheet', 'competitor*'], papers: ['competition'] },
] as const;

export const CHALLENGES = [
  {
    side: 'sales',
    days: 9,
    title: 'Nobody picks up in the shift change',
    words: 'Between one and three in the afternoon we reach no one in production.',
    anonymous: false,
    state: 'solved',
    helped: 'Mails at half past eight with a time to call: they wait for it.',
  },
  {
    side: 'marketing',
    days: 16,
    title: 'We do not hear why leads come back',
    words: 'The reason is there, but rarely a sentence that we can write for.',
    anonymous: false,
    state: 'working',
    helped: '',
  },
  {
    side: 'sales',
    days: 5,
    title: 'The goal of this quarter feels out of reach',
    words: 'Nobody says it in the meeting.',
    anonymous: true,
    state: 'open',
    helped: '',
  },
] as const;

export const PULSE = {
  weeks: 9,
  questions: { sales: 'How good are the leads that we work on?', marketing: 'How well does the other team listen to us?' },
  words: ['better', 'mixed', 'tired', 'fair', 'quiet', 'busy'],
} as const;

/** Notes of sales on what comes back, by reason. */
export const RETURN_NOTES: Readonly<Record<string, readonly string[]>> = {
  wrong_role: ['Collects brochures for a thesis.', 'No say in purchasing, and would not name who has.', ''],
  company_too_small: ['Eight people, plans on a whiteboard and is happy with it.', 'One machine.', ''],
  not_reached: ['Three calls, two mails, nothing.', 'Number rings, nobody picks up.'],
  timing_later: ['Budget in the next round. Asked me to call after the summer.', 'New plant first, planning afterwards.'],
  invalid_phone: ['Number does not exist.', 'Mail comes back.'],
  existing_customer: ['Is a customer since last year; gave it to the account owner.'],
  competitor: ['Works for a competitor.'],
  other: ['Wanted to sell us something else in the end.', 'Looks for a job, not for software.'],
};
export const LOST_NOTES = [
  'Stays with the spreadsheet for now.',
  'Took the cheaper offer.',
  'Management changed, everything on hold.',
  'Missed single sign-on.',
];
export const TASKS = [
  'Call again',
  'Send the foundry case',
  'Ask for a date with the managing director',
  'Prepare the offer',
  'Send two references',
];

/** Why Marketing finds a rejection wrong. */
export const OBJECTIONS = [
  'She runs production planning and asked for a quote for 25 seats: wrong role does not fit what she wrote.',
  'The company has 60 people in the plant, not 12. The size on record was an old one and is corrected.',
  'He asked for a call in his own words, and was tried once, by mail.',
  'They use a competitor today; the note says that the contract ends in spring.',
  'The number was wrong in one digit. The right one stands in the signature of his mail.',
];
export const RULED = 'Nobody there plans production; the question was for a school project. The rejection stands.';

/** What reps see before the figures do. */
export const SEEN = [
  {
    dimension: 'company.standardIndustry',
    segment: 'other_manufacturing',
    way: 'more',
    note: 'Three plants in a row that come from a spreadsheet.',
  },
  {
    dimension: 'company.standardIndustry',
    segment: 'other_manufacturing',
    way: 'more',
    note: 'Suppliers of suppliers: they heard of us at the fair.',
  },
  { dimension: 'company.sizeBand', segment: '201-500', way: 'fewer', note: null },
] as const;

interface RoleCard {
  responsibleFor: string;
  measuredOn: string;
  askMeFor: string;
}

/** What each of the invented people is there for, as their card says it. */
export function cardOf({ department, leads }: { department: 'sales' | 'marketing'; leads: boolean }): RoleCard {
  const cards = {
    sales: {
      responsibleFor: 'Calls the leads handed to me, says what became of them, keeps the deal board true.',
      measuredOn: 'First touch and verdict in time; deals that move.',
      askMeFor: 'What buyers really say, a reference call, joining a visit.',
    },
    marketing: {
      responsibleFor: 'Looks at what comes in, hands off what is ready, warms up what comes back.',
      measuredOn: 'Returned leads warmed again in time; leads that Sales accepts.',
      askMeFor: 'The right document for a case, an invitation, what somebody read before you call.',
    },
  };
  const card = cards[department];
  if (!leads) return card;
  const side = department === 'sales' ? 'Sales' : 'Marketing';
  return {
    ...card,
    responsibleFor: `${card.responsibleFor} Signs the agreement for ${side}.`,
    askMeFor: `${card.askMeFor} Changes to what we agreed.`,
  };
}
