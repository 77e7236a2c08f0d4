import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';

/** Why someone was scored: they did something or their record changed, time passed, the agreed rules changed, or it was the first time. */
export const SCORING_CAUSES = ['doing', 'time', 'rules', 'first'] as const;

/** People whose label changed, and people over the threshold who did something. `handsOff`: the label is over the threshold; `handedOffBefore`: so was the one before. */
export const contactsScored = event(
  'scoring.contacts_scored',
  z.object({
    contacts: z.array(
      z.object({
        contactId: Id,
        from: z.string().nullable(),
        to: z.string().nullable(),
        handsOff: z.boolean(),
        handedOffBefore: z.boolean(),
        cause: z.enum(SCORING_CAUSES),
      }),
    ),
  }),
);

/** Another score counts from now on, maybe with another threshold. Both sides hear of it. */
export const scoreModelActivated = event('scoring.model_activated', z.object({ versionId: Id, number: z.int(), by: z.string() }));
