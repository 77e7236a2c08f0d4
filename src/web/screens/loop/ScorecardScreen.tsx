import { Button, NativeSelect } from '@mantine/core';
import { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import { DECISIONS } from '#modules/handoffs/schema.ts';
import { getTrend } from '#modules/scorecards/contract.ts';
import type { TrendPeriod } from '#modules/scorecards/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { Rests } from '../../parts/handoffs/Rests.tsx';
import { ClockRows, HandoffRows } from '../../parts/handoffs/ScorecardRows.tsx';
import classes from '../../parts/handoffs/scorecard.module.css';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { BehindFigure, behindInWords, behindValue, Lines, MoneyBehind } from '../../parts/reports/figures.tsx';
import { useShown } from '../../parts/reports/shown.ts';
import { Definition } from '../../parts/scorecards/Definition.tsx';
import { MeasuredLines } from '../../parts/scorecards/MeasuredLines.tsx';
import { SignRows, Signs } from '../../parts/scorecards/Signs.tsx';
import { saveFigures } from '../../parts/scorecards/save-figures.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { PERIODS, type Period, periodOf } from './period.ts';

const DEFAULTS = { period: 'month' as string, line: '', states: [] as string[], handoffs: '', reason: '', sign: '', defines: '' };
const TREND_OF: Readonly<Record<Period, TrendPeriod>> = {
  week: 'week',
  month: 'month',
  last_month: 'month',
  quarter: 'quarter',
  last_quarter: 'quarter',
  year: 'quarter',
};
type Card = OutputOf<typeof getScorecard>;
type Line = Card['lines'][number];
type Open = (rows: Partial<typeof DEFAULTS>) => void;

/** Both sides of the agreement in one period; every figure opens its rows below. */
export function ScorecardScreen() {
  const texts = useTexts().agreement.scorecard;
  const more = useTexts().scorecard;
  const [state, change] = useUrlState(DEFAULTS);
  const period: Period = PERIODS.find((one) => one === state.period) ?? 'month';
  const range = periodOf(period);
  const [shown, show] = useShown();
  const { data, error, refetch } = useRead(
    getScorecard,
    { ...range, money: true },
    { topics: ['clock', 'handoff', 'agreement'], keep: true },
  );
  const open: Open = (rows) => change({ line: '', states: [], handoffs: '', reason: '', sign: '', ...rows }, { push: true });
  const { data: trend } = useRead(getTrend, { period: TREND_OF[period] }, { topics: ['clock'], keep: true });
  const line = data?.lines.find(({ lineId }) => lineId === state.line);
  const defined = data?.lines.find(({ lineId }) => lineId === state.defines);
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <>
          {data?.handoffs.behind && data.handoffs.total > 0 && <CountOrMoney value={shown} onChange={show} />}
          <NativeSelect
            aria-label={texts.period}
            value={period}
            onChange={(event) => change({ period: event.currentTarget.value })}
            data={PERIODS.map((value) => ({ value, label: texts.periods[value] }))}
          />
          {data && (
            <Button variant="default" className={classes.screenOnly} onClick={() => saveFigures(data, texts.title)}>
              {more.csv}
            </Button>
          )}
          <Button variant="default" className={classes.screenOnly} onClick={() => globalThis.print()}>
            {more.print}
          </Button>
        </>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Lower card={data} />}
      {data && !data.agreement?.inForce && data.lines.length === 0 && (
        <EmptyState title={texts.noAgreement} actions={<Go to={paths.agreement()}>{texts.toAgreement}</Go>} />
      )}
      {data && data.lines.length > 0 && (
        <div className={classes.sides}>
          {(['marketing', 'sales'] as const).map((side) => (
            <SideLines
              key={side}
              side={side}
              lines={data.lines.filter(({ party }) => party === side)}
              trend={trend?.lines ?? []}
              open={open}
              define={(defines) => change({ defines })}
            />
          ))}
        </div>
      )}
      {data?.agreement?.inForce && <MeasuredLines />}
      {data && <Handoffs card={data} period={period} open={open} shown={shown} />}
      {data && <Signs range={range} onOpen={(sign) => open({ sign })} />}
      {state.sign && <SignRows sign={state.sign} range={range} />}
      {data && defined && <Definition line={defined} range={range} onClose={() => change({ defines: '' })} />}
      {data && data.lines.length > 0 && <Rests range={range} />}
      {state.line && <ClockRows lineId={state.line} title={line?.title ?? ''} states={state.states} range={range} />}
      {(state.handoffs || state.reason) && <HandoffRows choice={state.handoffs} reasonId={state.reason} range={range} shown={shown} />}
    </Page>
  );
}

function Lower({ card }: { card: Card }) {
  const texts = useTexts().agreement.scorecard;
  const { lower } = card;
  if (lower === null) return <p className={classes.lower}>{texts.noLower}</p>;
  if (lower === 'both') return <p className={classes.lower}>{texts.even}</p>;
  return <p className={classes.lower}>{texts.lower(texts.sides[lower], card[lower].lowest?.title ?? '')}</p>;
}

interface SideProps {
  side: 'sales' | 'marketing';
  lines: readonly Line[];
  trend: OutputOf<typeof getTrend>['lines'];
  open: Open;
  define: (lineId: string) => void;
}

/** The course of a promise over the last six periods that decided anything. */
function Trend({ line, trend }: { line: Line; trend: SideProps['trend'] }) {
  const { trend: label } = useTexts().scorecard;
  const points = trend.find(({ lineId }) => lineId === line.lineId)?.points.flatMap(({ rate }) => rate ?? []) ?? [];
  if (points.length < 2) return null;
  return <Sparkline label={`${line.title}, ${label}`} values={points.map((rate) => Math.round(rate * 100))} side={line.party} />;
}

function SideLines({ side, lines, trend, open, define }: SideProps) {
  const { scorecard: texts, promises } = useTexts().agreement;
  const format = useFormat();
  const { columns } = texts;
  const { definition } = useTexts().scorecard;
  return (
    <section aria-label={promises[side]}>
      <h2 className={classes.heading}>
        <Side side={side}>{promises[side]}</Side>
      </h2>
      <table className={classes.lines}>
        <thead>
          <tr>
            <th scope="col">{columns.promise}</th>
            <th scope="col">{columns.kept}</th>
            <th scope="col">{columns.target}</th>
            <th scope="col">{columns.late}</th>
            <th scope="col">{columns.breached}</th>
            <th scope="col">{columns.open}</th>
            <th scope="col">{columns.excused}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const cell = (label: string, value: number, states: string[]) => (
              <Figure
                inline
                label={`${line.title}, ${label}`}
                value={format.number(value)}
                onOpen={() => open({ line: line.lineId, states })}
              />
            );
            return (
              <tr key={line.lineId}>
                <th scope="row">
                  {line.title}{' '}
                  <button
                    type="button"
                    className={classes.defines}
                    onClick={() => define(line.lineId)}
                    aria-label={`${definition}: ${line.title}`}
                  >
                    {definition}
                  </button>
                  <Notes line={line} />
                </th>
                <td data-label={columns.kept}>
                  <Figure
                    inline
                    label={`${line.title}, ${columns.kept}`}
                    rate={line}
                    onOpen={() => open({ line: line.lineId, states: ['met', 'met_late', 'breached'] })}
                  />
                  <Trend line={line} trend={trend} />
                </td>
                <td data-label={columns.target}>{format.percent(line.target)}</td>
                <td data-label={columns.late}>{cell(columns.late, line.metLate, ['met_late'])}</td>
                <td data-label={columns.breached}>{cell(columns.breached, line.breached, ['breached'])}</td>
                <td data-label={columns.open}>{cell(columns.open, line.open, ['waiting', 'running', 'due_soon', 'paused'])}</td>
                <td data-label={columns.excused}>{cell(columns.excused, line.excused, ['excused'])}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** What stands beside a rate so that it cannot be bent: the customer was faster, late logs, pauses, silence. */
function Notes({ line }: { line: Line }) {
  const texts = useTexts().agreement.scorecard;
  const format = useFormat();
  const notes = [
    ...(line.bySilence > 0 ? [`${format.number(line.bySilence)} ${texts.columns.silence.toLowerCase()}`] : []),
    ...(line.metByCustomer > 0 ? [texts.customers(format.number(line.metByCustomer))] : []),
    ...(line.flagged > 0 ? [texts.flaggedRows(format.number(line.flagged))] : []),
    ...(line.everPaused > 0 ? [texts.pausedRows(format.number(line.everPaused))] : []),
    ...(line.enough ? [texts.chance(format.percent(line.chance))] : []),
  ];
  return notes.length > 0 ? <div className={classes.quiet}>{notes.join(' · ')}</div> : null;
}

interface HandoffsProps {
  card: Card;
  period: Period;
  open: Open;
  shown: Shown;
}

/** Hand-offs counted, or in money; a share stays one, with its money beside it. */
function Handoffs({ card, period, open, shown }: HandoffsProps) {
  const texts = useTexts().agreement.scorecard;
  const { behind: words } = useTexts().reports;
  const { moneyStays } = useTexts().scorecard;
  const format = useFormat();
  const { handoffs } = card;
  const money = shown === 'money' ? handoffs.behind : undefined;
  const figure = (label: string, of: Exclude<keyof NonNullable<typeof money>, 'accepted'>, choice: string) => {
    const shared = { label, open: () => open({ handoffs: choice }) };
    if (money) return <BehindFigure of={money[of]} {...shared} />;
    return <Figure label={label} value={format.number(handoffs[of])} onOpen={shared.open} />;
  };
  return (
    <section className={classes.section} aria-label={texts.handoffs}>
      <h2 className={classes.heading}>{texts.handoffs}</h2>
      <MoneyBehind of={money?.total} shown={shown} once="handoff" stays={moneyStays} />
      <Figures>
        {figure(texts.total, 'total', 'all')}
        <Figure
          label={texts.acceptance}
          definition={texts.acceptanceDefinition}
          rate={handoffs.acceptance}
          onOpen={() => open({ handoffs: 'decided' })}
          {...(money ? { beside: behindInWords(money.accepted, { format, texts: words }).join(' · ') } : {})}
        />
        {figure(texts.pending, 'pending', 'pending')}
        {figure(texts.byDefault, 'acceptedByDefault', DECISIONS[1])}
        {figure(texts.returnedLater, 'returnedLater', 'later')}
        {figure(texts.overrides, 'overrides', 'override')}
        {handoffs.sample > 0 && figure(texts.sample, 'sample', 'sample')}
      </Figures>
      {handoffs.reasons.length === 0 ? (
        <p className={classes.quiet}>{texts.noReasons}</p>
      ) : (
        <Reasons reasons={handoffs.reasons} period={period} shown={shown} />
      )}
    </section>
  );
}

function Reasons({ reasons, period, shown }: Pick<HandoffsProps, 'period' | 'shown'> & { reasons: Card['handoffs']['reasons'] }) {
  const texts = useTexts().agreement.scorecard;
  const { behind: words } = useTexts().reports;
  const format = useFormat();
  return (
    <Bars
      title={texts.reasons}
      columns={[texts.rows.reason, shown === 'money' ? words.name : texts.handoffs]}
      bars={reasons.map(({ id, label, n, behind }) => {
        const money = shown === 'money' ? behind : undefined;
        return {
          id,
          label,
          value: money ? behindValue(money) : n,
          text: money ? <Lines of={behindOrDash(behindInWords(money, { format, texts: words }))} /> : format.number(n),
          to: paths.scorecard({ period, reason: id }),
        };
      })}
    />
  );
}

const behindOrDash = (words: readonly string[]) => (words.length > 0 ? words : ['–']);
