import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { getInvoice } from '#modules/orders/contract/documents.ts';
import { createPayment, listPayments, removePayment } from '#modules/orders/contract/payments.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useSees } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Go } from '../../ui/Go.tsx';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { Mark, Money } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './orders.module.css';

type Invoice = OutputOf<typeof getInvoice>;

/** What was paid and credited of an invoice, and what is still open. Of a credit note: the invoice that it credits. */
export function Payments({ invoice }: { invoice: Invoice }) {
  const texts = useTexts().orders.payments;
  const sees = useSees('invoice.total');
  if (invoice.creditNote)
    return (
      <>
        {invoice.credits && <Go to={paths.invoice(invoice.credits.id)}>{texts.creditOf(invoice.credits.name)}</Go>}
        {invoice.subject && <p className={classes.quiet}>{invoice.subject}</p>}
      </>
    );
  return sees ? <PaymentList invoice={invoice} /> : null;
}

function PaymentList({ invoice }: { invoice: Invoice }) {
  const { orders } = useTexts();
  const texts = orders.payments;
  const format = useFormat();
  const toast = useToast();
  const [adding, setAdding] = useState(false);
  const list = useReadPages(listPayments, { invoiceId: invoice.id }, { topics: ['payment', `invoice:${invoice.id}`] });
  const remove = useWrite(removePayment, { invalidates: ['payment', 'invoice'] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const ask = async (row: (typeof rows)[number]) => {
    const title = texts.removeOf(format.money(row), format.date(row.paidOn));
    const yes = await confirm({ title, body: texts.removeBody, action: texts.remove, danger: true });
    if (yes) await remove.mutateAsync({ id: row.id }).catch(toast.problem);
  };
  const { openMinor, currency } = invoice;
  return (
    <section style={{ marginBlockStart: 24 }}>
      <h2 className={classes.heading}>{texts.title}</h2>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.list}>
        {rows.map((row) => (
          <li key={row.id} className={classes.line}>
            <span>
              {format.date(row.paidOn)} {row.reference && <span className={classes.quiet}>{row.reference}</span>}
            </span>
            <span>
              <Money value={row} />{' '}
              {invoice.writable && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={texts.removeOf(format.money(row), format.date(row.paidOn))}
                  onClick={() => void ask(row)}
                >
                  {texts.remove}
                </Button>
              )}
            </span>
          </li>
        ))}
        {invoice.creditNotes.map((row) => (
          <li key={row.id} className={classes.line}>
            <span>
              <Go to={paths.invoice(row.id)}>{row.number ? orders.credit.one(row.number) : texts.creditNote}</Go>{' '}
              {row.subject && <span className={classes.quiet}>{row.subject}</span>}{' '}
              {row.cancelledAt && <Mark>{orders.invoice.cancelled}</Mark>}
            </span>
            {typeof row.totalMinor === 'number' && <Money value={{ amountMinor: row.totalMinor, currency: row.currency }} />}
          </li>
        ))}
        {typeof openMinor === 'number' && openMinor !== 0 && !(invoice.paidAt && openMinor > 0) && (
          <li className={classes.line}>
            <strong>{openMinor < 0 ? texts.overpaid : texts.open}</strong>
            <Money value={{ amountMinor: Math.abs(openMinor), currency }} />
          </li>
        )}
      </ul>
      {invoice.writable && !invoice.cancelledAt && (
        <Button mt={8} onClick={() => setAdding(true)}>
          {texts.add}
        </Button>
      )}
      <PaymentForm key={String(adding)} invoice={invoice} opened={adding} onClose={() => setAdding(false)} />
    </section>
  );
}

function PaymentForm({ invoice, opened, onClose }: { invoice: Invoice; opened: boolean; onClose: () => void }) {
  const { orders, ui } = useTexts();
  const texts = orders.payments;
  const format = useFormat();
  const now = useNow();
  const create = useWrite(createPayment, { invalidates: ['payment', 'invoice'] });
  const form = useForm({
    initialValues: {
      paidOn: format.dayKey(new Date(now)),
      amountMinor: Math.max(0, invoice.openMinor ?? 0) || (null as number | null),
      reference: '',
    },
    validate: { paidOn: (day) => (day === '' ? ui.form.required : null), amountMinor: (amount) => (amount ? null : ui.form.required) },
  });
  const submit = async ({ paidOn, amountMinor, reference }: typeof form.values) => {
    await create.mutateAsync({ invoiceId: invoice.id, paidOn, amountMinor: amountMinor ?? 0, reference: reference.trim() || null });
    onClose();
  };
  return (
    <SideForm title={texts.add} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit} guard={false}>
      <TextInput type="date" label={texts.day} {...form.getInputProps('paidOn')} />
      <MoneyInput
        label={texts.amount}
        description={texts.amountHelp}
        currency={invoice.currency}
        value={form.values.amountMinor}
        onChange={(amount) => form.setFieldValue('amountMinor', amount)}
        error={form.errors.amountMinor}
      />
      <TextInput label={texts.reference} {...form.getInputProps('reference')} />
    </SideForm>
  );
}
