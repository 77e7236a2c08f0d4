import { z } from 'zod';
import { Done, endpoint, Id, Instant, Locale, Named } from '#modules/team/schema.ts';
import { CHECK_LEVELS, Content, TEMPLATE_KINDS } from '../schema.ts';

const Name = z.string().trim().min(1, 'Name the template.').max(120);
const Folder = z.string().trim().max(120);
const Tags = z.array(z.string().trim().min(1).max(60)).max(20);
const VersionNumber = z.coerce.number().int().min(1);

export const CheckShape = z.object({ level: z.enum(CHECK_LEVELS), code: z.string(), message: z.string(), place: z.string().nullable() });

const TemplateRow = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(TEMPLATE_KINDS),
  language: z.string(),
  folder: z.string(),
  tags: z.array(z.string()),
  subject: z.string(),
  /** The newest published version; null: none yet. */
  published: z.object({ number: z.int(), at: Instant, by: Named.nullable() }).nullable(),
  hasDraft: z.boolean(),
  changedAt: Instant,
  archivedAt: Instant.nullable(),
});

export const listTemplates = endpoint({
  name: 'listTemplates',
  method: 'GET',
  path: '/templates',
  input: z.object({
    q: z.string().trim().max(120).optional(),
    kind: z.enum(TEMPLATE_KINDS).optional(),
    folder: Folder.optional(),
    tag: z.string().max(60).optional(),
    /** Only those that can be sent. */
    published: z.boolean().optional(),
    archived: z.boolean().default(false),
  }),
  output: z.object({ items: z.array(TemplateRow), folders: z.array(z.string()), tags: z.array(z.string()) }),
  permission: 'record:read',
  summary: 'Templates of mails, what was changed last first, at most 500; with every folder and tag there is.',
});

export const listStarters = endpoint({
  name: 'listStarters',
  method: 'GET',
  path: '/template-starters',
  input: z.object({}),
  output: z.object({ items: z.array(z.object({ key: z.string(), name: z.string(), about: z.string(), kind: z.enum(TEMPLATE_KINDS) })) }),
  permission: 'record:read',
  summary: 'What a new template can begin with.',
});

export const createTemplate = endpoint({
  name: 'createTemplate',
  method: 'POST',
  path: '/templates',
  input: z.object({
    name: Name,
    kind: z.enum(TEMPLATE_KINDS),
    language: Locale.default('en'),
    folder: Folder.default(''),
    tags: Tags.default([]),
    /** Where it begins: one of the starters, or a template to copy. */
    starter: z.string().max(40).optional(),
    copyOf: Id.optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'template:write',
  summary: 'Makes a template with a draft: empty, from a starter, or as a copy of another one.',
});

export const getTemplate = endpoint({
  name: 'getTemplate',
  method: 'GET',
  path: '/templates/:id',
  input: z.object({ id: Id }),
  output: TemplateRow.extend({
    /** The draft; where there is none, what was published last, with the revision 0. */
    content: Content,
    revision: z.int(),
    savedAt: Instant,
    savedBy: Named.nullable(),
  }),
  permission: 'record:read',
  summary: 'One template with what is being written.',
});

export const changeTemplate = endpoint({
  name: 'changeTemplate',
  method: 'PATCH',
  path: '/templates/:id',
  input: z.object({
    id: Id,
    name: Name.optional(),
    kind: z.enum(TEMPLATE_KINDS).optional(),
    language: Locale.optional(),
    folder: Folder.optional(),
    tags: Tags.optional(),
  }),
  output: Done,
  permission: 'template:write',
  summary: 'Changes name, kind, language, folder or tags.',
});

export const archiveTemplate = endpoint({
  name: 'archiveTemplate',
  method: 'PUT',
  path: '/templates/:id/archive',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'template:write',
  summary: 'Takes a template out of the lists. What was sent from it stays as it was.',
});

export const restoreTemplate = endpoint({
  name: 'restoreTemplate',
  method: 'DELETE',
  path: '/templates/:id/archive',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'template:write',
  summary: 'Puts an archived template back into the lists.',
});

export const saveTemplateDraft = endpoint({
  name: 'saveTemplateDraft',
  method: 'PUT',
  path: '/templates/:id/draft',
  input: z.object({ id: Id, content: Content, /** What the draft was when it was read; 0: there was none. */ revision: z.int().min(0) }),
  output: z.object({ revision: z.int(), savedAt: Instant }),
  permission: 'template:write',
  summary: 'Saves the draft. Refused as a conflict where somebody else has saved it meanwhile.',
});

export const discardTemplateDraft = endpoint({
  name: 'discardTemplateDraft',
  method: 'DELETE',
  path: '/templates/:id/draft',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'template:write',
  summary: 'Throws the draft away; what was published last stays. A template that was never published keeps its draft.',
});

export const publishTemplate = endpoint({
  name: 'publishTemplate',
  method: 'POST',
  path: '/templates/:id/versions',
  input: z.object({ id: Id, revision: z.int().min(1) }),
  output: z.object({ number: z.int() }),
  permission: 'template:publish',
  summary: 'Publishes the draft as the next version, which never changes. Refused while a check says stop.',
});

export const listTemplateVersions = endpoint({
  name: 'listTemplateVersions',
  method: 'GET',
  path: '/templates/:id/versions',
  input: z.object({ id: Id }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        number: z.int(),
        subject: z.string(),
        publishedAt: Instant,
        publishedBy: Named.nullable(),
        contentHash: z.string(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'The published versions of a template, newest first.',
});

export const getTemplateVersion = endpoint({
  name: 'getTemplateVersion',
  method: 'GET',
  path: '/templates/:id/versions/:number',
  input: z.object({ id: Id, number: VersionNumber }),
  output: z.object({
    id: Id,
    number: z.int(),
    content: Content,
    publishedAt: Instant,
    publishedBy: Named.nullable(),
    contentHash: z.string(),
  }),
  permission: 'record:read',
  summary: 'One published version as it was written.',
});

export const previewMail = endpoint({
  name: 'previewMail',
  method: 'POST',
  path: '/mail-previews',
  reads: true,
  input: z.object({
    /** What is written and not saved yet; or else a template, or one of its versions. */
    content: Content.optional(),
    templateId: Id.optional(),
    number: z.int().min(1).optional(),
    kind: z.enum(TEMPLATE_KINDS).default('information'),
    language: Locale.default('en'),
    /** Whose data fills it; a made-up person where absent. */
    contactId: Id.optional(),
  }),
  output: z.object({
    subject: z.string(),
    previewText: z.string(),
    fromName: z.string(),
    html: z.string(),
    text: z.string(),
    sizeBytes: z.int(),
    /** Where the pictures in `html` are served from. */
    imageBase: z.string(),
    checks: z.array(CheckShape),
  }),
  permission: 'record:read',
  idempotent: false,
  summary: 'A mail as one person would get it, with what to look at before it goes out. Nothing is sent or kept.',
});

export const sendTestMail = endpoint({
  name: 'sendTestMail',
  method: 'POST',
  path: '/templates/:id/test-mails',
  input: z.object({ id: Id, contactId: Id.optional() }),
  output: z.object({ mailId: Id, to: z.string() }),
  permission: 'record:write',
  summary: 'Sends the draft, or what was published last, to the caller alone.',
});

export const listMergeFields = endpoint({
  name: 'listMergeFields',
  method: 'GET',
  path: '/merge-fields',
  input: z.object({}),
  output: z.object({ items: z.array(z.object({ name: z.string(), kind: z.enum(['text', 'date', 'money', 'url']), label: z.string() })) }),
  permission: 'record:read',
  summary: 'The fields that a mail can be filled with, without those that the caller may not see.',
});
