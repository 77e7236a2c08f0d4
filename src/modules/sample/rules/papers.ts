import type { AssetKind, Persona, Stage } from '#modules/library/schema.ts';
import { SITE } from './mailtexts.ts';

/** A document of a few pages of text, as a PDF (ISO 32000-1) written by hand: the first line of a page is its heading. */
export function pdfOf(pages: readonly (readonly string[])[]): Buffer {
  const escaped = (text: string) => text.replace(/[\\()]/g, (sign) => `\\${sign}`);
  const drawn = pages.map((lines) =>
    lines.map((line, place) => `BT /F1 ${place === 0 ? 22 : 12} Tf 60 ${760 - place * 34} Td (${escaped(line)}) Tj ET`).join('\n'),
  );
  const kids = pages.map((_, place) => `${4 + place * 2} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...drawn.flatMap((stream, place) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + place * 2} 0 R >>`,
      `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    ]),
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, place) => {
    const at = text.length;
    text += `${place + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}

export interface Paper {
  name: string;
  kind: AssetKind;
  audience: 'everybody' | 'prospects' | 'customers' | 'internal';
  personas: readonly Persona[];
  stages: readonly Stage[];
  industries: readonly string[];
  topics: readonly string[];
  howTo: string;
  dos: readonly string[];
  donts: readonly string[];
  /** Days from now on which it is due to be looked at. */
  reviewIn: number;
  expiresIn: number | null;
  /** How many days ago each version came, with what changed and its pages; without pages an address. */
  versions: readonly { daysAgo: number; changes: string; pages: readonly (readonly string[])[] }[];
  url: string | null;
  /** How many times reps handed it on. */
  uses: number;
}

const plain = { personas: [], stages: [], industries: [], topics: [], dos: [], donts: [], expiresIn: null, reviewIn: 120, url: null };
const page = (title: string, ...lines: string[]) => [title, ...lines];

export const PAPERS: readonly Paper[] = [
  {
    ...plain,
    name: 'Ops planning guide',
    kind: 'practical_information',
    audience: 'everybody',
    personas: ['operations', 'logistics'],
    topics: ['planning'],
    howTo: 'For whoever plans in a spreadsheet and knows it. Send it after the first talk, with the page that fits.',
    dos: ['Name the chapter on set-up times.'],
    donts: ['Not before they have said how they plan today.'],
    versions: [
      {
        daysAgo: 210,
        changes: '',
        pages: [
          page('Ops planning guide', 'How to plan 10 to 60 machines.'),
          page('1. What is late', 'Two lists and one question.'),
          page('2. Shifts', 'Why they lie.'),
        ],
      },
      {
        daysAgo: 36,
        changes: 'Shorter, with a chapter on set-up times and the calculation of a late order.',
        pages: [
          page('Ops planning guide', 'The new edition.'),
          page('1. What is late', 'Two lists and one question.'),
          page('2. Set-up times', 'Measure five of them, then plan.'),
          page('3. What a late order costs', 'Orders late x days x contribution per day.'),
        ],
      },
    ],
    uses: 22,
  },
  {
    ...plain,
    name: 'Case: Heronmill Castings',
    kind: 'case_study',
    audience: 'prospects',
    personas: ['operations', 'general_management'],
    industries: ['Manufacturing'],
    topics: ['foundry'],
    howTo: 'When somebody asks who else does it. Foundries see themselves in page two.',
    dos: ['Send page two to plant managers.'],
    donts: ['No names of Heronmill people on the phone.'],
    versions: [
      {
        daysAgo: 150,
        changes: '',
        pages: [
          page('Heronmill Castings', '38 machines, two shifts.'),
          page('Before', 'A wall and four colours.'),
          page('After', 'Late orders: 19 % to 7 %.'),
        ],
      },
    ],
    uses: 18,
  },
  {
    ...plain,
    name: 'Data sheet Planner Team',
    kind: 'one_pager',
    audience: 'everybody',
    personas: ['it', 'purchasing'],
    topics: ['product'],
    howTo: 'For whoever compares. Answers the questions of IT.',
    dos: ['Send it with the price list.'],
    versions: [
      { daysAgo: 190, changes: '', pages: [page('Planner Team', '10 to 80 machines, tablets, ERP.')] },
      {
        daysAgo: 8,
        changes: 'The ERP is read every fifteen minutes.',
        pages: [page('Planner Team', '10 to 80 machines, tablets, ERP every fifteen minutes.')],
      },
    ],
    uses: 16,
  },
  {
    ...plain,
    name: 'First talk: what we show',
    kind: 'deck',
    audience: 'prospects',
    topics: ['product'],
    howTo: 'Six pictures, twenty minutes. Stop after the fourth and ask.',
    donts: ['Not as an attachment before the talk.'],
    versions: [
      {
        daysAgo: 120,
        changes: '',
        pages: [
          page('Your plan today'),
          page('What it costs'),
          page('The same week in Planner'),
          page('Shop floor'),
          page('Who does what'),
          page('The first six weeks'),
        ],
      },
    ],
    uses: 9,
  },
  {
    ...plain,
    name: 'Calculation: what a late order costs',
    kind: 'practical_information',
    audience: 'prospects',
    personas: ['finance', 'general_management'],
    topics: ['price'],
    howTo: 'For whoever has to justify the budget.',
    dos: ['Fill in the first line together.'],
    // Nobody has looked at it for half a year.
    reviewIn: -20,
    versions: [
      { daysAgo: 230, changes: '', pages: [page('What a late order costs', 'Orders late a month', 'Days late', 'Contribution per day')] },
    ],
    uses: 11,
  },
  {
    ...plain,
    name: 'Against the spreadsheet and Planwright',
    kind: 'battle_card',
    audience: 'internal',
    topics: ['competition'],
    howTo: 'Before a talk with somebody who has two offers.',
    dos: ['Ask who changes the plan at six in the morning.'],
    donts: ['Say nothing bad about Planwright: ask what they need.'],
    versions: [{ daysAgo: 70, changes: '', pages: [page('What they hear there', 'Cheaper in the first year, set-up counted extra.')] }],
    uses: 0,
  },
  {
    ...plain,
    name: 'Set-up at half price: one page',
    kind: 'special_offer',
    audience: 'prospects',
    topics: ['price'],
    howTo: 'With a quote, while the offer runs.',
    expiresIn: 60,
    versions: [{ daysAgo: 58, changes: '', pages: [page('Set-up at half price', 'One set-up for each company.')] }],
    uses: 8,
  },
  {
    ...plain,
    name: 'Planning without night shifts: the recording',
    kind: 'video',
    audience: 'everybody',
    topics: ['planning'],
    howTo: 'Minute 12 is what most people ask about.',
    url: `${SITE}/webinars/night-shifts`,
    versions: [{ daysAgo: 240, changes: '', pages: [] }],
    uses: 7,
  },
  {
    ...plain,
    name: 'How customers began',
    kind: 'web_page',
    audience: 'everybody',
    topics: ['references'],
    howTo: 'For those who ask for references and have not named their industry.',
    url: `${SITE}/customers`,
    versions: [{ daysAgo: 170, changes: '', pages: [] }],
    uses: 6,
  },
];

export const NEEDS = {
  late: 'A case of a dairy: three of my deals ask who else plans with shelf lives, and we have foundries only.',
  open: 'One page for IT on where the data lies and who reads the ERP. The question comes in every second talk.',
  given: 'A calculation that finance understands, on one page.',
  proposal: {
    title: 'Questions of plant managers, answered',
    words:
      'I wrote down the eleven questions that came up at the foundry days, with the answers that worked. Could this become a document?',
  },
};
