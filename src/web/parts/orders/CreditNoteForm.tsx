import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useState } from 'react';
import { createCreditNote, type getInvoice } from '#modules/orders/contract/documents.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useCan, useMayChange } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { instantOf } from '../activities/due.ts';
import { type Credited, creditable, creditOf } from './credit.ts';
import classes from './orders.module.css';

type Invoice = OutputOf<typeof getInvoice>;
const WAYS = ['all', 'lines', 'amount'] as const;
type Way = (typeof WAYS)[number];

interface Values {
  number: string;
  day: string;
  reason: string;
  way: Way;
  amountMinor: number | null;
  /** By line id. */
  of: Record<string, number | null>;
}

/** Writes a credit note on an invoice, for as much of it as was not credited before. */
export function CreditNoteForm({ invoice }: { invoice: Invoice }) {
  const { credit } = useTexts().orders;
  const [opened, setOpened] = useState(false);
  const mayWrite = useCan('order:write');
  const mayChange = useMayChange('invoice.total');
  const left = creditable(invoice);
  if (!mayWrite || !mayChange || invoice.creditNote || invoice.cancelledAt || left === null || left <= 0) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {credit.write}
      </Button>
      <Draft key={String(opened)} invoice={invoice} left={left} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}

function Draft({ invoice, left, opened, onClose }: { invoice: Invoice; left: number; opened: boolean; onClose: () => void }) {
  const { orders, ui } = useTexts();
  const texts = orders.credit;
  const [format, { timeZone }, now] = [useFormat(), useReader(), useNow()];
  const [go, toast] = [useGo(), useToast()];
  const create = useWrite(createCreditNote, { invalidates: ['invoice', 'payment', 'company', 'campaign'] });
  const { currency } = invoice;
  const money = (amountMinor: number) => format.money({ amountMinor, currency });
  const problemOf = (values: Values) => {
    const { totalMinor } = creditOf(invoice, creditedOf(values));
    return totalMinor <= 0 ? texts.some : totalMinor > left ? texts.tooMuch(money(left)) : null;
  };
  const form = useForm<Values>({
    initialValues: { number: '', day: format.dayKey(new Date(now)), reason: '', way: 'all', amountMinor: null, of: {} },
    validate: {
      day: (day) => (day === '' ? ui.form.required : null),
      reason: (reason) => (reason.trim() === '' ? ui.form.required : null),
      amountMinor: (_amount, values) => problemOf(values),
    },
  });
  const submit = async (values: Values) => {
    const at = instantOf(`${values.day}T12:00`, timeZone);
    const { id } = await create.mutateAsync({
      ...creditOf(invoice, creditedOf(values)),
      ...(values.number.trim() ? { number: values.number.trim() } : {}),
      ...(at ? { creditedAt: at } : {}),
      creditsId: invoice.id,
      currency,
      subject: values.reason.trim(),
    });
    onClose();
    toast.done(texts.done(invoice.number ?? ''));
    go(paths.invoice(id));
  };
  const ways = invoice.lines.length > 0 ? WAYS : WAYS.filter((way) => way !== 'lines');
  return (
    <SideForm title={texts.write} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <p className={classes.quiet}>{texts.lead(money(left))}</p>
      <Textarea
        label={texts.reason}
        description={texts.reasonHelp}
        data-autofocus
        withAsterisk
        autosize
        minRows={2}
        maxLength={300}
        {...form.getInputProps('reason')}
      />
      <TextInput label={texts.number} maxLength={100} {...form.getInputProps('number')} />
      <TextInput type="date" label={texts.day} {...form.getInputProps('day')} />
      <SegmentedControl
        fullWidth
        aria-label={texts.what}
        data={ways.map((value) => ({ value, label: texts.ways[value] }))}
        value={form.values.way}
        onChange={(value) => form.setFieldValue('way', WAYS.find((way) => way === value) ?? 'all')}
      />
      {form.values.way === 'amount' && (
        <MoneyInput label={texts.amount} currency={currency} min={0} {...form.getInputProps('amountMinor')} />
      )}
      {form.values.way === 'lines' && <Lines invoice={invoice} form={form} />}
      <Sum invoice={invoice} left={left} values={form.values} />
      {form.values.way !== 'amount' && form.errors.amountMinor && (
        <p role="alert" className={classes.notice}>
          {form.errors.amountMinor}
        </p>
      )}
    </SideForm>
  );
}

const creditedOf = ({ way, amountMinor, of }: Values): Credited =>
  way === 'lines' ? { way, of } : way === 'amount' ? { way, amountMinor } : { way };

function Lines({ invoice, form }: { invoice: Invoice; form: UseFormReturnType<Values> }) {
  const texts = useTexts().orders.credit;
  const format = useFormat();
  const { currency } = invoice;
  return invoice.lines.map((line) => (
    <div key={line.id} className={classes.credited}>
      <span>
        {line.productName}
        {typeof line.totalMinor === 'number' && (
          <span className={classes.quiet}> {texts.ofLine(format.money({ amountMinor: line.totalMinor, currency }))}</span>
        )}
      </span>
      <MoneyInput
        hideLabel
        label={texts.lineOf(line.productName)}
        currency={currency}
        min={0}
        value={form.values.of[line.id] ?? null}
        onChange={(amount) => form.setFieldValue('of', { ...form.values.of, [line.id]: amount })}
      />
    </div>
  ));
}

/** What the note comes to, and what is invoiced when it is there. */
function Sum({ invoice, left, values }: { invoice: Invoice; left: number; values: Values }) {
  const texts = useTexts().orders.credit;
  const format = useFormat();
  const { totalMinor, subTotalMinor, taxMinor } = creditOf(invoice, creditedOf(values));
  const money = (amountMinor: number) => format.money({ amountMinor, currency: invoice.currency });
  const rows = [
    ...(subTotalMinor === undefined || taxMinor === undefined
      ? []
      : ([
          [texts.net, subTotalMinor],
          [texts.tax, taxMinor],
        ] as const)),
    [texts.sum, totalMinor] as const,
    [texts.left, left - totalMinor] as const,
  ];
  return (
    <dl className={classes.sum} aria-live="polite">
      {rows.map(([label, amount]) => (
        <div key={label} className={classes.line}>
          <dt>{label}</dt>
          <dd>{money(amount)}</dd>
        </div>
      ))}
    </dl>
  );
}
