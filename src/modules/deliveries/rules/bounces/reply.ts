import type { Opened } from './opened.ts';

const has = (mail: Opened, name: string, pattern: RegExp): boolean => (mail.headers.get(name) ?? []).some((value) => pattern.test(value));

/** Subjects that mail programs and people give to what is sent while they are away. */
const AWAY =
  /^(?:re: ?|aw: ?|sv: ?)*(?:auto(?:matic|mated)?[ :-]|auto-?(?:reply|response|respond\w*|antwort)|out of (?:the )?office|ooo\b|vacation|on (?:vacation|leave|holiday)|away (?:from|until)|abwesen|automatische antwort|réponse automatique|absence|respuesta autom|fuera de (?:la )?oficina|risposta automatica|resposta autom|fora do escrit|automatisch antwoord|afwezig|autosvar|fraværsmelding|frånvaro|自動返信|автоответ)|(?:i am|i'm|is) (?:away|out|on vacation)|(?:out of office|automatic reply|auto-?reply|autoresponse|vacation reply)/i;

/** An automatic answer of a person's mailbox (RFC 3834 and what stood before it). X-Auto-Response-Suppress is none: newsletters carry it. */
export function looksAutomatic(mail: Opened): boolean {
  if (fromDaemon(mail) || mail.headers.has('x-failed-recipients')) return false;
  const marked =
    has(mail, 'auto-submitted', /^\s*auto-(?:replied|generated|notified)/i) ||
    has(mail, 'x-autoreply', /\S/) ||
    has(mail, 'x-autorespond', /\S/) ||
    has(mail, 'x-auto-reply', /\S/) ||
    has(mail, 'x-autoreply-domain', /\S/) ||
    has(mail, 'precedence', /^auto[_-]?reply/i) ||
    has(mail, 'x-precedence', /^auto[_-]?reply/i) ||
    has(mail, 'delivered-to', /^autoresponder$/i) ||
    has(mail, 'x-apple-action', /vacation/i);
  return (marked && !FAILURE.test(mail.subject)) || AWAY.test(mail.subject.trim());
}

/** What a mail program sends to the address of a List-Unsubscribe head (RFC 2369). */
export function asksToLeave(mail: Opened): boolean {
  return mail.headers.has('x-apple-unsubscribe') || /^\s*unsubscribe\s*$/i.test(mail.subject);
}

const DAEMON =
  /mailer-?daemon|post_?master|mail[._-]?(?:delivery|daemon|deliver)|mail ?system|delivery[ ._-]?(?:subsystem|system|agent|status)|mmsc ndr|internet mail delivery|system administrator|bounces?@|mail administrator/i;

function fromDaemon(mail: Opened): boolean {
  return DAEMON.test(mail.from) || has(mail, 'from', DAEMON) || has(mail, 'return-path', /mailer-daemon/i);
}

const FAILURE =
  /undeliver|undelivered|not (?:be )?deliver|deliver\w*[ :-]*(?:status|fail|error|problem|notif|report|delay)|fail(?:ure|ed)|returned (?:mail|message|to sender)|return(?:ing|ed)|bounce|mail error|mail system error|delayed|rejected|not member|message blocked|couldn't be delivered|could not be|unzustellbar|non remis|no entregad|エラー|配信|不達|non recapitabile|недоставлен|не доставлено|mail could not|warning: message|problem|blocked|errors from|loop alert|mail delivery/i;
const SAYS_SO =
  /(?:could|can|was|were|has|have|is|are)(?: ?not|n't)(?: be| been)? (?:deliver|sent|reach)|did not reach|unable to deliver|undeliver|permanent(?:ly)? (?:fatal )?(?:error|fail)|delivery (?:to the following|has failed|failed|problems|errors)|failed (?:addresses|recipients|to deliver)|cannot be delivered|mailbox is full|not a member|unknown user|user unknown|error message below|transcript of session follows|duplicated message-id|returned to you|rejected|送信できません|配信できません|не может быть доставлено|no fue posible entregar/i;

/** A mail that a server sends back without a report of RFC 3464. */
export function looksReturned(mail: Opened): boolean {
  const nobody = has(mail, 'return-path', /^\s*<\s*>\s*$/);
  if (mail.headers.has('x-failed-recipients')) return true;
  const points =
    Number(fromDaemon(mail)) +
    Number(nobody) +
    Number(FAILURE.test(mail.subject)) +
    Number(SAYS_SO.test(mail.words)) +
    Number(mail.returned.length > 0);
  return points >= 2 && (FAILURE.test(mail.subject) || SAYS_SO.test(mail.words) || fromDaemon(mail));
}
