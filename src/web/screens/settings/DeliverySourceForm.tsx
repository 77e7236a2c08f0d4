import { NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { changeDeliverySource, createDeliverySource, type listDeliverySources } from '#modules/deliveries/contract.ts';
import { type MappingShape, PROVIDERS, type Provider } from '#modules/deliveries/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { EMPTY_MAPPING, MappingEditor } from './DeliveryMapping.tsx';

type Source = OutputOf<typeof listDeliverySources>['items'][number];
type Outside = Exclude<Provider, 'mailbox'>;
const OUTSIDE = PROVIDERS.filter((provider): provider is Outside => provider !== 'mailbox');
/** Those that cannot sign what they send. */
const BY_PASSWORD: readonly Provider[] = ['brevo', 'mailjet', 'postmark', 'sparkpost', 'generic'];

/** Makes or changes a source. What is written into the field of the secret is never shown again. */
export function DeliverySourceForm({ source, onClose }: { source: Source | 'new' | null; onClose: () => void }) {
  if (source === null) return null;
  const known = source === 'new' ? null : source;
  return <Editor key={known?.id ?? 'new'} source={known} onClose={onClose} />;
}

function Editor({ source, onClose }: { source: Source | null; onClose: () => void }) {
  const { deliveries: texts, settings, ui } = useTexts();
  const toast = useToast();
  const create = useWrite(createDeliverySource, { invalidates: ['delivery'] });
  const change = useWrite(changeDeliverySource, { invalidates: ['delivery'] });
  const form = useForm({
    initialValues: {
      provider: (source?.provider ?? 'amazon_ses') as Outside,
      name: source?.name ?? '',
      secret: '',
      mapping: (source?.mapping ?? EMPTY_MAPPING) as MappingShape,
    },
    validate: { name: (value) => (value.trim() === '' ? ui.form.required : null) },
  });
  const { provider } = form.values;
  const help = provider === 'amazon_ses' ? texts.secretAmazon : BY_PASSWORD.includes(provider) ? texts.secretPassword : texts.secretSigned;
  const submit = async ({ name, secret, mapping }: typeof form.values) => {
    const more = { name, ...(secret ? { secret } : {}), ...(provider === 'generic' ? { mapping } : {}) };
    if (source) await change.mutateAsync({ id: source.id, ...more });
    else await create.mutateAsync({ provider, ...more });
    toast.done(settings.saved);
    onClose();
  };
  const title = source ? source.name : texts.create;
  return (
    <SideForm title={title} opened onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <NativeSelect
        label={texts.provider}
        disabled={source !== null}
        data={OUTSIDE.map((value) => ({ value, label: texts.providers[value] }))}
        {...form.getInputProps('provider')}
      />
      <TextInput label={texts.name} maxLength={120} data-autofocus {...form.getInputProps('name')} />
      <PasswordInput
        label={texts.secret}
        description={source?.hasSecret ? `${help} ${texts.secretKept}` : help}
        autoComplete="off"
        {...form.getInputProps('secret')}
      />
      {provider === 'generic' && (
        <MappingEditor value={form.values.mapping} onChange={(mapping) => form.setFieldValue('mapping', mapping)} />
      )}
    </SideForm>
  );
}
