import { z } from 'zod';
import { job } from '#platform/jobs/job.ts';

/** Folds what has come in since, at once. */
export const foldNow = job('visits.fold', z.object({}));
