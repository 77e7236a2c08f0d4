import type { Block, Content, RichDoc, TemplateKind } from '../schema.ts';

const ACCENT = '#1f5fbf';

/** Where a mail begins that begins with nothing. */
export function emptyContent(): Content {
  return { subject: '', previewText: '', fromName: '', accent: ACCENT, blocks: [], conditions: [] };
}

export interface Starter {
  key: string;
  name: string;
  about: string;
  kind: TemplateKind;
  content: Content;
}

const paragraphs = (...texts: string[]): RichDoc => ({
  type: 'doc',
  content: texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
});
const points = (...texts: string[]): RichDoc => ({
  type: 'doc',
  content: [
    {
      type: 'bulletList',
      content: texts.map((text) => ({ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] })),
    },
  ],
});

const heading = (id: string, text: string): Block => ({ id, type: 'heading', text, level: 1, align: 'left' });
const text = (id: string, ...texts: string[]): Block => ({ id, type: 'text', doc: paragraphs(...texts) });
const button = (id: string, label: string, href: string): Block => ({ id, type: 'button', label, href, align: 'left' });
const instructions = new Set<string>();
/** What whoever writes the mail is to write there. */
const instruction = (words: string): string => {
  instructions.add(words);
  return words;
};
const GREETING = 'Hello {{ contact.first_name | fallback: "there" }},';
const signature: Block = { id: 'signature', type: 'signature', closing: 'Best regards' };
const footer: Block = {
  id: 'footer',
  type: 'footer',
  reason: 'You get this mail because you asked us for news from {{ workspace.company_name }}.',
  preferences: 'Choose what you get, or get nothing more',
};

/** Beginnings of our own. Addresses are empty, so that nobody sends an example. */
export const STARTERS: readonly Starter[] = [
  {
    key: 'news',
    name: 'News for people who know you',
    about: 'One piece of news, why it matters to the reader, one thing to do.',
    kind: 'information',
    content: {
      ...emptyContent(),
      subject: 'What changes for you this spring',
      previewText: 'Two minutes to read, one thing to decide.',
      blocks: [
        heading('title', instruction('What is new, in one sentence')),
        text(
          'opening',
          GREETING,
          instruction('say here what has changed and for whom. Begin with what the reader gains, not with what you have done.'),
        ),
        {
          id: 'points',
          type: 'text',
          doc: points(
            ...['What is different from now on', 'What stays as it was', 'What the reader has to do, if anything'].map(instruction),
          ),
        },
        button('act', 'Read the details', ''),
        signature,
        footer,
      ],
    },
  },
  {
    key: 'article',
    name: 'An article worth reading',
    about: 'A question that the reader has, the first part of the answer, the rest behind a button.',
    kind: 'article',
    content: {
      ...emptyContent(),
      subject: '{{ asset.title | fallback: "A question many of you ask" }}',
      previewText: 'What we learned from the people who asked it.',
      blocks: [
        heading('title', '{{ asset.title | fallback: "The question, as a customer put it" }}'),
        text(
          'opening',
          GREETING,
          instruction('describe the problem as your readers meet it, in their words.'),
          instruction('Then give away the first useful part of the answer.'),
        ),
        {
          id: 'voice',
          type: 'quote',
          text: instruction('A sentence that a customer really said about it.'),
          by: instruction('Name, role, company'),
        },
        button('act', 'Read the whole article', '{{ asset.link }}'),
        signature,
        footer,
      ],
    },
  },
  {
    key: 'offer',
    name: 'An offer with an end',
    about: 'What it is, for whom, at what price, until when; and what happens after a click.',
    kind: 'offer',
    content: {
      ...emptyContent(),
      subject: '{{ offer.name }}{{#if offer.valid_until}}, until {{ offer.valid_until | date: "long" }}{{/if}}',
      previewText: 'For whom it pays, and for whom it does not.',
      blocks: [
        heading('title', '{{ offer.name }}'),
        text('opening', GREETING, instruction('name the situation in which this offer helps. Whoever is not in it should see that here.')),
        {
          id: 'terms',
          type: 'columns',
          left: [
            { id: 'until-title', type: 'heading', text: 'Until', level: 3, align: 'left', when: 'offer.valid_until' },
            { id: 'until', type: 'text', doc: paragraphs('{{ offer.valid_until | date: "long" }}'), when: 'offer.valid_until' },
          ],
          right: [
            { id: 'price-title', type: 'heading', text: 'Price', level: 3, align: 'left', when: 'offer.price' },
            { id: 'price', type: 'text', doc: paragraphs('{{ offer.price | money }}'), when: 'offer.price' },
          ],
        },
        button('act', 'Ask for the offer', ''),
        signature,
        footer,
      ],
    },
  },
  {
    key: 'invitation',
    name: 'An invitation',
    about: 'What one takes home, when, where, and how to say yes.',
    kind: 'information',
    content: {
      ...emptyContent(),
      subject: 'Invitation: {{ event.name }} on {{ event.starts_at | date: "weekday" }}',
      previewText: 'What you take home, and how long it takes.',
      blocks: [
        heading('title', '{{ event.name }}'),
        text('opening', GREETING, 'we meet on {{ event.starts_at | date: "time" }}. This is what you take home from it:'),
        { id: 'points', type: 'text', doc: points(...['The first thing', 'The second thing', 'Whom you will meet'].map(instruction)) },
        button('act', 'Reserve a seat', '{{ event.link }}'),
        signature,
        footer,
      ],
    },
  },
  {
    key: 'answer',
    name: 'An answer that somebody waits for',
    about: 'Short and personal: what they asked, what happens next, and until when.',
    kind: 'transactional',
    content: {
      ...emptyContent(),
      subject: 'We have your message',
      previewText: 'What happens next, and until when.',
      blocks: [
        text(
          'opening',
          GREETING,
          'thank you for writing to us. Your message has reached the right person here.',
          'You will have an answer by the end of the next working day.',
        ),
        signature,
      ],
    },
  },
];

/** What the beginnings ask for: nobody sends it to a customer. */
export const INSTRUCTIONS: ReadonlySet<string> = instructions;

export const starterOf = (key: string) => STARTERS.find((one) => one.key === key);
