import { z } from 'zod';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { MODELS, SOURCED, TEAMS, TOUCH_KINDS } from '../schema.ts';
import { Minor, Named } from './parts.ts';

export const getDealAttribution = endpoint({
  name: 'getDealAttribution',
  method: 'GET',
  path: '/deals/:id/attribution',
  input: z.object({ id: Id }),
  output: z.object({
    /** False until the path is worked out for the first time. */
    known: z.boolean(),
    status: z.enum(['open', 'won', 'lost']),
    closedAt: Instant.nullable(),
    broughtAt: Instant.nullable(),
    currency: z.string(),
    model: z.enum(MODELS),
    number: z.int().nullable(),
    bookedMinor: Minor,
    invoicedMinor: Minor,
    paidMinor: Minor,
    withoutRate: z.int(),
    sourced: z.array(z.object({ definition: z.enum(SOURCED), holds: z.boolean(), locked: z.boolean() })),
    touches: z.array(
      z.object({
        place: z.int(),
        at: Instant,
        kind: z.enum(TOUCH_KINDS),
        channel: z.string(),
        team: z.enum(TEAMS),
        contact: Named.nullable(),
        campaign: Named.nullable(),
        asset: Named.nullable(),
        offer: Named.nullable(),
        subject: z.string().nullable(),
        anchors: z.array(z.enum(['first', 'lead', 'opportunity', 'close'])),
        /** Only of models that give it a share. */
        credits: z.array(
          z.object({ model: z.enum(MODELS), share: z.number(), bookedMinor: Minor, invoicedMinor: Minor, paidMinor: Minor }),
        ),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'The touches of a deal’s buying group up to its end, and what each model gives to each of them.',
});
export type DealAttribution = z.output<(typeof getDealAttribution)['output']>;
