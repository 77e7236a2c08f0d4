import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type listChecked, listOfChecked } from '#modules/gate/contract/checks.ts';
import { addToPeopleList, createPeopleList, listPeopleLists, takeOffPeopleList } from '#modules/lists/contract/people.ts';
import type { Target } from '#modules/lists/schema.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

type What = 'add' | 'take' | 'new';
const INVALIDATES = ['people_list', 'contact'];

interface PutOnListProps {
  target: Target;
  /** How many, as it is shown. */
  count: string;
  onClose: () => void;
  onDone: () => void;
}

/** Puts the chosen people onto a list, a new one where that is wanted, or takes them off one. */
export function PutOnList({ target, count, onClose, onDone }: PutOnListProps) {
  const { lists, ui } = useTexts();
  const texts = lists.people;
  const format = useFormat();
  const toast = useToast();
  const { data } = useRead(listPeopleLists, {}, { topics: INVALIDATES });
  const own = (data?.items ?? []).filter(({ mayChange }) => mayChange);
  const make = useWrite(createPeopleList, { invalidates: INVALIDATES });
  const add = useWrite(addToPeopleList, { invalidates: INVALIDATES });
  const take = useWrite(takeOffPeopleList, { invalidates: INVALIDATES });
  const form = useForm<{ what: What; list: string | null; name: string }>({
    initialValues: { what: 'new', list: null, name: '' },
    validate: {
      list: (value, { what }) => (what !== 'new' && !value ? texts.choose : null),
      name: (value, { what }) => (what === 'new' && value.trim() === '' ? ui.form.required : null),
    },
  });
  const { what } = form.values;
  const submit = async ({ list, name }: typeof form.values) => {
    if (what === 'new') {
      const made = await make.mutateAsync({ name: name.trim(), target });
      toast.done(texts.made(name.trim(), format.number(made.people)));
    } else if (what === 'add') toast.done(texts.added(format.number((await add.mutateAsync({ id: list ?? '', target })).added)));
    else toast.done(texts.removed(format.number((await take.mutateAsync({ id: list ?? '', target })).removed)));
    onDone();
  };
  return (
    <SideForm title={texts.title(count)} opened onClose={onClose} form={form} action={texts.actions[what]} onSubmit={submit}>
      <SegmentedControl
        fullWidth
        aria-label={texts.what}
        data={(['add', 'take', 'new'] as const).map((value) => ({ value, label: texts.whats[value] }))}
        {...form.getInputProps('what')}
      />
      {what === 'new' ? (
        <TextInput label={texts.name} maxLength={120} data-autofocus {...form.getInputProps('name')} />
      ) : (
        <Select
          label={texts.list}
          data={own.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          nothingFoundMessage={texts.noneFound}
          {...form.getInputProps('list')}
        />
      )}
      <p>{texts.stays}</p>
    </SideForm>
  );
}

/** A list of exactly the people behind a figure of a check. */
export function ListOfChecked({ asked, about, onClose }: { asked: InputOf<typeof listChecked>; about: string; onClose: () => void }) {
  const { lists, ui } = useTexts();
  const texts = lists.people;
  const format = useFormat();
  const toast = useToast();
  const make = useWrite(listOfChecked, { invalidates: INVALIDATES });
  const form = useForm({
    initialValues: { name: about.slice(0, 120) },
    validate: { name: (value) => (value.trim() === '' ? ui.form.required : null) },
  });
  const { intent, criteria, viewId, verdict, code } = asked;
  const submit = async ({ name }: typeof form.values) => {
    const which = {
      ...(criteria ? { criteria } : {}),
      ...(viewId ? { viewId } : {}),
      ...(verdict ? { verdict } : {}),
      ...(code ? { code } : {}),
    };
    const { people } = await make.mutateAsync({ intent, ...which, name: name.trim() });
    toast.done(texts.made(name.trim(), format.number(people)));
    onClose();
  };
  return (
    <SideForm title={texts.make} opened onClose={onClose} form={form} action={texts.actions.new} onSubmit={submit}>
      <TextInput label={texts.name} maxLength={120} data-autofocus {...form.getInputProps('name')} />
      <p>{texts.stays}</p>
    </SideForm>
  );
}
