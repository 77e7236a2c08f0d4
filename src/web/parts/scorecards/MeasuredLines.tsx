import { useState } from 'react';
import { getMeasures } from '#modules/agreements/contract/measures.ts';
import { TREND_LENGTH } from '#modules/scorecards/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { inMajor } from '#platform/shared/money.ts';
import { chanceAtLeast } from '#platform/shared/statistics.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Money, Side, When } from '../../ui/marks.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { MeasureRows, type MeasureRowsProps } from '../agreements/MeasureRows.tsx';
import { RepFigures } from '../agreements/RepFigures.tsx';
import classes from '../handoffs/scorecard.module.css';
import { Definition, type DefinitionProps } from './Definition.tsx';

type Line = OutputOf<typeof getMeasures>['lines'][number];
type Period = Line['periods'][number];

/** Shares and amounts beside the clocks: this period so far, the one before, and the course of the last six. */
export function MeasuredLines() {
  const { scorecard: texts } = useTexts();
  const { data } = useRead(getMeasures, { back: TREND_LENGTH }, { topics: ['handoff', 'lead', 'activity', 'agreement'], keep: true });
  const [rows, setRows] = useState<Omit<MeasureRowsProps, 'onClose'> | null>(null);
  const [defined, setDefined] = useState<Omit<DefinitionProps, 'onClose'> | null>(null);
  if (!data || data.lines.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.overPeriod}>
      <h2 className={classes.heading}>{texts.overPeriod}</h2>
      <p className={classes.quiet}>{texts.overPeriodLead}</p>
      <table className={classes.rows}>
        <thead>
          <tr>
            {[texts.measuredHeads.promise, texts.measuredHeads.now, texts.measuredHeads.before, texts.measuredHeads.course].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.lines.map((line) => (
            <tr key={line.lineId}>
              <th scope="row">
                <Side side={line.party} /> {line.title}{' '}
                <button
                  type="button"
                  className={classes.defines}
                  onClick={() => line.periods[0] && setDefined({ line, range: line.periods[0] })}
                  aria-label={`${texts.definition}: ${line.title}`}
                >
                  {texts.definition}
                </button>
              </th>
              {line.periods.slice(0, 2).map((period) => (
                <td key={period.from}>
                  <Counted
                    line={line}
                    period={period}
                    onOpen={() => setRows({ line, period })}
                    onDefine={() => setDefined({ line, range: period })}
                  />
                </td>
              ))}
              <td>
                <Course line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows && <MeasureRows {...rows} onClose={() => setRows(null)} />}
      {defined && <Definition {...defined} onClose={() => setDefined(null)} />}
    </section>
  );
}

interface CountedProps {
  line: Line;
  period: Period;
  onOpen: () => void;
  onDefine: () => void;
}

/** One period with what was asked for in it, by which version. */
function Counted({ line, period, onOpen, onDefine }: CountedProps) {
  const { scorecard: texts, agreement } = useTexts();
  const format = useFormat();
  const amount = (n: number) => (line.currency ? <Money value={{ amountMinor: n, currency: line.currency }} /> : format.number(n));
  const { target } = period;
  const judged = period.version === null ? texts.notPromised : period.versions.length > 1 ? texts.severalVersions : null;
  return (
    <>
      <div className={classes.quiet}>
        <When at={period.from} form="date" />
      </div>
      <Figure inline label={line.title} {...(target === null ? { value: amount(period.k) } : { rate: period })} onOpen={onOpen} />
      <div className={classes.quiet}>
        {agreement.scorecard.columns.target} {target === null ? amount(period.amount ?? 0) : format.percent(target)}
        {target !== null && period.enough && (
          <> · {agreement.scorecard.chance(format.percent(chanceAtLeast(period.k, period.n, target)))}</>
        )}
        {judged && (
          <>
            {' '}
            <button type="button" className={classes.defines} onClick={onDefine}>
              {judged}
            </button>
          </>
        )}
      </div>
      <RepFigures title={line.title} people={period.people} />
    </>
  );
}

/** The last six periods in which there was something to count, the oldest first. */
function Course({ line }: { line: Line }) {
  const { scorecard: texts } = useTexts();
  const oldestFirst = [...line.periods].reverse();
  const shares = line.target !== null;
  const values = shares ? oldestFirst.flatMap(({ rate }) => (rate === null ? [] : Math.round(rate * 100))) : oldestFirst.map(({ k }) => k);
  const shown =
    line.currency === null ? values : values.map((amountMinor) => Math.round(inMajor({ amountMinor, currency: line.currency ?? '' })));
  if (shown.length < 2 || shown.every((value) => value === 0)) return <span className={classes.quiet}>{texts.noCourse}</span>;
  return <Sparkline label={`${line.title}, ${texts.courseOf(texts.trendOf[line.period])}`} values={shown} side={line.party} />;
}
