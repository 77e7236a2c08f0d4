import type { Schedule } from '#platform/jobs/job.ts';
import { writeAgendas } from './commands/agenda.ts';
import { checkBack } from './commands/decisions.ts';
import { carryLeft } from './commands/minutes.ts';
import { keepDepartments, remindPeople } from './commands/people.ts';
import { fillAll } from './commands/plan.ts';
import { remindOfProblems, watchPromises } from './commands/rootcauses.ts';

export const schedules: Schedule[] = [
  { name: 'meetings.departments', cron: '*/15 * * * *', run: (run) => run.transaction(keepDepartments) },
  {
    name: 'meetings.agendas',
    cron: '17 * * * *',
    run: async (run) => {
      await run.transaction(writeAgendas);
      await run.transaction(remindPeople);
    },
  },
  {
    name: 'meetings.daily',
    cron: '7 5 * * *',
    run: async (run) => {
      await run.transaction(fillAll);
      await run.transaction(carryLeft);
      await run.transaction(watchPromises);
      await run.transaction(checkBack);
      await run.transaction(remindOfProblems);
    },
  },
];
