import { z } from 'zod';
import { ACTIVITY_KINDS, INSIGHT_KINDS, INSIGHT_TOPICS } from '#modules/activities/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { DEAL_OUTCOMES, Filters, ThemeAsked } from '../schema.ts';

/** Deals at stake. The amount is in the base currency (minor units); absent where the role may not see amounts. `noRate`: deals left out of it, as no rate is known. */
const Stake = z.object({ deals: z.int(), amountMinor: z.int().optional(), noRate: z.int().optional() });

const Line = z.object({
  /** Null: in no theme. */
  theme: Named.nullable(),
  n: z.int(),
  companies: z.int(),
  kinds: z.array(z.object({ kind: z.enum(INSIGHT_KINDS), n: z.int() })),
  /** By month of the period, the first first. */
  months: z.array(z.int()),
  open: Stake,
  won: Stake,
  lost: Stake,
});

export const getVoice = endpoint({
  name: 'getVoice',
  method: 'GET',
  path: '/voice',
  input: z.object(Filters),
  output: z.object({
    period: z.object({ from: Day, to: Day }),
    months: z.array(z.string()),
    currency: z.string(),
    n: z.int(),
    companies: z.int(),
    /** Nobody has sorted them, and no word of a theme stands in them; whatever the filters. */
    unsorted: z.int(),
    lines: z.array(Line),
  }),
  permission: 'report:read',
  summary:
    'What customers said, by theme: how often, by how many companies, as what, and the deals of those companies: open today, won and lost in the period.',
});

const InsightRow = z.object({
  id: Id,
  activityId: Id,
  kind: z.enum(INSIGHT_KINDS),
  about: z.enum(INSIGHT_TOPICS),
  words: z.string(),
  saidAt: Instant,
  through: z.enum(ACTIVITY_KINDS),
  contact: Named.nullable(),
  company: Named.nullable(),
  deal: Named.nullable(),
  lead: Id.nullable(),
  heardBy: Named.nullable(),
  themes: z.array(Named),
  /** A person sorted it; until then words do. */
  sorted: z.boolean(),
});
export type InsightRow = z.infer<typeof InsightRow>;

export const listInsights = endpoint({
  name: 'listInsights',
  method: 'GET',
  path: '/insights',
  input: z.object({
    ...Filters,
    theme: ThemeAsked.optional(),
    companyId: Id.optional(),
    dealId: Id.optional(),
    leadId: Id.optional(),
    ...Paged,
  }),
  output: z.object({ n: z.int(), items: z.array(InsightRow), next: z.string().nullable() }),
  permission: 'report:read',
  summary: 'What customers said, word by word, the newest first: the rows behind each count.',
});

export const listVoiceCompanies = endpoint({
  name: 'listVoiceCompanies',
  method: 'GET',
  path: '/voice/companies',
  input: z.object({ ...Filters, theme: ThemeAsked.optional() }),
  output: z.object({ n: z.int(), items: z.array(Named.extend({ n: z.int(), lastAt: Instant })) }),
  permission: 'report:read',
  summary: 'The companies that said it, those that said it most first; at most 500.',
});

export const listVoiceDeals = endpoint({
  name: 'listVoiceDeals',
  method: 'GET',
  path: '/voice/deals',
  input: z.object({ ...Filters, theme: ThemeAsked.optional(), status: z.enum(DEAL_OUTCOMES) }),
  output: z.object({
    stake: Stake,
    items: z.array(
      Named.extend({
        company: Named.nullable(),
        closedAt: Instant.nullable(),
        amount: z.object({ amountMinor: z.int(), currency: z.string() }).nullable().optional(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'The deals of the companies that said it, the largest first; at most 500, the sums are of all.',
});

const ContrastInput = { from: Filters.from, to: Filters.to, about: Filters.about, fit: Filters.fit };

export const getVoiceContrast = endpoint({
  name: 'getVoiceContrast',
  method: 'GET',
  path: '/voice/contrast',
  input: z.object(ContrastInput),
  output: z.object({
    period: z.object({ from: Day, to: Day }),
    /** Deals closed in the period before which something was heard. */
    won: z.int(),
    lost: z.int(),
    /** Thirty of each; below nothing is said of more or less. */
    enough: z.boolean(),
    lines: z.array(
      z.object({
        kind: z.enum(INSIGHT_KINDS),
        /** Null: whatever the theme. */
        theme: Named.nullable(),
        won: Rate,
        lost: Rate,
        /** How many times as frequent among the won as among all of both, with 95 %; null where it cannot be said. */
        lift: z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() }),
        /** Corrected for the number of lines (Benjamini–Hochberg). */
        adjustedP: z.number().nullable(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'What was heard before deals that were won, against those that were lost: by kind, and by kind and theme.',
});

export const listContrastRows = endpoint({
  name: 'listContrastRows',
  method: 'GET',
  path: '/voice/contrast/rows',
  input: z.object({ ...ContrastInput, kind: z.enum(INSIGHT_KINDS), theme: Id.optional(), status: z.enum(['won', 'lost']) }),
  output: z.object({ items: z.array(Named.extend({ company: z.string().nullable(), closedAt: Instant, words: z.array(z.string()) })) }),
  permission: 'report:read',
  summary: 'The won or lost deals before which it was heard, with the words; at most 500.',
});

export const sortInsight = endpoint({
  name: 'sortInsight',
  method: 'PUT',
  path: '/insights/:id/themes',
  input: z.object({ id: Id, themeIds: z.array(Id).max(5), sorted: z.boolean().default(true) }),
  output: Done,
  permission: 'record:write',
  summary: 'Puts what a customer said into themes, or into none; `sorted: false` gives it back to the words of the themes.',
});
