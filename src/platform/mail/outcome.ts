/** How far a mail had come when it ended. Only at `recipient` does an answer say something about the person. */
export type Stage = 'connection' | 'tls' | 'login' | 'sender' | 'recipient' | 'content';

interface Answer {
  /** Of the server (RFC 5321); 0 where it gave none. */
  code: number;
  /** RFC 3463, such as 5.1.1. */
  enhanced: string | null;
  /** What it said, or what went wrong, in one line. */
  response: string;
}

export type Outcome =
  | { kind: 'accepted'; code: number; response: string }
  | ({ kind: 'temporary'; stage: Stage } & Answer)
  | ({ kind: 'permanent'; stage: Stage } & Answer)
  /** The final dot was begun and no answer came: the mail may have been taken, or not. */
  | { kind: 'unknown'; why: string };

/** What the SMTP library says about a failure. */
export interface SmtpError {
  code?: string | undefined;
  /** Of the system or of OpenSSL, where the library set one of its own. */
  originalCode?: string | undefined;
  /** Which of its waits ended. */
  timeoutType?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
  message: string;
}

const MOST_RESPONSE = 500;
/** The session, not the mail, is refused: 530, 534, 535, 538 ask for a login or TLS (RFC 4954), 503 is out of order, 421 says goodbye. */
const ABOUT_LOGIN: ReadonlySet<number> = new Set([530, 534, 535, 538]);
const TOO_LARGE = 552;

export const accepted = (response: string): Outcome => ({ kind: 'accepted', code: codeIn(response) || 250, response: oneLine(response) });

/** @param dotBegun everything of the mail had been handed to the connection, its end included */
export function outcomeOf(error: SmtpError, dotBegun: boolean): Outcome {
  const code = error.responseCode ?? 0;
  if (code < 400 && dotBegun) return { kind: 'unknown', why: oneLine(error.message) };
  const response = error.response ?? error.message;
  const stage = ABOUT_LOGIN.has(code) ? 'login' : stageOf(error);
  const answer = { stage, code, enhanced: enhancedIn(response), response: oneLine(response) };
  // The library compares with the size the server announced, and does not even ask.
  if (code === 0 && stage === 'sender' && error.code === 'EMESSAGE')
    return { kind: 'permanent', ...answer, code: TOO_LARGE, enhanced: '5.3.4' };
  const isAboutMail = stage === 'sender' || stage === 'recipient' || stage === 'content';
  return { kind: isAboutMail && code >= 500 && code !== 503 ? 'permanent' : 'temporary', ...answer };
}

const ABOUT_TLS = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|TLS|SSL/;

function stageOf({ code, originalCode = '', timeoutType, command = '' }: SmtpError): Stage {
  if (code === 'EAUTH' || command.startsWith('AUTH')) return 'login';
  if (code === 'ETLS' || command === 'STARTTLS' || timeoutType === 'UPGRADE_TIMEOUT' || ABOUT_TLS.test(originalCode)) return 'tls';
  if (command.startsWith('MAIL')) return 'sender';
  if (command.startsWith('RCPT')) return 'recipient';
  return command === 'DATA' ? 'content' : 'connection';
}

const codeIn = (response: string): number => Number(/^\d{3}/.exec(response)?.[0] ?? 0);

const enhancedIn = (response: string): string | null => /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a foreign server says is shown and logged
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, MOST_RESPONSE);
