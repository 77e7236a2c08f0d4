import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { JOB_FUNCTIONS } from '#modules/contacts/schema.ts';
import { STAGES } from '#modules/leads/schema.ts';
import { Day, Id } from '#modules/team/schema.ts';

/** Whom somebody is, as job titles are understood; and how far a lead has come. Rules and screens take them from here. */
export { JOB_FUNCTIONS as PERSONAS, STAGES };
export type Persona = (typeof JOB_FUNCTIONS)[number];
export type Stage = (typeof STAGES)[number];

/** What it is: the first three as mails have them. `template` is a mail, `video` and `web_page` are addresses, the others are files. */
export const ASSET_KINDS = [
  'practical_information',
  'article',
  'special_offer',
  'case_study',
  'deck',
  'one_pager',
  'battle_card',
  'template',
  'video',
  'web_page',
] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

/** `internal`: for the teams alone; no customer gets it. */
export const ASSET_AUDIENCES = ['everybody', 'prospects', 'customers', 'internal'] as const;
export type AssetAudience = (typeof ASSET_AUDIENCES)[number];

/** What a buyer has to get done, in about this order; they go back and forth. */
export const BUYING_JOBS = ['see_problem', 'explore_solutions', 'set_requirements', 'choose_supplier', 'validate', 'agree'] as const;

export const ASSET_STATES = ['draft', 'published', 'retired'] as const;
export type AssetState = (typeof ASSET_STATES)[number];

export const SOURCES = ['file', 'link', 'template'] as const;
export type Source = (typeof SOURCES)[number];

export const MOST = {
  fileBytes: 25 * 1024 * 1024,
  /** Shown of a document; what is longer is read as a download. */
  pages: 2_000,
  /** Seconds that one stay on a document can count for. */
  seconds: 2 * 3600,
} as const;

export const WAYS = ['mail', 'link', 'mailing'] as const;
export type Way = (typeof WAYS)[number];

/** In what a use differs from what the asset is for. */
export const MISSES = ['stage', 'persona', 'industry', 'audience', 'language'] as const;
export type Miss = (typeof MISSES)[number];

export const REQUEST_STATES = ['asked', 'accepted', 'declined', 'delivered', 'confirmed', 'withdrawn'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** `keep`: it is as both want it. */
export const OUTCOMES = ['fix', 'retrain', 'retire', 'create', 'keep'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why an asset is proposed for somebody, the strongest kind first. */
export const RECOMMENDED_FOR = ['stage', 'persona', 'interest', 'industry', 'won', 'revived', 'new_version', 'fresh', 'anybody'] as const;

export const USUAL_TERMS = { answerDays: 7, warnDays: 2, linkDays: 180 } as const;
/** What both teams may see against: a document is due to be looked at again after half a year. */
export const REVIEW_DAYS = 180;

const Line = text(200).min(1, 'Leave no line empty.');
const Topic = text(60).min(1, 'Leave no topic empty.');

/** What an asset is for: what can be changed without a new version. */
export const Guidance = {
  name: text(200).min(1, 'Name the asset.'),
  kind: z.enum(ASSET_KINDS),
  audience: z.enum(ASSET_AUDIENCES),
  language: z.string().regex(/^[a-z]{2}$/, 'Use a two-letter language code such as en.'),
  personas: z.array(z.enum(JOB_FUNCTIONS)).max(20),
  stages: z.array(z.enum(STAGES)).max(10),
  buyingJobs: z.array(z.enum(BUYING_JOBS)).max(6),
  topics: z.array(Topic).max(20),
  industries: z.array(Topic).max(20),
  howTo: text(2000).nullable(),
  dos: z.array(Line).max(12),
  donts: z.array(Line).max(12),
  ownerId: Id.nullable(),
  reviewOn: Day.nullable(),
  expiresOn: Day.nullable(),
};
export type Guidance = z.infer<z.ZodObject<typeof Guidance>>;

/** Addresses are written in full and go to pages of the open web. */
export const WebAddress = z
  .url({ protocol: /^https?$/, hostname: z.regexes.domain, error: 'Write a whole address, such as https://example.com/video.' })
  .max(2000)
  .refine((value) => !/^https?:\/\/[^/?#]*@/i.test(value), 'Leave names and passwords out of the address.');

export const Reason = text(1000).min(5, 'Say why, in a few words.');
