import { getDriftCourse } from '#modules/drift/contract.ts';
import { OTHER, type Population } from '#modules/drift/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './drift.module.css';
import { quarterName } from './quarter.ts';

type Course = OutputOf<typeof getDriftCourse>;

interface Props {
  population: Population;
  dimension: string;
  /** The quarter that the page is about; empty: the last 91 days. */
  chosen: string;
  onChoose: (quarter: string) => void;
  onOpen: (quarter: string, value: string | undefined) => void;
}

/** One thing among one population, quarter by quarter; a quarter can be looked at by itself, a share opens its rows. */
export function DriftCourse({ population, dimension, chosen, onChoose, onOpen }: Props) {
  const texts = useTexts().drift;
  const { data, error, refetch } = useRead(getDriftCourse, { population, dimension }, { topics: ['drift', 'deal'], keep: true });
  const title = data && texts.course(data.label, texts.populations[population]);
  return (
    <section className={classes.section} aria-label={title}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.quarters.length > 0 && (
        <>
          <h2 className={classes.heading}>{title}</h2>
          <p className={classes.quiet}>{texts.courseLead}</p>
          <Scroll label={title ?? texts.title}>
            <ReadTable className={classes.middle}>
              <Quarters course={data} chosen={chosen} onChoose={onChoose} />
              <Shares course={data} onOpen={onOpen} />
            </ReadTable>
          </Scroll>
        </>
      )}
    </section>
  );
}

function Quarters({ course, chosen, onChoose }: { course: Course } & Pick<Props, 'chosen' | 'onChoose'>) {
  const texts = useTexts().drift;
  return (
    <thead>
      <tr>
        <th scope="col" className={classes.stays}>
          {texts.columns.value}
        </th>
        {course.quarters.map(({ quarter, running, standing, psi, adjustedP }) => (
          <th key={quarter} scope="col">
            <button
              type="button"
              className={classes.cell}
              data-standing={standing}
              aria-pressed={chosen === quarter}
              onClick={() => onChoose(chosen === quarter ? '' : quarter)}
            >
              <span>{quarterName(quarter)}</span>
              <span className={classes.standing}>{texts.standings[standing]}</span>
              <span className={classes.quiet}>
                {running ? texts.running : psi === null || adjustedP === null ? '' : texts.index(psi.toFixed(2), pText(adjustedP))}
              </span>
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

const pText = (p: number) => (p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`);

function Shares({ course, onOpen }: { course: Course } & Pick<Props, 'onOpen'>) {
  const texts = useTexts().drift;
  const format = useFormat();
  return (
    <tbody>
      {course.values.map(({ value, label: name, shares }) => {
        const label = value === OTHER ? texts.otherValues : name;
        return (
          <tr key={value}>
            <th scope="row" className={classes.stays}>
              {label}
            </th>
            {course.quarters.map(({ quarter }, place) => {
              const { n, share, residual } = shares[place] ?? { n: 0, share: 0, residual: null };
              const out = residual === null || Math.abs(residual) < 2 ? undefined : residual > 0 ? 'more' : 'fewer';
              return (
                <td key={quarter}>
                  <span className={classes.bar} style={{ inlineSize: `${Math.round(share * 100)}px` }} aria-hidden="true" />
                  <Figure
                    inline
                    label={`${label}, ${quarterName(quarter)}`}
                    value={n === 0 ? '–' : texts.share(format.percent(share), format.number(n))}
                    {...(n === 0 ? {} : { onOpen: () => onOpen(quarter, value) })}
                  />
                  {out && n > 0 && <span className={classes.out}>{texts[out]}</span>}
                </td>
              );
            })}
          </tr>
        );
      })}
      <tr>
        <th scope="row" className={classes.stays}>
          {texts.notKnown}
        </th>
        {course.quarters.map(({ quarter, currentUnknown }) => (
          <td key={quarter}>
            <Figure
              inline
              label={`${texts.notKnown}, ${quarterName(quarter)}`}
              value={currentUnknown === 0 ? '–' : format.number(currentUnknown)}
              {...(currentUnknown === 0 ? {} : { onOpen: () => onOpen(quarter, undefined) })}
            />
          </td>
        ))}
      </tr>
    </tbody>
  );
}
