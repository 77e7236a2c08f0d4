import { Button, Modal, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { arrangeMeeting, CALLED, listClientMeetings } from '#modules/coordination/contract/meetings.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { Side, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './coordination.module.css';
import { MeetingView } from './MeetingView.tsx';

/** The next meetings of both teams: who comes, and how far the agenda is. What it says stays with the teams. */
export function Meetings() {
  const [opened, setOpened] = useState<string | null>(null);
  const { coordination } = useTexts();
  const texts = coordination.drafts;
  const format = useFormat();
  const { data, error, refetch } = useRead(listClientMeetings, {}, { topics: ['meeting'] });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (data?.items.length === 0 && data.held.length === 0) return <EmptyState title={texts.noMeetings} body={texts.noMeetingsBody} />;
  return (
    <>
      <ul className={classes.cards} aria-label={texts.meetingTitle}>
        {data?.items.map((meeting) => (
          <li key={meeting.id} className={classes.card}>
            <div className={classes.head}>
              <h2 className={classes.name}>{meeting.title}</h2>
              <When at={meeting.startsAt} form="moment" />
            </div>
            <p className={classes.line}>
              {meeting.sides.map(({ side, people, coming }) => (
                <span key={side}>
                  <Side side={side} /> {texts.coming(format.number(coming), format.number(people))}
                </span>
              ))}
              <span>{texts.agenda(format.number(meeting.agenda.reduce((all, { n }) => all + n, 0)))}</span>
              {meeting.opens && <OpenMeeting meeting={meeting} onOpen={setOpened} />}
            </p>
          </li>
        ))}
      </ul>
      {data && data.held.length > 0 && <h2 className={classes.heading}>{texts.heldTitle}</h2>}
      <ul className={classes.cards}>
        {data?.held.map((meeting) => (
          <li key={meeting.id} className={classes.card}>
            <div className={classes.head}>
              <h3 className={classes.name}>{meeting.title}</h3>
              <When at={meeting.startsAt} form="moment" />
            </div>
            <p className={classes.line}>
              <OpenMeeting meeting={meeting} onOpen={setOpened} />
            </p>
          </li>
        ))}
      </ul>
      {opened && <MeetingView id={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function OpenMeeting({ meeting, onOpen }: { meeting: { id: string; title: string }; onOpen: (id: string) => void }) {
  const texts = useTexts().coordination.drafts;
  return (
    <Button size="compact-sm" variant="default" aria-label={texts.openOf(meeting.title)} onClick={() => onOpen(meeting.id)}>
      {texts.open}
    </Button>
  );
}

export function CallForm({ onClose }: { onClose: () => void }) {
  const { coordination, ui } = useTexts();
  const texts = coordination.drafts;
  const format = useFormat();
  const toast = useToast();
  const arrange = useWrite(arrangeMeeting, {
    invalidates: ['meeting', 'ask'],
    onDone: ({ items, invited }) => toast.done(texts.called(format.number(items), format.number(invited))),
  });
  const required = isNotEmpty(ui.form.required);
  const form = useForm({
    initialValues: { title: '', kind: 'monthly', day: '', time: '10:00' },
    validate: { title: required, day: required, time: required },
  });
  const submit = async ({ kind, ...values }: typeof form.values) => {
    await arrange.mutateAsync({ ...values, kind: CALLED.find((one) => one === kind) ?? 'monthly' });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={texts.call} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell form={form} action={texts.call} onSubmit={submit} onCancel={onClose}>
        <TextInput label={texts.name} data-autofocus maxLength={200} {...form.getInputProps('title')} />
        <Select
          label={texts.kind}
          data={CALLED.map((value) => ({ value, label: texts.kinds[value] }))}
          allowDeselect={false}
          {...form.getInputProps('kind')}
        />
        <TextInput type="date" label={texts.day} {...form.getInputProps('day')} />
        <TextInput type="time" label={texts.time} {...form.getInputProps('time')} />
      </FormShell>
    </Modal>
  );
}
