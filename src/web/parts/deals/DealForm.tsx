import { NativeSelect, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createDeal } from '#modules/deals/contract/deals.ts';
import { listPipelines } from '#modules/deals/contract/pipelines.ts';
import { useRead, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useMayChange, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { currencies } from '../../ui/currencies.ts';
import { useGo } from '../../ui/Go.tsx';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { type Chosen, RecordSelect } from '../lists/RecordSelect.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';

export interface DealFormProps {
  opened: boolean;
  onClose: () => void;
  /** Where it is made from. */
  contact?: Chosen;
  company?: Chosen;
  stageId?: string;
}

/** A new deal; with a contact it comes from that contact's open lead. */
export function DealForm({ opened, onClose, contact, company, stageId }: DealFormProps) {
  const { deals, ui } = useTexts();
  const texts = deals.fields;
  const toast = useToast();
  const go = useGo();
  const { workspace, member } = useSession();
  const { locale } = useReader();
  const may = { amount: useMayChange('deal.amount'), close: useMayChange('deal.expectedCloseOn'), owner: useMayChange('deal.owner') };
  const { data } = useRead(listPipelines, {}, { topics: ['pipeline'], when: opened });
  const create = useWrite(createDeal, { invalidates: ['deal', 'lead', 'contact', 'company', 'pipeline'] });
  const form = useForm({
    initialValues: {
      name: '',
      contactId: contact ?? (null as Chosen | null),
      companyId: company ?? (null as Chosen | null),
      amountMinor: null as number | null,
      currency: workspace.baseCurrency,
      expectedCloseOn: '',
      ownerId: (member.department === 'sales' ? member.id : null) as string | null,
      stageId: stageId ?? '',
    },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const stages = (data?.items ?? []).map((pipeline) => ({
    group: pipeline.name,
    items: pipeline.stages.filter((stage) => stage.kind === 'open').map((stage) => ({ value: stage.id, label: stage.name })),
  }));
  const first = stages[0]?.items[0]?.value ?? '';
  const submit = async (values: typeof form.values) => {
    const { id } = await create.mutateAsync({
      name: values.name.trim(),
      ...(values.contactId ? { contactId: values.contactId.id } : {}),
      ...(values.companyId ? { companyId: values.companyId.id } : {}),
      ...(may.amount ? { amountMinor: values.amountMinor, currency: values.currency } : {}),
      ...(may.close && values.expectedCloseOn ? { expectedCloseOn: values.expectedCloseOn } : {}),
      ...(may.owner ? { ownerId: values.ownerId } : {}),
      ...(values.stageId ? { stageId: values.stageId } : {}),
    });
    form.reset();
    onClose();
    toast.done(deals.create.created(values.name.trim()));
    go(paths.deal(id));
  };
  return (
    <SideForm
      title={deals.create.title}
      opened={opened}
      onClose={onClose}
      form={form}
      action={deals.create.save}
      onSubmit={submit}
      draft="deal.new"
    >
      <TextInput label={texts.name} data-autofocus maxLength={300} required {...form.getInputProps('name')} />
      <RecordSelect entity="contact" label={texts.contact} {...form.getInputProps('contactId')} />
      <RecordSelect entity="company" label={texts.company} {...form.getInputProps('companyId')} />
      {may.amount && <MoneyInput label={texts.amount} currency={form.values.currency} min={0} {...form.getInputProps('amountMinor')} />}
      {may.amount && (
        <Select label={texts.currency} data={currencies(locale)} searchable allowDeselect={false} {...form.getInputProps('currency')} />
      )}
      <NativeSelect
        label={texts.stage}
        data={stages.length > 1 ? stages : (stages[0]?.items ?? [])}
        {...form.getInputProps('stageId')}
        value={form.values.stageId || first}
      />
      {may.close && <TextInput type="date" label={texts.expectedCloseOn} {...form.getInputProps('expectedCloseOn')} />}
      {may.owner && <PersonSelect label={texts.owner} clearable {...form.getInputProps('ownerId')} value={form.values.ownerId} />}
    </SideForm>
  );
}
