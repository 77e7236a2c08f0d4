import { z } from 'zod';
import { endpoint, Instant } from '#modules/team/schema.ts';

export const getHealth = endpoint({
  name: 'getHealth',
  method: 'GET',
  path: '/health',
  input: z.object({}),
  output: z.object({
    ok: z.boolean(),
    database: z.enum(['up', 'down']),
    /** Restored from a backup and not confirmed yet: no mail leaves. */
    restoredCopy: z.boolean(),
  }),
  permission: 'public',
  summary: 'Whether the service answers and reaches its database. For load balancers.',
});

export const getMetrics = endpoint({
  name: 'getMetrics',
  method: 'GET',
  path: '/metrics',
  input: z.object({}),
  output: z.object({}),
  permission: 'job:read',
  transport: 'download',
  summary: 'Request times and database connections in the Prometheus text format.',
});

export const JobRow = z.object({
  id: z.string(),
  task: z.string(),
  state: z.enum(['waiting', 'running', 'failed']),
  attempts: z.number(),
  maxAttempts: z.number(),
  runAt: Instant,
  createdAt: Instant,
  problem: z.string().nullable(),
});

export const listJobs = endpoint({
  name: 'listJobs',
  method: 'GET',
  path: '/jobs',
  input: z.object({}),
  output: z.object({ jobs: z.array(JobRow), counts: z.object({ waiting: z.number(), running: z.number(), failed: z.number() }) }),
  permission: 'job:read',
  summary: 'Background work of this workspace that waits, runs or was given up, failed first.',
});

export const retryJob = endpoint({
  name: 'retryJob',
  method: 'POST',
  path: '/jobs/:id/attempts',
  input: z.object({ id: z.string().regex(/^\d{1,18}$/) }),
  output: z.object({}),
  permission: 'job:write',
  summary: 'Tries a job again now. Every job may run twice without harm.',
});
