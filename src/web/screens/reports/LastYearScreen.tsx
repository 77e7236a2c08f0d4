import { Skeleton } from '@mantine/core';
import { getLastYear, getOnRecord, getPromiseReplay, type Opens } from '#modules/reports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { FigureRows } from '../../parts/reports/FigureRows.tsx';
import { CountOf, MoneyBehind, MoneyOf, RateOf } from '../../parts/reports/figures.tsx';
import { NothingYet } from '../../parts/reports/NothingYet.tsx';
import { useOpened } from '../../parts/reports/opened.ts';
import { daysOf, PeriodChoice, periodNamed, usePeriodWords } from '../../parts/reports/PeriodChoice.tsx';
import { PromiseAsked, PromiseReplay } from '../../parts/reports/Promise.tsx';
import classes from '../../parts/reports/reports.module.css';
import { useShown } from '../../parts/reports/shown.ts';
import { Campaigns, Channels, Months } from '../../parts/reports/YearTables.tsx';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figures } from '../../ui/Figure.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { period: 'year' as string };
/** The replay takes longer than the rest: its place is kept, so that nothing below it moves. */
const REPLAY_HEIGHT = 190;
const TOPICS = ['lead', 'deal', 'invoice', 'campaign', 'import'];

/** The truth about the last twelve months; every figure opens its rows. */
export function LastYearScreen() {
  const texts = useTexts().reports.year;
  const [state, change] = useUrlState(DEFAULTS);
  const period = periodNamed(state.period, 'year');
  const days = daysOf(period, 'year');
  const { data: year, error, refetch } = useRead(getLastYear, days, { topics: TOPICS, keep: true, fresh: 60_000 });
  const { data: replay, error: notReplayed } = useRead(getPromiseReplay, days, { topics: TOPICS, keep: true, fresh: 60_000 });
  const { opened, open, close } = useOpened();
  const [shown, show] = useShown();
  const lead = usePeriodWords(year?.period);
  const empty = year?.empty === true && period === 'year';
  return (
    <Page
      title={texts.title}
      lead={empty ? undefined : lead}
      actions={
        !empty && (
          <>
            {year?.leads.behind && <CountOrMoney value={shown} onChange={show} />}
            <PeriodChoice value={period} onChange={(next) => change({ period: next })} />
          </>
        )
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {empty && <NothingYet title={texts.empty} />}
      {year && !empty && (
        <>
          <MoneyBehind of={year.leads.behind} shown={shown} />
          <Headline year={year} open={open} shown={shown} />
          <OnRecord />
          {replay ? <PromiseReplay replay={replay} open={open} /> : !notReplayed && <Skeleton height={REPLAY_HEIGHT} />}
          <Channels year={year} open={open} shown={shown} />
          <Campaigns year={year} open={open} shown={shown} />
          <Months year={year} open={open} />
          {replay && replay.judged.n > 0 && <PromiseAsked replay={replay} open={open} />}
        </>
      )}
      <FigureRows opened={opened} onClose={close} />
    </Page>
  );
}

type Year = OutputOf<typeof getLastYear>;

function Headline({ year, open, shown }: { year: Year; open: (opens: Opens) => void; shown: Shown }) {
  const texts = useTexts().reports.year;
  const shared = { definitions: year.definitions, open, shown };
  return (
    <Figures>
      <CountOf label={texts.leads} of={year.leads} {...shared} />
      <RateOf label={texts.called} of={year.called} {...shared} />
      <RateOf label={texts.touched} of={year.touched} {...shared} />
      <RateOf label={texts.untouched} of={year.untouched} {...shared} />
      <RateOf label={texts.limbo} of={year.limbo} {...shared} />
      <RateOf label={texts.won} of={year.won} {...shared} />
      <MoneyOf label={texts.booked} of={year.booked} {...shared} />
      <MoneyOf label={texts.invoiced} of={year.invoiced} {...shared} />
    </Figures>
  );
}

/** Since when what is on record: what is older nobody can judge. */
function OnRecord() {
  const { ledger: texts } = useTexts().reports.year;
  const format = useFormat();
  const { data } = useRead(getOnRecord, {}, { topics: ['activity', 'import'], fresh: 60_000 });
  // Its line is kept, so that nothing below it moves.
  if (!data) return <p className={classes.quiet}>{texts.title}: …</p>;
  if (data.items.length === 0) return <p className={classes.sentence}>{texts.none}</p>;
  const lines = data.items.map(({ kind, n, since, until }) =>
    texts.line({ kind: texts.kinds[kind], count: format.number(n), since: format.date(since), until: format.date(until) }),
  );
  return (
    <p className={classes.quiet}>
      {texts.title}: {lines.join(' · ')}
    </p>
  );
}
