import { NativeSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createMeeting } from '#modules/meetings/contract/meetings.ts';
import { KINDS, type Kind, PARTIES, type Party, USUAL_GUESTS } from '#modules/meetings/schema.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PeopleSelect } from './PeopleSelect.tsx';

const REPEATS = {
  none: undefined,
  weekly: { frequency: 'weekly', every: 1 },
  biweekly: { frequency: 'weekly', every: 2 },
  monthly: { frequency: 'monthly', every: 1 },
  quarterly: { frequency: 'monthly', every: 3 },
} as const;
type Repeat = keyof typeof REPEATS;

const USUAL: Readonly<Record<Kind, Repeat>> = {
  weekly: 'weekly',
  monthly: 'monthly',
  quarterly: 'quarterly',
  root_cause: 'none',
  team: 'weekly',
};

/** A meeting, once or on a rhythm. */
export function MeetingForm({ onClose }: { onClose: () => void }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.form;
  const toast = useToast();
  const go = useGo();
  const format = useFormat();
  const { timeZone } = useReader();
  const create = useWrite(createMeeting, { invalidates: ['meeting'] });
  const form = useForm({
    initialValues: {
      kind: 'weekly' as Kind,
      title: meetings.kinds.weekly as string,
      side: 'sales' as Party,
      day: '',
      time: '09:00',
      zone: timeZone,
      minutes: 45,
      place: '',
      link: '',
      leastGuests: USUAL_GUESTS as number,
      people: [] as string[],
      repeat: 'weekly' as Repeat,
      until: '',
    },
    validate: { title: isNotEmpty(ui.form.required), day: isNotEmpty(ui.form.required), time: isNotEmpty(ui.form.required) },
  });
  const { kind, repeat } = form.values;
  const chooseKind = (next: Kind) => form.setValues({ kind: next, repeat: USUAL[next], title: meetings.kinds[next] });
  return (
    <SideForm
      opened
      onClose={onClose}
      title={meetings.plan}
      form={form}
      action={texts.action}
      onSubmit={async ({ repeat: chosen, until, place, link, side, ...values }) => {
        const repeats = REPEATS[chosen];
        const made = await create.mutateAsync({
          ...values,
          side: values.kind === 'team' ? side : null,
          place: place || null,
          link: link || null,
          ...(repeats ? { repeats: { ...repeats, until: until || null } } : {}),
        });
        toast.done(texts.done(format.number(made.made)));
        onClose();
        go(paths.meeting(made.id));
      }}
    >
      <NativeSelect
        label={texts.kind}
        value={kind}
        data={KINDS.map((value) => ({ value, label: meetings.kinds[value] }))}
        onChange={(event) => chooseKind(KINDS.find((one) => one === event.currentTarget.value) ?? 'weekly')}
      />
      <TextInput label={texts.title} required maxLength={120} {...form.getInputProps('title')} />
      {kind === 'team' && (
        <NativeSelect
          label={texts.side}
          data={PARTIES.map((value) => ({ value, label: meetings.sides[value] }))}
          {...form.getInputProps('side')}
        />
      )}
      <TextInput type="date" label={texts.day} required {...form.getInputProps('day')} />
      <TextInput type="time" label={texts.time} required {...form.getInputProps('time')} />
      <Select
        label={texts.zone}
        searchable
        data={Intl.supportedValuesOf('timeZone')}
        allowDeselect={false}
        {...form.getInputProps('zone')}
      />
      <NumberInput label={texts.minutes} min={5} max={480} step={5} {...form.getInputProps('minutes')} />
      <NativeSelect
        label={texts.repeats}
        data={Object.entries(texts.repeat).map(([value, label]) => ({ value, label }))}
        {...form.getInputProps('repeat')}
      />
      {repeat !== 'none' && <TextInput type="date" label={`${texts.until} (${ui.common.optional})`} {...form.getInputProps('until')} />}
      <PeopleSelect
        label={texts.people}
        description={texts.peopleHelp}
        value={form.values.people}
        onChange={(chosen) => form.setFieldValue('people', chosen)}
        error={form.errors.people}
      />
      <NumberInput label={texts.leastGuests} min={0} max={20} {...form.getInputProps('leastGuests')} />
      <TextInput label={`${texts.place} (${ui.common.optional})`} maxLength={200} {...form.getInputProps('place')} />
      <TextInput label={`${texts.link} (${ui.common.optional})`} type="url" {...form.getInputProps('link')} />
    </SideForm>
  );
}
