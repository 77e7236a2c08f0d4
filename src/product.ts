import { seed as agreementsSeed } from '#modules/agreements/commands/agreement.ts';
import * as agreementsJobs from '#modules/agreements/jobs.ts';
import { routes as agreementsRoutes } from '#modules/agreements/routes.ts';
import { type Field, installFields } from '#modules/criteria/fields.ts';
import { routes as noticesRoutes } from '#modules/notices/routes.ts';
import { routes as criteriaRoutes } from '#modules/criteria/routes.ts';
import { schedules as operationsSchedules } from '#modules/operations/jobs.ts';
import { routes as operationsRoutes } from '#modules/operations/routes.ts';
import { sweepAccess } from '#modules/team/jobs.ts';
import { routes as teamRoutes } from '#modules/team/routes.ts';
import type { Ctx } from '#platform/context.ts';
import type { Route } from '#platform/http/route.ts';
import type { JobHandler, Listener, Schedule } from '#platform/jobs/job.ts';

/** What one module brings to the running program. */
export interface ModuleParts {
  routes?: readonly Route[];
  handlers?: readonly JobHandler[];
  listeners?: readonly Listener[];
  schedules?: readonly Schedule[];
  /** What the module's records offer to criteria, lists, imports and exports. */
  fields?: readonly Field[];
  /** Puts a new workspace's defaults in place (pipelines, reasons, calendars …), in the transaction that makes it. */
  seed?: (ctx: Ctx) => Promise<void>;
}

/** Every module, in the order of plan.json; the one list from which routes, jobs, listeners and seeds are joined. */
export const MODULES: readonly ModuleParts[] = [
  { routes: teamRoutes, schedules: [sweepAccess] },
  { routes: noticesRoutes },
  { routes: criteriaRoutes },
  { routes: agreementsRoutes, ...agreementsJobs, seed: agreementsSeed },
  { routes: operationsRoutes, schedules: operationsSchedules },
];

installFields(MODULES.flatMap((module) => module.fields ?? []));

export const product = {
  routes: MODULES.flatMap((module) => module.routes ?? []),
  handlers: MODULES.flatMap((module) => [...(module.handlers ?? []), ...(module.listeners ?? [])]),
  listeners: MODULES.flatMap((module) => module.listeners ?? []),
  schedules: MODULES.flatMap((module) => module.schedules ?? []),
  seeds: MODULES.flatMap((module) => module.seed ?? []),
};
