import type { Intent } from '#modules/gate/schema.ts';

export interface Meant {
  side: Intent['side'];
  kind: Intent['kind'];
  audience: Intent['audience'];
  offerId: string | null;
  topics: string[];
  purposeId: string | null;
}

/** What the gate is asked for a mailing. */
export const intentOf = ({ side, kind, audience, offerId, topics, purposeId }: Meant, plannedAt: string): Intent => ({
  side,
  kind,
  audience,
  topics,
  isReply: false,
  plannedAt,
  ...(offerId === null ? {} : { offerId }),
  ...(purposeId === null ? {} : { purposeId }),
});
