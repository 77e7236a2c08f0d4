import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { getHealth, listJobs, retryJob } from '#modules/operations/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';

type Job = OutputOf<typeof listJobs>['jobs'][number];

/** `agreements.checkClocks` → `Agreements: check clocks`: jobs have no texts of their own. */
function workOf(task: string): string {
  const words = task
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[._-]/g, ' ')
    .toLowerCase();
  const [first = '', ...rest] = words.split(' ');
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}${rest.length > 0 ? ': ' : ''}${rest.join(' ')}`;
}

/** Background work: what waits, what runs, what was given up and why. */
export function JobsScreen() {
  const { settings } = useTexts();
  const texts = settings.jobs;
  const format = useFormat();
  const toast = useToast();
  const mayRetry = useCan('job:write');
  const { data: health } = useRead(getHealth, {}, { topics: ['job'] });
  const list = useRead(listJobs, {}, { topics: ['job'], fresh: 5_000 });
  const retry = useWrite(retryJob, { invalidates: ['job'], onDone: () => toast.done(texts.retried) });
  const counts = list.data?.counts;
  const columns: Column<Job>[] = [
    { id: 'task', title: texts.task, width: 260, render: (job) => <span title={job.task}>{workOf(job.task)}</span> },
    {
      id: 'state',
      title: texts.state,
      width: 130,
      render: (job) => (
        <Mark {...(job.state === 'failed' ? { tone: 'late' as const, icon: IconAlertTriangle } : {})}>{texts.states[job.state]}</Mark>
      ),
    },
    {
      id: 'attempts',
      title: texts.attempts,
      width: 110,
      render: (job) => `${format.number(job.attempts)} / ${format.number(job.maxAttempts)}`,
    },
    { id: 'due', title: texts.due, width: 140, render: (job) => <When at={job.runAt} /> },
    { id: 'problem', title: texts.problem, width: 320, render: (job) => job.problem ?? '–' },
    {
      id: 'retry',
      title: texts.retry,
      width: 160,
      render: (job) =>
        job.state === 'failed' && mayRetry ? (
          <Button size="compact-sm" variant="default" onClick={() => retry.mutateAsync({ id: job.id }).catch(toast.problem)}>
            {texts.retry}
          </Button>
        ) : (
          '–'
        ),
    },
  ];
  return (
    <SettingsPage
      title={settings.sections.jobs.title}
      fill
      beside={
        health && (
          <Mark tone={health.ok ? 'good' : 'late'} icon={health.ok ? IconCircleCheck : IconAlertTriangle}>
            {health.ok ? texts.ok : texts.bad}
          </Mark>
        )
      }
      lead={
        counts &&
        texts.counts({
          waiting: format.number(counts.waiting),
          running: format.number(counts.running),
          failed: format.number(counts.failed),
        })
      }
    >
      <DataTable
        id="jobs"
        label={settings.sections.jobs.title}
        columns={columns}
        rows={list.data?.jobs}
        rowId={(job) => job.id}
        rowName={(job) => job.task}
        problem={list.error}
        onRetry={list.refetch}
        empty={<EmptyState title={texts.empty} />}
      />
    </SettingsPage>
  );
}
