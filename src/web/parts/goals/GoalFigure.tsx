import type { listGoals } from '#modules/goals/contract/goals.ts';
import { isMoney, SIDED } from '#modules/goals/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Side } from '../../ui/marks.tsx';
import type { Shown } from '../reports/CountOrMoney.tsx';
import { written } from './figures.ts';
import classes from './goals.module.css';

export type GoalRead = OutputOf<typeof listGoals>['goals'][number];

/** The figure of a goal: a number that opens its rows, each side's part, and what was to be expected by now. */
export function GoalFigure({ goal, currency, onOpen, shown }: { goal: GoalRead; currency: string; onOpen?: () => void; shown?: Shown }) {
  const { goals: texts } = useTexts();
  const format = useFormat();
  const { pace } = goal;
  const write = written(format, goal.metric, currency);
  if (!pace) return <p className={classes.quiet}>{texts.hidden}</p>;
  const words = texts.of(write(pace.actual), write(goal.target));
  const share = (value: number) => `${Math.min(100, Math.max(0, (value / Math.max(goal.target, pace.actual)) * 100))}%`;
  const sided = SIDED.includes(goal.metric);
  const parts = { marketing: (goal.target * goal.marketingPercent) / 100, sales: (goal.target * (100 - goal.marketingPercent)) / 100 };
  return (
    <>
      <div className={classes.line}>
        <span className={classes.number}>
          {onOpen ? (
            <button type="button" onClick={onOpen} style={{ all: 'unset', cursor: 'pointer', textDecoration: 'underline dotted' }}>
              {words}
            </button>
          ) : (
            words
          )}
        </span>
        <span className={classes.quiet}>{texts.sharedOf(format.percent(pace.actual / goal.target))}</span>
      </div>
      <div className={classes.track} aria-hidden>
        {sided && <span data-side="marketing" style={{ width: share(pace.marketing) }} />}
        {sided && <span data-side="sales" style={{ width: share(pace.sales) }} />}
        <span data-side="none" style={{ width: share(sided ? pace.neither : pace.actual) }} />
        {pace.elapsed > 0 && pace.elapsed < 1 && <span className={classes.aim} style={{ insetInlineStart: share(pace.expected) }} />}
      </div>
      {sided && (
        <div className={classes.line}>
          {(['marketing', 'sales'] as const).map((side) => (
            <Side key={side} side={side}>
              {texts.share(texts.sides[side], write(pace[side]), write(parts[side]))}
            </Side>
          ))}
          {pace.neither > 0 && <span className={classes.quiet}>{texts.neither(write(pace.neither))}</span>}
        </div>
      )}
      {shown && (shown === 'money') !== isMoney(goal.metric) && <OtherReading goal={goal} currency={currency} />}
      <p className={classes.quiet}>
        <PaceWords goal={goal} write={write} /> {pace.noRate > 0 && texts.noRate(format.number(pace.noRate))}
      </p>
    </>
  );
}

/** The same rows counted, or in money; where no such reading is on record, that is said. */
function OtherReading({ goal, currency }: { goal: GoalRead; currency: string }) {
  const { goals: texts } = useTexts();
  const format = useFormat();
  const other = goal.pace?.other;
  if (!other) return <p className={classes.quiet}>{texts.other.none}</p>;
  const write = (value: number) =>
    other.kind === 'money' ? format.money({ amountMinor: Math.round(value), currency }, 'short') : format.number(value);
  return (
    <p className={classes.plain}>
      {texts.other[goal.metric === 'handoffs' ? 'worth' : other.kind](write(other.actual))}
      {SIDED.includes(goal.metric) && ` ${texts.other.sides(write(other.marketing), write(other.sales))}`}
    </p>
  );
}

function PaceWords({ goal, write }: { goal: GoalRead; write: (value: number) => string }) {
  const { pace: texts } = useTexts().goals;
  const { pace } = goal;
  if (!pace) return null;
  if (pace.elapsed <= 0) return <>{texts.later}</>;
  const apart = pace.actual - pace.expected;
  const near = Math.abs(apart) < 0.005 * Math.max(1, pace.expected);
  const said = near ? texts.on : apart > 0 ? texts.ahead(write(apart)) : texts.behind(write(-apart));
  const { projected } = pace;
  const goes =
    pace.elapsed >= 1 || !projected
      ? ''
      : projected.low !== null && projected.high !== null
        ? texts.projected(write(projected.value), write(projected.low), write(projected.high))
        : texts.projectedPlain(write(projected.value));
  return (
    <>
      {said} ({texts[pace.basis]}). {goes}
    </>
  );
}
