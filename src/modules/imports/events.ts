import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';

export const importFinished = event('import.finished', z.object({ importId: Id }));
