import { changeInvoice, changeOrder, type getInvoice, type getOrder } from '#modules/orders/contract/documents.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { inMajor } from '#platform/shared/money.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { amountOf } from '../companies/CustomFacts.tsx';
import { type Fact, FactRow, Facts } from '../companies/Facts.tsx';

type Invoice = OutputOf<typeof getInvoice>;
type Order = OutputOf<typeof getOrder>;
const AMOUNTS = ['subTotal', 'discount', 'tax', 'adjustment', 'total'] as const;

/** The head of an order or invoice: whose it is, when, and what it comes to. */
export function DocumentFacts({ document, kind }: { document: Invoice | Order; kind: 'order' | 'invoice' }) {
  const { orders } = useTexts();
  const texts = orders.fields;
  const format = useFormat();
  const options = { invalidates: [kind, 'company', 'campaign'] };
  const order = useWrite(changeOrder, options);
  const invoice = useWrite(changeInvoice, options);
  const { currency, writable } = document;
  const save = (values: Record<string, unknown>) => {
    const input = { id: document.id, ...values };
    return kind === 'order'
      ? order.mutateAsync(input as InputOf<typeof changeOrder>)
      : invoice.mutateAsync(input as InputOf<typeof changeInvoice>);
  };
  const saveAmount = (values: Record<string, unknown>) => {
    const [[name, amount] = ['', null]] = Object.entries(values);
    if (typeof amount !== 'object' || amount === null) return save(values);
    const given = amount as { amountMinor: number; currency: string };
    return save({ [name]: given.amountMinor, ...(given.currency === currency ? {} : { currency: given.currency }) });
  };
  const plain = (name: 'number' | 'subject' | 'status'): Fact => {
    const value = document[name];
    return { name, label: texts[name], text: value === undefined ? undefined : (value ?? '') };
  };
  const amounts = AMOUNTS.map((name): Fact => {
    const amount = document[`${name}Minor`];
    return {
      name: `${name}Minor`,
      label: texts[name],
      text: amount === undefined ? undefined : amount === null ? '' : `${inMajor({ amountMinor: amount, currency })} ${currency}`,
      ...(typeof amount === 'number' ? { show: format.money({ amountMinor: amount, currency }) } : {}),
      toWire: (text) => amountOf(text, currency),
    };
  });
  const due: Fact = {
    name: 'dueOn',
    label: texts.due,
    text: document.dueOn === undefined ? undefined : (document.dueOn ?? ''),
    type: 'date',
    ...(document.dueOn ? { show: format.date(document.dueOn) } : {}),
  };
  return (
    <>
      <Facts entity={kind} title={orders.amounts} facts={amounts} writable={writable} onSave={saveAmount} />
      <Facts
        entity={kind}
        title={orders.facts}
        facts={[plain('number'), plain('subject'), plain('status'), due]}
        writable={writable}
        onSave={save}
      >
        <Around document={document} />
      </Facts>
    </>
  );
}

function Around({ document }: { document: Invoice | Order }) {
  const { orders } = useTexts();
  const { fields } = orders;
  const linked = (label: string, ref: { id: string; name: string } | null | undefined, to: (id: string) => string) =>
    ref && (
      <FactRow key={label} label={label}>
        <Go to={to(ref.id)}>{ref.name || '–'}</Go>
      </FactRow>
    );
  return (
    <>
      {linked(fields.company, document.company, paths.company)}
      {linked(fields.contact, document.contact, paths.contact)}
      {linked(fields.deal, document.deal, paths.deal)}
      {'order' in document && linked(fields.order, document.order, paths.order)}
      <FactRow label={'orderedAt' in document ? orders.order.at : orders.invoice.at}>
        <When at={'orderedAt' in document ? document.orderedAt : document.invoicedAt} form="date" />
      </FactRow>
      {'paidAt' in document && document.paidAt && (
        <FactRow label={fields.paid}>
          <When at={document.paidAt} form="date" />
        </FactRow>
      )}
      {document.ref && <FactRow label={fields.ref}>{document.ref}</FactRow>}
    </>
  );
}
