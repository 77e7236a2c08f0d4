import { NativeSelect, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { changePostal, createPostal, type getPostal } from '#modules/calendar/contract/postal.ts';
import { AUDIENCES, SENDERS } from '#modules/calendar/schema.ts';
import { listOffers } from '#modules/offers/contract/offers.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

export type Postal = OutputOf<typeof getPostal>;

interface PostalFormProps {
  /** What is changed; absent: a new one. */
  postal?: Postal;
  /** The day a new one begins with. */
  day: string;
  onClose: () => void;
}

/** A mailing by post: what, of which team, when, and the offer that it tells of. */
export function PostalForm({ postal, day, onClose }: PostalFormProps) {
  const { calendar, gate, ui } = useTexts();
  const { postal: texts } = calendar;
  const { member } = useSession();
  const toast = useToast();
  const go = useGo();
  const offers = useRead(listOffers, {}, { topics: ['offer'] });
  const create = useWrite(createPostal, { invalidates: ['postal'] });
  const change = useWrite(changePostal, { invalidates: ['postal'] });
  const form = useForm({
    initialValues: {
      name: postal?.name ?? '',
      side: postal?.side ?? (member.department === 'sales' ? ('sales' as const) : ('marketing' as const)),
      audience: postal?.audience ?? ('prospects' as const),
      onDay: postal?.onDay ?? day,
      offerId: postal?.offerId ?? '',
    },
    validate: { name: isNotEmpty(ui.form.required), onDay: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ offerId, ...values }: typeof form.values) => {
    const input = { ...values, offerId: offerId === '' ? null : offerId };
    if (postal) {
      await change.mutateAsync({ id: postal.id, ...input });
      toast.done(texts.saved);
      onClose();
      return;
    }
    const { id } = await create.mutateAsync(input);
    toast.done(texts.created);
    go(paths.postal(id));
  };
  return (
    <SideForm
      title={postal ? texts.edit : texts.newTitle}
      opened
      onClose={onClose}
      form={form}
      action={postal ? texts.save : texts.create}
      onSubmit={submit}
    >
      {postal && <p>{texts.editBody}</p>}
      <TextInput label={texts.name} placeholder={texts.namePlaceholder} maxLength={200} data-autofocus {...form.getInputProps('name')} />
      <NativeSelect label={texts.side} data={SENDERS.map((value) => ({ value, label: ui.sides[value] }))} {...form.getInputProps('side')} />
      <NativeSelect
        label={texts.audience}
        data={AUDIENCES.map((value) => ({ value, label: gate.audiences[value] }))}
        {...form.getInputProps('audience')}
      />
      <TextInput type="date" label={texts.day} {...form.getInputProps('onDay')} />
      <NativeSelect
        label={texts.offer}
        data={[{ value: '', label: texts.noOffer }, ...(offers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        {...form.getInputProps('offerId')}
      />
    </SideForm>
  );
}
