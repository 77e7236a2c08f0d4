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
