import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { listProducts } from '#modules/orders/contract/products.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { ProductForm } from '../../parts/orders/ProductForm.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, Money } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Product = OutputOf<typeof listProducts>['items'][number];
const DEFAULTS = { text: '', active: '' };

export function ProductsScreen() {
  const { orders } = useTexts();
  const texts = orders.products;
  const [state, change] = useUrlState(DEFAULTS);
  const [asked] = useDebouncedValue(state.text, 150);
  const [making, setMaking] = useState(false);
  const mayWrite = useCan('order:write');
  const list = useReadPages(
    listProducts,
    { ...(asked.trim() ? { text: asked.trim() } : {}), ...(state.active ? { active: state.active === 'yes' } : {}) },
    { topics: ['product'] },
  );
  const create = mayWrite && <Button onClick={() => setMaking(true)}>{texts.create}</Button>;
  return (
    <Page title={texts.title} lead={texts.lead} fill actions={create}>
      <DataTable
        id="products"
        label={texts.title}
        columns={columnsOf(texts)}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.product(row.id)}
        tools={
          <>
            <TextInput
              size="xs"
              data-search
              aria-label={texts.search}
              placeholder={texts.search}
              value={state.text}
              onChange={(event) => change({ text: event.currentTarget.value })}
            />
            <NativeSelect
              size="xs"
              aria-label={texts.status}
              value={state.active}
              onChange={(event) => change({ active: event.currentTarget.value })}
              data={[
                { value: '', label: orders.filters.all },
                { value: 'yes', label: texts.active },
                { value: 'no', label: texts.inactive },
              ]}
            />
          </>
        }
        empty={<EmptyState title={state.text || state.active ? orders.filters.all : texts.empty} actions={create} />}
        card={(row) => [row.code, row.category].filter(Boolean).join(' · ')}
      />
      <ProductForm opened={making} onClose={() => setMaking(false)} />
    </Page>
  );
}

function columnsOf(texts: Texts['orders']['products']): Column<Product>[] {
  const money = (amountMinor: number | null | undefined, currency: string) =>
    typeof amountMinor === 'number' ? <Money value={{ amountMinor, currency }} /> : '–';
  return [
    { id: 'name', title: texts.name, width: 300, render: (row) => row.name },
    { id: 'code', title: texts.code, width: 140, render: (row) => row.code ?? '–' },
    { id: 'category', title: texts.category, width: 180, render: (row) => row.category ?? '–' },
    { id: 'price', title: texts.price, width: 120, align: 'end', render: (row) => money(row.priceMinor, row.currency) },
    { id: 'cost', title: texts.cost, width: 120, align: 'end', optional: true, render: (row) => money(row.costMinor, row.currency) },
    { id: 'status', title: texts.status, width: 130, render: (row) => (row.active ? texts.active : <Mark>{texts.inactive}</Mark>) },
  ];
}
