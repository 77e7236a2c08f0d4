import type { ReactNode } from 'react';
import type { Surroundings } from '#modules/companies/schema.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Money, When } from '../../ui/marks.tsx';
import { CustomerMark } from './CustomerMark.tsx';
import { Panel } from './RecordLayout.tsx';
import classes from './record.module.css';

interface Few<Row> {
  items: readonly Row[];
  total: number;
}

function FewPanel<Row extends { id: string }>({
  title,
  few,
  render,
  always,
}: {
  title: string;
  few: Few<Row>;
  render: (row: Row) => ReactNode;
  always?: boolean;
}) {
  const { panels } = useTexts().record;
  const format = useFormat();
  if (few.total === 0 && !always) return null;
  const rest = few.total - few.items.length;
  return (
    <Panel title={title} count={few.total > 0 ? format.number(few.total) : undefined}>
      {few.total === 0 && <p className={classes.quiet}>{panels.none}</p>}
      <ul className={classes.list}>
        {few.items.map((row) => (
          <li key={row.id}>{render(row)}</li>
        ))}
      </ul>
      {rest > 0 && <p className={classes.quiet}>{panels.more(format.number(rest))}</p>}
    </Panel>
  );
}

/** Deals, leads, people, invoices and subsidiaries beside a record. */
export function SurroundingPanels({ data, peopleTitle }: { data: Surroundings; peopleTitle: string }) {
  const { panels } = useTexts().record;
  return (
    <>
      <FewPanel title={panels.deals} few={data.deals} always render={(deal) => <DealLine deal={deal} />} />
      <FewPanel title={panels.leads} few={data.leads} render={(lead) => <LeadLine lead={lead} />} />
      <FewPanel title={peopleTitle} few={data.people} always render={(person) => <PersonLine person={person} />} />
      <FewPanel title={panels.invoices} few={data.invoices} render={(invoice) => <InvoiceLine invoice={invoice} />} />
      <FewPanel
        title={panels.subsidiaries}
        few={data.subsidiaries}
        render={(company) => (
          <>
            <Go to={paths.company(company.id)}>{company.name}</Go> <CustomerMark status={company.customerStatus} quiet />
          </>
        )}
      />
    </>
  );
}

type Row<Key extends keyof Surroundings> = Surroundings[Key]['items'][number];

function DealLine({ deal }: { deal: Row<'deals'> }) {
  const { dealStatus } = useTexts().record;
  const amount =
    deal.amountMinor === null || deal.amountMinor === undefined || !deal.currency
      ? null
      : { amountMinor: deal.amountMinor, currency: deal.currency };
  return (
    <>
      <span className={classes.line}>
        <Go to={paths.deal(deal.id)}>{deal.name}</Go>
        {deal.amountMinor !== undefined && <Money value={amount} />}
      </span>
      <p className={classes.quiet}>
        {deal.status === 'open' ? deal.stage : dealStatus[deal.status]}
        {deal.status === 'open' && deal.expectedCloseOn && (
          <>
            {' · '}
            <When at={deal.expectedCloseOn} />
          </>
        )}
        {deal.status !== 'open' && deal.closedAt && (
          <>
            {' · '}
            <When at={deal.closedAt} form="date" />
          </>
        )}
      </p>
    </>
  );
}

function LeadLine({ lead }: { lead: Row<'leads'> }) {
  const { lifecycle } = useTexts().record;
  const stage = lead.stage as keyof typeof lifecycle | undefined;
  return (
    <>
      <span className={classes.line}>
        <Go to={paths.lead(lead.id)}>{stage ? (lifecycle[stage] ?? stage) : lead.name}</Go>
        {lead.scoreLabel && <Mark>{lead.scoreLabel}</Mark>}
      </span>
      <p className={classes.quiet}>
        {lead.name} · <When at={lead.openedAt} form="date" />
      </p>
    </>
  );
}

function PersonLine({ person }: { person: Row<'people'> }) {
  const { contact } = useTexts().record;
  return (
    <>
      <span className={classes.line}>
        <Go to={paths.contact(person.id)}>{person.name || person.email || contact.nameless}</Go>
        {person.scoreLabel && <Mark>{person.scoreLabel}</Mark>}
      </span>
      <p className={classes.quiet}>
        {person.jobTitle}
        {person.jobTitle && person.lastActivityAt && ' · '}
        {person.lastActivityAt && <When at={person.lastActivityAt} />}
      </p>
    </>
  );
}

function InvoiceLine({ invoice }: { invoice: Row<'invoices'> }) {
  const { panels } = useTexts().record;
  const { totalMinor, currency } = invoice;
  return (
    <>
      <span className={classes.line}>
        <Go to={paths.invoice(invoice.id)}>{invoice.number ?? invoice.id.slice(0, 8)}</Go>
        {totalMinor !== null && totalMinor !== undefined && currency && <Money value={{ amountMinor: totalMinor, currency }} />}
      </span>
      <p className={classes.quiet}>
        <When at={invoice.invoicedAt} form="date" />
        {totalMinor === null && ` · ${panels.unknownAmount}`}
        {invoice.cancelled && ` · ${panels.cancelled}`}
      </p>
    </>
  );
}
