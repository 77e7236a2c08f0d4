import { Button, Menu, NumberInput, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { closeMeeting, openMeeting, publishAgenda } from '#modules/meetings/contract/agenda.ts';
import { cancelMeeting, changeMeeting, endSeries } from '#modules/meetings/contract/meetings.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { instantOf, localMoment } from '../activities/due.ts';
import { type Meeting, options } from './People.tsx';

/** What can be done with a meeting as a whole. */
export function MeetingActions({ of }: { of: Meeting }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.one;
  const format = useFormat();
  const toast = useToast();
  const [form, setForm] = useState<'move' | 'cancel' | null>(null);
  const begin = useWrite(openMeeting, options);
  const publish = useWrite(publishAgenda, options);
  const end = useWrite(endSeries, options);
  const close = useWrite(closeMeeting, {
    ...options,
    onDone: ({ mailed, carried }) => toast.done(texts.closed({ mailed: format.number(mailed), carried: format.number(carried) })),
  });
  const run = (work: Promise<unknown>) => void work.catch(toast.problem);
  const endRhythm = async () => {
    if (await confirm({ title: texts.endTitle, body: texts.endBody, action: texts.end, cancel: ui.common.cancel }))
      run(end.mutateAsync({ id: of.id }));
  };
  const planned = of.state === 'planned' || of.state === 'missed';
  return (
    <>
      {of.state === 'held' && (
        <Button variant="default" onClick={() => window.print()}>
          {texts.print}
        </Button>
      )}
      {of.may.plan && (
        <Menu>
          <Menu.Target>
            <Button variant="default">{ui.common.more}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {planned && of.publishedAt === null && (
              <Menu.Item onClick={() => run(publish.mutateAsync({ id: of.id }))}>{texts.publish}</Menu.Item>
            )}
            <Menu.Item onClick={() => setForm('move')}>{texts.move}</Menu.Item>
            <Menu.Item onClick={() => setForm('cancel')}>{texts.cancel}</Menu.Item>
            {of.seriesId && <Menu.Item onClick={() => void endRhythm()}>{texts.end}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      )}
      {of.may.write && planned && <Button onClick={() => run(begin.mutateAsync({ id: of.id }))}>{texts.begin}</Button>}
      {of.may.write && of.state === 'running' && <Button onClick={() => run(close.mutateAsync({ id: of.id }))}>{texts.close}</Button>}
      {form === 'move' && <MoveForm of={of} onClose={() => setForm(null)} />}
      {form === 'cancel' && <CancelForm of={of} onClose={() => setForm(null)} />}
    </>
  );
}

function MoveForm({ of, onClose }: { of: Meeting; onClose: () => void }) {
  const { meetings, ui } = useTexts();
  const { timeZone } = useReader();
  const change = useWrite(changeMeeting, options);
  // On the wall of the meeting's own zone, whoever moves it from wherever: 9:00 stays 9:00 for those who meet.
  const { zone } = of;
  const began = localMoment(of.startsAt, zone);
  const form = useForm({
    initialValues: { title: of.title, at: began, minutes: of.minutes, place: of.place ?? '', link: of.link ?? '' },
    validate: { title: isNotEmpty(ui.form.required), at: isNotEmpty(ui.form.required) },
  });
  return (
    <SideForm
      opened
      onClose={onClose}
      title={meetings.one.move}
      form={form}
      action={meetings.one.saveChange}
      onSubmit={async ({ at, place, link, ...values }) => {
        const startsAt = at === began ? undefined : instantOf(at, zone);
        await change.mutateAsync({ id: of.id, ...values, ...(startsAt ? { startsAt } : {}), place: place || null, link: link || null });
        onClose();
      }}
    >
      <TextInput label={meetings.form.title} required maxLength={120} {...form.getInputProps('title')} />
      <TextInput
        type="datetime-local"
        label={meetings.one.startsAt}
        description={zone === timeZone ? undefined : meetings.one.inZone(zone)}
        required
        {...form.getInputProps('at')}
      />
      <NumberInput label={meetings.form.minutes} min={5} max={480} {...form.getInputProps('minutes')} />
      <TextInput label={meetings.form.place} maxLength={200} {...form.getInputProps('place')} />
      <TextInput type="url" label={meetings.form.link} {...form.getInputProps('link')} />
    </SideForm>
  );
}

function CancelForm({ of, onClose }: { of: Meeting; onClose: () => void }) {
  const { meetings, ui } = useTexts();
  const cancel = useWrite(cancelMeeting, options);
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: isNotEmpty(ui.form.required) } });
  return (
    <SideForm
      opened
      onClose={onClose}
      title={meetings.one.cancelTitle}
      form={form}
      action={meetings.one.cancel}
      onSubmit={async ({ reason }) => {
        await cancel.mutateAsync({ id: of.id, reason });
        onClose();
      }}
    >
      <TextInput label={meetings.one.reason} required maxLength={500} {...form.getInputProps('reason')} />
    </SideForm>
  );
}
