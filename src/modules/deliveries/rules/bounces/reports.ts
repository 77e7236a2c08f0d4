import { instantOf } from '../instants.ts';
import { addressesIn, fieldsOf } from './opened.ts';

/** What a delivery report (RFC 3464) says about one recipient; nothing is judged yet. */
export interface Reported {
  recipient: string | null;
  /** `failed`, `delayed`, `delivered`, `relayed`, `expanded`, or what stands there. */
  action: string | null;
  status: string | null;
  diagnostic: string;
  at: string | null;
}

/** What a feedback report (RFC 5965) says: the kind of feedback and who gave it. */
export interface Feedback {
  type: string;
  recipients: readonly string[];
  at: string | null;
}

/** A mail to more people than this is none of ours. */
export const MOST_RECIPIENTS = 100;

/** Blocks stand apart by an empty line; some servers leave it out before the next recipient. */
function blocksOf(report: string): string[] {
  return report.split(/\n[ \t]*\n/).flatMap((block) => {
    const parts = block.split(/\n(?=final-recipient[ \t]*:)/i);
    return /^final-recipient/i.test(parts[0] ?? '') || parts.length > 2 ? parts : [block];
  });
}

const typed = (value: string | undefined): string => (value ?? '').replace(/^\s*[\w-]{1,20}\s*;\s*/, '').trim();

/** The blocks of delivery-status parts: the first is about the message, each further one about a recipient; broken ones have one block. */
export function readStatusReports(reports: readonly string[]): Reported[] {
  const rows = reports.flatMap((report) => blocksOf(report).map((block) => new Map(fieldsOf(block).map((one) => [one.name, one.value]))));
  const found: Reported[] = [];
  for (const fields of rows.slice(0, MOST_RECIPIENTS)) {
    const recipient = recipientOf(fields);
    const about = recipient !== null || fields.has('action') || fields.has('status') || fields.has('diagnostic-code');
    if (!about) continue;
    const row: Reported = {
      recipient,
      action:
        fields
          .get('action')
          ?.toLowerCase()
          .match(/[a-z]+/)?.[0] ?? null,
      status: /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null,
      diagnostic: typed(fields.get('diagnostic-code')),
      at: instantOf(fields.get('last-attempt-date') ?? fields.get('arrival-date')),
    };
    const last = found.at(-1);
    // Some servers set an empty line inside of a block.
    if (last && row.recipient === null && !(last.status && row.status)) found[found.length - 1] = joined(last, row);
    else found.push(row);
  }
  return found;
}

function joined(one: Reported, other: Reported): Reported {
  return {
    recipient: one.recipient ?? other.recipient,
    action: one.action ?? other.action,
    status: one.status ?? other.status,
    diagnostic: one.diagnostic || other.diagnostic,
    at: one.at ?? other.at,
  };
}

/** The address that was written to, before any forwarding where the report knows it. */
function recipientOf(fields: ReadonlyMap<string, string>): string | null {
  const named = ['final-recipient', 'original-recipient', 'x-actual-recipient'].flatMap((name) =>
    addressesIn(typed(fields.get(name))).slice(0, 1),
  );
  // A name of an inner server says nothing outside.
  return named.find((address) => /@.*\./.test(address)) ?? named[0] ?? null;
}

/** Feedback parts, or null where there is none that names a type. */
export function readFeedback(reports: readonly string[]): Feedback | null {
  const fields = reports.flatMap((report) => fieldsOf(report));
  const valuesOf = (...names: string[]) => fields.filter((field) => names.includes(field.name)).map((field) => field.value);
  const type = valuesOf('feedback-type')[0]?.toLowerCase();
  if (!type) return null;
  const named = valuesOf('original-rcpt-to', 'removal-recipient').flatMap((value) => addressesIn(value));
  return { type, recipients: [...new Set(named)], at: instantOf(valuesOf('arrival-date', 'received-date')[0]) };
}
