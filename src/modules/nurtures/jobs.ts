import type { JobHandler, Listener, Schedule } from '#platform/jobs/job.ts';

export const handlers: JobHandler[] = [];
export const listeners: Listener[] = [];
export const schedules: Schedule[] = [];
