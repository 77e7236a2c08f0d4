import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { ContentHash, PARTIES, Signature } from '#modules/signatures/schema.ts';
import { Day, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { DRAFT_KINDS, DRAFT_STATES, Named, RESULTS, RULINGS } from '../schema.ts';

const Content = {
  title: text(200).min(3, 'Give it a title.'),
  body: text(4000).min(10, 'Write a sentence.'),
  /** The figure by which both will see whether it worked, named before. */
  measure: z.string().trim().max(300).nullable().default(null),
  checkOn: Day.nullable().default(null),
  ruling: z.enum(RULINGS).nullable().default(null),
};

export const listDrafts = endpoint({
  name: 'listDrafts',
  method: 'GET',
  path: '/coordination/drafts',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        kind: z.enum(DRAFT_KINDS),
        disputeId: Id.nullable(),
        title: z.string(),
        body: z.string(),
        ruling: z.enum(RULINGS).nullable(),
        measure: z.string().nullable(),
        checkOn: Day.nullable(),
        state: z.enum(DRAFT_STATES),
        outcome: z.enum(RESULTS).nullable(),
        outcomeNote: z.string().nullable(),
        createdBy: Named.nullable(),
        createdAt: Instant,
        agreedAt: Instant.nullable(),
        hash: ContentHash,
        signatures: z.array(Signature),
        /** The side for which the caller can sign now. */
        signsFor: z.enum(PARTIES).nullable(),
        /** The day of looking has come and nobody has said whether it worked. */
        checkDue: z.boolean(),
      }),
    ),
  }),
  permission: 'coordination:work',
  summary: 'Rulings and plans drafted for both teams, the open ones first.',
});

export const createDraft = endpoint({
  name: 'createDraft',
  method: 'POST',
  path: '/coordination/drafts',
  input: z.object({ kind: z.enum(DRAFT_KINDS), disputeId: Id.nullable().default(null), ...Content }),
  output: z.object({ id: Id }),
  permission: 'coordination:work',
  summary: 'Drafts a plan, or a ruling on a disputed verdict.',
});

export const changeDraft = endpoint({
  name: 'changeDraft',
  method: 'PUT',
  path: '/coordination/drafts/:id',
  input: z.object({ id: Id, ...Content }),
  output: Done,
  permission: 'coordination:work',
  summary: 'Writes a draft anew; signatures on what it said before are gone.',
});

export const proposeDraft = endpoint({
  name: 'proposeDraft',
  method: 'PUT',
  path: '/coordination/drafts/:id/proposal',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'coordination:work',
  summary: 'Puts it before both sides, who hear of it.',
});

export const withdrawDraft = endpoint({
  name: 'withdrawDraft',
  method: 'DELETE',
  path: '/coordination/drafts/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'coordination:work',
  summary: 'Takes a draft back that both sides have not agreed on.',
});

export const signDraft = endpoint({
  name: 'signDraft',
  method: 'POST',
  path: '/coordination/drafts/:id/signatures',
  input: z.object({ id: Id, hash: ContentHash }),
  output: z.object({ complete: z.boolean() }),
  permission: 'agreement:sign',
  summary: 'Signs for one side. With the second signature it counts; a ruling then decides its dispute.',
});

export const setDraftOutcome = endpoint({
  name: 'setDraftOutcome',
  method: 'PUT',
  path: '/coordination/drafts/:id/outcome',
  input: z.object({ id: Id, outcome: z.enum(RESULTS), note: text(1000).min(3, 'Say what you saw.') }),
  output: Done,
  permission: 'agreement:sign',
  summary: 'Says whether what both agreed on worked.',
});
