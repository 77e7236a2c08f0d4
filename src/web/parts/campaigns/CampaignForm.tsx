import { NativeSelect, Select, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createCampaign } from '#modules/campaigns/contract.ts';
import { AUDIENCE_KINDS, type AudienceKind, CAMPAIGN_STATUSES, type CampaignStatus } from '#modules/campaigns/schema.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useCan, useMayChange, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { currencies } from '../../ui/currencies.ts';
import { useGo } from '../../ui/Go.tsx';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

/** A new campaign with what it may cost. */
export function CampaignForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { campaigns, ui } = useTexts();
  const texts = campaigns.fields;
  const toast = useToast();
  const go = useGo();
  const { locale } = useReader();
  const { workspace } = useSession();
  const seesBudget = useMayChange('campaign.budget');
  const mayCost = useCan('campaign:cost') && seesBudget;
  const create = useWrite(createCampaign, { invalidates: ['campaign'] });
  const form = useForm({
    initialValues: {
      name: '',
      kind: '',
      channel: '',
      code: '',
      status: 'planned' as string,
      audienceKind: 'prospect' as string,
      startsOn: '',
      endsOn: '',
      budgetMinor: null as number | null,
      currency: workspace.baseCurrency,
      description: '',
    },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ status, audienceKind, budgetMinor, currency, name, ...texted }: typeof form.values) => {
    const filled = Object.fromEntries(Object.entries(texted).filter(([, value]) => value.trim() !== ''));
    const { id } = await create.mutateAsync({
      name: name.trim(),
      ...filled,
      status: status as CampaignStatus,
      audienceKind: audienceKind as AudienceKind,
      ...(mayCost && budgetMinor !== null ? { budgetMinor, currency } : {}),
    });
    form.reset();
    onClose();
    toast.done(campaigns.create.created(name.trim()));
    go(paths.campaign(id));
  };
  return (
    <SideForm
      title={campaigns.create.title}
      opened={opened}
      onClose={onClose}
      form={form}
      action={campaigns.create.save}
      onSubmit={submit}
      draft="campaign.new"
    >
      <TextInput label={texts.name} data-autofocus required maxLength={300} {...form.getInputProps('name')} />
      <TextInput label={texts.kind} maxLength={60} {...form.getInputProps('kind')} />
      <TextInput label={texts.channel} maxLength={60} {...form.getInputProps('channel')} />
      <TextInput label={texts.code} description={texts.codeHelp} maxLength={100} {...form.getInputProps('code')} />
      <NativeSelect
        label={texts.audienceKind}
        data={AUDIENCE_KINDS.map((kind) => ({ value: kind, label: campaigns.audiences[kind] }))}
        {...form.getInputProps('audienceKind')}
      />
      <NativeSelect
        label={texts.status}
        data={CAMPAIGN_STATUSES.map((status) => ({ value: status, label: campaigns.statuses[status] }))}
        {...form.getInputProps('status')}
      />
      <TextInput type="date" label={texts.startsOn} {...form.getInputProps('startsOn')} />
      <TextInput type="date" label={texts.endsOn} {...form.getInputProps('endsOn')} />
      {mayCost && <MoneyInput label={texts.budget} currency={form.values.currency} min={0} {...form.getInputProps('budgetMinor')} />}
      {mayCost && (
        <Select label={texts.currency} data={currencies(locale)} searchable allowDeselect={false} {...form.getInputProps('currency')} />
      )}
      <Textarea label={texts.description} autosize minRows={2} maxLength={10_000} {...form.getInputProps('description')} />
    </SideForm>
  );
}
