import type { getReturns, ReturnLine } from '#modules/attribution/contract/returns.ts';
import { type Dimension, NONE, UNATTRIBUTED } from '#modules/attribution/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Format, useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import type { Shown } from '../reports/CountOrMoney.tsx';
import reports from '../reports/reports.module.css';
import type { OpenedReturns } from './ReturnRows.tsx';

export type Returns = OutputOf<typeof getReturns>;

export function lineName({ key, label }: ReturnLine, by: Dimension, texts: Texts['attribution']): string {
  if (key === UNATTRIBUTED) return texts.unattributed;
  if (key === NONE) return texts.none[by];
  return by === 'channel' ? channelName(key) : (label ?? '–');
}

type Columns = Texts['attribution']['returns']['columns'];
type Column = keyof Columns;
const COUNTED: readonly Column[] = ['spend', 'leads', 'validated', 'costPerValidated', 'winRate', 'deals', 'customers', 'costPerCustomer'];
const MONEY: readonly Column[] = ['spend', 'costPerValidated', 'costPerCustomer', 'booked', 'invoiced', 'paid', 'onSpend', 'payback'];

export const columnsOf = (shown: Shown, by: Dimension): readonly Column[] => {
  const columns = shown === 'count' ? COUNTED : MONEY;
  const own = by === 'channel' || by === 'campaign' ? columns : columns.filter((one) => WITHOUT_COST.includes(one));
  return by === 'campaign' && shown === 'money' ? [...own, 'recorded'] : own;
};
const WITHOUT_COST: readonly Column[] = ['winRate', 'deals', 'customers', 'booked', 'invoiced', 'paid'];

/** A cell as text, for the file and for what opens nothing. */
export function cellText(
  line: ReturnLine,
  column: Column,
  words: { format: Format; currency: string; texts: Texts['attribution'] },
): string {
  const { format, currency, texts } = words;
  const money = (minor: number | null) => (minor === null ? '–' : format.money({ amountMinor: Math.round(minor), currency }));
  switch (column) {
    case 'spend':
      return line.spendMinor === 0 ? '–' : money(line.spendMinor);
    case 'leads':
      return line.leads === null ? '–' : format.number(line.leads);
    case 'validated':
      return line.validated ? format.rate(line.validated) : '–';
    case 'winRate':
      return line.winRate ? format.rate(line.winRate) : '–';
    case 'deals':
      return format.decimal(line.dealsShared, 1);
    case 'customers':
      return format.decimal(line.customers, 1);
    case 'costPerValidated':
      return money(line.costPerValidated);
    case 'costPerCustomer':
      return money(line.costPerCustomer);
    case 'booked':
      return money(line.bookedMinor);
    case 'invoiced':
      return money(line.invoicedMinor);
    case 'paid':
      return money(line.paidMinor);
    case 'onSpend':
      return line.onSpend === null ? '–' : format.percent(line.onSpend);
    case 'payback':
      return line.paybackMonths === null ? '–' : texts.months(format.decimal(line.paybackMonths, 1));
    case 'recorded':
      return line.recorded ? `${money(line.recorded.bookedMinor)} / ${money(line.recorded.invoicedMinor)}` : '–';
  }
}

interface TableProps {
  data: Returns;
  by: Dimension;
  shown: Shown;
  onOpen: (opened: OpenedReturns) => void;
  /** False: without the line of all won deals. */
  whole?: boolean;
}

/** One line for each channel, campaign, document or offer, what no touch answers to, and all of them. */
export function ReturnTable({ data, by, shown, onOpen, whole = true }: TableProps) {
  const { attribution: texts } = useTexts();
  const columns = columnsOf(shown, by);
  return (
    <Scroll label={texts.returns.title}>
      <table className={reports.table}>
        <caption className="hidden-from-sight">{texts.returns.title}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.dimensions[by]}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {texts.returns.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.lines.map((line) => (
            <Row key={line.key} line={line} name={lineName(line, by, texts)} data={data} by={by} columns={columns} onOpen={onOpen} />
          ))}
          {whole && <Row line={data.total} name={texts.returns.total} data={data} by={by} columns={columns} onOpen={onOpen} />}
        </tbody>
      </table>
    </Scroll>
  );
}

interface RowProps extends Omit<TableProps, 'shown' | 'whole'> {
  line: ReturnLine;
  name: string;
  columns: readonly Column[];
}

function Row({ line, name, data, by, columns, onOpen }: RowProps) {
  const { attribution: texts } = useTexts();
  const format = useFormat();
  const { definitions, columns: heads } = texts.returns;
  const isTotal = line === data.total;
  const days = { from: data.period.from, to: data.period.to };
  const key = isTotal ? {} : { key: line.key };
  const rows = (money: 'booked' | 'invoiced' | 'paid') => () => onOpen({ name, money, input: { figure: 'deals', by, ...key, ...days } });
  const spend = () => onOpen({ name: texts.returns.spendOf(name), money: 'booked', input: { figure: 'spend', by, ...key, ...days } });
  const inquiries = paths.conversions({
    tab: 'all',
    from: data.period.start,
    to: data.period.end,
    ...(isTotal || line.key === NONE ? {} : by === 'channel' ? { channel: line.key } : { campaign: line.key }),
  });
  const recorded = () =>
    onOpen({ name: `${name}: ${heads.recorded}`, money: 'booked', input: { figure: 'recorded', by, ...key, ...days } });
  const opens: Partial<Record<Column, { onOpen: () => void } | { to: string }>> = {
    ...(line.spendMinor ? { spend: { onOpen: spend } } : {}),
    ...(line.leads ? { leads: { to: inquiries } } : {}),
    ...(line.deals > 0
      ? {
          deals: { onOpen: rows('booked') },
          customers: { onOpen: rows('booked') },
          booked: { onOpen: rows('booked') },
          invoiced: { onOpen: rows('invoiced') },
          paid: { onOpen: rows('paid') },
        }
      : {}),
    ...(line.recorded && line.recorded.deals > 0 ? { recorded: { onOpen: recorded } } : {}),
  };
  const help: Partial<Record<Column, string>> = {
    ...{
      spend: definitions.spend,
      validated: definitions.validated,
      winRate: definitions.winRate,
      deals: definitions.deals,
      customers: definitions.customers,
    },
    ...{ invoiced: definitions.invoiced, payback: definitions.payback, recorded: definitions.recorded },
    onSpend: definitions.onSpend(data.grossMargin === null ? null : format.percent(data.grossMargin)),
  };
  return (
    <tr>
      <th scope="row">{name}</th>
      {columns.map((column) => (
        <td key={column} data-label={heads[column]}>
          <Figure
            inline
            label={`${name}: ${heads[column]}`}
            definition={help[column] ?? heads[column]}
            value={cellText(line, column, { format, currency: data.currency, texts })}
            {...opens[column]}
          />
        </td>
      ))}
    </tr>
  );
}
