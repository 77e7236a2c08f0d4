import { ActionIcon, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { addLeave, removeLeave } from '#modules/team/contract/members.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Person } from './MemberScreen.tsx';
import classes from './settings.module.css';

/** Days away: removed at once, with undo. */
export function Leave({ person, mayChange }: { person: Person; mayChange: boolean }) {
  const { settings, ui } = useTexts();
  const texts = settings.member;
  const format = useFormat();
  const toast = useToast();
  const topics = ['member'];
  const add = useWrite(addLeave, { invalidates: topics });
  const remove = useWrite(removeLeave, { invalidates: topics });
  const form = useForm({
    initialValues: { startsOn: '', endsOn: '' },
    validate: { startsOn: isNotEmpty(ui.form.required), endsOn: isNotEmpty(ui.form.required) },
  });
  const takeOut = async ({ id: leaveId, startsOn, endsOn }: Person['leave'][number]) => {
    await remove.mutateAsync({ id: person.id, leaveId });
    toast.done(settings.saved, { undo: () => add.mutateAsync({ id: person.id, startsOn, endsOn }) });
  };
  return (
    <section className={classes.part} aria-label={texts.leave}>
      <h2 className={classes.heading}>{texts.leave}</h2>
      <p className={classes.quiet}>{person.leave.length === 0 ? texts.noLeave : texts.leaveHelp}</p>
      {person.leave.length > 0 && (
        <ul className={classes.sections} aria-label={texts.leave}>
          {person.leave.map((days) => (
            <li key={days.id} className={`${classes.section} ${classes.line}`}>
              <span className={classes.grow}>
                {format.date(days.startsOn)} – {format.date(days.endsOn)}
              </span>
              {mayChange && (
                <ActionIcon
                  variant="subtle"
                  aria-label={texts.removeLeave(format.date(days.startsOn))}
                  onClick={() => takeOut(days).catch(toast.problem)}
                >
                  <IconTrash size={18} stroke={1.6} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <div style={{ marginTop: 12 }}>
          <FormShell
            form={form}
            action={texts.addLeave}
            guard={false}
            onSubmit={async (values) => {
              await add.mutateAsync({ id: person.id, ...values });
              form.reset();
            }}
          >
            <div className={classes.line}>
              <TextInput type="date" label={texts.from} {...form.getInputProps('startsOn')} />
              <TextInput type="date" label={texts.to} {...form.getInputProps('endsOn')} />
            </div>
          </FormShell>
        </div>
      )}
    </section>
  );
}
