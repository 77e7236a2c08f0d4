import { textOf, valueAt } from '../mapping.ts';
import { readerOf } from './reader.ts';

/** Providers that post one event, or a list of flat ones. */
const say = (item: unknown, path: string): string => textOf(valueAt(item, path)) ?? '';

export const readSendgrid = readerOf(
  {
    each: '',
    fields: {
      word: ['event'],
      recipient: ['email'],
      messageId: ['smtp-id', 'sg_message_id'],
      eventId: ['sg_event_id'],
      at: ['timestamp'],
      status: ['status'],
      detail: ['reason', 'response'],
      url: ['url'],
      userAgent: ['useragent'],
      tags: ['category'],
      metadata: [''],
    },
    kinds: {
      processed: 'accepted',
      delivered: 'delivered',
      deferred: 'deferred',
      dropped: 'rejected',
      bounce: 'bounced',
      open: 'opened',
      click: 'clicked',
      spamreport: 'complained',
      unsubscribe: 'unsubscribed',
      group_unsubscribe: 'unsubscribed',
      group_resubscribe: 'subscribed',
    },
  },
  (item, told) => {
    const metadata = Object.fromEntries(Object.entries(told.metadata).filter(([name]) => !SENDGRID_OWN.has(name)));
    if (told.word === 'dropped' && /bounced|unsubscribed|spam|suppress/i.test(told.detail ?? '')) return { metadata, reason: 'suppressed' };
    if (told.word === 'dropped' && /invalid/i.test(told.detail ?? '')) return { metadata, reason: 'unknown_address' };
    if (told.word !== 'bounce') return { metadata };
    // What a filter or a list has blocked is called a bounce of type "blocked"; the address is fine.
    const soft = say(item, 'type') === 'blocked' || told.status?.startsWith('4.');
    return { metadata, hardness: soft ? 'soft' : 'hard' };
  },
);
const SENDGRID_OWN = new Set(
  'email timestamp smtp-id sg_event_id sg_message_id event category reason status response url useragent ip tls type attempt url_offset'.split(
    ' ',
  ),
);

export const readMailjet = readerOf(
  {
    each: '',
    fields: {
      word: ['event'],
      recipient: ['email', 'Recipient'],
      messageId: ['MessageID', 'Headers.Message-ID'],
      at: ['time', 'Date'],
      detail: ['smtp_reply', 'error', 'comment'],
      url: ['url'],
      userAgent: ['agent'],
      tags: ['customcampaign'],
      metadata: ['Payload'],
    },
    kinds: {
      sent: 'delivered',
      open: 'opened',
      click: 'clicked',
      bounce: 'soft',
      blocked: 'rejected',
      spam: 'complained',
      unsub: 'unsubscribed',
    },
  },
  (item, told) => {
    if (told.word === '' && valueAt(item, 'Sender') !== undefined) return 'inbound';
    return told.word === 'bounce' && valueAt(item, 'hard_bounce') === true ? 'hard' : undefined;
  },
);

export const readMandrill = readerOf(
  {
    each: '',
    fields: {
      word: ['event', 'type'],
      recipient: ['msg.email', 'reject.email'],
      messageId: ['msg._id', '_id'],
      at: ['ts'],
      detail: ['msg.diag', 'msg.bounce_description', 'msg.reject', 'reject.reason'],
      url: ['url'],
      userAgent: ['user_agent'],
      tags: ['msg.tags'],
      metadata: ['msg.metadata'],
    },
    kinds: {
      send: 'sent',
      delivered: 'delivered',
      deferral: 'deferred',
      hard_bounce: 'hard',
      soft_bounce: 'soft',
      open: 'opened',
      click: 'clicked',
      spam: 'complained',
      unsub: 'unsubscribed',
      reject: 'rejected',
      inbound: 'inbound',
    },
  },
  (item, told) => (told.kind === 'inbound' || valueAt(item, 'msg._id') === undefined ? undefined : { eventId: null }),
);

export const readMailtrap = readerOf({
  each: 'events',
  fields: {
    word: ['event'],
    recipient: ['email'],
    messageId: ['message_id'],
    eventId: ['event_id'],
    at: ['timestamp'],
    replyCode: ['response_code'],
    detail: ['response', 'reason', 'bounce_category'],
    url: ['url'],
    userAgent: ['user_agent'],
    tags: ['category'],
    metadata: ['custom_variables'],
  },
  kinds: {
    delivery: 'delivered',
    open: 'opened',
    click: 'clicked',
    bounce: 'hard',
    'soft bounce': 'soft',
    spam: 'complained',
    unsubscribe: 'unsubscribed',
    suspension: 'deferred',
    reject: 'rejected',
  },
});

export const readBrevo = readerOf(
  {
    each: '',
    fields: {
      word: ['event'],
      recipient: ['email', 'Headers.Delivered-To', 'To'],
      messageId: ['message-id', 'MessageId'],
      at: ['ts_epoch', 'ts_event', 'date', 'SentAtDate'],
      detail: ['reason'],
      url: ['link'],
      userAgent: ['user_agent'],
      tags: ['tags', 'tag'],
      metadata: ['X-Mailin-custom'],
    },
    kinds: {
      request: 'sent',
      delivered: 'delivered',
      deferred: 'deferred',
      hard_bounce: 'hard',
      soft_bounce: 'soft',
      invalid_email: 'hard',
      blocked: 'rejected',
      error: 'failed',
      spam: 'complained',
      complaint: 'complained',
      opened: 'opened',
      unique_opened: 'opened',
      proxy_open: 'opened',
      unique_proxy_open: 'opened',
      click: 'clicked',
      unsubscribe: 'unsubscribed',
      unsubscribed: 'unsubscribed',
      list_addition: 'subscribed',
    },
  },
  (item, told) => {
    if (told.word === '' && valueAt(item, 'Headers') !== undefined) return 'inbound';
    // The provider refuses to send to it at all: no server was asked.
    return told.word === 'invalid_email' ? { reason: 'unknown_address' } : undefined;
  },
);
