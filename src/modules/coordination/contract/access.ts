import { z } from 'zod';
import { ContentHash, Signature } from '#modules/signatures/schema.ts';
import { Done, Email, endpoint, Id, Instant, MEMBER_STATUSES, PersonName } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { AreaName, Named, OUTCOMES } from '../schema.ts';

const Areas = z.array(AreaName).max(4);

export const listCoordinators = endpoint({
  name: 'listCoordinators',
  method: 'GET',
  path: '/coordinators',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        email: z.string(),
        status: z.enum(MEMBER_STATUSES),
        /** Null: no end was set. */
        until: Instant.nullable(),
        ended: z.boolean(),
        areas: z.array(AreaName),
        contactNames: z.boolean(),
        /** The later end that both sides are asked to sign. */
        renewal: z.object({ until: Instant, hash: ContentHash, signatures: z.array(Signature) }).nullable(),
        /** Both sides sign that this person may read the minutes of meetings that they called; null before anything is granted. */
        minutes: z.object({ hash: ContentHash, signatures: z.array(Signature) }).nullable(),
        lastAt: Instant.nullable(),
        reads: z.int(),
        changes: z.int(),
        refused: z.int(),
      }),
    ),
  }),
  permission: 'coordination:audit',
  summary: 'Coordinators from outside: how far they see, until when, and how often they looked.',
});

export const inviteCoordinator = endpoint({
  name: 'inviteCoordinator',
  method: 'POST',
  path: '/coordinators',
  input: z.object({
    email: Email,
    name: PersonName,
    areas: Areas.min(1, 'Choose at least one area.'),
    contactNames: z.boolean().default(false),
    /** Absent: in 90 days. */
    until: Instant.optional(),
  }),
  output: z.object({ id: Id, until: Instant }),
  permission: 'team:write',
  summary: 'Invites a person of an agency, with an end and with what they may see.',
});

export const setCoordinatorGrant = endpoint({
  name: 'setCoordinatorGrant',
  method: 'PUT',
  path: '/coordinators/:id/grant',
  input: z.object({ id: Id, areas: Areas, contactNames: z.boolean() }),
  output: Done,
  permission: 'team:write',
  summary: 'Says anew what a coordinator may see.',
});

export const proposeRenewal = endpoint({
  name: 'proposeRenewal',
  method: 'PUT',
  path: '/coordinators/:id/renewal',
  input: z.object({ id: Id, until: Instant }),
  output: Done,
  permission: 'coordination:audit',
  summary: 'Asks both sides to sign a later end. The access ends as it was until both have.',
});

export const signRenewal = endpoint({
  name: 'signRenewal',
  method: 'POST',
  path: '/coordinators/:id/renewal/signatures',
  input: z.object({ id: Id, hash: ContentHash }),
  output: z.object({ complete: z.boolean() }),
  permission: 'agreement:sign',
  summary: 'Signs the later end for one side.',
});

export const signMinutesAccess = endpoint({
  name: 'signMinutesAccess',
  method: 'POST',
  path: '/coordinators/:id/minutes/signatures',
  input: z.object({ id: Id, hash: ContentHash }),
  output: z.object({ complete: z.boolean() }),
  permission: 'agreement:sign',
  summary: 'Signs for one side that a coordinator may read the minutes of meetings that they called.',
});

export const endMinutesAccess = endpoint({
  name: 'endMinutesAccess',
  method: 'DELETE',
  path: '/coordinators/:id/minutes',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'agreement:sign',
  summary: 'Closes the minutes to a coordinator again: either side can.',
});

export const endCoordinator = endpoint({
  name: 'endCoordinator',
  method: 'PUT',
  path: '/coordinators/:id/end',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'coordination:audit',
  summary: 'Ends the access now: either side can.',
});

export const listCoordinatorAccess = endpoint({
  name: 'listCoordinatorAccess',
  method: 'GET',
  path: '/coordinators/accesses',
  input: z.object({ memberId: Id.optional(), outcome: z.enum(OUTCOMES).optional(), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        member: Named,
        endpoint: z.string(),
        subject: z.string(),
        outcome: z.enum(OUTCOMES),
        times: z.int(),
        lastAt: Instant,
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'coordination:audit',
  summary: 'What coordinators opened, changed and were refused, the newest first; one row for each thing and hour.',
});
