import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconArrowBackUp, IconArrowDown, IconArrowUp, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { changeReason, createReason, listReasons } from '#modules/leads/contract/reasons.ts';
import { REASON_CLASSES, type ReasonClass } from '#modules/leads/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import type { Reason } from '../../parts/leads/ReasonFields.tsx';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { InlineEdit } from '../../ui/InlineEdit.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

const DEFAULTS = { archived: false };

/** What people choose from when a lead comes back or a deal is lost, by class and in order. */
export function ReasonsScreen() {
  const { leads } = useTexts();
  const texts = leads.settings;
  const [state, change] = useUrlState(DEFAULTS);
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useRead(listReasons, { archived: state.archived }, { topics: ['reason'], keep: true });
  return (
    <SettingsPage title={texts.title} lead={texts.lead} narrow actions={<Button onClick={() => setAdding(true)}>{texts.add}</Button>}>
      <Checkbox
        mb={16}
        label={texts.showArchived}
        checked={state.archived}
        onChange={(event) => change({ archived: event.currentTarget.checked })}
      />
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {REASON_CLASSES.map((name) => {
        const reasons = data?.items.filter((reason) => reason.class === name) ?? [];
        return (
          <section key={name} className={classes.group}>
            <h2 className={classes.heading}>{leads.reason.classes[name]}</h2>
            <ul className={classes.sections}>
              {reasons.map((reason, place) => (
                <ReasonLine key={reason.id} reason={reason} place={place} last={place === reasons.length - 1} />
              ))}
            </ul>
          </section>
        );
      })}
      <NewReason opened={adding} onClose={() => setAdding(false)} />
    </SettingsPage>
  );
}

function ReasonLine({ reason, place, last }: { reason: Reason; place: number; last: boolean }) {
  const texts = useTexts().leads.settings;
  const toast = useToast();
  const write = useWrite(changeReason, { invalidates: ['reason'] });
  const { id, label, archived } = reason;
  const change = (values: { position?: number; needsNote?: boolean; needsDate?: boolean; archived?: boolean }) =>
    write.mutateAsync({ id, ...values }).catch(toast.problem);
  const archive = async () => {
    await change({ archived: !archived });
    if (!archived) toast.done(texts.archivedDone(label), { undo: () => change({ archived: false }) });
  };
  return (
    <li className={`${classes.section} ${classes.line}`}>
      <div className={classes.grow}>
        <InlineEdit label={texts.label} value={label} onSave={(next) => write.mutateAsync({ id, label: next })} />{' '}
        {archived && <Mark>{texts.archived}</Mark>}
      </div>
      <Checkbox
        size="xs"
        label={texts.needsNote}
        checked={reason.needsNote}
        onChange={(event) => void change({ needsNote: event.currentTarget.checked })}
      />
      {reason.class === 'not_now' && (
        <Checkbox
          size="xs"
          label={texts.needsDate}
          checked={reason.needsDate}
          onChange={(event) => void change({ needsDate: event.currentTarget.checked })}
        />
      )}
      <span>
        <ActionIcon
          variant="subtle"
          aria-label={texts.up(label)}
          disabled={place === 0}
          onClick={() => void change({ position: place - 1 })}
        >
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon variant="subtle" aria-label={texts.down(label)} disabled={last} onClick={() => void change({ position: place + 1 })}>
          <IconArrowDown size={16} />
        </ActionIcon>
        <ActionIcon variant="subtle" aria-label={archived ? texts.restore(label) : texts.archive(label)} onClick={() => void archive()}>
          {archived ? <IconArrowBackUp size={16} /> : <IconEyeOff size={16} />}
        </ActionIcon>
      </span>
    </li>
  );
}

function NewReason({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { leads, ui } = useTexts();
  const texts = leads.settings;
  const create = useWrite(createReason, { invalidates: ['reason'] });
  const form = useForm({
    initialValues: { class: 'not_fit' as string, label: '', needsNote: false, needsDate: false },
    validate: { label: isNotEmpty(ui.form.required) },
  });
  const submit = async (values: typeof form.values) => {
    await create.mutateAsync({ ...values, class: values.class as ReasonClass, needsDate: values.class === 'not_now' && values.needsDate });
    form.reset();
    onClose();
  };
  return (
    <SideForm title={texts.add} opened={opened} onClose={onClose} form={form} action={ui.common.save} onSubmit={submit}>
      <TextInput label={texts.label} data-autofocus required maxLength={80} {...form.getInputProps('label')} />
      <NativeSelect
        label={texts.kind}
        data={REASON_CLASSES.map((name) => ({ value: name, label: leads.reason.classes[name] }))}
        {...form.getInputProps('class')}
      />
      <Checkbox label={texts.needsNote} {...form.getInputProps('needsNote', { type: 'checkbox' })} />
      {form.values.class === 'not_now' && <Checkbox label={texts.needsDate} {...form.getInputProps('needsDate', { type: 'checkbox' })} />}
    </SideForm>
  );
}
