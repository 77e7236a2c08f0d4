import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { Dimension } from './schema.ts';

/** The figures say for the first time that who buys has moved. */
export const driftFound = event('drift.found', z.object({ caseId: Id, dimension: Dimension }));
