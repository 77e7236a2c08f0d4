import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { DECISIONS } from '#modules/handoffs/schema.ts';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';

/** So many rows speak for a complaint; more hide it. */
export const MOST_LEADS = 10;

/** For choosing what a complaint is about. */
export const findHandoffs = endpoint({
  name: 'findHandoffs',
  method: 'GET',
  path: '/coordination/handoffs',
  input: z.object({
    /** Part of what the contact or its company is called before the caller. Empty: the newest. */
    text: z.string().trim().max(80).default(''),
    limit: z.int().min(1).max(20).default(20),
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        leadId: Id,
        /** A name, or a pseudonym such as “Contact 4F2A1”. */
        name: z.string(),
        /** Null where the caller knows no names. */
        company: z.string().nullable(),
        handedAt: Instant,
        decision: z.enum(DECISIONS).nullable(),
        disputed: z.boolean(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'Hand-offs by what their contact is called, the newest first.',
});

export const bringComplaint = endpoint({
  name: 'bringComplaint',
  method: 'POST',
  path: '/coordination/complaints',
  input: z.object({
    meetingId: Id,
    sentence: text(500).min(10, 'Say in a sentence what it is about.'),
    leadIds: z.array(Id).min(1, 'Choose the leads that it is about, so that both look at the same rows.').max(MOST_LEADS),
  }),
  output: z.object({ id: Id }),
  permission: 'coordination:work',
  summary: 'Puts a complaint with its leads on the agenda of a meeting of both teams.',
});
