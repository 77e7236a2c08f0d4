import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { createInvoice, createOrder } from '#modules/orders/contract/documents.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useMayChange, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { currencies } from '../../ui/currencies.ts';
import { useGo } from '../../ui/Go.tsx';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { instantOf } from '../activities/due.ts';
import { type Chosen, RecordSelect } from '../lists/RecordSelect.tsx';

type DraftLine = { productName: string; quantity: number; totalMinor: number | null };
type Values = {
  number: string;
  companyId: Chosen | null;
  dealId: Chosen | null;
  day: string;
  totalMinor: number | null;
  currency: string;
  lines: DraftLine[];
};

export interface DocumentFormProps {
  kind: 'order' | 'invoice';
  opened: boolean;
  onClose: () => void;
}

/** An order or invoice by hand, for those who have no ERP to send them. */
export function DocumentForm({ kind, opened, onClose }: DocumentFormProps) {
  const { orders } = useTexts();
  const go = useGo();
  const { locale, timeZone } = useReader();
  const { workspace } = useSession();
  const seesAmounts = useMayChange(`${kind}.total`);
  const options = { invalidates: [kind, 'company', 'campaign'] };
  const order = useWrite(createOrder, options);
  const invoice = useWrite(createInvoice, options);
  const form = useForm<Values>({
    initialValues: { number: '', companyId: null, dealId: null, day: '', totalMinor: null, currency: workspace.baseCurrency, lines: [] },
  });
  const submit = async (values: Values) => {
    const at = instantOf(`${values.day}T12:00`, timeZone);
    const facts = {
      ...(values.number.trim() ? { number: values.number.trim() } : {}),
      ...(values.companyId ? { companyId: values.companyId.id } : {}),
      ...(values.dealId ? { dealId: values.dealId.id } : {}),
      ...(seesAmounts ? { totalMinor: values.totalMinor } : {}),
      currency: values.currency,
      lines: values.lines.filter((line) => line.productName.trim() !== ''),
    };
    const { id } =
      kind === 'order'
        ? await order.mutateAsync({ ...facts, ...(at ? { orderedAt: at } : {}) })
        : await invoice.mutateAsync({ ...facts, ...(at ? { invoicedAt: at } : {}) });
    form.reset();
    onClose();
    go(kind === 'order' ? paths.order(id) : paths.invoice(id));
  };
  const texts = orders[kind];
  return (
    <SideForm title={texts.create} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <TextInput label={orders.fields.number} data-autofocus maxLength={100} {...form.getInputProps('number')} />
      <RecordSelect entity="company" label={orders.fields.company} {...form.getInputProps('companyId')} />
      <RecordSelect entity="deal" label={orders.fields.deal} {...form.getInputProps('dealId')} />
      <TextInput type="date" label={texts.at} {...form.getInputProps('day')} />
      {seesAmounts && (
        <MoneyInput
          label={orders.fields.total}
          currency={form.values.currency}
          description={orders.noAmountHelp}
          {...form.getInputProps('totalMinor')}
        />
      )}
      <Select
        label={orders.fields.currency}
        data={currencies(locale)}
        searchable
        allowDeselect={false}
        {...form.getInputProps('currency')}
      />
      <DraftLines form={form} seesAmounts={seesAmounts} />
    </SideForm>
  );
}

function DraftLines({ form, seesAmounts }: { form: UseFormReturnType<Values>; seesAmounts: boolean }) {
  const texts = useTexts().orders.lines;
  return (
    <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
      <legend>{texts.title}</legend>
      {form.values.lines.map((_line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity before they are saved, and move only when one is removed
        <div key={place} style={{ display: 'flex', gap: 6, marginBottom: 6 }}>
          <TextInput
            style={{ flex: 1 }}
            aria-label={texts.what}
            placeholder={texts.what}
            maxLength={300}
            {...form.getInputProps(`lines.${place}.productName`)}
          />
          <NumberInput w={72} hideControls aria-label={texts.quantity} {...form.getInputProps(`lines.${place}.quantity`)} />
          {seesAmounts && (
            <div style={{ width: 128 }}>
              <MoneyInput
                hideLabel
                label={texts.total}
                currency={form.values.currency}
                {...form.getInputProps(`lines.${place}.totalMinor`)}
              />
            </div>
          )}
          <ActionIcon variant="subtle" size={36} aria-label={texts.remove} onClick={() => form.removeListItem('lines', place)}>
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        onClick={() => form.insertListItem('lines', { productName: '', quantity: 1, totalMinor: null })}
      >
        {texts.add}
      </Button>
    </fieldset>
  );
}
