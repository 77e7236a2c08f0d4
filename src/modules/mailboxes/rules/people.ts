import type { Person } from '#platform/mail/read.ts';
import type { MailboxKind } from '../schema.ts';

export interface Sides {
  direction: 'in' | 'out';
  /** Those of the other side, the writer first. */
  others: Person[];
}

/** What a mailbox and its workspace know of their own people. Addresses and domains in lower case. */
export interface Own {
  addresses: ReadonlySet<string>;
  internal: readonly string[];
  ignored: readonly string[];
}

export interface Between {
  from: Person | null;
  recipients: readonly Person[];
  /** The folder holds what was sent. */
  sentFolder: boolean;
}

/** Who wrote to whom, seen from this firm. */
export function sidesOf({ from, recipients, sentFolder }: Between, own: Own): Sides {
  const isOwn = ({ email }: Person) => own.addresses.has(email) || matches(email, own.internal);
  const byUs = from ? isOwn(from) : sentFolder;
  const others = [...(from && !byUs ? [from] : []), ...recipients.filter((one) => !isOwn(one))];
  return { direction: byUs ? 'out' : 'in', others: byUs ? others : others.filter((one, n) => n === 0 || one.email !== others[0]?.email) };
}

/** An address against addresses and domains; a domain means those below it, too. */
export function matches(email: string, patterns: readonly string[]): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return patterns.some((pattern) => (pattern.includes('@') ? pattern === email : domain === pattern || domain.endsWith(`.${pattern}`)));
}

export type Fate = 'keep' | 'ignored' | 'internal' | 'unknown_people';

/**
 * Whether anything of a mail is kept. Nothing of people who are on the list of those to leave alone, nothing among colleagues; of a rep's own
 * mailbox only what is from or to people of the record.
 */
export function fateOf({ kind, sides, own, known }: { kind: MailboxKind; sides: Sides; own: Own; known: ReadonlySet<string> }): Fate {
  if (sides.others.length === 0) return 'internal';
  if (sides.others.some(({ email }) => matches(email, own.ignored))) return 'ignored';
  if (kind === 'shared' && sides.direction === 'in') return 'keep';
  return sides.others.some(({ email }) => known.has(email)) ? 'keep' : 'unknown_people';
}
