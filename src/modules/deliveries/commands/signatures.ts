import { createHash, createHmac, createPublicKey, createVerify, timingSafeEqual, X509Certificate } from 'node:crypto';
import { exactJson, textOf, valueAt } from '../rules/mapping.ts';
import type { Provider } from '../schema.ts';

/** A request as it came, byte for byte. */
export interface Posted {
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  body: Uint8Array;
  /** The address that was posted to, as the provider knows it. */
  url: string;
}

export interface Check {
  posted: Posted;
  secret: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Of Amazon's certificate, fetched beforehand; null where it could not be had. */
  certificate?: string | null;
}

/** `signature`: not from whom it says. `old`: rightly signed, too long ago. Null: all is well. */
export type SignatureProblem = 'signature' | 'old';

const FIVE_MINUTES = 5 * 60_000;
/** A provider that signs once and tries for hours sends the first time along; repeats are recognised by their ids anyway. */
const A_DAY = 24 * 60 * 60_000;

const CHECKS: Readonly<Record<string, (check: Check) => SignatureProblem | null>> = {
  amazon_ses: notification,
  mailersend: (check) => hexOfBody(check, 'signature'),
  mailtrap: (check) => hexOfBody(check, 'mailtrap-signature'),
  mailgun,
  mandrill,
  postal,
  resend: standardWebhook,
  sendgrid,
  unisender_go: unisender,
};

/** Why a request is not taken; null where it is proved. */
export function signatureProblem(provider: Provider, check: Check): SignatureProblem | null {
  try {
    return (CHECKS[provider] ?? password)(check);
  } catch {
    // A key or certificate that is none.
    return 'signature';
  }
}

/** In a time that says nothing about where the two differ. */
function same(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

function header({ headers }: Posted, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

const proved = (right: boolean): SignatureProblem | null => (right ? null : 'signature');

function fresh(seconds: string, now: number, tolerance: number): boolean {
  const at = Number(seconds) * 1000;
  return /^\d{9,11}(?:\.\d+)?$/.test(seconds) && Math.abs(now - at) <= tolerance;
}

const hmac = (algorithm: string, secret: string | Uint8Array) => createHmac(algorithm, secret);

/** Basic authentication with any name, or a bearer token: what providers can do that sign nothing. */
function password({ posted, secret }: Check): SignatureProblem | null {
  const [, means = '', rest = ''] = /^(basic|bearer) +(\S+)$/i.exec(header(posted, 'authorization')) ?? [];
  if (means.toLowerCase() === 'bearer') return proved(same(rest, secret));
  if (means.toLowerCase() !== 'basic') return 'signature';
  const plain = Buffer.from(rest, 'base64').toString('utf8');
  return proved(plain.includes(':') && same(plain.slice(plain.indexOf(':') + 1), secret));
}

function hexOfBody({ posted, secret }: Check, name: string): SignatureProblem | null {
  return proved(same(header(posted, name).toLowerCase(), hmac('sha256', secret).update(posted.body).digest('hex')));
}

const jsonOf = ({ body }: Posted): unknown => exactJson(Buffer.from(body).toString('utf8'));

function mailgun({ posted, secret, now }: Check): SignatureProblem | null {
  const json = jsonOf(posted);
  const form = json === undefined ? new URLSearchParams(Buffer.from(posted.body).toString('utf8')) : null;
  const field = (name: string) => (form ? form.get(name) : textOf(valueAt(json, `signature.${name}`))) ?? '';
  const expected = hmac('sha256', secret)
    .update(`${field('timestamp')}${field('token')}`)
    .digest('hex');
  if (field('token') === '' || !same(field('signature').toLowerCase(), expected)) return 'signature';
  return fresh(field('timestamp'), now, A_DAY) ? null : 'old';
}

/** The address and then each field's name and value, by name. */
function mandrill({ posted, secret }: Check): SignatureProblem | null {
  const fields = [...new URLSearchParams(Buffer.from(posted.body).toString('utf8'))].sort(([one], [other]) => (one < other ? -1 : 1));
  const text = posted.url + fields.map(([name, value]) => name + value).join('');
  return proved(same(header(posted, 'x-mandrill-signature'), hmac('sha1', secret).update(text).digest('base64')));
}

/** The key that Postal shows is its public one, in PEM or the base64 in between. */
function postal({ posted, secret }: Check): SignatureProblem | null {
  const newer = header(posted, 'x-postal-signature-256');
  const signature = newer || header(posted, 'x-postal-signature');
  const verify = createVerify(newer ? 'sha256' : 'sha1').update(posted.body);
  return proved(signature !== '' && verify.verify(publicKey(secret), signature, 'base64'));
}

function publicKey(text: string) {
  if (text.includes('BEGIN')) return createPublicKey(text);
  return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
}

function sendgrid({ posted, secret, now }: Check): SignatureProblem | null {
  const timestamp = header(posted, 'x-twilio-email-event-webhook-timestamp');
  const signature = header(posted, 'x-twilio-email-event-webhook-signature');
  const verify = createVerify('sha256').update(timestamp).update(posted.body);
  if (signature === '' || !verify.verify(publicKey(secret), signature, 'base64')) return 'signature';
  return fresh(timestamp, now, FIVE_MINUTES) ? null : 'old';
}

/** Standard Webhooks, which Resend sends by another name: `v1,<base64>` once or several times, while a key is being changed. */
function standardWebhook({ posted, secret, now }: Check): SignatureProblem | null {
  const of = (name: string) => header(posted, `svix-${name}`) || header(posted, `webhook-${name}`);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = hmac('sha256', key)
    .update(`${of('id')}.${of('timestamp')}.`)
    .update(posted.body)
    .digest('base64');
  const given = of('signature').split(' ').slice(0, 10);
  if (of('id') === '' || !given.some((one) => one.startsWith('v1,') && same(one.slice(3), expected))) return 'signature';
  return fresh(of('timestamp'), now, FIVE_MINUTES) ? null : 'old';
}

/** The MD5 of the body with the key in the place of the signature: theirs, and no better one. */
function unisender({ posted, secret }: Check): SignatureProblem | null {
  const text = Buffer.from(posted.body).toString('utf8');
  const given = textOf(valueAt(jsonOf(posted), 'auth')) ?? '';
  if (!/^[0-9a-f]{32}$/i.test(given)) return 'signature';
  return proved(same(given.toLowerCase(), createHash('md5').update(text.replace(given, secret)).digest('hex')));
}

/** Where Amazon keeps its certificates and takes its confirmations. Nothing else is ever asked for it. */
export const AMAZON_HOSTS = /^sns\.[a-z]{2}(?:-[a-z]{2,8}){1,3}-\d\.amazonaws\.com(?:\.cn)?$/;
const SIGNED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

/** Where the certificate of a notification lies: only an address of Amazon's own, and only a certificate. */
export function certificateAddress(body: Uint8Array): string | null {
  const address = textOf(valueAt(exactJson(Buffer.from(body).toString('utf8')), 'SigningCertURL'));
  if (!address || !URL.canParse(address)) return null;
  const url = new URL(address);
  const plain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.search === '';
  return plain && AMAZON_HOSTS.test(url.hostname) && /^\/SimpleNotificationService-[\w-]{1,100}\.pem$/.test(url.pathname) ? address : null;
}

/** The secret of an Amazon source is the name of its topic: a rightly signed message of a stranger's topic is still a stranger's. */
function notification({ posted, secret, now, certificate }: Check): SignatureProblem | null {
  const message = exactJson(Buffer.from(posted.body).toString('utf8'));
  const field = (name: string) => textOfExactly(valueAt(message, name));
  const fields = Object.hasOwn(SIGNED_FIELDS, field('Type')) ? SIGNED_FIELDS[field('Type')] : undefined;
  if (!fields || !certificate || certificateAddress(posted.body) === null || !same(field('TopicArn'), secret)) return 'signature';
  const text = fields.filter((name) => valueAt(message, name) !== undefined).map((name) => `${name}\n${field(name)}\n`);
  const { publicKey: key, validTo } = new X509Certificate(certificate);
  const verify = createVerify(field('SignatureVersion') === '2' ? 'sha256' : 'sha1').update(text.join(''));
  if (Date.parse(validTo) < now || !verify.verify(key, field('Signature'), 'base64')) return 'signature';
  return Math.abs(now - Date.parse(field('Timestamp'))) <= A_DAY ? null : 'old';
}

const textOfExactly = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The address that Amazon wants to be visited before it sends anything, where it is one of Amazon's. */
export function confirmationOf(body: Uint8Array): string | null {
  const message = exactJson(Buffer.from(body).toString('utf8'));
  if (valueAt(message, 'Type') !== 'SubscriptionConfirmation') return null;
  const address = textOfExactly(valueAt(message, 'SubscribeURL'));
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'https:' && url.port === '' && url.username === '' && AMAZON_HOSTS.test(url.hostname) ? address : null;
}
