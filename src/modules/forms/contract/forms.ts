import { z } from 'zod';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Rate } from '#platform/shared/rate.ts';
import { FieldKey, FormContent } from '../schema/form.ts';
import { PageContent } from '../schema/page.ts';

const Name = z.string().trim().min(1, 'Write a name.').max(120);

const Publication = z.object({
  id: Id,
  name: z.string(),
  publicId: z.string(),
  /** The full address of the hosted page. */
  address: z.string(),
  published: z.object({ number: z.int(), at: Instant, by: Named.nullable() }).nullable(),
  hasDraft: z.boolean(),
  changedAt: Instant,
  archivedAt: Instant.nullable(),
});
/** What came in, all the time: people who saw it, answers taken, kept aside, found to be leads. */
const Counts = z.object({ seen: z.int(), sent: z.int(), aside: z.int() });

const Problem = z.object({ place: z.string(), message: z.string() });
const drafted = { revision: z.int(), savedAt: Instant, savedBy: Named.nullable(), problems: z.array(Problem) };
const Saved = z.object({ revision: z.int(), savedAt: Instant, problems: z.array(Problem) });

export const listForms = endpoint({
  name: 'listForms',
  method: 'GET',
  path: '/forms',
  input: z.object({ archived: z.boolean().default(false) }),
  output: z.object({ items: z.array(Publication.extend({ counts: Counts })) }),
  permission: 'record:read',
  summary: 'Forms with what they brought, what was changed last first; at most 500.',
});

export const listFormStarters = endpoint({
  name: 'listFormStarters',
  method: 'GET',
  path: '/form-starters',
  input: z.object({}),
  output: z.object({ items: z.array(z.object({ key: z.string(), name: z.string(), about: z.string() })) }),
  permission: 'record:read',
  summary: 'What a new form can begin with.',
});

export const createForm = endpoint({
  name: 'createForm',
  method: 'POST',
  path: '/forms',
  input: z.object({ name: Name, starter: z.string().max(40).optional(), copyOf: Id.optional() }),
  output: z.object({ id: Id }),
  permission: 'template:write',
  summary: 'Makes a form with a draft: empty, from a starter, or as a copy of another one.',
});

export const getForm = endpoint({
  name: 'getForm',
  method: 'GET',
  path: '/forms/:id',
  input: z.object({ id: Id }),
  output: Publication.extend({
    ...drafted,
    content: FormContent,
    /** Lines for other people's pages: with a script, and without. */
    snippets: z.object({ script: z.string(), plain: z.string() }),
  }),
  permission: 'record:read',
  summary: 'One form with what is being written; `problems` keep it from being published.',
});

export const renameForm = endpoint({
  name: 'renameForm',
  method: 'PATCH',
  path: '/forms/:id',
  input: z.object({ id: Id, name: Name.optional(), archived: z.boolean().optional() }),
  output: Done,
  permission: 'template:write',
  summary: 'Renames a form, takes it off the web, or puts it back. Its answers stay.',
});

export const saveFormDraft = endpoint({
  name: 'saveFormDraft',
  method: 'PUT',
  path: '/forms/:id/draft',
  input: z.object({ id: Id, content: FormContent, revision: z.int().min(0) }),
  output: Saved,
  permission: 'template:write',
  summary: 'Saves the draft. Refused as a conflict where somebody else has saved it meanwhile.',
});

export const publishForm = endpoint({
  name: 'publishForm',
  method: 'POST',
  path: '/forms/:id/versions',
  input: z.object({ id: Id, revision: z.int().min(1) }),
  output: z.object({ number: z.int() }),
  permission: 'template:publish',
  summary: 'Publishes the draft as the next version, which never changes; answers keep the version they were given to.',
});

export const listFormVersions = endpoint({
  name: 'listFormVersions',
  method: 'GET',
  path: '/forms/:id/versions',
  input: z.object({ id: Id }),
  output: z.object({
    items: z.array(z.object({ id: Id, number: z.int(), publishedAt: Instant, publishedBy: Named.nullable(), answers: z.int() })),
  }),
  permission: 'record:read',
  summary: 'The published versions of a form, newest first, with how many answers each got.',
});

export const previewForm = endpoint({
  name: 'previewForm',
  method: 'POST',
  path: '/form-previews',
  reads: true,
  input: z.object({
    content: FormContent,
    /** What is filled in, by the keys of fields; and what is taken to be known of the visitor, null for a stranger. */
    given: z.record(FieldKey, z.string().max(5_000)).default({}),
    known: z.array(FieldKey).max(60).nullable().default(null),
  }),
  output: z.object({ html: z.string() }),
  permission: 'record:read',
  summary: 'The form as its page shows it; takes nothing in.',
});

export const getFormReport = endpoint({
  name: 'getFormReport',
  method: 'GET',
  path: '/forms/:id/report',
  input: z.object({ id: Id, days: z.coerce.number().int().min(1).max(400).default(90) }),
  output: z.object({
    from: z.iso.date(),
    to: z.iso.date(),
    seen: z.int(),
    machines: z.int(),
    begun: z.int(),
    sent: z.int(),
    aside: z.int(),
    rescued: z.int(),
    conversions: z.int(),
    valid: z.int(),
    unreviewed: z.int(),
    /** Sent of seen; valid of conversions that somebody has looked at. */
    sentOfSeen: Rate,
    validOfReviewed: Rate,
    days: z.array(z.object({ day: z.iso.date(), seen: z.int(), begun: z.int(), sent: z.int(), aside: z.int() })),
  }),
  permission: 'record:read',
  summary: 'What came of a form in the last days: seen by people, begun, sent, kept aside, leads; rates with n and interval.',
});

// ---------------------------------------------------------------- pages

export const listPages = endpoint({
  name: 'listPages',
  method: 'GET',
  path: '/pages',
  input: z.object({ archived: z.boolean().default(false) }),
  output: z.object({ items: z.array(Publication.extend({ counts: Counts })) }),
  permission: 'record:read',
  summary: 'Simple pages, what was changed last first; at most 500.',
});

export const createPage = endpoint({
  name: 'createPage',
  method: 'POST',
  path: '/pages',
  input: z.object({ name: Name, copyOf: Id.optional() }),
  output: z.object({ id: Id }),
  permission: 'template:write',
  summary: 'Makes a page with a draft.',
});

export const getPage = endpoint({
  name: 'getPage',
  method: 'GET',
  path: '/pages/:id',
  input: z.object({ id: Id }),
  output: Publication.extend({ ...drafted, content: PageContent }),
  permission: 'record:read',
  summary: 'One page with what is being written.',
});

export const renamePage = endpoint({
  name: 'renamePage',
  method: 'PATCH',
  path: '/pages/:id',
  input: z.object({ id: Id, name: Name.optional(), archived: z.boolean().optional() }),
  output: Done,
  permission: 'template:write',
  summary: 'Renames a page, takes it off the web, or puts it back.',
});

export const savePageDraft = endpoint({
  name: 'savePageDraft',
  method: 'PUT',
  path: '/pages/:id/draft',
  input: z.object({ id: Id, content: PageContent, revision: z.int().min(0) }),
  output: Saved,
  permission: 'template:write',
  summary: 'Saves the draft. Refused as a conflict where somebody else has saved it meanwhile.',
});

export const publishPage = endpoint({
  name: 'publishPage',
  method: 'POST',
  path: '/pages/:id/versions',
  input: z.object({ id: Id, revision: z.int().min(1) }),
  output: z.object({ number: z.int() }),
  permission: 'template:publish',
  summary: 'Publishes the draft as the next version of the page.',
});

export const previewPage = endpoint({
  name: 'previewPage',
  method: 'POST',
  path: '/page-previews',
  reads: true,
  input: z.object({ content: PageContent, thanks: z.boolean().default(false) }),
  output: z.object({ html: z.string() }),
  permission: 'record:read',
  summary: 'The page as visitors get it.',
});
