import { getCalls, type MoneyFigure, type Opens } from '#modules/reports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { ENOUGH } from '#platform/shared/statistics.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { FigureRows } from '../../parts/reports/FigureRows.tsx';
import { CountOf, MoneyOf, RateOf } from '../../parts/reports/figures.tsx';
import { useOpened } from '../../parts/reports/opened.ts';
import { daysOf, PeriodChoice, periodNamed, usePeriodWords } from '../../parts/reports/PeriodChoice.tsx';
import classes from '../../parts/reports/reports.module.css';
import { useShown } from '../../parts/reports/shown.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

type Calls = OutputOf<typeof getCalls>;

/** A call is work and money, not a stroke on a list. */
export function CallsScreen() {
  const texts = useTexts().reports.calls;
  const [state, change] = useUrlState({ period: 'year' as string });
  const period = periodNamed(state.period, 'year');
  const { data, error, refetch } = useRead(getCalls, daysOf(period, 'year'), { topics: ['activity', 'deal', 'invoice'], keep: true });
  const { opened, open, close } = useOpened();
  const [shown, show] = useShown();
  const days = usePeriodWords(data?.period);
  return (
    <Page
      title={texts.title}
      lead={days ? `${texts.lead} ${days}` : texts.lead}
      actions={
        <>
          {data && data.calls.n > 0 && data.deals.sums && <CountOrMoney value={shown} onChange={show} />}
          <PeriodChoice value={period} onChange={(next) => change({ period: next })} />
        </>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.calls.n === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data && data.calls.n > 0 && (
        <>
          <Ten calls={data} />
          <All calls={data} open={open} shown={shown} />
        </>
      )}
      <FigureRows opened={opened} onClose={close} />
    </Page>
  );
}

/** So many of ten, with a decimal below ten. */
function useOfTen(calls: Calls): (amount: number, of?: number) => string {
  const format = useFormat();
  return (amount, of = calls.calls.n) => {
    const each = of === 0 ? 0 : (amount / of) * 10;
    return format.number(each < 10 ? Math.round(each * 10) / 10 : Math.round(each));
  };
}

function useMoneyOfTen(calls: Calls): (of: MoneyFigure) => string | null {
  const format = useFormat();
  return ({ sums }) => {
    if (!sums || sums.length === 0) return null;
    const each = sums.map((sum) => ({ ...sum, amountMinor: Math.round((sum.amountMinor / calls.calls.n) * 10) }));
    return each.map((sum) => format.money(sum, 'short')).join(' + ');
  };
}

function Ten({ calls }: { calls: Calls }) {
  const texts = useTexts().reports.calls;
  const format = useFormat();
  const ofTen = useOfTen(calls);
  const money = useMoneyOfTen(calls);
  const n = format.number(calls.calls.n);
  if (calls.calls.n < ENOUGH) return <p className={classes.headline}>{texts.few(n)}</p>;
  const [pipeline, won, invoiced] = [money(calls.deals), money(calls.won), money(calls.invoiced)];
  return (
    <section className={classes.section} aria-label={texts.ten}>
      <h2 className={classes.heading}>{texts.ten}</h2>
      <p className={classes.quiet}>{texts.tenOf(n)}</p>
      <div className={classes.sides}>
        <div>
          <Side side="sales">{texts.took}</Side>
          <ul className={classes.promises}>
            {calls.minutes.n > 0 && <li>{texts.minutesTalked(ofTen(calls.minutes.talked, calls.minutes.n))}</li>}
            {calls.preparation.n > 0 && <li>{texts.minutesPrepared(ofTen(calls.preparation.minutes, calls.preparation.n))}</li>}
            <li>{texts.reachedPeople(ofTen(calls.reached.k))}</li>
          </ul>
        </div>
        <div>
          <span className={classes.quiet}>{texts.brought}</span>
          <ul className={classes.promises}>
            <li>{texts.meetings(ofTen(calls.meetings.n))}</li>
            {pipeline && <li>{texts.deals(ofTen(calls.deals.n), pipeline)}</li>}
            {won && <li>{texts.won(ofTen(calls.won.n), won)}</li>}
            {invoiced && <li>{texts.invoiced(invoiced)}</li>}
          </ul>
        </div>
      </div>
    </section>
  );
}

function All({ calls, open, shown }: { calls: Calls; open: (opens: Opens) => void; shown: Shown }) {
  const texts = useTexts().reports.calls;
  const format = useFormat();
  const shared = { definitions: calls.definitions, open };
  const n = format.number(calls.calls.n);
  const What = shown === 'money' ? MoneyOf : CountOf;
  const hours = (minutes: number) => texts.hours(format.number(Math.round(minutes / 6) / 10));
  return (
    <section className={classes.section} aria-label={texts.all}>
      <h2 className={classes.heading}>{texts.all}</h2>
      <Figures>
        <CountOf label={texts.calls} of={calls.calls} {...shared} />
        <RateOf label={texts.reached} of={calls.reached} {...shared} />
        <Figure label={texts.people} value={format.number(calls.people)} />
        <Figure
          label={texts.talked}
          value={calls.minutes.n === 0 ? '–' : hours(calls.minutes.talked)}
          beside={texts.timed(format.number(calls.minutes.n), n)}
        />
        <Figure
          label={texts.prepared}
          value={calls.preparation.n === 0 ? '–' : hours(calls.preparation.minutes)}
          beside={texts.told(format.number(calls.preparation.n), n)}
        />
        <CountOf label={texts.meetingsAfter} of={calls.meetings} {...shared} />
        <What label={texts.dealsAfter} of={calls.deals} {...shared} />
        <What label={texts.wonAfter} of={calls.won} {...shared} />
        <What label={texts.invoicedAfter} of={calls.invoiced} {...shared} />
      </Figures>
      <p className={classes.quiet}>{texts.after(format.number(calls.reachDays))}</p>
      {calls.young > 0 && <p className={classes.quiet}>{texts.young(format.number(calls.young), format.number(calls.reachDays))}</p>}
    </section>
  );
}
