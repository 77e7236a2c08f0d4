import { z } from 'zod';
import { Reason } from '#modules/gate/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { ASKED_FACTS, LANES, MESSAGE_CAUSES, MESSAGE_CODES, MESSAGE_STATES, SendSettings } from '../schema.ts';

export const MessageRow = z.object({
  id: Id,
  state: z.enum(MESSAGE_STATES),
  /** Why it did not go, is held or has failed. */
  code: z.enum(MESSAGE_CODES).nullable(),
  leftOut: z.boolean(),
  lane: z.enum(LANES),
  contact: Named.nullable(),
  address: z.string().nullable(),
  send: Named.nullable(),
  variant: Named.nullable(),
  cause: z.object({ entity: z.enum(MESSAGE_CAUSES), id: Id }),
  subject: z.string().nullable(),
  /** Its time; null of those who wait for the winner of a comparison. */
  dueAt: Instant.nullable(),
  heldUntil: Instant.nullable(),
  sentAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  tries: z.int(),
  /** What the mail server said last. */
  response: z.string().nullable(),
  deliveredAt: Instant.nullable(),
  clickedAt: Instant.nullable(),
  repliedAt: Instant.nullable(),
  bouncedAt: Instant.nullable(),
  bounce: z.enum(['hard', 'soft']).nullable(),
  complainedAt: Instant.nullable(),
  unsubscribedAt: Instant.nullable(),
});

export const MessageFilter = {
  state: z.enum(MESSAGE_STATES).optional(),
  code: z.enum(MESSAGE_CODES).optional(),
  leftOut: z.boolean().optional(),
  variantId: Id.optional(),
  /** Only those of which this was heard. `converted`, `dealt`, `won`: as in the report. */
  fact: z.enum(ASKED_FACTS).optional(),
};

export const listSendMessages = endpoint({
  name: 'listSendMessages',
  method: 'GET',
  path: '/sends/:id/messages',
  input: z.object({ id: Id, ...MessageFilter, cursor: Id.optional(), limit: Paged.limit }),
  output: z.object({ items: z.array(MessageRow), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Who gets a mailing, who got it and what became of it, who does not and why. Only people in the caller’s reach.',
});

export const exportSendMessages = endpoint({
  name: 'exportSendMessages',
  method: 'GET',
  path: '/sends/:id/messages/export',
  input: z.object({ id: Id, ...MessageFilter }),
  output: Done,
  permission: 'record:export',
  transport: 'download',
  summary: 'The same rows as a CSV file.',
});

export const listMessages = endpoint({
  name: 'listMessages',
  method: 'GET',
  path: '/messages',
  input: z.object({
    state: z.enum(MESSAGE_STATES).optional(),
    lane: z.enum(LANES).optional(),
    cursor: Id.optional(),
    limit: Paged.limit,
  }),
  output: z.object({ items: z.array(MessageRow), next: z.string().nullable(), unknown: z.int() }),
  permission: 'record:read',
  summary: 'Messages of every cause, the newest first: those whose fate is unknown, those kept in the app, those that failed.',
});

export const listContactMessages = endpoint({
  name: 'listContactMessages',
  method: 'GET',
  path: '/contacts/:id/messages',
  input: z.object({ id: Id, cursor: Id.optional(), limit: Paged.limit }),
  output: z.object({ items: z.array(MessageRow), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'All that this person got from us, is to get, or did not get and why; the newest first.',
});

export const getMessage = endpoint({
  name: 'getMessage',
  method: 'GET',
  path: '/messages/:id',
  input: z.object({ id: Id }),
  output: MessageRow.extend({
    reasons: z.array(Reason),
    override: z.object({ reason: z.string(), by: Named.nullable() }).nullable(),
    /** What stands (or stood) in it. Null where it was never made, or the person was erased. Show the HTML in a frame without scripts only. */
    letter: z
      .object({
        subject: z.string(),
        from: z.object({ name: z.string(), address: z.string() }),
        replyTo: z.string().nullable(),
        to: z.string(),
        html: z.string().nullable(),
        text: z.string(),
        attachments: z.array(z.object({ id: Id, name: z.string() })),
      })
      .nullable(),
    clicks: z.array(z.object({ at: Instant, url: z.string(), verdict: z.enum(['human', 'suspected', 'machine']), reason: z.string() })),
    /** Whether the caller may say what became of it, or call it off. */
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'One message: its fate, the reasons, its letter word for word, who or what followed its links.',
});

export const cancelMessage = endpoint({
  name: 'cancelMessage',
  method: 'DELETE',
  path: '/messages/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Calls a message off that has not gone yet.',
});

export const RESOLUTIONS = ['it_went', 'send_again', 'leave_it'] as const;
export const resolveMessage = endpoint({
  name: 'resolveMessage',
  method: 'PUT',
  path: '/messages/:id/resolution',
  input: z.object({ id: Id, as: z.enum(RESOLUTIONS) }),
  output: Done,
  permission: 'record:write',
  summary: 'Says what became of a message whose fate is unknown: it went out, send it again (the gate is asked anew), or leave it.',
});

export const getSendSettings = endpoint({
  name: 'getSendSettings',
  method: 'GET',
  path: '/send-settings',
  input: z.object({}),
  output: z.object({ settings: SendSettings, usual: z.boolean(), changedBy: z.string().nullable(), mayChange: z.boolean() }),
  permission: 'record:read',
  summary: 'How fast mail goes out, the hours a new mailing begins with, and when a mailing stops by itself.',
});

export const setSendSettings = endpoint({
  name: 'setSendSettings',
  method: 'PUT',
  path: '/send-settings',
  input: SendSettings,
  output: Done,
  permission: 'consent:write',
  summary: 'Changes how fast mail goes out, the usual hours, and when a mailing stops by itself.',
});
