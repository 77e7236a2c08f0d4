import { Button, Drawer, NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { getPaths, listPathDeals } from '#modules/attribution/contract/returns.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import grid from '../../parts/attribution/attribution.module.css';
import { channelName } from '../../parts/leads/channel.ts';
import own from '../../parts/lifecycle/lifecycle.module.css';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { daysOf, PeriodChoice, periodNamed, usePeriodWords } from '../../parts/reports/PeriodChoice.tsx';
import reports from '../../parts/reports/reports.module.css';
import { useShown } from '../../parts/reports/shown.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';

type Input = InputOf<typeof getPaths>;
type Data = OutputOf<typeof getPaths>;
type Opened = { name: string; input: InputOf<typeof listPathDeals> } | null;
const STATUSES = ['won', 'lost', 'both'] as const;
const DEFAULTS = { status: 'won', channel: '', least: 0, most: 0, period: 'year' };
const SEPARATOR = ' > ';

/** The commonest ways of deals, by channel; each opens its deals. */
export function PathsScreen() {
  const { attribution } = useTexts();
  const texts = attribution.paths;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [opened, setOpened] = useState<Opened>(null);
  const period = periodNamed(state.period, 'year');
  const [shown, show] = useShown();
  const input: Input = {
    status: STATUSES.find((one) => one === state.status) ?? 'won',
    ...(state.channel ? { channel: state.channel } : {}),
    ...(state.least > 0 ? { least: state.least } : {}),
    ...(state.most > 0 ? { most: state.most } : {}),
    ...daysOf(period, 'year'),
  };
  const { data, error, refetch } = useRead(getPaths, input, { topics: ['attribution'], keep: true });
  const words = usePeriodWords(data?.period);
  const medians =
    data && data.medianDays !== null && data.medianTouches !== null
      ? `, ${texts.medians(format.number(Math.round(data.medianDays)), format.number(data.medianTouches))}`
      : '';
  return (
    <Page title={texts.title} lead={texts.lead}>
      <div className={own.filters}>
        <NativeSelect
          label={texts.status}
          value={input.status}
          onChange={(event) => change({ status: event.currentTarget.value })}
          data={STATUSES.map((value) => ({ value, label: texts.statuses[value] }))}
        />
        <NativeSelect
          label={texts.channel}
          value={state.channel}
          onChange={(event) => change({ channel: event.currentTarget.value })}
          data={[{ value: '', label: texts.anyChannel }, ...(data?.channels ?? []).map((value) => ({ value, label: channelName(value) }))]}
        />
        <Count label={texts.least} value={state.least} onChange={(least) => change({ least })} />
        <Count label={texts.most} value={state.most} onChange={(most) => change({ most })} />
        <PeriodChoice value={period} onChange={(next) => change({ period: next })} />
        <CountOrMoney value={shown} onChange={show} />
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.deals === 0 && <EmptyState title={texts.empty} />}
      {data && data.deals > 0 && (
        <>
          <p className={reports.quiet}>
            {words}: {texts.summary(format.number(data.deals), format.number(data.different))}
            {medians}. {data.different > data.items.length && texts.first(format.number(data.items.length))}
          </p>
          <PathTable data={data} input={input} shown={shown} onOpen={setOpened} />
        </>
      )}
      <PathDeals opened={opened} currency={data?.currency ?? 'EUR'} onClose={() => setOpened(null)} />
    </Page>
  );
}

function Count({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <NumberInput
      label={label}
      w={140}
      min={0}
      max={200}
      allowDecimal={false}
      key={value}
      defaultValue={value > 0 ? value : ''}
      onBlur={(event) => {
        const next = Number(event.currentTarget.value) || 0;
        if (next !== value) onChange(next);
      }}
    />
  );
}

const COLUMNS = { count: ['path', 'n', 'won', 'days'], money: ['path', 'money', 'perDeal', 'n'] } as const;

interface TableProps {
  data: Data;
  input: Input;
  shown: Shown;
  onOpen: (opened: Opened) => void;
}

/** Counted, the commonest first; in money, what brought the most. */
function PathTable({ data, input, shown, onOpen }: TableProps) {
  const { attribution } = useTexts();
  const texts = attribution.paths;
  const rows = shown === 'money' ? [...data.items].sort((a, b) => (b.bookedMinor ?? 0) - (a.bookedMinor ?? 0)) : data.items;
  return (
    <Scroll label={texts.title}>
      <table className={`${reports.table} ${grid.grid}`}>
        <caption className="hidden-from-sight">{texts.title}</caption>
        <thead>
          <tr>
            {COLUMNS[shown].map((column) => (
              <th key={column} scope="col">
                {texts.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <PathRow key={one.channels.join(SEPARATOR)} one={one} data={data} input={input} shown={shown} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function PathRow({ one, data, input, shown, onOpen }: TableProps & { one: Data['items'][number] }) {
  const { attribution } = useTexts();
  const texts = attribution.paths;
  const format = useFormat();
  const { columns } = texts;
  const name = one.channels.length === 0 ? texts.noTouch : one.channels.map(channelName).join(' › ');
  const open = () => onOpen({ name: texts.of(name), input: { ...input, path: one.channels.join(SEPARATOR) } });
  const money = (minor: number | null) =>
    minor === null ? '–' : format.money({ amountMinor: Math.round(minor), currency: data.currency });
  const cells = {
    path: null,
    n: <Figure inline label={name} value={format.number(one.n)} onOpen={open} />,
    won: input.status === 'both' ? format.rate(one.won) : format.number(one.won.k),
    days: one.medianDays === null ? '–' : format.number(Math.round(one.medianDays)),
    money: <Figure inline label={`${name}: ${columns.money}`} value={money(one.bookedMinor)} onOpen={open} />,
    perDeal: one.won.k > 0 && one.bookedMinor !== null ? money(one.bookedMinor / one.won.k) : '–',
  };
  return (
    <tr>
      <th scope="row">{name}</th>
      {COLUMNS[shown].slice(1).map((column) => (
        <td key={column} data-label={columns[column]}>
          {cells[column]}
        </td>
      ))}
    </tr>
  );
}

function PathDeals({ opened, currency, onClose }: { opened: Opened; currency: string; onClose: () => void }) {
  const { attribution, deals, ui } = useTexts();
  const format = useFormat();
  const list = useReadPages(
    listPathDeals,
    { ...(opened?.input ?? {}), limit: 100 },
    { topics: ['attribution'], when: opened !== null, keep: false },
  );
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened ? attribution.rows.title(opened.name, first ? format.number(first.n) : '…') : ''}
      position="right"
      size={520}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      <ul className={reports.rows} aria-label={opened?.name ?? ''}>
        {rows.map((row) => (
          <li key={row.id} className={reports.row}>
            <span>
              <Go to={paths.deal(row.id)}>{row.title || '–'}</Go>
              <span className={reports.quiet}>
                {' '}
                {[row.company?.name, deals.status[row.status], attribution.touches(format.number(row.touches))].filter(Boolean).join(' · ')}
              </span>
            </span>
            <span className={reports.end}>
              {row.bookedMinor !== null && row.status === 'won' && format.money({ amountMinor: row.bookedMinor, currency })}{' '}
              <span className={reports.quiet}>{format.date(row.at)}</span>
            </span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {attribution.rows.more}
        </Button>
      )}
    </Drawer>
  );
}
