import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { DuplicateEntityName } from './schema.ts';

const merge = z.object({ mergeId: Id, entity: DuplicateEntityName, winnerId: Id, loserId: Id });

/** Two records have become one: everything that named the loser names the winner. The winner's score is due anew. */
export const recordsMerged = event('records.merged', merge);

/** They are two again. Both scores are due anew. */
export const mergeUndone = event('records.merge_undone', merge);
