import { expect, it } from 'vitest';
import type { Provider } from '../schema.ts';
import { readPosted } from './read.ts';

/** One small body for each provider, made by us in its form: what it says, and to whom. */
const SAMPLES: readonly (readonly [Provider, unknown, readonly string[]])[] = [
  [
    'amazon_ses',
    {
      Type: 'Notification',
      MessageId: 'n1',
      Message: JSON.stringify({
        notificationType: 'Bounce',
        bounce: {
          bounceType: 'Permanent',
          bouncedRecipients: [{ emailAddress: 'Gone@firm.test', diagnosticCode: 'smtp; 550 5.1.1 no such user' }],
        },
        mail: { messageId: 'm1', timestamp: '2026-03-01T10:00:00Z' },
      }),
    },
    ['bounced hard gone@firm.test m1 unknown_address'],
  ],
  [
    'brevo',
    {
      event: 'soft_bounce',
      email: 'full@firm.test',
      'message-id': '<m2@relay.test>',
      ts_epoch: 1772359200000,
      reason: '452 4.2.2 over quota',
    },
    ['bounced soft full@firm.test m2@relay.test mailbox_full'],
  ],
  [
    'mailersend',
    {
      type: 'activity.opened',
      data: { id: 'e3', type: 'opened', email: { message: { id: 'm3' }, recipient: { email: 'reads@firm.test' } } },
    },
    ['opened - reads@firm.test m3 -'],
  ],
  [
    'mailgun',
    {
      'event-data': {
        event: 'failed',
        severity: 'temporary',
        recipient: 'later@firm.test',
        'delivery-status': { code: 450, message: '4.2.0 try again' },
        message: { headers: { 'message-id': 'm4' } },
      },
    },
    ['deferred - later@firm.test m4 filtered'],
  ],
  ['mailjet', [{ event: 'unsub', email: 'leaves@firm.test', MessageID: 5, time: 1772359200 }], ['unsubscribed - leaves@firm.test 5 -']],
  [
    'mailtrap',
    { events: [{ event: 'delivery', email: 'there@firm.test', message_id: 'm6', event_id: 'e6', timestamp: 1772359200 }] },
    ['delivered - there@firm.test m6 -'],
  ],
  ['mandrill', [{ event: 'spam', ts: 1772359200, msg: { email: 'cross@firm.test', _id: 'm7' } }], ['complained - cross@firm.test m7 -']],
  [
    'postal',
    { event: 'MessageHeld', uuid: 'u8', timestamp: 1772359200.5, payload: { message: { to: 'held@firm.test', message_id: 'm8' } } },
    ['accepted - held@firm.test m8 -'],
  ],
  [
    'postmark',
    { RecordType: 'SubscriptionChange', SuppressSending: false, Recipient: 'back@firm.test', MessageID: 'm9' },
    ['subscribed - back@firm.test m9 -'],
  ],
  [
    'resend',
    {
      type: 'email.clicked',
      created_at: '2026-03-01T10:00:00Z',
      data: { to: ['curious@firm.test'], email_id: 'm10', click: { link: 'https://firm.test/price' } },
    },
    ['clicked - curious@firm.test m10 -'],
  ],
  [
    'sendgrid',
    [
      {
        event: 'bounce',
        type: 'blocked',
        email: 'a@firm.test',
        sg_event_id: 'e11',
        sg_message_id: 'm11',
        reason: '554 5.7.1 your ip is on a blocklist',
      },
      { event: 'processed', email: 'b@firm.test', sg_event_id: 'e12', sg_message_id: 'm12' },
    ],
    ['bounced soft a@firm.test m11 blocked', 'accepted - b@firm.test m12 -'],
  ],
  [
    'sparkpost',
    [{ msys: { message_event: { type: 'bounce', bounce_class: '60', rcpt_to: 'away@firm.test', transmission_id: 'm13' } } }],
    ['autoreplied - away@firm.test m13 -'],
  ],
  [
    'unisender_go',
    { events_by_user: [{ events: [{ event_data: { status: 'subscribed', email: 'joins@firm.test', job_id: 'm14' } }] }] },
    ['subscribed - joins@firm.test m14 -'],
  ],
];

it.each(SAMPLES)('reads what %s tells', (provider, body, expected) => {
  const said = readPosted(provider, body, null).map((one) =>
    [one.kind, one.hardness ?? '-', one.recipient, one.messageId, one.reason ?? '-'].join(' '),
  );
  expect(said).toEqual(expected);
});

it.each(SAMPLES)('keeps what it does not know of %s, whatever it is', (provider) => {
  for (const body of [
    {},
    [],
    [[]],
    null,
    'text',
    7,
    { event: 'brand_new', data: null },
    [{ event: { deep: [] } }],
    { msys: [] },
    { events: {} },
  ]) {
    for (const one of readPosted(provider, body, null)) expect(one.kind).toBe('unknown');
    expect(readPosted(provider, body, null).length).toBeLessThan(5);
  }
});

it('reads a name of an object’s own machinery as any other word', () => {
  const body = JSON.parse('[{"event":"__proto__","email":"a@firm.test","metadata":{"__proto__":{"polluted":1}}},{"event":"constructor"}]');
  for (const provider of ['sendgrid', 'mandrill', 'brevo', 'mailjet'] as const) {
    expect(readPosted(provider, body, null).map((one) => one.kind)).toEqual(['unknown', 'unknown']);
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
