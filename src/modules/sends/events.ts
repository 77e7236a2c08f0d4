import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { MESSAGE_CAUSES, MESSAGE_CODES } from './schema.ts';

/** Which message it is about. Several of one moment come in one announcement. */
const About = {
  messageId: Id,
  contactId: Id,
  sendId: Id.nullable(),
  cause: z.object({ entity: z.enum(MESSAGE_CAUSES), id: Id }),
  at: Instant,
};
const many = <S extends z.ZodRawShape>(more: S) => z.object({ messages: z.array(z.object({ ...About, ...more })).min(1) });

/** Handed over; or kept in the app, where no mail server is set. */
export const messageSent = event('message.sent', many({ captured: z.boolean() }));
/** It will not go, and why: the gate at the last moment, the server, somebody. */
export const messageStopped = event('message.stopped', many({ code: z.enum(MESSAGE_CODES).nullable() }));
/** A person followed a link: what scanners do is kept, and not told. */
export const messageClicked = event('message.clicked', many({ url: z.string() }));
/** A person answered; an automatic answer is none. */
export const messageReplied = event('message.replied', many({}));
export const messageBounced = event('message.bounced', many({ hardness: z.enum(['hard', 'soft']) }));
export const messageUnsubscribed = event('message.unsubscribed', many({}));
