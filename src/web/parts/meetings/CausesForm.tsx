import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type getRootCause, writeRootCause } from '#modules/meetings/contract/agenda.ts';
import { listMeetings } from '#modules/meetings/contract/meetings.ts';
import { CAUSES, type Cause } from '#modules/meetings/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './meetings.module.css';

const MOST_WHYS = 5;
const WHYS = Array.from({ length: MOST_WHYS }, (_, place) => place);
const NEW: Cause = { category: 'lead_quality', text: '', whys: [] };

/** Causes with their whys, the day of the check-back and the meeting of both. */
export function CausesForm({ of }: { of: OutputOf<typeof getRootCause> }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.causes;
  const format = useFormat();
  const toast = useToast();
  const write = useWrite(writeRootCause, { invalidates: ['root_cause'] });
  const past = useRead(listMeetings, { which: 'past', limit: 20 }).data?.items ?? [];
  const coming = useRead(listMeetings, { limit: 10 }).data?.items ?? [];
  const form = useForm({
    initialValues: {
      causes: of.causes.length > 0 ? of.causes.map(({ fits: _fits, ...cause }) => cause) : [NEW],
      checkOn: of.checkOn ?? '',
      meetingId: of.meeting?.id ?? '',
    },
  });
  const options = [...coming, ...past].filter(({ state }) => state !== 'cancelled');
  return (
    <FormShell
      form={form}
      action={texts.save}
      onSubmit={async ({ causes, checkOn, meetingId }) => {
        const said = causes
          .filter(({ text }) => text.trim() !== '')
          .map((cause) => ({ ...cause, whys: cause.whys.filter((why) => why.trim() !== '') }));
        await write.mutateAsync({ id: of.id, causes: said, checkOn: checkOn || null, meetingId: meetingId || null });
        toast.done(texts.saved);
      }}
    >
      {form.values.causes.map((cause, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cause is known by its place alone
        <fieldset key={index} className={classes.card}>
          <legend className={classes.heading}>{texts.cause}</legend>
          <NativeSelect
            label={texts.category}
            data={CAUSES.map((value) => ({ value, label: texts.categories[value] }))}
            {...form.getInputProps(`causes.${index}.category`)}
          />
          <TextInput label={texts.cause} maxLength={500} {...form.getInputProps(`causes.${index}.text`)} />
          {WHYS.slice(0, cause.whys.length).map((place) => (
            <TextInput
              key={place}
              label={texts.why(format.number(place + 1))}
              maxLength={500}
              {...form.getInputProps(`causes.${index}.whys.${place}`)}
            />
          ))}
          <span className={classes.bar}>
            {cause.whys.length < MOST_WHYS && (
              <Button size="compact-xs" variant="default" onClick={() => form.insertListItem(`causes.${index}.whys`, '')}>
                {texts.addWhy}
              </Button>
            )}
            <Button size="compact-xs" variant="subtle" onClick={() => form.removeListItem('causes', index)}>
              {texts.removeCause}
            </Button>
          </span>
        </fieldset>
      ))}
      <Button size="compact-sm" variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => form.insertListItem('causes', NEW)}>
        {texts.addCause}
      </Button>
      <TextInput type="date" label={texts.checkOn} {...form.getInputProps('checkOn')} />
      <NativeSelect
        label={texts.meeting}
        data={[
          { value: '', label: ui.common.none },
          ...options.map(({ id, title, startsAt }) => ({ value: id, label: `${title} · ${format.date(startsAt)}` })),
        ]}
        {...form.getInputProps('meetingId')}
      />
    </FormShell>
  );
}
