import { z } from 'zod';
import { event } from '#platform/events/events.ts';
import { Id } from '#modules/team/schema.ts';

export const importFinished = event('import.finished', z.object({ importId: Id }));
