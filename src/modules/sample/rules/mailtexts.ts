import type { Block, Content, TemplateKind } from '#modules/templates/schema.ts';

export interface Mail {
  name: string;
  kind: TemplateKind;
  folder: string;
  subject: string;
  preview: string;
  says: readonly string[];
  /** What the button says and where it leads. */
  button: readonly [label: string, href: string];
}

export const SITE = 'https://www.northwick.example';

export const MAILS = {
  hall: {
    name: 'Second hall: what customers did',
    kind: 'article',
    folder: 'Customers',
    subject: 'How Heronmill planned the second hall with the first team',
    preview: 'Three customers, three ways to begin.',
    says: [
      'three customers of ours opened a second hall this year. None of them hired another planner.',
      'What they did differently from each other, and what they would do again, stands on two pages.',
    ],
    button: ['Read what they did', `${SITE}/customers`],
  },
  autumn: {
    name: 'Autumn -10 %',
    kind: 'offer',
    folder: 'Offers',
    subject: 'Planner Team for ten per cent less, until the end of autumn',
    preview: 'For whom it pays, and for whom it does not.',
    says: [
      'whoever decides for Planner Team this autumn pays ten per cent less for the first year.',
      'It pays from about twelve machines on. Below that the spreadsheet is the better plan, and we say so.',
    ],
    button: ['See what it costs', `${SITE}/pricing`],
  },
  foundries: {
    name: 'Webinar: foundries',
    kind: 'information',
    folder: 'Webinars',
    subject: 'Forty minutes for people who plan castings',
    preview: 'Furnaces, patterns, cooling: what a plan has to know.',
    says: [
      'a foundry does not plan machines but heats. In forty minutes two planners show how they do it.',
      'There is time for your questions, and a recording for whoever can’t come.',
    ],
    button: ['Reserve a seat', `${SITE}/events`],
  },
  guide: {
    name: 'Planning guide: the new edition',
    kind: 'article',
    folder: 'Guide',
    subject: 'The planning guide is new: 32 pages, no form',
    preview: 'With the calculation of what a late order costs.',
    says: [
      'the ops planning guide has a new edition. It is eight pages shorter and has a chapter on set-up times.',
      'The calculation at its end works with your own figures.',
    ],
    button: ['Open the guide', `${SITE}/blog/lead-times`],
  },
  guideAsked: {
    name: 'Planning guide: as a question',
    kind: 'article',
    folder: 'Guide',
    subject: 'What does one late order cost you?',
    preview: 'A calculation on one page, and the guide around it.',
    says: [
      'most people whom we ask say: nothing, we catch up. Then we calculate it together.',
      'The page that we use for it is in the new edition of the planning guide.',
    ],
    button: ['Calculate it', `${SITE}/blog/lead-times`],
  },
  late: {
    name: 'Where a late order begins',
    kind: 'article',
    folder: 'Articles',
    subject: 'A late order begins on the day it is entered',
    preview: 'What 40 plans of customers have in common.',
    says: [
      'we looked at 40 plans of customers who let us. Two out of three late orders were late on the first day.',
      'Where the time goes, and the three columns that show it, in four minutes of reading.',
    ],
    button: ['Read the article', `${SITE}/blog/planning-by-hand`],
  },
  fair: {
    name: 'After the foundry days',
    kind: 'information',
    folder: 'Events',
    subject: 'What we showed at the foundry days',
    preview: 'The shop-floor screen, as promised at the stand.',
    says: ['you left us your card at the foundry days. Here is what we showed: the shop-floor screen and the plan behind it.'],
    button: ['Look at the screen', `${SITE}/planner/shop-floor`],
  },
} as const satisfies Record<string, Mail>;
export type MailKey = keyof typeof MAILS;

export function contentOf({ subject, preview, says, button }: Mail): Content {
  const paragraph = (text: string) => ({ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] });
  const blocks: Block[] = [
    { id: 'title', type: 'heading', text: subject, level: 1, align: 'left' },
    {
      id: 'text',
      type: 'text',
      doc: { type: 'doc', content: ['Hello {{ contact.first_name | fallback: "there" }},', ...says].map(paragraph) },
    },
    { id: 'act', type: 'button', label: button[0], href: button[1], align: 'left' },
    { id: 'signature', type: 'signature', closing: 'Best regards' },
    {
      id: 'footer',
      type: 'footer',
      reason: 'You get this mail because you asked us for news from {{ workspace.company_name }}.',
      preferences: 'Choose what you get, or get nothing more',
    },
  ];
  return { subject, previewText: preview, fromName: 'Clara Moorfeld', accent: '#1f5fbf', blocks, conditions: [] };
}
