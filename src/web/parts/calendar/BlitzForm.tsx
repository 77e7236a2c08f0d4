import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { changeBlitz, createBlitz, type getBlitz } from '#modules/calendar/contract/blitzes.ts';
import { listViews } from '#modules/lists/contract/views.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { type Chosen, RecordSelect } from '../lists/RecordSelect.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';

export type Blitz = OutputOf<typeof getBlitz>;

interface BlitzFormProps {
  /** What is changed; absent: a new one. */
  blitz?: Blitz;
  /** The day a new one begins with. */
  day: string;
  onClose: () => void;
}

/** A call blitz: what, on which days, whose, and the list or campaign that it works through. */
export function BlitzForm({ blitz, day, onClose }: BlitzFormProps) {
  const { calendar, ui } = useTexts();
  const { blitz: texts } = calendar;
  const { member } = useSession();
  const format = useFormat();
  const [toast, go] = [useToast(), useGo()];
  const create = useWrite(createBlitz, { invalidates: ['blitz'] });
  const change = useWrite(changeBlitz, { invalidates: ['blitz'] });
  const form = useForm({
    initialValues: {
      title: blitz?.title ?? '',
      from: blitz?.from ?? day,
      to: blitz?.to ?? day,
      ownerId: blitz ? (blitz.owner?.id ?? null) : member.department === 'sales' ? member.id : null,
      through: 'list',
      viewId: '',
      campaign: null as Chosen | null,
    },
    validate: {
      title: isNotEmpty(ui.form.required),
      from: isNotEmpty(ui.form.required),
      to: isNotEmpty(ui.form.required),
      ownerId: isNotEmpty(ui.form.required),
      viewId: (view, { through }) => (!blitz && through === 'list' && view === '' ? texts.chooseOne : null),
      campaign: (campaign, { through }) => (!blitz && through === 'campaign' && !campaign ? texts.chooseOne : null),
    },
  });
  const submit = async ({ title, from, to, ownerId, through, viewId, campaign }: typeof form.values) => {
    const values = { title, from, to, ownerId: ownerId ?? '' };
    if (blitz) {
      await change.mutateAsync({ id: blitz.id, ...values });
      toast.done(texts.saved);
      onClose();
      return;
    }
    const { id, people } = await create.mutateAsync({
      ...values,
      ...(through === 'list' ? { viewId } : { campaignId: campaign?.id ?? '' }),
    });
    toast.done(texts.created(format.number(people)));
    go(paths.blitz(id));
  };
  return (
    <SideForm
      title={blitz ? texts.edit : texts.newTitle}
      opened
      onClose={onClose}
      form={form}
      action={blitz ? texts.save : texts.create}
      onSubmit={submit}
    >
      {blitz && <p>{texts.editBody}</p>}
      <TextInput label={texts.title} placeholder={texts.titlePlaceholder} maxLength={200} data-autofocus {...form.getInputProps('title')} />
      <TextInput type="date" label={texts.from} {...form.getInputProps('from')} />
      <TextInput type="date" label={texts.to} {...form.getInputProps('to')} />
      <PersonSelect
        label={texts.owner}
        among="sales"
        value={form.values.ownerId}
        onChange={(ownerId) => form.setFieldValue('ownerId', ownerId)}
        error={form.errors.ownerId}
      />
      {!blitz && (
        <SegmentedControl
          aria-label={texts.through}
          data={[
            { value: 'list', label: texts.list },
            { value: 'campaign', label: texts.campaign },
          ]}
          {...form.getInputProps('through')}
        />
      )}
      {!blitz && form.values.through === 'list' && <ListSelect {...form.getInputProps('viewId')} />}
      {!blitz && form.values.through === 'campaign' && (
        <RecordSelect entity="campaign" label={texts.campaign} description={texts.listHelp} {...form.getInputProps('campaign')} />
      )}
    </SideForm>
  );
}

function ListSelect(input: ReturnType<ReturnType<typeof useForm>['getInputProps']>) {
  const { blitz: texts } = useTexts().calendar;
  const views = useRead(listViews, { entity: 'contact' }, { topics: ['view'] });
  const saved = (views.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return <NativeSelect label={texts.list} description={texts.listHelp} data={[{ value: '', label: texts.noList }, ...saved]} {...input} />;
}
