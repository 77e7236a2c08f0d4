import type { Schedule } from '#platform/jobs/job.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { checkDomain, type Looking } from './commands/domains.ts';
import { domainRows } from './queries/domains.ts';

/** Records are looked at again every day: zones change, and nobody tells. */
export function dailyChecks(by: Looking): Schedule {
  return {
    name: 'mailservers.checkDomains',
    cron: '23 5 * * *',
    run: async (run) => {
      for (const { id } of await run.read(domainRows)) {
        if (run.signal.aborted) return;
        const checked = await checkDomain(run, by, id);
        // Removed meanwhile: nothing is left to check.
        if (isRefusal(checked)) continue;
      }
    },
  };
}
