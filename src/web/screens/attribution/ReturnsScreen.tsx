import { Button, NativeSelect } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { getReturns } from '#modules/attribution/contract/returns.ts';
import { DIMENSIONS, type Dimension } from '#modules/attribution/schema.ts';
import { saveFile } from '../../api.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type OpenedReturns, ReturnRows } from '../../parts/attribution/ReturnRows.tsx';
import { cellText, columnsOf, lineName, type Returns, ReturnTable } from '../../parts/attribution/ReturnTable.tsx';
import { RuleNamed } from '../../parts/attribution/RuleNamed.tsx';
import own from '../../parts/lifecycle/lifecycle.module.css';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { daysOf, PeriodChoice, periodNamed, usePeriodWords } from '../../parts/reports/PeriodChoice.tsx';
import reports from '../../parts/reports/reports.module.css';
import { useShown } from '../../parts/reports/shown.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { csvOf } from '../../ui/csv.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { by: 'channel', period: 'year' };
const MOST_BARS = 12;

/** What was spent, who came of it, and what it brought: by channel, campaign, document or offer. */
export function ReturnsScreen() {
  const { attribution: texts } = useTexts();
  const [state, change] = useUrlState(DEFAULTS);
  const by = DIMENSIONS.find((one) => one === state.by) ?? 'channel';
  const [shown, show] = useShown('money');
  const period = periodNamed(state.period, 'year');
  const [opened, setOpened] = useState<OpenedReturns>(null);
  const { data, error, refetch } = useRead(
    getReturns,
    { by, ...daysOf(period, 'year') },
    { topics: ['attribution', 'campaign', 'conversion', 'invoice'], keep: true },
  );
  const words = usePeriodWords(data?.period);
  const empty = data?.lines.length === 0;
  return (
    <Page title={texts.returns.title} lead={texts.returns.lead}>
      <div className={own.filters}>
        <NativeSelect
          aria-label={texts.show}
          value={by}
          onChange={(event) => change({ by: event.currentTarget.value })}
          data={DIMENSIONS.map((value) => ({ value, label: texts.dimensions[value] }))}
        />
        <PeriodChoice value={period} onChange={(next) => change({ period: next })} />
        <CountOrMoney value={shown} onChange={show} />
        <span className={reports.quiet}>{words}</span>
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {empty && <EmptyState title={texts.returns.empty} body={texts.returns.emptyBody} />}
      {data && !empty && (
        <>
          <RuleNamed model={data.model} number={data.number} />
          <ReturnTable data={data} by={by} shown={shown} onOpen={setOpened} />
          <Save data={data} by={by} shown={shown} />
          <Beside data={data} by={by} onOpen={setOpened} />
          <Chart data={data} by={by} shown={shown} />
        </>
      )}
      {data && <ReturnRows opened={opened} currency={data.currency} onClose={() => setOpened(null)} />}
    </Page>
  );
}

function Save({ data, by, shown }: { data: Returns; by: Dimension; shown: Shown }) {
  const { attribution: texts } = useTexts();
  const format = useFormat();
  const columns = columnsOf(shown, by);
  const save = () => {
    const rows = [...data.lines, data.total].map((line) => [
      line === data.total ? texts.returns.total : lineName(line, by, texts),
      ...columns.map((column) => cellText(line, column, { format, currency: data.currency, texts })),
    ]);
    const head = [texts.dimensions[by], ...columns.map((column) => texts.returns.columns[column])];
    saveFile(new Blob([csvOf([head, ...rows])], { type: 'text/csv' }), `${texts.returns.title}.csv`);
  };
  return (
    <Button variant="subtle" size="compact-xs" w="fit-content" leftSection={<IconDownload size={14} />} onClick={save}>
      {texts.csv}
    </Button>
  );
}

/** What is in no line, said where the lines stand. */
function Beside({ data, by, onOpen }: { data: Returns; by: Dimension; onOpen: (opened: OpenedReturns) => void }) {
  const { attribution } = useTexts();
  const texts = attribution.returns;
  const format = useFormat();
  const { outside, period, currency } = data;
  const money = outside.amountMinor === null ? '–' : format.money({ amountMinor: outside.amountMinor, currency });
  const notes = [
    by === 'asset' || by === 'offer' ? texts.noOwnCost : null,
    data.unplaced > 0 ? texts.unplaced(format.number(data.unplaced)) : null,
    data.withoutRate > 0 ? texts.withoutRate(format.number(data.withoutRate)) : null,
  ].filter((note) => note !== null);
  return (
    <>
      {notes.length > 0 && <p className={reports.quiet}>{notes.join(' ')}</p>}
      {outside.n > 0 && (
        <p className={reports.quiet}>
          <Figure
            inline
            label={texts.outsideName}
            value={texts.outside(format.number(outside.n), money)}
            onOpen={() =>
              onOpen({ name: texts.outsideName, money: 'invoiced', input: { figure: 'outside', from: period.from, to: period.to } })
            }
          />
        </p>
      )}
    </>
  );
}

function Chart({ data, by, shown }: { data: Returns; by: Dimension; shown: Shown }) {
  const { attribution: texts } = useTexts();
  const format = useFormat();
  const money = shown === 'money';
  const bars = data.lines.slice(0, MOST_BARS).map((line) => ({
    id: line.key || 'none',
    label: lineName(line, by, texts),
    value: money ? (line.invoicedMinor ?? 0) : line.dealsShared,
    text: cellText(line, money ? 'invoiced' : 'deals', { format, currency: data.currency, texts }),
    ...(money && line.spendMinor
      ? {
          aim: line.spendMinor,
          beside: `${texts.returns.columns.spend}: ${cellText(line, 'spend', { format, currency: data.currency, texts })}`,
        }
      : {}),
  }));
  return (
    <Bars
      title={money ? texts.returns.chart : texts.returns.columns.deals}
      columns={[texts.dimensions[by], money ? texts.returns.columns.invoiced : texts.returns.columns.deals]}
      bars={bars}
    />
  );
}
