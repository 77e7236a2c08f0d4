import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realData } from '#modules/imports/testing.ts';
import { Provider } from '../schema.ts';
import { exactJson } from './mapping.ts';
import { readPosted } from './read.ts';

const FOLDER = realData('webhooks/anymail_payloads') ?? '';

/**
 * What each payload of the collection says, by its file and in its order: kind, hardness of a bounce, whom it names (the part before the @; `-` for
 * nobody), the reason where it tells one. Several events of one payload stand on one line. Read from the payloads themselves: what the provider's own word
 * means by its documents; a click that calls itself `open` stays one; a change of the provider's own list is not about a mail.
 */
const TRUTH: Readonly<Record<string, string>> = {
  amazon_ses_inbound: 'inbound inbound; inbound -; delivered -',
  amazon_ses_webhooks: `bounced hard jane unknown_address; bounced hard jane, bounced hard richard; complained richard; delivered jane; accepted recipient;
    rejected recipient content; opened recipient; clicked recipient; failed recipient; inbound -`,
  brevo_inbound: 'inbound test; inbound recipient',
  brevo_webhooks: `sent recipient; delivered recipient; bounced hard not-a-user unknown_address; bounced soft recipient; rejected recipient blocked;
    complained recipient; complained example; bounced hard recipient unknown_address; failed example; deferred notauser unknown_address; opened recipient;
    opened recipient; opened example; opened example; clicked recipient; unsubscribed recipient`,
  mailersend_webhooks: `sent recipient; delivered recipient; bounced hard invalid unknown_domain; bounced soft notauser; complained recipient;
    unsubscribed recipient; opened recipient; clicked recipient`,
  mailgun_inbound: 'clicked recipient; delivered recipient',
  mailgun_webhooks: `delivered recipient; bounced hard invalid unknown_address; deferred undeliverable; deferred undeliverable; rejected recipient;
    complained recipient; unsubscribed recipient; opened recipient; clicked recipient; accepted -; rejected complaint suppressed; failed complaint expired;
    bounced hard noreply unknown_address; bounced hard noreply unknown_address; clicked -; clicked actual-recipient; inbound test`,
  mailjet_inbound: 'inbound test',
  mailjet_webhooks: `delivered recipient; opened recipient; opened recipient; bounced hard invalid unknown_domain; rejected bad; complained spam;
    unsubscribed recipient; bounced soft protected; delivered recipient`,
  mailtrap_webhooks: `delivered receiver; opened receiver; clicked receiver; bounced hard invalid unknown_address; bounced soft receiver; complained receiver;
    unsubscribed receiver; deferred receiver; rejected receiver`,
  mandrill_webhooks: 'sent recipient; bounced hard bounce unknown_address; clicked recipient; unknown recipient; sent recipient',
  postal_webhooks: 'bounced soft bounce; deferred deferred; accepted suppressed; failed failed; delivered recipient; inbound incoming',
  postmark_inbound: 'inbound test',
  postmark_webhooks: `bounced hard bounce unknown_address; delivered recipient; opened recipient; clicked recipient; complained spam; unsubscribed john;
    subscribed john; bounced hard john; unsubscribed -`,
  resend_webhooks: `sent to; delivered to; bounced hard bounced; rejected blocked suppressed; deferred delivered; complained complained; opened to; clicked to`,
  sendgrid_webhooks: `accepted recipient; accepted recipient; delivered recipient; rejected invalid unknown_address; rejected example suppressed;
    rejected unsubscribe suppressed; bounced hard noreply unknown_address; deferred recipient rate; opened recipient; clicked recipient; delivered recipient`,
  sparkpost_webhooks: `accepted recipient; delivered recipient; bounced hard bounce unknown_address; deferred recipient; unsubscribed recipient;
    rejected suppressed policy; failed recipient server; autoreplied vacationing; opened recipient; opened recipient; opened recipient; clicked recipient;
    opened -, opened -, clicked -`,
  unisender_go_webhooks: `sent test; sent recipient; delivered recipient; bounced hard bounce unknown_address; bounced soft full mailbox_full; complained to;
    unsubscribed to; opened to; clicked to; sent to, delivered cc`,
};

/** What else a payload tells, where it does: message id, provider's id, instant, code, link, program, tags, own data. */
const DETAILS: readonly (readonly [file: string, n: number, facts: Record<string, unknown>])[] = [
  ['amazon_ses_webhooks', 0, { status: '5.1.1', replyCode: '550', at: '2016-01-27T14:59:44.101Z', tags: ['tag 1', 'tag 2'] }],
  ['amazon_ses_webhooks', 4, { metadata: { myCustomTag1: 'myCustomTagValue1', myCustomTag2: 'myCustomTagValue2' } }],
  [
    'brevo_webhooks',
    0,
    { messageId: '201803062010.27287306012@smtp-relay.mailin.fr', at: '2018-03-06T19:10:23.000Z', tags: ['tag1', 'tag2'] },
  ],
  ['brevo_webhooks', 14, { url: 'https://example.com/click/me' }],
  [
    'mailersend_webhooks',
    7,
    { url: 'https://example.com/test', eventId: '63fd1d23afa3c770b00da7d3', messageId: '63fd1c1d5f010335ed07066b' },
  ],
  ['mailgun_webhooks', 7, { tags: ['welcome', 'variation-A'], metadata: { cohort: '2018-08-B', user_id: '123456' } }],
  [
    'mailgun_webhooks',
    15,
    { eventId: 'actual-event-token', at: '2016-04-21T17:55:30.000Z', url: 'http://clicked.example.com/actual/event/param' },
  ],
  ['mailjet_webhooks', 0, { messageId: '12345678901234567', metadata: { meta1: 'simple string', meta2: '2' }, status: '2.0.0' }],
  ['mailtrap_webhooks', 3, { replyCode: '550', status: '5.1.1', tags: ['custom-value'] }],
  ['mandrill_webhooks', 0, { at: '2016-04-19T19:47:26.000Z', metadata: { custom1: 'value1', custom2: 'value2' } }],
  ['postal_webhooks', 4, { eventId: '58e8d7ee-2cd5-4db2-9af3-3f436105795a', tags: ['welcome-email'] }],
  ['postmark_webhooks', 0, { eventId: '901542550', at: '2016-04-27T20:28:50.396Z', replyCode: '550' }],
  ['resend_webhooks', 7, { url: 'https://example.com/test', at: '2023-09-28T17:21:35.257Z' }],
  [
    'sendgrid_webhooks',
    9,
    { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_4) AppleWebKit/537.36', url: 'http://www.example.com' },
  ],
  ['sparkpost_webhooks', 3, { replyCode: '454', status: '4.4.4', at: '2016-06-02T00:02:28.000Z' }],
  ['unisender_go_webhooks', 0, { at: '2024-09-07T19:27:17.000Z', messageId: '1sn15Z-0007Le-GtVN' }],
];

const payloadsOf = (file: string): unknown[] => {
  const cases = exactJson(readFileSync(`${FOLDER}/${file}.json`, 'utf8')) as { payload: unknown }[];
  return cases.map((one) => one.payload);
};
const providerOf = (file: string) => Provider.parse(file.replace(/_(?:webhooks|inbound)$/, ''));
const read = (file: string, payload: unknown) => readPosted(providerOf(file), payload, null);

/** `REASONS` that a line leaves out are not looked at: many payloads tell none, or a text of the collection's own. */
function said(file: string, payload: unknown, expected: string): string {
  const wanted = expected.split(', ');
  return read(file, payload)
    .map((one, n) => {
      const words = [one.kind, one.hardness, one.recipient?.split('@')[0] ?? '-'].filter(Boolean);
      const tellsReason = (wanted[n] ?? '').split(' ').length > words.length;
      return [...words, ...(tellsReason ? [one.reason] : [])].join(' ');
    })
    .join(', ');
}

describe.skipIf(!existsSync(FOLDER))('140 payloads of 13 providers (skipped where the collection is not on this machine)', () => {
  it('has a truth for each of them', () => {
    const files = readdirSync(FOLDER).map((name) => name.replace('.json', ''));
    expect(files.sort()).toEqual(Object.keys(TRUTH).sort());
    expect(files.flatMap(payloadsOf)).toHaveLength(140);
  });

  it.each(Object.entries(TRUTH))('reads %s', (file, truth) => {
    const expected = truth.split(';').map((line) => line.trim());
    expect(payloadsOf(file).map((payload, n) => said(file, payload, expected[n] ?? ''))).toEqual(expected);
  });

  it.each(DETAILS)('reads the particulars of %s, number %i', (file, n, facts) => {
    expect(read(file, payloadsOf(file)[n])[0]).toMatchObject(facts);
  });
});
