import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { PARTIES, PROOFS } from './schema.ts';

const clock = {
  clockId: Id,
  clauseId: Id,
  party: z.enum(PARTIES),
  proof: z.array(z.enum(PROOFS)),
  subjectId: Id,
  causeId: Id,
  assigneeId: Id.nullable(),
  at: Instant,
};

/** The time of a promise passed; announced once per clock, in the transaction that had read the ledger again. */
export const clockBreached = event('clock.breached', z.object(clock));

/** The ladder of some clocks went on after their due time: their leads go to somebody else, or to the pool. Only the last of several steps at once is told. */
export const clocksEscalated = event(
  'clock.escalated',
  z.object({
    steps: z.array(
      z.object({
        clockId: Id,
        causeId: Id,
        assigneeId: Id.nullable(),
        title: z.string(),
        do: z.enum(['reassign', 'pool']),
        tellAt: Instant,
      }),
    ),
    at: Instant,
  }),
);

/** A promise was answered: in time or late, by us or by the customer. */
export const clockMet = event('clock.met', z.object({ ...clock, late: z.boolean(), by: z.enum(['owner', 'customer']) }));

/** A version was signed by both sides. */
export const agreementSigned = event('agreement.signed', z.object({ versionId: Id, number: z.int(), inForceAt: Instant }));
