import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { CONSENT_MODES, HIT_KINDS, KEEP_DAYS, REASONS, REFUSALS, VERDICTS, VISIT_GROUPS, VisitFilter } from './schema.ts';

const Host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(localhost|\d{1,3}(\.\d{1,3}){3}|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9])$/,
    'Write the name of the host alone, such as www.example.com.',
  );
const Name = z
  .string()
  .trim()
  .min(1, 'Name the website.')
  .max(120)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'Write it in one line.');
const Settings = {
  hosts: z.array(Host).min(1, 'Name at least one host.').max(20, 'Name at most 20 hosts.'),
  consentMode: z.enum(CONSENT_MODES),
  /** A browser's Do-Not-Track or Global Privacy Control counts as a no. */
  honoursSignals: z.boolean(),
  /** Days for which hits, and visits of people who never became known, are kept. */
  keepDays: z.int().min(KEEP_DAYS.least).max(KEEP_DAYS.most),
};

export const Website = z.object({
  id: Id,
  name: z.string(),
  ...Settings,
  hosts: z.array(z.string()),
  /** Goes into every page of the site. */
  snippet: z.string(),
  archived: z.boolean(),
  lastHitAt: Instant.nullable(),
  /** Hits of the last 24 hours, by what they were taken for. */
  day: z.record(z.enum(VERDICTS), z.int()),
  /** What was not kept in the last 7 days, and why. */
  refused: z.array(z.object({ reason: z.enum(REFUSALS), n: z.int() })),
});

export const listWebsites = endpoint({
  name: 'listWebsites',
  method: 'GET',
  path: '/websites',
  input: z.object({ archived: z.boolean().default(false) }),
  output: z.object({ items: z.array(Website) }),
  permission: 'record:read',
  summary: 'The websites of the workspace with their snippets, when the last hit came in, and what was not kept.',
});

export const createWebsite = endpoint({
  name: 'createWebsite',
  method: 'POST',
  path: '/websites',
  input: z.object({
    name: Name,
    ...Settings,
    honoursSignals: Settings.honoursSignals.default(true),
    keepDays: Settings.keepDays.default(KEEP_DAYS.usual),
  }),
  output: z.object({ id: Id }),
  permission: 'campaign:write',
  summary: 'Registers a website: hits are taken from pages of its hosts only.',
});

export const changeWebsite = endpoint({
  name: 'changeWebsite',
  method: 'PATCH',
  path: '/websites/:id',
  input: z.object({
    id: Id,
    name: Name.optional(),
    hosts: Settings.hosts.optional(),
    consentMode: Settings.consentMode.optional(),
    honoursSignals: Settings.honoursSignals.optional(),
    keepDays: Settings.keepDays.optional(),
    archived: z.boolean().optional(),
  }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Changes a website, or takes it out of use: then no hits are taken any more, and what was seen stays.',
});

export const Visit = z.object({
  id: Id,
  website: Named,
  /** Null: not known who it was. Without a name where the contact is out of the caller's reach. */
  contact: z.object({ id: Id.nullable(), name: z.string().nullable() }).nullable(),
  startedAt: Instant,
  seconds: z.int(),
  pages: z.int(),
  downloads: z.int(),
  host: z.string(),
  entryPath: z.string(),
  exitPath: z.string(),
  referrer: z.string().nullable(),
  source: z.string(),
  medium: z.string(),
  utmCampaign: z.string().nullable(),
  campaign: Named.nullable(),
  verdict: z.enum(VERDICTS),
  reason: z.enum(REASONS),
});
export type Visit = z.infer<typeof Visit>;

export const listVisits = endpoint({
  name: 'listVisits',
  method: 'GET',
  path: '/visits',
  input: z.object({ ...VisitFilter, ...Paged }),
  output: z.object({ items: z.array(Visit), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Visits, newest first: the rows behind every figure of the report.',
});

export const getVisit = endpoint({
  name: 'getVisit',
  method: 'GET',
  path: '/visits/:id',
  input: z.object({ id: Id }),
  output: Visit.extend({
    judgedBy: Named.nullable(),
    hits: z.array(
      z.object({
        id: Id,
        kind: z.enum(HIT_KINDS),
        at: Instant,
        path: z.string(),
        title: z.string().nullable(),
        target: z.string().nullable(),
        reason: z.enum(REASONS),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'One visit with every page, download and link out, and why it is taken for what it is.',
});

export const judgeVisit = endpoint({
  name: 'judgeVisit',
  method: 'POST',
  path: '/visits/:id/verdict',
  input: z.object({ id: Id, verdict: z.enum(VERDICTS).nullable() }),
  output: Done,
  permission: 'record:write',
  summary: 'Says that a visit was or was not a person’s; null leaves it to the rules again. The ledger and scores follow.',
});

export const reclassifyVisits = endpoint({
  name: 'reclassifyVisits',
  method: 'POST',
  path: '/websites/:id/classifications',
  input: z.object({ id: Id }),
  output: z.object({ hits: z.int() }),
  permission: 'campaign:write',
  summary: 'Judges every hit that is still kept by the rules of today, and makes the visits anew; what people said of a visit stays.',
});

const Counts = z.object({
  human: z.int(),
  suspected: z.int(),
  machine: z.int(),
  /** Of the human ones: whose visitor is known. */
  known: z.int(),
  /** Known people among them, and of these the ones with a lead opened within 90 days after. */
  people: z.int(),
  led: z.int(),
});
export const VisitLine = Counts.extend({ key: z.string(), label: z.string().nullable() });
export type VisitLine = z.infer<typeof VisitLine>;

export const getWebsiteReport = endpoint({
  name: 'getWebsiteReport',
  method: 'GET',
  path: '/reports/website',
  input: z.object({ by: z.enum(VISIT_GROUPS).default('source'), websiteId: Id.optional(), from: Day.optional(), to: Day.optional() }),
  output: z.object({
    period: z.object({ from: Day, to: Day, timeZone: z.string() }),
    sites: z.int(),
    lines: z.array(VisitLine),
    /** There are more groups than lines. */
    more: z.boolean(),
    total: Counts,
  }),
  permission: 'report:read',
  summary:
    'Visits by source, campaign or page: people beside machines, known beside anonymous, and the leads that followed. Last 30 days where no days are named.',
});
