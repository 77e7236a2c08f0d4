import type { ReadMail } from '#platform/mail/read.ts';

/** Heads in which a mail server says whom it delivered to, beside those that the writer sees. */
const DELIVERED = new Set(['to', 'cc', 'bcc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-delivered-to', 'resent-to']);

/** The token of `drop+<token>@domain` among those a mail was delivered to. */
export function tokenIn(mail: Pick<ReadMail, 'headers'>, address: string): string | null {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  for (const { name, value } of mail.headers) {
    if (!DELIVERED.has(name.toLowerCase())) continue;
    const text = value.toLowerCase();
    for (let from = text.indexOf(`${local}+`); from >= 0; from = text.indexOf(`${local}+`, from + 1)) {
      const rest = text.slice(from + local.length + 1);
      const token = /^[a-z0-9]{16,40}(?=@)/.exec(rest)?.[0];
      const after = rest.slice(`${token}@${domain}`.length);
      if (token && rest.startsWith(`${token}@${domain}`) && !/^[a-z0-9.-]/.test(after)) return token;
    }
  }
  return null;
}

export interface ForwardedHead {
  /** As written: a name and an address. */
  from: string;
  /** ISO, where the day could be read. */
  at: string | null;
}

const FROM = /^[> \t*]{0,20}(?:from|von|de|da|van)\s*:\s*\*?(.{3,300})$/im;
const DATE = /^[> \t*]{0,20}(?:date|sent|datum|gesendet|envoyé|date d'envoi)\s*:\s*\*?(.{6,80})$/im;

/** Who wrote a mail that was forwarded, by the head that mail programs put above it. */
export function forwardedHead(text: string): ForwardedHead | null {
  const beginning = text.slice(0, 20_000);
  const from = FROM.exec(beginning);
  if (!from?.[1]?.includes('@')) return null;
  const date = DATE.exec(beginning.slice(from.index, from.index + 1000))?.[1]?.replace(/\bum\b|\bat\b|\bà\b/g, ' ') ?? '';
  const at = Date.parse(date);
  return { from: from[1].replace(/\[mailto:([^\]]{3,254})\]/, '<$1>').trim(), at: Number.isNaN(at) ? null : new Date(at).toISOString() };
}
