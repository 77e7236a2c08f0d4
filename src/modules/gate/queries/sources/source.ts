import type { RawBuilder } from 'kysely';
import type { GateRules, Intent } from '../../schema.ts';

export interface Asking {
  workspaceId: string;
  intent: Intent;
  rules: GateRules;
  /** The instant of the asking, ISO. */
  now: string;
}

/**
 * A source of reasons, set-wise: a query over `who` (`contact_id, email, domain, company_id, interests`: the people asked about, with the address
 * that would be used) with the columns `contact_id, code, until, entity, evidence_id`; null where it has nothing to say on this intent.
 * Several rows of one person and code are one reason with several records of evidence; a null `until` outlasts the others.
 */
export type Source = (asking: Asking) => RawBuilder<unknown> | null;
