import { getOrder, removeOrder } from '#modules/orders/contract/documents.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { RecordMenu } from '../../parts/companies/RecordMenu.tsx';
import { DocumentFacts } from '../../parts/orders/DocumentFacts.tsx';
import { DocumentAmount, DocumentLines } from '../../parts/orders/DocumentLines.tsx';
import { LineTable } from '../../parts/orders/LineTable.tsx';
import classes from '../../parts/orders/orders.module.css';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { useGo } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

export function OrderScreen() {
  const { orders } = useTexts();
  const id = useParam('id');
  const { data: order, error, refetch } = useRead(getOrder, { id }, { topics: [`order:${id}`, 'invoice'] });
  const remove = useRemove(order);
  const crumbs = [{ title: orders.order.title, to: paths.orders() }];
  if (!order)
    return (
      <Page title={error ? orders.order.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page
      title={order.number ? orders.order.one(order.number) : (order.subject ?? orders.order.nameless)}
      crumbs={crumbs}
      beside={order.cancelled && <Mark>{orders.invoice.cancelled}</Mark>}
      lead={<DocumentAmount row={order} whole />}
      actions={order.writable && order.invoiceList.length === 0 && <RecordMenu onTrash={remove} />}
    >
      <div className={classes.layout}>
        <div>
          <h2 className={classes.heading}>{orders.lines.title}</h2>
          <LineTable document={order} />
          {order.invoiceList.length > 0 && (
            <section style={{ marginTop: 24 }}>
              <h2 className={classes.heading}>{orders.invoice.title}</h2>
              <DocumentLines orders={[]} invoices={order.invoiceList} />
            </section>
          )}
        </div>
        <aside className={classes.facts} aria-label={orders.facts}>
          <DocumentFacts document={order} kind="order" />
        </aside>
      </div>
    </Page>
  );
}

function useRemove(order: OutputOf<typeof getOrder> | undefined) {
  const { orders, ui } = useTexts();
  const toast = useToast();
  const go = useGo();
  const remove = useWrite(removeOrder, { invalidates: ['order'] });
  return async () => {
    if (!order) return;
    const name = order.number ? orders.order.one(order.number) : orders.order.nameless;
    if (!(await confirm({ title: orders.order.removeTitle(name), body: orders.order.removeBody, action: ui.common.remove, danger: true })))
      return;
    try {
      await remove.mutateAsync({ id: order.id });
      go(paths.orders());
    } catch (problem) {
      toast.problem(problem);
    }
  };
}
