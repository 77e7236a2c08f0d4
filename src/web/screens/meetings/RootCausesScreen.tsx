import { Button, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { listRootCauses, openRootCause } from '#modules/meetings/contract/agenda.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/meetings/meetings.module.css';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go, useGo } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';

/** Problems that both teams get to the root of, the open ones first. */
export function RootCausesScreen() {
  const texts = useTexts().meetings.causes;
  const format = useFormat();
  const [opening, setOpening] = useState(false);
  const { data, error, refetch } = useRead(listRootCauses, {}, { topics: ['root_cause'] });
  const open = data?.mayOpen && <Button onClick={() => setOpening(true)}>{texts.open}</Button>;
  return (
    <Page title={texts.title} lead={texts.lead} actions={open}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      <div className={classes.section}>
        {data?.items.map((problem) => (
          <article key={problem.id} className={classes.card}>
            <span className={classes.bar}>
              <Mark tone={problem.closedAt ? 'good' : 'soon'}>{problem.closedAt ? texts.closed : texts.isOpen}</Mark>
              {problem.byItself && <Mark>{texts.byItself}</Mark>}
              <When at={problem.closedAt ?? problem.openedAt} />
              {problem.checkOn && <span className={classes.quiet}>{texts.checkBack(format.date(problem.checkOn))}</span>}
            </span>
            <p className={classes.sentence}>
              <Go to={paths.rootCause(problem.id)}>{problem.problem}</Go>
            </p>
          </article>
        ))}
      </div>
      {opening && <OpenForm onClose={() => setOpening(false)} />}
    </Page>
  );
}

function OpenForm({ onClose }: { onClose: () => void }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.causes;
  const go = useGo();
  const open = useWrite(openRootCause, { invalidates: ['root_cause'] });
  const form = useForm({ initialValues: { problem: '' }, validate: { problem: isNotEmpty(ui.form.required) } });
  return (
    <SideForm
      opened
      onClose={onClose}
      title={texts.open}
      form={form}
      action={texts.open}
      onSubmit={async ({ problem }) => {
        const { id } = await open.mutateAsync({ problem });
        onClose();
        go(paths.rootCause(id));
      }}
    >
      <TextInput label={texts.problem} required maxLength={300} {...form.getInputProps('problem')} />
    </SideForm>
  );
}
