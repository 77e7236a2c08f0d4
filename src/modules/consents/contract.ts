import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Done, Email, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { BLOCKS, ENTRIES, GROUNDS, REQUEST_KINDS, SPEAKERS, STOPS } from './schema.ts';

const TextVersion = z.object({ id: Id, number: z.int(), body: z.string(), hash: z.string() });
const PurposeValues = {
  name: text(80).min(1, 'Name the purpose.'),
  description: text(500).min(1, 'Say in a sentence what people get.'),
  /** `consent`: only who agreed. `relation`: also people of customers. `interest`: also everybody who has not said no. */
  ground: z.enum(GROUNDS),
  /** What a form says counts once the owner of the address has confirmed it. */
  doubleOptIn: z.boolean(),
};

export const listMailPurposes = endpoint({
  name: 'listMailPurposes',
  method: 'GET',
  path: '/mail-purposes',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        description: z.string(),
        ground: z.enum(GROUNDS),
        doubleOptIn: z.boolean(),
        retiredAt: Instant.nullable(),
        /** The wording in use; null: none was written yet. */
        text: TextVersion.extend({ createdAt: Instant }).nullable(),
        versions: z.int(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'What mail the workspace sends, with the wording that people agree to.',
});

export const createMailPurpose = endpoint({
  name: 'createMailPurpose',
  method: 'POST',
  path: '/mail-purposes',
  input: z.object(PurposeValues),
  output: z.object({ id: Id }),
  permission: 'consent:write',
  summary: 'Adds a purpose of mail.',
});

export const changeMailPurpose = endpoint({
  name: 'changeMailPurpose',
  method: 'PATCH',
  path: '/mail-purposes/:id',
  input: z.object({
    id: Id,
    name: PurposeValues.name.optional(),
    description: PurposeValues.description.optional(),
    ground: PurposeValues.ground.optional(),
    doubleOptIn: z.boolean().optional(),
    retired: z.boolean().optional(),
  }),
  output: Done,
  permission: 'consent:write',
  summary: 'Changes a purpose of mail, or retires it. What people said about it stays.',
});

export const listConsentTexts = endpoint({
  name: 'listConsentTexts',
  method: 'GET',
  path: '/mail-purposes/:id/texts',
  input: z.object({ id: Id }),
  output: z.object({ items: z.array(TextVersion.extend({ createdAt: Instant, createdBy: z.string().nullable() })) }),
  permission: 'record:read',
  summary: 'Every version of the wording that people agree to, the newest first.',
});

export const writeConsentText = endpoint({
  name: 'writeConsentText',
  method: 'POST',
  path: '/mail-purposes/:id/texts',
  input: z.object({ id: Id, body: text(4000).min(1, 'Write what people agree to.') }),
  output: z.object({ id: Id, number: z.int() }),
  permission: 'consent:write',
  summary: 'Writes the next version of the wording. Who agreed to an earlier one agreed to that one.',
});

export const readMailPermissions = endpoint({
  name: 'readMailPermissions',
  method: 'GET',
  path: '/contacts/:id/mail-permissions',
  input: z.object({ id: Id }),
  output: z.object({
    addresses: z.array(
      z.object({
        email: z.string(),
        pausedUntil: Instant.nullable(),
        wantsNothing: z.boolean(),
        purposes: z.array(
          z.object({
            purpose: Named,
            allowed: z.boolean(),
            reason: z.enum(BLOCKS).nullable(),
            basis: z.enum(GROUNDS).nullable(),
            since: Instant.nullable(),
            /** The word of the history, or the suppression, that decided. */
            evidenceId: Id.nullable(),
          }),
        ),
      }),
    ),
    history: z.array(
      z.object({
        id: Id,
        email: z.string().nullable(),
        purpose: Named.nullable(),
        word: z.enum(ENTRIES),
        at: Instant,
        until: Instant.nullable(),
        by: z.enum(SPEAKERS),
        member: Named.nullable(),
        through: z.string(),
        basis: z.enum(GROUNDS).nullable(),
        text: TextVersion.nullable(),
        note: z.string().nullable(),
      }),
    ),
    writable: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'What a contact may be written about, address by address, and everything they said about it.',
});

export const recordMailWord = endpoint({
  name: 'recordMailWord',
  method: 'POST',
  path: '/contacts/:id/mail-words',
  input: z.object({
    id: Id,
    /** `objected`: nothing at all. */
    word: z.enum(['given', 'withdrawn', 'objected']),
    /** For given and withdrawn. */
    purposeId: Id.optional(),
    /** One of the contact's addresses; all of them where absent. */
    email: Email.optional(),
    /** How they said it: on the phone, at the fair, by letter, and where that can be seen. */
    note: text(500).min(3, 'Say how they told you, so that it can be shown later.'),
    /** When they said it, where that is not now. */
    at: Instant.optional(),
  }),
  output: Done,
  permission: 'record:write',
  summary: 'Notes what a person said about mail. A "no" can only be taken back by the person.',
});

export const listSuppressions = endpoint({
  name: 'listSuppressions',
  method: 'GET',
  path: '/suppressions',
  input: z.object({
    text: z.string().trim().max(254).optional(),
    cause: z.enum(STOPS).optional(),
    released: z.boolean().optional(),
    cursor: z.string().max(200).optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        cause: z.enum(STOPS),
        /** An address or a domain; null: only its hash is left. */
        address: z.string().nullable(),
        contact: Named.nullable(),
        since: Instant,
        by: z.string().nullable(),
        note: z.string().nullable(),
        releasedAt: Instant.nullable(),
        releasedBy: z.string().nullable(),
        releaseReason: z.string().nullable(),
        releasable: z.boolean(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'consent:write',
  summary: 'Addresses and domains that get no mail, and who objected to everything.',
});

export const createSuppression = endpoint({
  name: 'createSuppression',
  method: 'POST',
  path: '/suppressions',
  input: z.object({
    /** A mail address, or a whole domain such as example.com. */
    address: text(254).min(3, 'Write a mail address, or a domain such as example.com.'),
    note: text(500).min(3, 'Say why, so that others understand it later.'),
  }),
  output: z.object({ id: Id }),
  permission: 'consent:write',
  summary: 'Blocks an address, or a whole domain, by hand.',
});

export const releaseSuppression = endpoint({
  name: 'releaseSuppression',
  method: 'POST',
  path: '/suppressions/:id/release',
  input: z.object({ id: Id, reason: text(500).min(3, 'Say why mail may go there again.') }),
  output: Done,
  permission: 'consent:write',
  summary: 'Lets mail go to an address or a domain again. A complaint or an objection can only be lifted by the person.',
});

export const importSuppressions = endpoint({
  name: 'importSuppressions',
  method: 'POST',
  path: '/suppressions/import',
  input: z.object({
    /** CSV: a column with addresses or domains, and, where there is one, a column with the cause. */
    csv: z.string().min(1, 'The file is empty.').max(4_000_000),
  }),
  output: z.object({ rows: z.int(), added: z.int(), known: z.int(), skipped: z.array(z.object({ line: z.int(), value: z.string() })) }),
  permission: 'consent:write',
  summary: 'Takes over addresses that get no mail from another system.',
});

export const exportSuppressions = endpoint({
  name: 'exportSuppressions',
  method: 'GET',
  path: '/suppressions/file',
  input: z.object({}),
  output: z.unknown(),
  permission: 'consent:write',
  transport: 'download',
  summary: 'Addresses and domains that get no mail, as a CSV file; erased people by hash.',
});

export const listPrivacyRequests = endpoint({
  name: 'listPrivacyRequests',
  method: 'GET',
  path: '/privacy-requests',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        kind: z.enum(REQUEST_KINDS),
        email: z.string().nullable(),
        contact: Named.nullable(),
        askedAt: Instant,
        doneAt: Instant.nullable(),
        doneBy: z.string().nullable(),
      }),
    ),
  }),
  permission: 'record:erase',
  summary: 'Who asked for what is kept about them, or that it goes.',
});

export const closePrivacyRequest = endpoint({
  name: 'closePrivacyRequest',
  method: 'PUT',
  path: '/privacy-requests/:id/completion',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:erase',
  summary: 'Notes that a request was answered.',
});
