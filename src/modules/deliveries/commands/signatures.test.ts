import { createHash, createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Provider } from '../schema.ts';
import { certificateAddress, confirmationOf, signatureProblem } from './signatures.ts';

const NOW = Date.parse('2026-03-10T10:00:00Z');
const SECONDS = String(NOW / 1000);
const SECRET = 'c2VjcmV0IG9mIHRoZSBwcm92aWRlcg==';
const URL_HERE = 'https://crm.firm.test/api/deliveries/x/events';
/** Made for this test alone. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBfDCCASOgAwIBAgIUQUW0W99/vsFtBffU13r7Rw3hq+8wCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIc25zLnRlc3QwIBcNMjYxMTIyMDUxMzE4WhgPMjEyNjEwMjkw
NTEzMThaMBMxETAPBgNVBAMMCHNucy50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAE5SqcTxeJ6Iq3qeb0TXmDgyOhVIJbBWEJKb9Zpfv//XLwY6qV33ep8hD5
DyjN53dWgVshJR+Gtee3ZxKqIk5x46NTMFEwHQYDVR0OBBYEFD+xezEjaYUo0rZP
BH7zXCXbg7wAMB8GA1UdIwQYMBaAFD+xezEjaYUo0rZPBH7zXCXbg7wAMA8GA1Ud
EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgT96P546wE5i0G5eI6g0IlKrj
/rWYr6mY167ICeN28ScCIFZRJUvzQXWUip0iyUTdXvHUfcyMhEdsmwGX6RdQCM6J
-----END CERTIFICATE-----
`;
const CERTIFICATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1J1hl7e/QG8z/M7h
0Sd4V2bPqfvD+9BmcbEbk7LqCcuhRANCAATlKpxPF4noirep5vRNeYODI6FUglsF
YQkpv1ml+//9cvBjqpXfd6nyEPkPKM3nd1aBWyElH4a157dnEqoiTnHj
-----END PRIVATE KEY-----
`;

type Signed = { body: string; headers?: Record<string, string>; secret?: string; certificate?: string };
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = (key: typeof publicKey) => key.export({ type: 'spki', format: 'der' }).toString('base64');
const hex = (body: string) => createHmac('sha256', SECRET).update(body).digest('hex');
const basic = (password: string) => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;

function mandrill(): Signed {
  const list = JSON.stringify([{ event: 'send' }]);
  const signature = createHmac('sha1', SECRET).update(`${URL_HERE}mandrill_events${list}`).digest('base64');
  return { body: new URLSearchParams({ mandrill_events: list }).toString(), headers: { 'x-mandrill-signature': signature } };
}

function amazon(): Signed {
  const said = { Message: '{}', MessageId: 'm1', Timestamp: '2026-03-10T10:00:00Z', TopicArn: SECRET, Type: 'Notification' };
  const text = Object.entries(said).map(([name, value]) => `${name}\n${value}\n`);
  const Signature = createSign('sha256').update(text.join('')).sign(CERTIFICATE_KEY, 'base64');
  const SigningCertURL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-abc.pem';
  return { body: JSON.stringify({ ...said, SignatureVersion: '2', Signature, SigningCertURL }), certificate: CERTIFICATE };
}

function unisender(): Signed {
  const text = (auth: string) => `{"auth":"${auth}","events_by_user":[]}`;
  return { body: text(createHash('md5').update(text(SECRET)).digest('hex')) };
}

const BODY = '{"type":"x","n":1.0}';
/** One rightly signed request for each provider. */
const SIGNED: readonly (readonly [Provider, () => Signed])[] = [
  ['amazon_ses', amazon],
  ['brevo', () => ({ body: BODY, headers: { authorization: `Bearer ${SECRET}` } })],
  ['generic', () => ({ body: BODY, headers: { authorization: basic(SECRET) } })],
  ['mailersend', () => ({ body: BODY, headers: { signature: hex(BODY) } })],
  ['mailgun', () => ({ body: JSON.stringify({ signature: { timestamp: SECONDS, token: 'tok', signature: hex(`${SECONDS}tok`) } }) })],
  ['mailjet', () => ({ body: BODY, headers: { authorization: basic(SECRET) } })],
  ['mailtrap', () => ({ body: BODY, headers: { 'mailtrap-signature': hex(BODY) } })],
  ['mandrill', mandrill],
  [
    'postal',
    () => ({
      body: BODY,
      secret: spki(rsa.publicKey),
      headers: { 'x-postal-signature': createSign('sha1').update(BODY).sign(rsa.privateKey, 'base64') },
    }),
  ],
  ['postmark', () => ({ body: BODY, headers: { authorization: basic(SECRET) } })],
  [
    'sendgrid',
    () => ({
      body: BODY,
      secret: spki(publicKey),
      headers: {
        'x-twilio-email-event-webhook-timestamp': SECONDS,
        'x-twilio-email-event-webhook-signature': createSign('sha256')
          .update(SECONDS + BODY)
          .sign(privateKey, 'base64'),
      },
    }),
  ],
  ['sparkpost', () => ({ body: BODY, headers: { authorization: basic(SECRET) } })],
  ['unisender_go', unisender],
];

function check(provider: Provider, { body, headers = {}, secret = SECRET, certificate }: Signed, now = NOW) {
  const posted = { headers, body: Buffer.from(body), url: URL_HERE };
  return signatureProblem(provider, { posted, secret, now, certificate: certificate ?? null });
}

describe('the proof of a provider', () => {
  it.each(SIGNED)('%s: is known where it is right', (provider, sign) => expect(check(provider, sign())).toBeNull());

  it.each(SIGNED)('%s: is refused with another secret, without any, and as nonsense', (provider, sign) => {
    const right = sign();
    const otherKey =
      provider === 'sendgrid' || provider === 'postal'
        ? spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
        : 'another secret';
    expect(check(provider, { ...right, secret: otherKey })).toBe('signature');
    expect(check(provider, { body: BODY })).toBe('signature');
    expect(check(provider, { body: '', headers: { authorization: 'Basic', signature: '', 'x-mandrill-signature': '%%' } })).toBe(
      'signature',
    );
  });

  it.each(SIGNED.filter(([, sign]) => !('authorization' in (sign().headers ?? {}))))(
    '%s: belongs to these bytes alone',
    (provider, sign) => {
      const right = sign();
      if (provider === 'mailgun') return expect(check(provider, { ...right, body: right.body.replace('tok', 'kot') })).toBe('signature');
      const changed = provider === 'amazon_ses' ? right.body.replace('m1', 'm2') : `${right.body} `;
      return expect(check(provider, { ...right, body: changed })).toBe('signature');
    },
  );

  it.each(['sendgrid', 'mailgun', 'amazon_ses'] as const)('%s: grows old', (provider) => {
    const sign = SIGNED.find(([name]) => name === provider)?.[1];
    expect(sign && check(provider, sign(), NOW + 25 * 60 * 60_000)).toBe('old');
  });
});

describe('addresses that Amazon may name', () => {
  const HOSTS = [
    'sns.eu-west-1.amazonaws.com.evil.test',
    'evil.test',
    '127.0.0.1',
    '[::1]',
    'sns.amazonaws.com',
    'a@sns.eu-west-1.amazonaws.com',
    'sns.eu-west-1.amazonaws.com:8443',
  ];
  const body = (url: string) => Buffer.from(JSON.stringify({ Type: 'SubscriptionConfirmation', SigningCertURL: url, SubscribeURL: url }));
  it.each(HOSTS)('%s is none', (host) => {
    expect(certificateAddress(body(`https://${host}/SimpleNotificationService-1.pem`))).toBeNull();
    expect(confirmationOf(body(`https://${host}/?Action=ConfirmSubscription`))).toBeNull();
  });
  it('its own over https are, and only its certificates for a certificate', () => {
    const own = 'https://sns.us-gov-west-1.amazonaws.com';
    expect(certificateAddress(body(`${own}/SimpleNotificationService-1.pem`))).toContain(own);
    expect(certificateAddress(body(`${own}/?x=SimpleNotificationService-1.pem`))).toBeNull();
    expect(confirmationOf(body(`${own}/?Action=ConfirmSubscription&Token=1`))).toContain(own);
    expect(confirmationOf(body(`${own.replace('https', 'http')}/?Action=ConfirmSubscription`))).toBeNull();
  });
});
