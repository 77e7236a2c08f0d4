import type { Reason, Told } from '../../schema.ts';
import { firstOf, textOf, valueAt } from '../mapping.ts';
import { type Reader, readerOf } from './reader.ts';

/** Providers that put the event inside of something. */
const say = (item: unknown, path: string): string => textOf(valueAt(item, path)) ?? '';

export const readMailersend = readerOf({
  each: '',
  fields: {
    word: ['data.type', 'type'],
    recipient: ['data.email.recipient.email', 'data.recipient.email'],
    messageId: ['data.email.message.id', 'data.message_id'],
    eventId: ['data.id'],
    at: ['data.created_at', 'created_at'],
    detail: ['data.morph.readable_reason', 'data.morph.reason'],
    url: ['data.morph.url'],
    tags: ['data.email.tags'],
  },
  kinds: {
    sent: 'sent',
    delivered: 'delivered',
    deferred: 'deferred',
    hard_bounced: 'hard',
    soft_bounced: 'soft',
    spam_complaint: 'complained',
    unsubscribed: 'unsubscribed',
    opened: 'opened',
    opened_unique: 'opened',
    clicked: 'clicked',
    clicked_unique: 'clicked',
  },
});

const mailgun = readerOf(
  {
    each: '',
    fields: {
      word: ['event-data.event', 'event'],
      recipient: ['event-data.recipient', 'event-data.message.headers.to', 'recipient'],
      messageId: ['event-data.message.headers.message-id', 'Message-Id', 'message-id'],
      eventId: ['event-data.id', 'token'],
      at: ['event-data.timestamp', 'timestamp'],
      replyCode: ['event-data.delivery-status.code', 'code'],
      status: ['event-data.delivery-status.enhanced-code', 'code'],
      detail: [
        'event-data.delivery-status.message',
        'event-data.delivery-status.description',
        'event-data.reject.reason',
        'error',
        'description',
        'notification',
      ],
      url: ['event-data.url', 'url'],
      userAgent: ['event-data.client-info.user-agent', 'user-agent'],
      tags: ['event-data.tags', 'tag', 'X-Mailgun-Tag'],
      metadata: ['event-data.user-variables'],
    },
    kinds: {
      accepted: 'accepted',
      delivered: 'delivered',
      failed: 'soft',
      bounced: 'bounced',
      rejected: 'rejected',
      dropped: 'rejected',
      complained: 'complained',
      unsubscribed: 'unsubscribed',
      opened: 'opened',
      clicked: 'clicked',
      stored: 'inbound',
    },
  },
  (item, told) => {
    if (told.word === 'failed') return say(item, 'event-data.severity') === 'temporary' ? 'deferred' : mailgunFailure(item);
    if (told.word === 'dropped') return dropped(item, told);
    return told.word === '' && valueAt(item, 'body-plain') !== undefined ? 'inbound' : undefined;
  },
);
export const readMailgun: Reader = mailgun;

/** What the provider itself keeps back is no answer of a mail server. */
function mailgunFailure(item: unknown): 'rejected' | 'hard' {
  return say(item, 'event-data.reason').startsWith('suppress-') ? 'rejected' : 'hard';
}

/** The older form: 499 is given up after trying for long; 600 and more is the provider's own list. */
function dropped(item: unknown, told: Told): Partial<Told> {
  if (say(item, 'reason') === 'old') return { kind: 'failed', reason: 'expired', replyCode: null };
  return Number(say(item, 'code')) >= 600 ? { reason: 'suppressed' } : { reason: told.reason };
}

export const readPostal = readerOf(
  {
    each: '',
    fields: {
      word: ['event'],
      recipient: ['payload.original_message.to', 'payload.message.to', 'to'],
      messageId: ['payload.original_message.message_id', 'payload.message.message_id', 'message_id'],
      eventId: ['uuid'],
      at: ['timestamp', 'payload.timestamp'],
      detail: ['payload.output', 'payload.details'],
      url: ['payload.url'],
      userAgent: ['payload.user_agent'],
      tags: ['payload.original_message.tag', 'payload.message.tag'],
    },
    kinds: {
      MessageSent: 'delivered',
      MessageDelayed: 'deferred',
      MessageDeliveryFailed: 'failed',
      MessageHeld: 'accepted',
      MessageBounced: 'soft',
      MessageLinkClicked: 'clicked',
      MessageLoaded: 'opened',
    },
  },
  (item) => {
    if (valueAt(item, 'payload.bounce') !== undefined) return 'soft';
    return say(item, 'payload.message.direction') === 'incoming' || valueAt(item, 'rcpt_to') !== undefined ? 'inbound' : undefined;
  },
);

const POSTMARK_HARD = new Set(['HardBounce', 'BadEmailAddress', 'ManuallyDeactivated']);
const POSTMARK_BOUNCES: Readonly<Record<string, Told['kind']>> = {
  Unsubscribe: 'unsubscribed',
  Subscribe: 'subscribed',
  AutoResponder: 'autoreplied',
  ChallengeVerification: 'autoreplied',
  SpamComplaint: 'complained',
  Transient: 'deferred',
  Blocked: 'rejected',
};

export const readPostmark = readerOf(
  {
    each: '',
    fields: {
      word: ['RecordType', 'Type'],
      recipient: ['Email', 'Recipient', 'OriginalRecipient'],
      messageId: ['MessageID'],
      eventId: ['ID'],
      at: ['BouncedAt', 'DeliveredAt', 'ReceivedAt', 'ChangedAt', 'Date'],
      detail: ['Details', 'SuppressionReason', 'Description'],
      url: ['OriginalLink'],
      userAgent: ['UserAgent'],
      tags: ['Tag'],
      metadata: ['Metadata'],
    },
    kinds: {
      Delivery: 'delivered',
      Bounce: 'soft',
      SpamComplaint: 'complained',
      Open: 'opened',
      Click: 'clicked',
      SubscriptionChange: 'unsubscribed',
    },
  },
  (item, told) => {
    if (told.word === '' && valueAt(item, 'FromFull') !== undefined) return 'inbound';
    if (told.word === 'Bounce') return POSTMARK_HARD.has(say(item, 'Type')) ? 'hard' : (POSTMARK_BOUNCES[say(item, 'Type')] ?? 'soft');
    if (told.word === 'SubscriptionChange') return change(item);
    return undefined;
  },
);

function change(item: unknown): 'subscribed' | 'hard' | 'complained' | 'unsubscribed' {
  if (valueAt(item, 'SuppressSending') === false) return 'subscribed';
  const because = say(item, 'SuppressionReason');
  return because === 'HardBounce' ? 'hard' : because === 'SpamComplaint' ? 'complained' : 'unsubscribed';
}

export const readResend = readerOf(
  {
    each: '',
    fields: {
      word: ['type'],
      recipient: ['data.to'],
      messageId: ['data.email_id'],
      at: ['data.click.timestamp', 'created_at'],
      detail: ['data.bounce.message', 'data.failed.reason'],
      url: ['data.click.link'],
      userAgent: ['data.click.userAgent'],
      metadata: ['data.tags'],
    },
    kinds: {
      'email.sent': 'sent',
      'email.scheduled': 'accepted',
      'email.delivered': 'delivered',
      'email.delivery_delayed': 'deferred',
      'email.bounced': 'hard',
      'email.complained': 'complained',
      'email.opened': 'opened',
      'email.clicked': 'clicked',
      'email.failed': 'failed',
      'email.suppressed': 'rejected',
      'email.received': 'inbound',
    },
  },
  (item, told) => {
    if (told.word !== 'email.bounced') return undefined;
    if (/suppress/i.test(say(item, 'data.bounce.subType')) || /suppression list/i.test(told.detail ?? ''))
      return { kind: 'rejected', hardness: null, reason: 'suppressed' };
    return /transient|undetermined/i.test(say(item, 'data.bounce.type')) ? 'soft' : 'hard';
  },
);

/** The provider's numbers for why a mail bounced: what ends an address, what is an automatic answer, and the rest. */
const SPARKPOST_HARD = new Set(['10', '30', '90']);
const SPARKPOST_ANSWERS = new Set(['60']);
const SPARKPOST_REASONS: Readonly<Record<string, Reason>> = {
  '22': 'mailbox_full',
  '23': 'too_big',
  '24': 'expired',
  '50': 'blocked',
  '51': 'spam',
  '52': 'spam',
};
const sparkpost = readerOf(
  {
    each: '',
    fields: {
      word: ['type'],
      recipient: ['rcpt_to', 'raw_rcpt_to'],
      messageId: ['transmission_id', 'message_id'],
      eventId: ['event_id'],
      at: ['timestamp'],
      replyCode: ['error_code'],
      detail: ['raw_reason', 'reason'],
      url: ['target_link_url'],
      userAgent: ['user_agent'],
      tags: ['rcpt_tags', 'campaign_id'],
      metadata: ['rcpt_meta'],
    },
    kinds: {
      injection: 'accepted',
      delivery: 'delivered',
      delay: 'deferred',
      bounce: 'soft',
      out_of_band: 'soft',
      policy_rejection: 'rejected',
      generation_rejection: 'rejected',
      generation_failure: 'failed',
      spam_complaint: 'complained',
      list_unsubscribe: 'unsubscribed',
      link_unsubscribe: 'unsubscribed',
      open: 'opened',
      initial_open: 'opened',
      amp_open: 'opened',
      amp_initial_open: 'opened',
      click: 'clicked',
      amp_click: 'clicked',
      relay_delivery: 'inbound',
      relay_injection: 'inbound',
    },
  },
  (item, told) => {
    if (told.word !== 'bounce' && told.word !== 'out_of_band') return undefined;
    const group = say(item, 'bounce_class');
    if (SPARKPOST_ANSWERS.has(group)) return 'autoreplied';
    if (SPARKPOST_HARD.has(group)) return 'hard';
    const reason = Object.hasOwn(SPARKPOST_REASONS, group) ? SPARKPOST_REASONS[group] : undefined;
    return reason ? { reason } : undefined;
  },
);
/** Each event stands below `msys` and its family's name. */
export const readSparkpost: Reader = (body) =>
  (Array.isArray(body) ? body : [body]).slice(0, 5000).flatMap((one) => {
    const family = valueAt(one, 'msys');
    const inner = typeof family === 'object' && family !== null ? Object.values(family)[0] : undefined;
    return sparkpost(inner ?? one);
  });

const unisender = readerOf({
  each: '',
  fields: {
    word: ['status'],
    recipient: ['email'],
    messageId: ['job_id'],
    at: ['event_time'],
    detail: ['delivery_info.destination_response', 'delivery_info.delivery_status', 'comment'],
    url: ['url'],
    userAgent: ['delivery_info.user_agent'],
    metadata: ['metadata'],
  },
  kinds: {
    sent: 'sent',
    delivered: 'delivered',
    opened: 'opened',
    clicked: 'clicked',
    unsubscribed: 'unsubscribed',
    subscribed: 'subscribed',
    soft_bounced: 'soft',
    hard_bounced: 'hard',
    spam: 'complained',
  },
});
/** A list of users with a list of events each, or one event by itself. */
export const readUnisender: Reader = (body) => {
  const users = valueAt(body, 'events_by_user');
  if (!Array.isArray(users)) return unisender(body);
  const events = users.flatMap((user) => firstOf(user, ['events']) ?? []) as unknown[];
  return events.slice(0, 5000).flatMap((one) => unisender(valueAt(one, 'event_data') ?? one));
};
