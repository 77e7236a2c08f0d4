import type { Provider, Told } from '../schema.ts';
import { eventsBy, exactJson, type Mapping } from './mapping.ts';
import { readBrevo, readMailjet, readMailtrap, readMandrill, readSendgrid } from './providers/lists.ts';
import { readMailersend, readMailgun, readPostal, readPostmark, readResend, readSparkpost, readUnisender } from './providers/nested.ts';
import type { Reader } from './providers/reader.ts';
import { readAmazon } from './providers/sns.ts';

const READERS: Readonly<Record<Exclude<Provider, 'generic' | 'mailbox'>, Reader>> = {
  amazon_ses: readAmazon,
  brevo: readBrevo,
  mailersend: readMailersend,
  mailgun: readMailgun,
  mailjet: readMailjet,
  mailtrap: readMailtrap,
  mandrill: readMandrill,
  postal: readPostal,
  postmark: readPostmark,
  resend: readResend,
  sendgrid: readSendgrid,
  sparkpost: readSparkpost,
  unisender_go: readUnisender,
};

/** The events in what was posted to a source; the mapping is that of a generic one. Never throws, whatever stands in it. */
export function readPosted(provider: Provider, body: unknown, mapping: Mapping | null): Told[] {
  if (provider === 'mailbox') return [];
  if (provider === 'generic') return mapping ? eventsBy(mapping, body) : [];
  return READERS[provider](body);
}

/** What was posted, parsed: JSON, or the form in which one provider sends its list; undefined where it is neither. */
export function bodyOf(text: string, mediaType: string): unknown {
  if (!mediaType.includes('form-urlencoded')) return exactJson(text);
  const form = new URLSearchParams(text);
  const list = form.get('mandrill_events');
  return list === null ? Object.fromEntries([...form].slice(0, 500)) : exactJson(list);
}
