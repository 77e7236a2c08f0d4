import type { Hardness, Reason } from '../../schema.ts';
import { classOf } from './phrases.ts';

/** Enhanced status codes (RFC 3463, RFC 5248, RFC 7372, RFC 7505) by subject and detail. */
const STATUS: Readonly<Record<string, Reason>> = {
  '1.0': 'unknown_address',
  '1.1': 'unknown_address',
  '1.2': 'unknown_domain',
  '1.3': 'unknown_address',
  '1.4': 'unknown_address',
  '1.6': 'moved',
  '1.7': 'refused_sender',
  '1.8': 'refused_sender',
  '1.9': 'expired',
  '1.10': 'takes_no_mail',
  '2.0': 'filtered',
  '2.1': 'filtered',
  '2.2': 'mailbox_full',
  '2.3': 'too_big',
  '2.4': 'filtered',
  '3.0': 'server',
  '3.1': 'server',
  '3.2': 'takes_no_mail',
  '3.3': 'server',
  '3.4': 'too_big',
  '3.5': 'server',
  '4.0': 'network',
  '4.1': 'expired',
  '4.2': 'network',
  '4.3': 'server',
  '4.4': 'unknown_domain',
  '4.5': 'server',
  '4.6': 'network',
  '4.7': 'expired',
  '5.0': 'server',
  '5.2': 'server',
  '5.3': 'rate',
  '6.0': 'content',
  '6.1': 'content',
  '7.0': 'policy',
  '7.1': 'policy',
  '7.2': 'refused_sender',
  '7.7': 'content',
  '7.8': 'security',
  '7.9': 'security',
  '7.13': 'disabled_address',
  '7.17': 'moved',
  '7.20': 'authentication',
  '7.21': 'authentication',
  '7.22': 'authentication',
  '7.23': 'authentication',
  '7.24': 'authentication',
  '7.25': 'no_reverse_name',
  '7.26': 'authentication',
  '7.27': 'takes_no_mail',
  '7.28': 'rate',
  '7.509': 'authentication',
  '7.606': 'blocked',
};
/** Codes that say what they mean so plainly that the words beside them do not count. */
export type Step = 'sender' | 'recipient' | 'content';

const PLAIN = new Set(['1.6', '2.2', '2.3', '3.4', '7.13', '7.25', '7.26', '7.27', '7.509']);

/** After these an address will not work later either. */
const HARD: ReadonlySet<Reason> = new Set(['unknown_address', 'unknown_domain', 'moved', 'takes_no_mail']);

export interface Evidence {
  status: string | null;
  replyCode: string | null;
  /** The SMTP command that was answered, where it is told. */
  step: Step | null;
  /** What was answered about this recipient: the report's own words, then those of the text. */
  near: readonly string[];
  /** All of the mail. */
  wide: readonly string[];
}

/** Why a mail was not taken: a plain code first, then the closest words that say anything, then the code. */
export function reasonOf(evidence: Evidence): Reason {
  const { status, near, wide, step } = evidence;
  const key = status?.slice(2) ?? '';
  const byCode = Object.hasOwn(STATUS, key) ? STATUS[key] : undefined;
  if (wide.some((text) => NO_SPACE.test(text))) return 'mailbox_full';
  if (byCode && (PLAIN.has(key) || status === '5.3.2')) return byCode;
  const said = firstClass(near) ?? (byCode && !VAGUE.test(key) ? byCode : null) ?? firstClass(wide) ?? byCode ?? 'unclear';
  if (said === 'unknown_address' && hidesAsUnknown(evidence)) return 'filtered';
  if (said === 'filtered' && /^1\.[0-4]$/.test(key)) return 'unknown_address';
  if (said === 'unknown_address' && wide.some((text) => DISABLED.test(text))) return 'disabled_address';
  if (said === 'disabled_address' && key === '1.1') return 'unknown_address';
  if (step === 'sender' && HARD.has(said)) return 'refused_sender';
  return said;
}

function firstClass(texts: readonly string[]): Reason | null {
  for (const text of texts) {
    const found = classOf(text);
    if (found) return found;
  }
  return null;
}

const DISABLED = /\baccount is (?:disabled|suspended)\b/i;
/** A mailbox server's own words, which outweigh what a relay before it says. */
const NO_SPACE = /automatically rejected:\s+(?:not enough disk space|.{0,40}quota)/i;
/** Codes that servers give for want of a better one. */
const VAGUE = /\.0$|^[57]\.|^2\.1$/;

/**
 * Filters of large mailbox providers call an address unknown that is not: after they have taken the content, without naming the address,
 * or with a code that is not about addresses and no word of the recipient command. Such an answer does not end an address.
 */
function hidesAsUnknown({ status, replyCode, step, near }: Evidence): boolean {
  if (near.some((text) => /\b550:? ?: ?user unknown/i.test(text))) return true;
  if (step === 'recipient' || (status && /^[45]\.[15]\.\d/.test(status))) return false;
  if (near.some((text) => /doesn't have an? \S+ account/i.test(text))) return false;
  if (step === 'content') return true;
  if (
    near.some((text) =>
      /<[^<>\s]+@[^<>\s]+>: (?:user unknown|recipient address rejected\.?|recipient address rejected: access denied)\s*(?:$|\[)/im.test(
        text,
      ),
    )
  )
    return false;
  return replyCode === '550';
}

/** Which command the server answered, as far as the words tell. */
export function stepOf(words: string): Step | null {
  if (/(?:reply to|after|response to|>>>) ?(?:the )?(?:end of )?data|\[data\]|smtp command\s+data|after end of data/i.test(words))
    return 'content';
  if (/(?:after|reply to|response to) (?:the )?mail from/i.test(words)) return 'sender';
  return /rcpt[ _]to|rcpt:|after rcpt|does not like recipient|smtp:rcpt|recipient command/i.test(words) ? 'recipient' : null;
}

/** A temporary answer is soft whatever it says, but for an address that a server says it does not know. */
export function hardnessOf(reason: Reason, status: string | null): Hardness {
  if (!HARD.has(reason)) return 'soft';
  return reason !== 'unknown_address' && status?.startsWith('4.') ? 'soft' : 'hard';
}
