import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { CONSENTS, DELETIONS } from './schema.ts';

const Consent = {
  consent: z.enum(CONSENTS),
  /** How it was asked and answered: announced by the machine, said at the beginning, signed. */
  method: text(200).optional(),
  at: Instant.optional(),
  /** The legal basis of this recording; the workspace's where absent. */
  basis: text(500).optional(),
};

export const Recording = z.object({
  id: Id,
  activityId: Id,
  conversionId: Id.nullable(),
  contact: Named.nullable(),
  calledAt: Instant,
  durationSeconds: z.int().nullable(),
  consent: z.enum(CONSENTS),
  method: z.string().nullable(),
  consentAt: Instant.nullable(),
  consentBy: Named.nullable(),
  /** The legal basis that holds: the recording's own or the workspace's; null: none. */
  basis: z.string().nullable(),
  media: z.object({ name: z.string(), mediaType: z.string(), sizeBytes: z.int(), keepUntil: Day.nullable() }).nullable(),
  deletedAt: Instant.nullable(),
  deletedBecause: z.enum(DELETIONS).nullable(),
  /** Why it cannot be played; null where the caller may play it. */
  silent: z.enum(['no_media', 'deleted', 'refused', 'no_consent', 'no_basis', 'no_right']).nullable(),
  listens: z.int().nullable(),
  writable: z.boolean(),
});

export const createRecording = endpoint({
  name: 'createRecording',
  method: 'POST',
  path: '/recordings',
  input: z.object({ activityId: Id.optional(), conversionId: Id.optional(), ...Consent }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary:
    'Says that a call (an activity, or a conversion of the kind call) was recorded, and what the other side said to that. The sound follows.',
});

export const uploadRecordingMedia = endpoint({
  name: 'uploadRecordingMedia',
  method: 'POST',
  path: '/recordings/:id/media',
  input: z.object({ id: Id }),
  output: z.object({ sizeBytes: z.int(), mediaType: z.string() }),
  permission: 'record:write',
  summary: 'Sends the sound of a recorded call: one file, MP3, WAV, Ogg, M4A, FLAC, WebM or AMR. Refused where the other side refused.',
  transport: 'upload',
});

export const listRecordings = endpoint({
  name: 'listRecordings',
  method: 'GET',
  path: '/recordings',
  input: z.object({ contactId: Id.optional(), leadId: Id.optional(), conversionId: Id.optional(), activityId: Id.optional() }),
  output: z.object({ items: z.array(Recording) }),
  permission: 'record:read',
  summary: 'The recorded calls of a contact, a lead, a conversion or an activity, newest first; without any of them the newest hundred.',
});

export const changeConsent = endpoint({
  name: 'changeConsent',
  method: 'PUT',
  path: '/recordings/:id/consent',
  input: z.object({ id: Id, ...Consent }),
  output: Done,
  permission: 'record:write',
  summary: 'Notes what the other side said to the recording. Refused: the sound is deleted at once, the call stays.',
});

export const deleteRecordingMedia = endpoint({
  name: 'deleteRecordingMedia',
  method: 'DELETE',
  path: '/recordings/:id/media',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:delete',
  summary: 'Deletes the sound of a recorded call for good; the call stays.',
});

export const startListening = endpoint({
  name: 'startListening',
  method: 'POST',
  path: '/recordings/:id/listens',
  input: z.object({ id: Id }),
  output: z.object({ listenId: Id, until: Instant }),
  permission: 'recording:listen',
  summary: 'Opens the player and notes who listens. The answer is what the sound is asked for with, for some hours, by the same member.',
  idempotent: false,
});

export const getRecordingMedia = endpoint({
  name: 'getRecordingMedia',
  method: 'GET',
  path: '/recordings/:id/media',
  input: z.object({ id: Id, listen: Id, workspace: Id.optional() }),
  output: z.object({}),
  permission: 'recording:listen',
  summary: 'The sound of a recorded call, whole or by range.',
  transport: 'download',
});

export const listListens = endpoint({
  name: 'listListens',
  method: 'GET',
  path: '/recordings/:id/listens',
  input: z.object({ id: Id }),
  output: z.object({ items: z.array(z.object({ id: Id, member: Named, at: Instant })) }),
  permission: 'recording:audit',
  summary: 'Who opened the player of a recording, and when; newest first.',
});

export const getRecordingPolicy = endpoint({
  name: 'getRecordingPolicy',
  method: 'GET',
  path: '/recording-policy',
  input: z.object({}),
  output: z.object({ keepDays: z.int(), basis: z.string() }),
  permission: 'record:read',
  summary: 'For how long the sound of calls is kept, and on what legal basis calls are recorded.',
});

export const setRecordingPolicy = endpoint({
  name: 'setRecordingPolicy',
  method: 'PUT',
  path: '/recording-policy',
  input: z.object({ keepDays: z.int().min(1).max(3650), basis: text(500) }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Sets both. A shorter time holds for what is here already.',
});
