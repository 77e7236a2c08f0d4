import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { Texts } from '../../texts/texts.ts';
import { useTexts } from '../../texts/texts.ts';

/** What the addresses of both lists restore. `company`, `from`, `to` and the like come with figures that open their rows here. */
export const DOCUMENT_DEFAULTS = {
  text: '',
  state: '',
  amount: '',
  paid: '',
  kind: '',
  company: '',
  deal: '',
  from: '',
  to: '',
  currency: '',
};
export type DocumentState = typeof DOCUMENT_DEFAULTS;

export function filterOf({ text, state, amount, company, deal, from, to, currency }: DocumentState) {
  return {
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(state ? { cancelled: state === 'cancelled' } : {}),
    ...(amount ? { amount: amount === 'with' } : {}),
    ...(company ? { companyId: company } : {}),
    ...(deal ? { dealId: deal } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(currency ? { currency } : {}),
  };
}

/** What an address may hold that no field of the screen shows. */
const fromFigure = (state: DocumentState) => Boolean(state.company || state.deal || state.from || state.to || state.currency);

export const isFiltered = (state: DocumentState) => Object.values(state).some((value) => value !== '');

interface ToolsProps {
  state: DocumentState;
  change: (next: Partial<DocumentState>) => void;
  withPaid?: boolean;
  seesAmounts: boolean;
}

export function DocumentTools({ state, change, withPaid, seesAmounts }: ToolsProps) {
  const { orders } = useTexts();
  const texts = orders.filters;
  const select = (name: 'state' | 'amount' | 'paid' | 'kind', label: string, options: { value: string; label: string }[]) => (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={state[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      data={options}
    />
  );
  return (
    <>
      <TextInput
        size="xs"
        data-search
        aria-label={texts.search}
        placeholder={texts.search}
        value={state.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      {select('state', texts.state, [
        { value: '', label: `${texts.state}: ${texts.all}` },
        { value: 'live', label: texts.live },
        { value: 'cancelled', label: texts.cancelled },
      ])}
      {seesAmounts &&
        select('amount', texts.amount, [
          { value: '', label: `${texts.amount}: ${texts.all}` },
          { value: 'with', label: texts.withAmount },
          { value: 'without', label: texts.withoutAmount },
        ])}
      {withPaid && select('paid', texts.paid, paidOptions(orders))}
      {withPaid &&
        select('kind', orders.credit.kind, [
          { value: '', label: `${orders.credit.kind}: ${texts.all}` },
          { value: 'invoices', label: orders.credit.invoices },
          { value: 'notes', label: orders.credit.notes },
        ])}
      {fromFigure(state) && (
        <Button size="compact-sm" variant="subtle" onClick={() => change(DOCUMENT_DEFAULTS)}>
          {texts.showAll}
        </Button>
      )}
    </>
  );
}

function paidOptions({ filters, invoice }: Texts['orders']) {
  return [
    { value: '', label: `${filters.paid}: ${filters.all}` },
    { value: 'paid', label: invoice.paid },
    { value: 'open', label: invoice.notPaid },
    { value: 'overdue', label: invoice.overdue },
  ];
}
