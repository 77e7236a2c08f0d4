import { Button } from '@mantine/core';
import { getWeek, type MoneyFigure, type Opens } from '#modules/reports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { FigureRows } from '../../parts/reports/FigureRows.tsx';
import { CountOf, MoneyBehind, MoneyOf, RateOf, sumsInWords } from '../../parts/reports/figures.tsx';
import { NothingYet } from '../../parts/reports/NothingYet.tsx';
import { useOpened } from '../../parts/reports/opened.ts';
import classes from '../../parts/reports/reports.module.css';
import { useShown } from '../../parts/reports/shown.ts';
import { Accountable } from '../../parts/team/Accountable.tsx';
import { Awaited } from '../../parts/week/Awaited.tsx';
import { FiveFigures } from '../../parts/week/FiveFigures.tsx';
import { KeptPromises } from '../../parts/week/KeptPromises.tsx';
import { Owed } from '../../parts/week/Owed.tsx';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';

type Week = OutputOf<typeof getWeek>;
interface Props {
  week: Week;
  open: (opens: Opens) => void;
}
interface Counted extends Props {
  shown: Shown;
}

/** From then on the months that are shown are not this one and the last. */
const OLD_MS = 31 * 86_400_000;

function isEmpty({ promises, pipeline, stages, won, invoiced }: Week): boolean {
  const figures = [won.thisMonth, won.lastMonth, invoiced.thisMonth, invoiced.lastMonth];
  return (
    promises.every(({ n, open }) => n + open === 0) &&
    pipeline.length === 0 &&
    stages.every(({ reached }) => reached.n === 0) &&
    figures.every(({ n }) => n === 0)
  );
}

/** What the person who answers for both teams looks at first. */
export function WeekScreen() {
  const texts = useTexts().reports.week;
  const { data: week, error, refetch } = useRead(getWeek, {}, { topics: ['clock', 'handoff', 'lead', 'deal', 'invoice', 'workspace'] });
  const { opened, open, close } = useOpened();
  const [shown, show] = useShown();
  const format = useFormat();
  const now = useNow();
  const old = week !== undefined && now - Date.parse(week.asOf) > OLD_MS;
  const empty = week !== undefined && isEmpty(week);
  return (
    <Page
      title={texts.title}
      lead={old && week ? texts.asOf(format.date(week.asOf)) : undefined}
      actions={
        <>
          {week?.limbo.behind && !empty && <CountOrMoney value={shown} onChange={show} />}
          <Button component={Go} to={paths.scorecard()} variant="default">
            {texts.scorecard}
          </Button>
          <Button component={Go} to={paths.lastYear()} variant="default">
            {texts.lastYear}
          </Button>
        </>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {empty && <NothingYet title={texts.empty} />}
      {week && !empty && (
        <>
          <Accountable person={week.accountable} />
          <FiveFigures week={week} open={open} />
          <Awaited />
          <Owed />
          <Promises week={week} />
          <KeptPromises />
          <Deaths week={week} open={open} shown={shown} />
          <ThisMonth week={week} open={open} shown={shown} />
          <Pipeline week={week} open={open} />
        </>
      )}
      <FigureRows opened={opened} onClose={close} />
    </Page>
  );
}

function Promises({ week }: { week: Week }) {
  const texts = useTexts().reports.week;
  if (week.promises.length === 0)
    return (
      <p className={classes.headline}>
        {texts.noAgreement} <Go to={paths.agreement()}>{texts.toAgreement}</Go>
      </p>
    );
  return (
    <section className={classes.section} aria-label={texts.promises}>
      <h2 className={classes.heading}>{texts.promises}</h2>
      <div className={classes.sides}>
        {(['marketing', 'sales'] as const).map((side) => (
          <div key={side}>
            <Side side={side}>{texts.promised[side]}</Side>
            <ul className={classes.promises}>
              {week.promises
                .filter(({ party }) => party === side)
                .map((line) => (
                  <PromiseLine key={line.lineId} line={line} />
                ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function PromiseLine({ line }: { line: Week['promises'][number] }) {
  const texts = useTexts().reports.week;
  const format = useFormat();
  const to = paths.scorecard({ line: line.lineId });
  return (
    <li className={classes.promise}>
      <Go to={to}>{line.title}</Go>
      <span className={classes.end}>{format.rate(line)}</span>
      <span className={classes.quiet}>{texts.target(format.percent(line.target))}</span>
      <span className={classes.quiet}>{line.open > 0 ? texts.open(format.number(line.open)) : ''}</span>
    </li>
  );
}

function ThisMonth({ week, open, shown }: Counted) {
  const { week: texts, year, money } = useTexts().reports;
  const format = useFormat();
  const shared = { definitions: week.definitions, open, shown };
  const last = (figure: MoneyFigure) => texts.lastMonth(sumsInWords(figure, format, money));
  return (
    <section className={classes.section} aria-label={texts.months}>
      <h2 className={classes.heading}>{texts.months}</h2>
      <Figures>
        <CountOf
          label={texts.newLeads}
          of={week.leads.thisMonth}
          beside={texts.lastMonth(format.number(week.leads.lastMonth.n))}
          {...shared}
        />
        <MoneyOf label={year.booked} of={week.won.thisMonth} beside={last(week.won.lastMonth)} {...shared} />
        <CountOf label={texts.limbo} of={week.limbo} beside={texts.limboBeside} {...shared} />
      </Figures>
    </section>
  );
}

function Pipeline({ week, open }: Props) {
  const texts = useTexts().reports.week;
  const format = useFormat();
  const several = new Set(week.pipeline.map(({ pipeline }) => pipeline.id)).size > 1;
  if (week.pipeline.length === 0) return <p className={classes.quiet}>{texts.noDeals}</p>;
  return (
    <Bars
      title={texts.pipeline}
      columns={[texts.stage, texts.amount]}
      bars={week.pipeline.map((line) => ({
        id: line.stage.id,
        label: several ? `${line.pipeline.name}: ${line.stage.name}` : line.stage.name,
        value: line.deals.sums?.[0]?.amountMinor ?? line.deals.n,
        text: <MoneyOf inline label={line.stage.name} of={line.deals} definitions={week.definitions} open={open} />,
        beside:
          line.weighted && line.weighted.length > 0
            ? texts.weighted(line.weighted.map((sum) => format.money(sum, 'short')).join(' + '))
            : '',
      }))}
    />
  );
}

function Deaths({ week, open, shown }: Counted) {
  const { week: texts, stages } = useTexts().reports;
  const format = useFormat();
  const { columns } = texts;
  const shared = { definitions: week.definitions, open, inline: true, shown };
  return (
    <section className={classes.section} aria-label={texts.deaths}>
      <h2 className={classes.heading}>{texts.deaths}</h2>
      <p className={classes.quiet}>{texts.deathsLead(format.date(week.stagesSince))}</p>
      <MoneyBehind of={week.limbo.behind} shown={shown} />
      <Scroll label={texts.deaths}>
        <table className={classes.table}>
          <thead>
            <tr>
              {Object.values(columns).map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {week.stages.map((line) => (
              <tr key={line.stage}>
                <th scope="row">{stages[line.stage]}</th>
                <td data-label={columns.reached}>
                  <CountOf label={columns.reached} of={line.reached} {...shared} />
                </td>
                <td data-label={columns.wentOn}>{line.wentOn && <RateOf label={columns.wentOn} of={line.wentOn} {...shared} />}</td>
                <td data-label={columns.died}>
                  <CountOf label={columns.died} of={line.died} {...shared} />
                </td>
                <td data-label={columns.standing}>
                  <CountOf label={columns.standing} of={line.standing} {...shared} />
                </td>
                <td data-label={columns.days}>{line.medianDays === null ? '–' : format.decimal(line.medianDays)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
