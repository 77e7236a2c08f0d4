import type { Content, StarterKey, TrackKind, TrackNode } from '../schema.ts';
import { emptyContent } from './graph.ts';

export interface Starter {
  key: StarterKey;
  kind: TrackKind;
  name: string;
  description: string;
  content: Content;
}

type Draft = TrackNode extends infer N
  ? N extends { id: string; name: string; at: unknown }
    ? Omit<N, 'id' | 'name' | 'at'> & { id: string; name?: string }
    : never
  : never;

/** Steps in a row, one under the other, each leading to the next. */
function inARow(kind: TrackKind, steps: readonly Draft[], more: Partial<Content['settings']> = {}): Content {
  const nodes = steps.map((step, index) => ({ name: '', ...step, at: { x: 0, y: index * 140 } }) as TrackNode);
  const straight = nodes.filter(({ type }) => type !== 'goal');
  const edges = straight.slice(1).map((node, index) => ({ from: straight[index]?.id ?? '', port: 'next', to: node.id }));
  return { graph: { nodes, edges }, settings: { ...emptyContent(kind).settings, ...more } };
}

const days = (id: string, n: number): Draft => ({
  id,
  type: 'wait',
  until: { by: 'duration', span: { n, unit: 'day' }, calendarId: null },
});
const morning = (id: string): Draft => ({
  id,
  type: 'wait',
  name: 'On a weekday morning',
  until: { by: 'window', weekdays: [1, 2, 3, 4, 5], from: '08:30', to: '11:30', zone: 'person' },
});
const mail = (id: string, name: string, { review = false, ...what }: { subject: string; text: string; review?: boolean }): Draft => ({
  id,
  type: 'mail',
  name,
  what,
  from: { by: kindOfFrom(review) },
  offerId: null,
  topics: [],
  review,
  onBlock: 'skip',
});
const kindOfFrom = (review: boolean) => (review ? ('enroller' as const) : ('owner' as const));
const HELLO = 'Hello {{ contact.first_name | fallback: "there" }},\n\n';
const BYE = '\n\nKind regards\n{{ sender.name }}';
const byHand: Draft = { id: 'start', type: 'trigger', on: { event: 'by_hand' } };

const recycledTiming: Starter = {
  key: 'recycled_timing',
  kind: 'nurture',
  name: 'Not now: keep in touch',
  description: 'For leads that Sales gave back because of the timing. Three useful mails over two months, then a look by a colleague.',
  content: inARow('nurture', [
    { id: 'start', type: 'trigger', name: 'Given back', on: { event: 'recycled', reasonIds: [] } },
    { id: 'asked', type: 'goal', name: 'Asks for a conversation', on: { events: ['replied', 'form', 'meeting'] } },
    days('rest', 14),
    morning('morning1'),
    mail('guide', 'A practical guide', {
      subject: 'Something for when the time comes',
      text: `${HELLO}you told us that now is not the time. This may help you prepare.${BYE}`,
    }),
    days('wait1', 21),
    morning('morning2'),
    mail('case', 'How somebody else did it', {
      subject: 'How a company like {{ company.name | fallback: "yours" }} began',
      text: `${HELLO}another company stood where you stand. Here is how they began.${BYE}`,
    }),
    days('wait2', 21),
    morning('morning3'),
    mail('ask', 'A question', {
      subject: 'Has something changed?',
      text: `${HELLO}is the plan still the one you told us? One line is enough.${BYE}`,
    }),
    days('wait3', 7),
    {
      id: 'look',
      type: 'task',
      name: 'Somebody looks',
      what: 'call',
      subject: 'Ask how things stand',
      body: '',
      for: { who: 'owner' },
      due: { n: 2, unit: 'day' },
      waits: false,
    },
    { id: 'end', type: 'end' },
  ]),
};

const welcome: Starter = {
  key: 'welcome',
  kind: 'nurture',
  name: 'Welcome',
  description: 'For people who filled in a form for the first time: who we are, what others ask, an offer to talk.',
  content: inARow('nurture', [
    { id: 'start', type: 'trigger', name: 'Fills in a form', on: { event: 'form', formId: null } },
    { id: 'talks', type: 'goal', name: 'Talks with us', on: { events: ['replied', 'meeting'] } },
    mail('hello', 'Hello', {
      subject: 'Good to meet you',
      text: `${HELLO}thank you for writing to us. This is who we are and what we can do for you.${BYE}`,
    }),
    days('wait1', 4),
    morning('morning1'),
    mail('questions', 'What others ask', {
      subject: 'Three questions that everybody asks',
      text: `${HELLO}these are the questions that most people ask in the beginning.${BYE}`,
    }),
    days('wait2', 7),
    morning('morning2'),
    mail('talk', 'An offer to talk', { subject: 'Shall we talk?', text: `${HELLO}if you like, we talk about what you plan.${BYE}` }),
    { id: 'end', type: 'end' },
  ]),
};

const customerCare: Starter = {
  key: 'customer_care',
  kind: 'retention',
  name: 'Customer care',
  description: 'After a purchase: does it work, what helps, and a call of whoever knows the customer.',
  content: inARow('retention', [
    { id: 'start', type: 'trigger', name: 'Buys', on: { event: 'purchase' } },
    { id: 'again', type: 'goal', name: 'Buys again', on: { events: ['deal_won', 'purchase'] } },
    days('wait1', 14),
    morning('morning1'),
    mail('works', 'Does it work?', {
      subject: 'Does everything work?',
      text: `${HELLO}you have had it for two weeks. Is there anything that we can help with?${BYE}`,
    }),
    days('wait2', 45),
    morning('morning2'),
    mail('more', 'What helps', {
      subject: 'How others get more out of it',
      text: `${HELLO}here is what other customers do with it.${BYE}`,
    }),
    days('wait3', 45),
    {
      id: 'call',
      type: 'task',
      name: 'A call',
      what: 'call',
      subject: 'Ask how it goes',
      body: '',
      for: { who: 'owner' },
      due: { n: 3, unit: 'day' },
      waits: false,
    },
    { id: 'end', type: 'end' },
  ]),
};

const dealSupport: Starter = {
  key: 'deal_support',
  kind: 'deal_support',
  name: 'Air cover',
  description: 'For the people of an open deal, at the request of the rep: proof, an answer to doubts, and a word to the rep.',
  content: inARow('deal_support', [
    byHand,
    { id: 'told', type: 'notify', name: 'The rep hears of it', to: { who: 'owner' }, text: 'Marketing supports your deal from today on.' },
    morning('morning1'),
    mail('proof', 'Proof', { subject: 'What it brought to others', text: `${HELLO}this is what others have achieved with it.${BYE}` }),
    days('wait1', 5),
    morning('morning2'),
    mail('doubts', 'An answer to doubts', {
      subject: 'What people ask before they decide',
      text: `${HELLO}these questions come up before every decision. Here are our answers.${BYE}`,
    }),
    days('wait2', 5),
    { id: 'ask', type: 'notify', name: 'The rep is asked', to: { who: 'owner' }, text: 'Has it helped? Tell Marketing what is missing.' },
    { id: 'end', type: 'end' },
  ]),
};

const call = (id: string, subject: string): Draft => ({
  id,
  type: 'task',
  what: 'call',
  subject,
  body: '',
  for: { who: 'enroller' },
  due: { n: 1, unit: 'day' },
  waits: true,
});

const repSequence: Starter = {
  key: 'rep_sequence',
  kind: 'sequence',
  name: 'Five steps to a first talk',
  description: 'A mail, a call, a word on LinkedIn, a second mail and a last call, over two weeks. It ends when they answer.',
  content: inARow('sequence', [
    byHand,
    mail('mail1', 'First mail', {
      subject: 'A question, {{ contact.first_name | fallback: "if I may" }}',
      text: `${HELLO}I saw that you looked at what we do. What made you look?${BYE}`,
      review: true,
    }),
    days('wait1', 2),
    call('call1', 'First call'),
    days('wait2', 2),
    {
      id: 'linkedin',
      type: 'task',
      what: 'linkedin',
      subject: 'Say hello',
      body: '',
      for: { who: 'enroller' },
      due: { n: 1, unit: 'day' },
      waits: true,
    },
    days('wait3', 3),
    mail('mail2', 'Second mail', {
      subject: 'One thought for {{ company.name | fallback: "you" }}',
      text: `${HELLO}one thought that may be worth a minute.${BYE}`,
      review: true,
    }),
    days('wait4', 4),
    call('call2', 'Last call'),
    { id: 'end', type: 'end' },
  ]),
};

export const STARTING_POINTS: readonly Starter[] = [recycledTiming, welcome, customerCare, dealSupport, repSequence];

export function starterOf(key: StarterKey): Starter {
  const found = STARTING_POINTS.find((one) => one.key === key);
  if (!found) throw new Error(`there is no starting point ${key}`);
  return found;
}
