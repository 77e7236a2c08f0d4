import { getTalk } from '#modules/briefs/contract.ts';
import { getSharedGoal } from '#modules/goals/contract/goals.ts';
import { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import type { getWeek, Opens } from '#modules/reports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { written } from '../goals/figures.ts';
import { MoneyOf, sumsInWords } from '../reports/figures.tsx';
import classes from './week.module.css';

type Week = OutputOf<typeof getWeek>;
interface Props {
  week: Week;
  open: (opens: Opens) => void;
}

/** The days over which the sides of the agreement are held against each other, as long as those of the week's promises. */
const PROMISE_MS = 30 * 86_400_000;

/** Goal, money, pipeline, agreement, silence: each opens what it is made of. */
export function FiveFigures({ week, open }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const { five } = texts.week;
  const shared = useRead(getSharedGoal, {}, { topics: ['goal', 'invoice'] }).data;
  return (
    <section className={classes.five} aria-label={five.title}>
      <Figures>
        <GoalPace shared={shared} />
        <MoneyOf
          label={five.invoiced}
          of={week.invoiced.thisMonth}
          beside={five.lastMonth(sumsInWords(week.invoiced.lastMonth, format, texts.reports.money))}
          definitions={week.definitions}
          open={open}
        />
        <Cover week={week} shared={shared} open={open} />
        <Kept since={week.promisesSince} />
        <Silence />
      </Figures>
    </section>
  );
}

type Shared = OutputOf<typeof getSharedGoal> | undefined;

function GoalPace({ shared }: { shared: Shared }) {
  const { week, goals } = useTexts();
  const format = useFormat();
  const { five } = week;
  const goal = shared?.goal;
  if (!shared || !goal) return <Figure label={five.goal} value="–" {...(shared ? { to: paths.goals(), beside: five.noGoal } : {})} />;
  const { pace } = goal;
  if (!pace) return <Figure label={five.goal} value={goals.hidden} to={paths.goals()} />;
  const write = written(format, goal.metric, shared.currency);
  const apart = pace.actual - pace.expected;
  const said =
    Math.abs(apart) < 0.005 * Math.max(1, pace.expected)
      ? goals.pace.on
      : apart > 0
        ? goals.pace.ahead(write(apart))
        : goals.pace.behind(write(-apart));
  return (
    <Figure
      label={five.goal}
      value={goals.sharedOf(format.percent(pace.actual / goal.target))}
      to={paths.goals()}
      beside={`${goals.of(write(pace.actual), write(goal.target))}. ${said}`}
    />
  );
}

/** Open deals, weighted, against what the goal still lacks. */
function Cover({ week, shared, open }: Props & { shared: Shared }) {
  const { five } = useTexts().week;
  const { hidden } = useTexts().reports.money;
  const format = useFormat();
  const all = week.pipeline.flatMap(({ weighted }) => weighted ?? []);
  const common = { label: five.cover, definition: five.coverHelp, onOpen: () => open({ figure: 'deals_open' }) };
  if (week.pipeline.some(({ weighted }) => weighted === null)) return <Figure {...common} value={hidden} />;
  if (!shared?.goal?.pace) return <Figure {...common} value="–" beside={five.noGoal} />;
  const { currency, goal } = shared;
  const money = (amountMinor: number) => format.money({ amountMinor: Math.round(amountMinor), currency }, 'short');
  const weighted = all.filter((sum) => sum.currency === currency).reduce((total, sum) => total + sum.amountMinor, 0);
  const needed = goal.target - (goal.pace?.actual ?? 0);
  if (needed <= 0) return <Figure {...common} value={money(weighted)} beside={five.reached} />;
  const others = all.some((sum) => sum.currency !== currency) ? `, ${five.others}` : '';
  return (
    <Figure
      {...common}
      value={five.times(format.decimal(weighted / needed))}
      beside={`${five.coverOf(money(weighted), money(needed))}${others}`}
    />
  );
}

function Kept({ since }: { since: string }) {
  const { week, ui } = useTexts();
  const { five } = week;
  const format = useFormat();
  const to = new Date(Date.parse(since) + PROMISE_MS + 1).toISOString();
  const { data } = useRead(getScorecard, { from: since, to }, { topics: ['clock', 'handoff'], keep: true });
  const side = data?.lower === 'both' ? 'sales' : data?.lower;
  const lowest = side ? data?.[side].lowest : null;
  const line = data?.lines.find(({ party, title }) => party === side && title === lowest?.title);
  if (!side || !lowest || !line)
    return (
      <Figure label={five.kept} value="–" definition={five.keptHelp} to={paths.scorecard()} beside={data ? five.keptNone : undefined} />
    );
  const whose = data?.lower === 'both' ? five.even : ui.sides[side];
  return (
    <Figure
      label={five.kept}
      rate={line}
      definition={five.keptHelp}
      to={paths.scorecard({ line: line.lineId })}
      beside={`${whose}: ${line.title}, ${week.five.target(format.percent(line.target))}`}
    />
  );
}

function Silence() {
  const { week, briefs, ui } = useTexts();
  const { five } = week;
  const format = useFormat();
  const { data } = useRead(getTalk, {}, { topics: ['question', 'brief', 'silence', 'handoff', 'change_notice', 'meeting'] });
  const oldest = data?.signs.filter(({ threshold }) => threshold !== null).sort((a, b) => b.days - a.days)[0];
  if (!oldest) return <Figure label={five.silence} value="–" definition={five.silenceHelp} to={paths.howWeTalk()} />;
  const { sign, party, days, lastAt } = oldest;
  const words = briefs.talk.rows(briefs.talk.signs[sign], ui.sides[party]);
  return (
    <Figure
      label={five.silence}
      value={five.days(format.number(days))}
      definition={five.silenceHelp}
      to={paths.howWeTalk(lastAt ? { sign, party } : {})}
      beside={lastAt ? words : `${words}: ${five.never}`}
    />
  );
}
