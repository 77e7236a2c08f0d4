import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { cancelInvoice, changeInvoice, getInvoice, restoreInvoice } from '#modules/orders/contract/documents.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { channelName } from '../../parts/leads/channel.ts';
import { CreditNoteForm } from '../../parts/orders/CreditNoteForm.tsx';
import { DocumentFacts } from '../../parts/orders/DocumentFacts.tsx';
import { DocumentAmount, invoiceName } from '../../parts/orders/DocumentLines.tsx';
import { LineTable } from '../../parts/orders/LineTable.tsx';
import classes from '../../parts/orders/orders.module.css';
import { Payments } from '../../parts/orders/Payments.tsx';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Invoice = OutputOf<typeof getInvoice>;

export function InvoiceScreen() {
  const { orders } = useTexts();
  const id = useParam('id');
  const { data: invoice, error, refetch } = useRead(getInvoice, { id }, { topics: [`invoice:${id}`, 'payment'] });
  const crumbs = [{ title: orders.invoice.title, to: paths.invoices() }];
  if (!invoice)
    return (
      <Page title={error ? orders.invoice.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page
      title={invoiceName(invoice, orders)}
      crumbs={crumbs}
      beside={<State invoice={invoice} />}
      lead={<DocumentAmount row={invoice} whole />}
      actions={invoice.writable && <Actions invoice={invoice} />}
    >
      <div className={classes.layout}>
        <div>
          <h2 className={classes.heading}>{orders.lines.title}</h2>
          <LineTable document={invoice} />
          <Payments invoice={invoice} />
        </div>
        <aside className={classes.facts} aria-label={orders.facts}>
          <DocumentFacts document={invoice} kind="invoice" />
        </aside>
      </div>
    </Page>
  );
}

function State({ invoice }: { invoice: Invoice }) {
  const { invoice: texts, payments } = useTexts().orders;
  const format = useFormat();
  const now = useNow();
  if (invoice.cancelledAt) return <Mark>{texts.cancelled}</Mark>;
  if (invoice.creditNote) return <Mark>{payments.creditNote}</Mark>;
  if (invoice.paidAt)
    return (
      <Mark tone="good" icon={IconCircleCheck}>
        {texts.paid}
      </Mark>
    );
  if (invoice.dueOn && invoice.dueOn < format.dayKey(new Date(now)))
    return (
      <Mark tone="late" icon={IconAlertTriangle}>
        {texts.overdue}
      </Mark>
    );
  return invoice.status ? <Mark>{channelName(invoice.status)}</Mark> : null;
}

function Actions({ invoice }: { invoice: Invoice }) {
  const { invoice: texts, credit } = useTexts().orders;
  const toast = useToast();
  const options = { invalidates: ['invoice', 'company', 'campaign'] };
  const cancel = useWrite(cancelInvoice, options);
  const restore = useWrite(restoreInvoice, options);
  const change = useWrite(changeInvoice, options);
  const number = invoice.number ?? '';
  const words = invoice.creditNote ? credit : texts;
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (problem) {
      toast.problem(problem);
    }
  };
  const askCancel = async () => {
    const yes = await confirm({
      title: words.cancelTitle(number),
      body: words.cancelBody,
      action: words.cancelAction,
      cancel: texts.cancelKeep,
      danger: true,
    });
    if (!yes) return;
    await attempt(async () => {
      await cancel.mutateAsync({ id: invoice.id });
      toast.done(texts.cancelledDone(number), { undo: () => restore.mutateAsync({ id: invoice.id }) });
    });
  };
  const pay = () =>
    attempt(async () => {
      await change.mutateAsync({ id: invoice.id, paidAt: new Date().toISOString() });
      toast.done(texts.paidDone(number), { undo: () => change.mutateAsync({ id: invoice.id, paidAt: null }) });
    });
  if (invoice.cancelledAt)
    return (
      <Button variant="default" onClick={() => void attempt(() => restore.mutateAsync({ id: invoice.id }))}>
        {texts.uncancel}
      </Button>
    );
  return (
    <>
      <CreditNoteForm invoice={invoice} />
      {!invoice.paidAt && !invoice.creditNote && (
        <Button variant="default" onClick={() => void pay()}>
          {texts.markPaid}
        </Button>
      )}
      <Button variant="default" onClick={() => void askCancel()}>
        {words.cancelAction}
      </Button>
    </>
  );
}
