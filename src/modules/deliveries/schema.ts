import { z } from 'zod';

/** What a mail provider or a mail server says became of a mail. */
export const KINDS = [
  'accepted',
  'sent',
  'delivered',
  'deferred',
  'bounced',
  'complained',
  'opened',
  'clicked',
  'unsubscribed',
  'subscribed',
  'rejected',
  'failed',
  'inbound',
  'replied',
  'autoreplied',
  'reported',
  'unknown',
] as const;
export const Kind = z.enum(KINDS);
export type Kind = z.output<typeof Kind>;

/** Only of a bounce: hard means that the address will not work later either. */
export const HARDNESS = ['hard', 'soft'] as const;
export const Hardness = z.enum(HARDNESS);
export type Hardness = z.output<typeof Hardness>;

/** Why a mail was not taken, one word per cause; what the mail server wrote stands beside it. */
export const REASONS = [
  'unknown_address',
  'unknown_domain',
  'moved',
  'takes_no_mail',
  'mailbox_full',
  'disabled_address',
  'filtered',
  'refused_sender',
  'blocked',
  'reputation',
  'authentication',
  'no_reverse_name',
  'spam',
  'virus',
  'content',
  'too_big',
  'policy',
  'security',
  'relay',
  'rate',
  'expired',
  'network',
  'server',
  'on_hold',
  'suppressed',
  'unclear',
] as const;
export const Reason = z.enum(REASONS);
export type Reason = z.output<typeof Reason>;

export const PROVIDERS = [
  'amazon_ses',
  'brevo',
  'mailersend',
  'mailgun',
  'mailjet',
  'mailtrap',
  'mandrill',
  'postal',
  'postmark',
  'resend',
  'sendgrid',
  'sparkpost',
  'unisender_go',
  'generic',
  'mailbox',
] as const;
export const Provider = z.enum(PROVIDERS);
export type Provider = z.output<typeof Provider>;

/** How each provider proves that it is it. */
export const PROOFS: Readonly<Record<Exclude<Provider, 'mailbox'>, 'signed' | 'password'>> = {
  amazon_ses: 'signed',
  mailersend: 'signed',
  mailgun: 'signed',
  mailtrap: 'signed',
  mandrill: 'signed',
  postal: 'signed',
  resend: 'signed',
  sendgrid: 'signed',
  unisender_go: 'signed',
  brevo: 'password',
  mailjet: 'password',
  postmark: 'password',
  sparkpost: 'password',
  generic: 'password',
};

/** One thing told about one mail to one person, whoever told it. */
export const Told = z.object({
  kind: Kind,
  hardness: Hardness.nullable(),
  /** Lower case; null where the provider names nobody. */
  recipient: z.string().nullable(),
  /** The mail's id as the provider or the mail itself gives it, without angle brackets. */
  messageId: z.string().nullable(),
  /** The provider's own id of this event. */
  eventId: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  /** Three digits of SMTP. */
  replyCode: z.string().nullable(),
  /** `5.1.1` (RFC 3463). */
  status: z.string().nullable(),
  reason: Reason.nullable(),
  /** What the other side wrote, in one line. */
  detail: z.string().nullable(),
  url: z.string().nullable(),
  userAgent: z.string().nullable(),
  tags: z.array(z.string()),
  metadata: z.record(z.string(), z.string()),
  /** The provider's own word for it. */
  word: z.string(),
});
export type Told = z.output<typeof Told>;

const LINE = /^[^\p{Cc}\u2028\u2029]*$/u;
export const SourceName = z.string().trim().min(1, 'Name the source.').max(120).regex(LINE, 'Write it in one line.');
export const SourceSecret = z.string().trim().min(8, 'A secret has at least 8 characters.').max(4000);
/** The longest body of events, mail or file that is taken. */
export const MOST_BODY = 2 * 1024 * 1024;
export const MOST_MAIL_FILE = 20 * 1024 * 1024;
/** Days after which the bodies of what came in are let go; what was read from them stays. */
export const KEEP_DAYS = 90;

const Path = z.string().max(300);
/** How a provider that has no reader of its own is read: where the events stand, where each field does, and what its words mean. */
export const MappingShape = z.object({
  each: Path.default(''),
  fields: z.object({
    word: Path.default(''),
    recipient: Path.default(''),
    messageId: Path.default(''),
    eventId: Path.default(''),
    at: Path.default(''),
    status: Path.default(''),
    detail: Path.default(''),
    url: Path.default(''),
    userAgent: Path.default(''),
  }),
  kinds: z
    .array(
      z.object({ word: z.string().trim().min(1, 'Write the word.').max(100), kind: Kind, hardness: Hardness.nullable().default(null) }),
    )
    .max(60),
});
export type MappingShape = z.output<typeof MappingShape>;
