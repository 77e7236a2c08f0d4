import { Button } from '@mantine/core';
import { type Fate, getFate, type Opens } from '#modules/reports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { FigureRows } from '../../parts/reports/FigureRows.tsx';
import { behindValue, CountOf, MoneyBehind, MoneyOf, RateOf, sumsInWords } from '../../parts/reports/figures.tsx';
import { useOpened } from '../../parts/reports/opened.ts';
import { daysOf, PeriodChoice, periodNamed, usePeriodWords } from '../../parts/reports/PeriodChoice.tsx';
import classes from '../../parts/reports/reports.module.css';
import { useShortened } from '../../parts/reports/shortened.tsx';
import { useShown } from '../../parts/reports/shown.ts';
import { CostCell } from '../../parts/reports/YearTables.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';

const DEFAULTS = { period: 'quarter' as string };
type Report = OutputOf<typeof getFate>;
type Open = (opens: Opens) => void;
interface Props {
  report: Report;
  open: Open;
  shown: Shown;
}

/** A marketer's first page: what sales did with the leads, why some came back, what they brought. */
export function FateScreen() {
  const texts = useTexts().reports.fate;
  const [state, change] = useUrlState(DEFAULTS);
  const period = periodNamed(state.period, 'quarter');
  const { data, error, refetch } = useRead(getFate, daysOf(period, 'quarter'), {
    topics: ['handoff', 'lead', 'conversion', 'deal', 'invoice'],
    keep: true,
  });
  const { opened, open, close } = useOpened();
  const [shown, show] = useShown();
  const lead = usePeriodWords(data?.period);
  const empty = data !== undefined && data.total.handedOff.n === 0 && data.total.conversions.n === 0 && data.total.leads.n === 0;
  return (
    <Page
      title={texts.title}
      lead={lead}
      actions={
        <>
          {data?.total.leads.behind && !empty && <CountOrMoney value={shown} onChange={show} />}
          <PeriodChoice value={period} onChange={(next) => change({ period: next })} />
        </>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {empty && (
        <EmptyState
          title={texts.empty}
          actions={
            <Button component={Go} to={paths.leads()} variant="default">
              {texts.toLeads}
            </Button>
          }
        />
      )}
      {data && !empty && (
        <>
          <Summary report={data} open={open} />
          <MoneyBehind of={data.total.leads.behind} shown={shown} once="both" />
          <Table report={data} open={open} shown={shown} />
          <Reasons report={data} open={open} shown={shown} />
        </>
      )}
      <FigureRows opened={opened} onClose={close} />
    </Page>
  );
}

function Summary({ report, open }: { report: Report; open: Open }) {
  const { fate: texts, money } = useTexts().reports;
  const format = useFormat();
  const { total, returned } = report;
  const facts = {
    handedOff: format.number(total.handedOff.n),
    accepted: format.number(total.accepted.k),
    won: format.number(total.won.k),
    invoiced: sumsInWords(total.invoiced, format, money),
  };
  return (
    <>
      <p className={classes.headline}>{texts.summary(facts)}</p>
      <ul className={classes.links}>
        {returned.n > 0 && (
          <li>
            {texts.returned(format.number(returned.n), format.number(returned.oldestDays ?? 0))} ·{' '}
            <Go to={paths.returned()}>{texts.seeReturned}</Go>
          </li>
        )}
        {total.unreviewed.n > 0 && (
          <li>
            <Figure
              inline
              label=""
              value={texts.unreviewed(format.number(total.unreviewed.n))}
              onOpen={() => open(total.unreviewed.opens)}
            />{' '}
            · <Go to={paths.conversions()}>{texts.seeUnreviewed}</Go>
          </li>
        )}
      </ul>
    </>
  );
}

/** What was handed off stands below what was accepted of it, what was booked below what was won. */
const HEADS = ['campaign', 'cost', 'leads', 'valid', 'accepted', 'quality', 'returned', 'won', 'invoiced'] as const;

function Table({ report, open, shown }: Props) {
  const { columns, table, total } = useTexts().reports.fate;
  const { none } = useTexts().reports;
  const { shown: lines, more } = useShortened(report.campaigns);
  return (
    <section className={classes.section} aria-label={table}>
      <h2 className={classes.heading}>{table}</h2>
      <Scroll label={table}>
        <table className={classes.table}>
          <thead>
            <tr>
              {HEADS.map((key) => (
                <th key={key} scope="col" className={key === 'returned' ? classes.words : undefined}>
                  {columns[key]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((fate) => (
              <Line
                key={fate.campaign?.id ?? ''}
                fate={fate}
                name={fate.campaign ? <Go to={paths.campaign(fate.campaign.id)}>{fate.campaign.name}</Go> : none.campaign}
                report={report}
                open={open}
                shown={shown}
              />
            ))}
            <Line fate={report.total} name={total} report={report} open={open} shown={shown} />
          </tbody>
        </table>
      </Scroll>
      {more}
    </section>
  );
}

function Line({ fate, name, report, open, shown }: Props & { fate: Fate; name: React.ReactNode }) {
  const { columns, ...texts } = useTexts().reports.fate;
  const format = useFormat();
  const shared = { definitions: report.definitions, open, inline: true, shown };
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-label={columns.cost}>{fate.campaign && <CostCell cost={fate.cost} />}</td>
      <td data-label={columns.leads}>
        <CountOf label={columns.leads} of={fate.leads} {...shared} />
      </td>
      <td data-label={columns.valid}>
        <RateOf label={columns.valid} of={fate.valid} {...shared} />
      </td>
      <td data-label={columns.accepted}>
        <RateOf label={columns.accepted} of={fate.accepted} {...shared} />
        <div className={classes.quiet}>
          <Worded words={texts.handedOff} shown={shown}>
            <CountOf label={columns.handedOff} of={fate.handedOff} {...shared} />
          </Worded>
        </div>
        {fate.silent.n > 0 && <div className={classes.quiet}>{texts.silent(format.number(fate.silent.n))}</div>}
        {fate.waiting.n > 0 && <div className={classes.quiet}>{texts.waiting(format.number(fate.waiting.n))}</div>}
      </td>
      <td data-label={columns.quality}>
        {fate.rated.n > 0 && (
          <>
            <Worded words={texts.good} shown={shown}>
              <RateOf label={texts.good} of={fate.good} {...shared} />
            </Worded>
            <div className={classes.quiet}>
              {shown === 'money' ? <span className={classes.line}>{texts.ofMarks}</span> : texts.ofMarks}{' '}
              <CountOf label={columns.quality} of={fate.rated} {...shared} />
            </div>
            {fate.poor.k > 0 && (
              <div className={classes.quiet}>
                <Worded words={texts.poor} shown={shown}>
                  <RateOf label={texts.poor} of={fate.poor} {...shared} />
                </Worded>
              </div>
            )}
          </>
        )}
      </td>
      <td data-label={columns.returned} className={classes.words}>
        {fate.reasons.length > 0 && <ReasonList fate={fate} {...shared} />}
      </td>
      <td data-label={columns.won}>
        <RateOf label={columns.won} of={fate.won} {...shared} />
        {fate.booked.n > 0 && (
          <div className={classes.quiet}>
            <MoneyOf label={columns.booked} of={fate.booked} {...shared} /> {texts.booked}
          </div>
        )}
      </td>
      <td data-label={columns.invoiced}>
        <MoneyOf
          label={columns.invoiced}
          of={fate.invoiced}
          {...shared}
          {...factorOf(fate, (factor) => texts.factor(format.decimal(factor)))}
        />
      </td>
    </tr>
  );
}

/** "12 handed off", and in money "handed off: 40 k€ won". */
function Worded({ words, shown, children }: { words: string; shown: Shown; children: React.ReactNode }) {
  return shown === 'money' ? (
    <>
      <span className={classes.line}>{words}:</span> {children}
    </>
  ) : (
    <>
      {children} {words}
    </>
  );
}

const SHOWN = 3;

function ReasonList({ fate, ...shared }: Pick<Props, 'open' | 'shown'> & { fate: Fate; definitions: Report['definitions'] }) {
  return (
    <ul className={classes.reasons}>
      {fate.reasons.slice(0, SHOWN).map((reason) => (
        <li key={reason.id}>
          {reason.label} <CountOf inline label={reason.label} of={reason} {...shared} />
        </li>
      ))}
    </ul>
  );
}

/** What was invoiced for each unit of cost, where both are known in one currency. */
function factorOf({ cost, invoiced }: Fate, say: (factor: number) => string): { beside?: string } {
  const sum = invoiced.sums?.find(({ currency }) => currency === cost?.currency);
  return cost && cost.amountMinor > 0 && sum ? { beside: say(sum.amountMinor / cost.amountMinor) } : {};
}

function Reasons({ report, open, shown }: Props) {
  const texts = useTexts().reports.fate;
  const { reasons } = report.total;
  if (reasons.length === 0) return null;
  return (
    <Bars
      title={texts.reasons}
      columns={[texts.reason, texts.leads]}
      bars={reasons.map((reason) => ({
        id: reason.id,
        label: reason.label,
        value: shown === 'money' && reason.behind ? behindValue(reason.behind) : reason.n,
        text: <CountOf inline label={reason.label} of={reason} definitions={report.definitions} open={open} shown={shown} />,
      }))}
    />
  );
}
