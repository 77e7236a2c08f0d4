import { z } from 'zod';
import { event } from '#platform/events/events.ts';
import { Id } from './schema.ts';

/** A person lost access; what they owe may need someone else. */
export const memberDisabled = event('member.disabled', z.object({ memberId: Id }));
