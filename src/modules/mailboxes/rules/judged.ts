import type { MailFacts } from './facts.ts';
import type { Sides } from './people.ts';

/** A mail with everything that is decided about it, ready to be kept. */
export interface Judged {
  key: string;
  facts: MailFacts;
  sides: Sides;
  automatic: boolean;
  /** ISO: for what came, when the server took it in; for what was sent, when it says it was. */
  at: string;
  /** Who of us wrote it. */
  memberId: string | null;
  /** A member sent it to their drop address. */
  dropped: boolean;
}
