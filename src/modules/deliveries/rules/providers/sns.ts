import type { Told } from '../../schema.ts';
import { addressOf, eventBy, firstOf, type Mapping, meant, parsedJson, textOf, valueAt } from '../mapping.ts';
import type { Reader } from './reader.ts';

const MAPPING: Mapping = {
  each: '',
  fields: {
    word: ['notificationType', 'eventType'],
    recipient: ['mail.destination', 'receipt.recipients'],
    messageId: ['mail.messageId', 'receipt.action.objectKey'],
    eventId: ['bounce.feedbackId', 'complaint.feedbackId'],
    at: [
      'bounce.timestamp',
      'complaint.timestamp',
      'delivery.timestamp',
      'deliveryDelay.timestamp',
      'open.timestamp',
      'click.timestamp',
      'subscription.timestamp',
      'mail.timestamp',
    ],
    detail: [
      'reject.reason',
      'failure.errorMessage',
      'delivery.smtpResponse',
      'complaint.complaintFeedbackType',
      'deliveryDelay.delayType',
    ],
    url: ['click.link'],
    userAgent: ['open.userAgent', 'click.userAgent'],
  },
  kinds: {
    Send: 'accepted',
    Delivery: 'delivered',
    DeliveryDelay: 'deferred',
    Bounce: 'soft',
    Complaint: 'complained',
    Reject: 'rejected',
    Open: 'opened',
    Click: 'clicked',
    Subscription: 'unsubscribed',
    'Rendering Failure': 'failed',
    Received: 'inbound',
    'Amazon SES': 'unknown',
  },
};

/** One notification of Amazon's, bare or inside of the envelope that SNS puts around it: one event for each person it names. */
export const readAmazon: Reader = (body) => {
  const envelope = textOf(valueAt(body, 'Type'));
  if (envelope === 'SubscriptionConfirmation' || envelope === 'UnsubscribeConfirmation')
    return [{ ...eventBy(MAPPING, {}), word: envelope, eventId: textOf(valueAt(body, 'MessageId')) }];
  const inner = parsedJson(valueAt(body, 'Message'));
  const eventId = textOf(valueAt(body, 'MessageId'));
  const events = notification(inner ?? body);
  // Several people of one notification are several events; the envelope's id is that of all of them.
  return events.map((told) => ({ ...told, eventId: told.eventId ?? eventId }));
};

function notification(body: unknown): Told[] {
  const told = tagged(body, eventBy(MAPPING, body));
  const named = firstOf(body, [
    'bounce.bouncedRecipients',
    'complaint.complainedRecipients',
    'deliveryDelay.delayedRecipients',
    'delivery.recipients',
  ]);
  const people = Array.isArray(named) && named.length > 0 ? named.slice(0, 100) : [null];
  return people.map((one) => person(body, one === null ? told : { ...told, recipient: addressOf(one) }, one));
}

function person(body: unknown, told: Told, one: unknown): Told {
  if (told.word !== 'Bounce') return told;
  const detail = textOf(valueAt(one, 'diagnosticCode')) ?? textOf(firstOf(body, ['bounce.bounceSubType']));
  const hard = textOf(valueAt(body, 'bounce.bounceType')) === 'Permanent';
  const suppressed = /suppress/i.test(textOf(valueAt(body, 'bounce.bounceSubType')) ?? '');
  const known = { ...told, detail, status: /^[245]\.\d{1,3}\.\d{1,3}$/.exec(textOf(valueAt(one, 'status')) ?? '')?.[0] ?? null };
  return suppressed ? { ...meant(known, 'rejected'), reason: 'suppressed' } : meant(known, hard ? 'hard' : 'soft');
}

/** Amazon sends a list for each tag; the heads of the mail come along on demand. */
function tagged(body: unknown, told: Told): Told {
  const tags = valueAt(body, 'mail.tags');
  const heads = valueAt(body, 'mail.headers');
  const own = typeof tags === 'object' && tags !== null ? Object.entries(tags).filter(([name]) => !name.startsWith('ses:')) : [];
  const named = Array.isArray(heads) ? heads.filter((head) => /^x-tag$/i.test(textOf(valueAt(head, 'name')) ?? '')) : [];
  return {
    ...told,
    tags: named.flatMap((head) => textOf(valueAt(head, 'value')) ?? []).slice(0, 50),
    metadata: Object.fromEntries(own.slice(0, 50).map(([name, value]) => [name, textOf(Array.isArray(value) ? value[0] : value) ?? ''])),
  };
}
