import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMail } from './read.ts';

const mail = (lines: readonly string[]) => Buffer.from(lines.join('\n'), 'utf8');
const BACK = ['Return-Path: <>', 'From: MAILER-DAEMON@mx.firm.test', 'To: news@ours.test', 'Subject: Undelivered Mail Returned to Sender'];

const REPORT = mail([
  ...BACK,
  'MIME-Version: 1.0',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  '',
  '--b',
  '',
  '<gone@firm.test>: host mx.firm.test said: 550 5.1.1 <gone@firm.test>: no such user',
  '    (in reply to RCPT TO command)',
  '',
  '<full@firm.test>: host mx.firm.test said: 452 4.2.2 over quota',
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.firm.test',
  '',
  'Final-Recipient: rfc822; gone@firm.test',
  'Action: failed',
  'Status: 5.1.1',
  'Diagnostic-Code: smtp; 550 5.1.1 <gone@firm.test>: no such user',
  '',
  'Final-Recipient: rfc822; full@firm.test',
  'Action: delayed',
  'Status: 4.2.2',
  'Diagnostic-Code: smtp; 452 4.2.2 over quota',
  '--b',
  'Content-Type: message/rfc822',
  '',
  'Message-ID: <our-1@ours.test>',
  'To: gone@firm.test',
  '',
  'Hello',
  '--b--',
]);

describe('what a mail says', () => {
  it('takes a report apart by recipient, with the id of the mail that came back', async () => {
    const told = await readMail(REPORT);
    expect(told.map((one) => [one.kind, one.hardness, one.recipient, one.reason, one.replyCode, one.messageId])).toEqual([
      ['bounced', 'hard', 'gone@firm.test', 'unknown_address', '550', 'our-1@ours.test'],
      ['deferred', null, 'full@firm.test', 'mailbox_full', '452', 'our-1@ours.test'],
    ]);
  });

  it('reads a complaint, and an authentication report as no complaint', async () => {
    const feedback = (type: string) =>
      readMail(
        mail([
          'From: fbl@provider.test',
          'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
          '',
          '--b',
          'Content-Type: message/feedback-report',
          '',
          `Feedback-Type: ${type}`,
          'Original-Rcpt-To: cross@firm.test',
          '--b--',
        ]),
      );
    expect(await feedback('abuse')).toMatchObject([{ kind: 'complained', recipient: 'cross@firm.test' }]);
    expect(await feedback('auth-failure')).toMatchObject([{ kind: 'reported' }]);
  });

  it('tells a machine’s answer from a person’s', async () => {
    const from = (head: readonly string[]) =>
      readMail(mail(['From: Anna <anna@firm.test>', 'To: news@ours.test', 'In-Reply-To: <our-2@ours.test>', ...head, '', 'Hello']));
    const said = { recipient: 'anna@firm.test', messageId: 'our-2@ours.test' };
    expect(await from(['Subject: Re: Price list'])).toMatchObject([{ kind: 'replied', ...said }]);
    expect(await from(['Subject: Re: Price list', 'X-Auto-Response-Suppress: All'])).toMatchObject([{ kind: 'replied' }]);
    expect(await from(['Subject: Price list', 'Auto-Submitted: auto-replied'])).toMatchObject([{ kind: 'autoreplied', ...said }]);
    expect(await from(['Subject: Automatic reply: Price list'])).toMatchObject([{ kind: 'autoreplied' }]);
    expect(await from(['Subject: Abwesenheitsnotiz'])).toMatchObject([{ kind: 'autoreplied' }]);
    expect(await from(['Subject: unsubscribe'])).toMatchObject([{ kind: 'unsubscribed' }]);
  });

  it('does not take a content filter’s "unknown" for the end of an address', async () => {
    const said = (words: string) => readMail(mail([...BACK, '', `<anna@firm.test>: host mx said: ${words}`]));
    expect(await said('550 5.1.1 user unknown (in reply to RCPT TO command)')).toMatchObject([{ hardness: 'hard' }]);
    expect(await said('550 user unknown (in reply to end of DATA command)')).toMatchObject([{ hardness: 'soft', reason: 'filtered' }]);
  });

  it('lets no line end or control character through into what is shown', async () => {
    const [told] = await readMail(mail([...BACK, '', '<anna@firm.test>: 550 5.1.1 no such user\r\u0000\u2028Bcc: everyone@firm.test']));
    expect(told?.detail).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  });
});

const LIMIT_MS = 2000;

async function soon(raw: Uint8Array): Promise<void> {
  const started = performance.now();
  expect((await readMail(raw)).length).toBeGreaterThan(0);
  expect(performance.now() - started).toBeLessThan(LIMIT_MS);
}

describe('mails that nobody should send', () => {
  const repeated = (text: string, n: number) => text.repeat(n);
  it.each([
    ['nothing', ''],
    [
      'a thousand parts inside of each other',
      Array.from({ length: 1000 }, (_none, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`).join(''),
    ],
    ['a hundred thousand heads', `${repeated('X-Head: value\n', 100_000)}\nHello`],
    ['one head without end', `Subject: ${repeated('a', 1_500_000)}\n\nHello`],
    ['one line without end', `${BACK.join('\n')}\n\n${repeated('a@', 700_000)}`],
    ['addresses without end', `${BACK.join('\n')}\n\n${repeated('<anna@firm.test>: 550 5.1.1 user unknown\n', 20_000)}`],
    ['a charset that is none', 'Content-Type: text/plain; charset=no-such-thing\nSubject: =?x-none?Q?=FF=FE?=\n\nHello'],
    ['dots without end', `${BACK.join('\n')}\n\n<anna@${repeated('a.', 30_000)}test>: user unknown`],
    ['spaces without end', `${BACK.join('\n')}\n\nuser${repeated(' ', 60_000)}is not${repeated(' -', 30_000)}known`],
    ['dashes without end', `${BACK.join('\n')}\n\n${repeated('-', 60_000)}original ${repeated('=-', 30_000)}\n`],
    ['a report of colons', `Content-Type: message/delivery-status\n\n${repeated('Final-Recipient: rfc822; a@firm.test\n', 20_000)}`],
    ['HTML without end', `Content-Type: text/html\n\n${repeated('<div><a href="x">', 60_000)}`],
  ])('%s: neither crash nor hang', async (_name, text) => soon(Buffer.from(text, 'latin1')), 10_000);

  it('any bytes, and any change of a good mail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), fc.nat(REPORT.length), fc.nat(80), async (bytes, at, gone) => {
        await soon(bytes);
        await soon(Buffer.concat([REPORT.subarray(0, at), bytes, REPORT.subarray(at + gone)]));
      }),
      { numRuns: 60 },
    );
  });
});
