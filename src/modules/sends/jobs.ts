import type { JobHandler } from '#platform/jobs/job.ts';

export const handlers: readonly JobHandler[] = [];
