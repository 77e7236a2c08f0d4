import type { JobFunction, Seniority } from '../schema.ts';

export interface Position {
  jobFunction: JobFunction | null;
  seniority: Seniority | null;
}

/** Whole words or word beginnings (`*`) in plain lower case: umlauts written out, accents dropped. The first line that hits decides. */
type Words = readonly string[];

const C_LEVEL: readonly (readonly [string, JobFunction])[] = [
  ['ceo', 'general_management'],
  ['cfo', 'finance'],
  ['cto', 'engineering'],
  ['cio', 'it'],
  ['ciso', 'it'],
  ['cdo', 'it'],
  ['coo', 'operations'],
  ['cmo', 'marketing'],
  ['cro', 'sales'],
  ['cso', 'sales'],
  ['cco', 'sales'],
  ['cpo', 'purchasing'],
  ['chro', 'hr'],
  ['clo', 'legal'],
];

const SENIORITY: readonly (readonly [Seniority, Words])[] = [
  [
    'junior',
    [
      'intern',
      'trainee',
      'apprentice',
      'praktikant*',
      'werkstudent*',
      'azubi*',
      'auszubildende*',
      'junior',
      'volontaer*',
      'assistant to',
      'working student',
    ],
  ],
  ['owner', ['owner', 'founder', 'co-founder', 'cofounder', 'inhaber*', 'gruender*', 'proprietor', 'gesellschafter*', 'managing partner']],
  [
    'c_level',
    [
      'chief',
      'managing director',
      'general manager',
      'geschaeftsfuehr*',
      'vorstand*',
      'president',
      'board member',
      'kaufmaennischer leiter',
    ],
  ],
  ['vp', ['vp', 'svp', 'evp', 'avp', 'vice president', 'vice-president', 'bereichsleit*', 'prokurist*']],
  ['director', ['director', 'direktor*', 'directeur', 'directrice']],
  ['head', ['head', 'leiter*', 'leitung', 'abteilungsleit*', 'hauptabteilungsleit*', 'department lead', 'chef']],
  [
    'manager',
    [
      'manager*',
      'managerin',
      'teamleit*',
      'team lead',
      'team leader',
      'supervisor',
      'gruppenleit*',
      'referatsleit*',
      'betriebsleit*',
      'lead',
      'meister*',
      'foreman',
    ],
  ],
  ['senior', ['senior', 'sr', 'principal', 'expert', 'experte', 'expertin', 'architect', 'architekt*']],
];

const LED: Words = [
  'vertriebsleit*',
  'verkaufsleit*',
  'marketingleit*',
  'einkaufsleit*',
  'it-leit*',
  'edv-leit*',
  'produktionsleit*',
  'werkleit*',
  'werksleit*',
  'personalleit*',
  'entwicklungsleit*',
  'qualitaetsleit*',
  'logistikleit*',
  'finanzleit*',
  'serviceleit*',
  'technikleit*',
];

const FUNCTION: readonly (readonly [JobFunction, Words])[] = [
  ['hr', ['hr', 'human resources', 'personal*', 'people', 'recruit*', 'talent', 'recruiting']],
  ['legal', ['legal', 'lawyer', 'counsel', 'jurist*', 'recht*', 'compliance', 'datenschutz*', 'privacy']],
  [
    'purchasing',
    ['purchas*', 'procurement', 'buyer', 'sourcing', 'einkauf*', 'einkaeufer*', 'beschaffung*', 'category manager', 'supply manager'],
  ],
  [
    'customer_service',
    [
      'customer service',
      'customer support',
      'customer success',
      'support',
      'helpdesk',
      'kundendienst*',
      'kundenservice*',
      'kundenbetreu*',
      'service',
      'serviceleit*',
    ],
  ],
  [
    'marketing',
    [
      'marketing*',
      'brand',
      'communications',
      'communication',
      'kommunikation*',
      'pr',
      'presse*',
      'content',
      'seo',
      'growth',
      'demand generation',
      'werbung*',
    ],
  ],
  [
    'sales',
    [
      'sales',
      'vertrieb*',
      'verkauf*',
      'verkaeufer*',
      'account executive',
      'account manager',
      'key account*',
      'business development',
      'sdr',
      'bdr',
      'commercial',
      'aussendienst*',
      'innendienst*',
    ],
  ],
  ['quality', ['quality', 'qualitaet*', 'qa', 'qm', 'qs', 'qmb']],
  ['research', ['research*', 'scientist', 'forsch*', 'r&d', 'f&e', 'wissenschaft*', 'laboratory', 'labor*']],
  [
    'it',
    [
      'it',
      'edv',
      'information technology',
      'informatik*',
      'system administrator',
      'sysadmin',
      'devops',
      'data',
      'security',
      'administrator',
      'netzwerk*',
      'network',
      'sap',
      'digital*',
      'software*',
      'developer',
      'entwickler*',
      'programmer',
      'programmierer*',
      'cloud',
    ],
  ],
  [
    'finance',
    [
      'finance',
      'financial',
      'finanz*',
      'accounting',
      'accountant',
      'controlling',
      'controller*',
      'buchhalt*',
      'treasur*',
      'tax',
      'steuer*',
      'rechnungswesen',
      'bookkeep*',
      'kaufmaennisch*',
    ],
  ],
  [
    'logistics',
    ['logisti*', 'supply chain', 'warehouse', 'lager*', 'shipping', 'versand*', 'disponent*', 'dispatch*', 'transport*', 'fuhrpark*'],
  ],
  [
    'production',
    [
      'production',
      'manufacturing',
      'plant',
      'produktion*',
      'fertigung*',
      'werk*',
      'betriebsleit*',
      'factory',
      'montage*',
      'maintenance',
      'instandhaltung*',
      'meister*',
    ],
  ],
  [
    'engineering',
    [
      'engineer*',
      'ingenieur*',
      'engineering',
      'technical',
      'technisch*',
      'technik*',
      'technology',
      'construction',
      'konstrukt*',
      'entwicklung*',
      'entwicklungsleit*',
      'product',
      'produkt*',
      'cad',
    ],
  ],
  [
    'operations',
    [
      'operations',
      'operation',
      'ops',
      'process',
      'prozess*',
      'project',
      'projekt*',
      'pmo',
      'facility',
      'office manager',
      'betrieb*',
      'organisation*',
    ],
  ],
  ['consulting', ['consult*', 'berat*', 'advisor', 'adviser']],
  [
    'general_management',
    [
      'managing director',
      'general manager',
      'geschaeftsfuehr*',
      'vorstand*',
      'president',
      'owner',
      'founder',
      'co-founder',
      'cofounder',
      'inhaber*',
      'gruender*',
      'gesellschafter*',
      'geschaeftsleit*',
      'proprietor',
      'board member',
      'strategy',
      'strategie*',
      'managing partner',
      'chief executive*',
    ],
  ],
];

/**
 * What a job title says about function and seniority, in English and German: `Leiterin Einkauf` is purchasing, head. Null where it says
 * nothing; a title that names a function and no rank is `staff`. Own word lists.
 */
export function positionOf(title: string | null | undefined): Position {
  const plain = plainOf(title ?? '');
  if (plain === '') return { jobFunction: null, seniority: null };
  const chief = C_LEVEL.find(([short]) => hits(plain, short));
  const junior = SENIORITY[0]?.[1].some((word) => hits(plain, word)) ?? false;
  if (chief && !junior) return { jobFunction: chief[1], seniority: 'c_level' };
  const jobFunction = FUNCTION.find(([, words]) => words.some((word) => hits(plain, word)))?.[0] ?? null;
  // "Vice President" holds "President".
  const ranked = SENIORITY.find(
    ([rank, words]) => words.some((word) => hits(plain, word)) && !(rank === 'c_level' && /\bvice[- ]president\b/.test(plain)),
  )?.[0];
  const seniority = ranked ?? (LED.some((word) => hits(plain, word)) ? 'head' : jobFunction ? 'staff' : null);
  return { jobFunction: jobFunction ?? (seniority ? 'other' : null), seniority };
}

function plainOf(title: string): string {
  const written: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };
  return title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => written[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[*:/_](in|innen)\b/g, '')
    .replace(/[^a-z0-9&-]+/g, ' ')
    .trim();
}

function hits(plain: string, word: string): boolean {
  const stem = word.endsWith('*') ? word.slice(0, -1) : word;
  for (let at = plain.indexOf(stem); at >= 0; at = plain.indexOf(stem, at + 1)) {
    const starts = at === 0 || isGap(plain[at - 1]);
    const ends = word.endsWith('*') || at + stem.length === plain.length || isGap(plain[at + stem.length]);
    if (starts && ends) return true;
  }
  return false;
}

function isGap(letter: string | undefined): boolean {
  return letter === ' ' || letter === '-' || letter === '&';
}
