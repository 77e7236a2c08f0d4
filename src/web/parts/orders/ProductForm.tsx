import { Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createProduct } from '#modules/orders/contract/products.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useMayChange, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { currencies } from '../../ui/currencies.ts';
import { useGo } from '../../ui/Go.tsx';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { SideForm } from '../../ui/SideForm.tsx';

/** A product by hand. */
export function ProductForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { orders, ui } = useTexts();
  const texts = orders.products;
  const go = useGo();
  const { locale } = useReader();
  const { workspace } = useSession();
  const may = { price: useMayChange('product.price'), cost: useMayChange('product.cost') };
  const create = useWrite(createProduct, { invalidates: ['product'] });
  const form = useForm({
    initialValues: {
      name: '',
      code: '',
      category: '',
      priceMinor: null as number | null,
      costMinor: null as number | null,
      currency: workspace.baseCurrency,
    },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ name, code, category, priceMinor, costMinor, currency }: typeof form.values) => {
    const { id } = await create.mutateAsync({
      name: name.trim(),
      currency,
      ...(code.trim() ? { code: code.trim() } : {}),
      ...(category.trim() ? { category: category.trim() } : {}),
      ...(may.price ? { priceMinor } : {}),
      ...(may.cost ? { costMinor } : {}),
    });
    form.reset();
    onClose();
    go(paths.product(id));
  };
  return (
    <SideForm title={texts.create} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit} draft="product.new">
      <TextInput label={texts.name} data-autofocus required maxLength={300} {...form.getInputProps('name')} />
      <TextInput label={texts.code} maxLength={100} {...form.getInputProps('code')} />
      <TextInput label={texts.category} maxLength={100} {...form.getInputProps('category')} />
      {may.price && <MoneyInput label={texts.price} currency={form.values.currency} min={0} {...form.getInputProps('priceMinor')} />}
      {may.cost && <MoneyInput label={texts.cost} currency={form.values.currency} min={0} {...form.getInputProps('costMinor')} />}
      <Select
        label={orders.fields.currency}
        data={currencies(locale)}
        searchable
        allowDeselect={false}
        {...form.getInputProps('currency')}
      />
    </SideForm>
  );
}
