import { type CourseName, getAlignmentCourse } from '#modules/coordination/contract/report.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { inMajor } from '#platform/shared/money.ts';
import { ENOUGH } from '#platform/shared/statistics.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { SaveCsv } from '../../ui/SaveCsv.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './coordination.module.css';
import { type Line, useLines } from './report-lines.tsx';

type Shown = OutputOf<typeof getAlignmentCourse>;
type Drawn = Shown['lines'][number];

const TABLES: Readonly<Record<'shares' | 'talk' | 'money', readonly Line['id'][]>> = {
  shares: ['sales', 'marketing', 'accepted', 'silent', 'reasoned'],
  talk: ['verdict', 'nudge', 'nudges', 'disputes', 'discussions'],
  money: ['booked', 'invoiced'],
};
const KINDS = ['shares', 'talk', 'money'] as const;
const HOUR_S = 3_600;

/** Each component of the report over twelve months: small lines to see the way by, every month in figures below. */
export function Course({ month }: { month: string }) {
  const texts = useTexts().coordination.report;
  const format = useFormat();
  const lines = useLines();
  const { data, error, refetch } = useRead(getAlignmentCourse, { month }, { keep: true });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const last = data.months.at(-1);
  return (
    <section>
      <h2 className={classes.heading}>{texts.course}</h2>
      <ul className={classes.courses}>
        {data.lines.map((drawn) => {
          const line = lines.find(({ id }) => id === drawn.of);
          if (!line || !last) return null;
          return (
            <li key={drawn.of} className={classes.course}>
              <span>{line.name}</span>
              <SmallLine drawn={drawn} label={`${line.name}, ${texts.course}`} />
              <span className={classes.quiet}>
                {format.month(last.from)}: {line.of(last)}
              </span>
            </li>
          );
        })}
      </ul>
      <p className={classes.quiet}>{texts.few}</p>
      {KINDS.map((kind) => (
        <Months key={kind} course={data} caption={texts.tables[kind]} ids={TABLES[kind]} />
      ))}
      <CourseFile course={data} />
    </section>
  );
}

/** The same as numbers: shares from 0 to 1, waits in hours, money in whole units of its currency. */
function CourseFile({ course: { months, lines } }: { course: Shown }) {
  const texts = useTexts().coordination.report;
  const named = useLines();
  const currency = months[0]?.money?.currency ?? '';
  const numberOf = (unit: Drawn['unit'], value: number) => {
    if (unit === 'money') return inMajor({ amountMinor: value, currency });
    return Number((unit === 'seconds' ? value / HOUR_S : value).toFixed(4));
  };
  const rows = lines.flatMap((line) =>
    line.points.map(({ value, n }, place) => [
      months[place]?.from.slice(0, 7) ?? '',
      `${named.find(({ id }) => id === line.of)?.name ?? line.of}${line.unit === 'money' ? ` (${currency})` : line.unit === 'seconds' ? ' (h)' : ''}`,
      value === null ? '' : numberOf(line.unit, value),
      n,
    ]),
  );
  return <SaveCsv title={texts.course} rows={[[texts.monthName, texts.csv.component, texts.csv.value, texts.csv.n], ...rows]} />;
}

const [WIDTH, HEIGHT, EDGE] = [220, 44, 4];
const COLOUR: Partial<Record<CourseName, string>> = { sales: 'var(--sales)', marketing: 'var(--marketing)' };

/** A point for each month that has a value, a line between neighbours; few cases are hollow. Shares from 0 to 1, all else from 0 to its most. */
function SmallLine({ drawn: { of, unit, points }, label }: { drawn: Drawn; label: string }) {
  const most = unit === 'share' ? 1 : Math.max(1e-9, ...points.map(({ value }) => value ?? 0));
  const colour = COLOUR[of] ?? 'var(--text-quiet)';
  const at = points.map(({ value, n }, place) => ({
    key: `${of} ${place}`,
    n,
    x: EDGE + (place * (WIDTH - 2 * EDGE)) / Math.max(1, points.length - 1),
    y: value === null ? null : EDGE + (1 - value / most) * (HEIGHT - 2 * EDGE),
  }));
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={classes.small} role="img" aria-label={label}>
      <line x1={0} x2={WIDTH} y1={HEIGHT - EDGE} y2={HEIGHT - EDGE} stroke="var(--line)" />
      {at.map(({ key, x, y }, place) => {
        const before = at[place - 1];
        if (y === null || !before || before.y === null) return null;
        return <line key={key} x1={before.x} y1={before.y} x2={x} y2={y} stroke={colour} strokeWidth={1.5} />;
      })}
      {at.map(
        ({ key, x, y, n }) =>
          y !== null && (
            <circle key={key} cx={x} cy={y} r={2.8} fill={n < ENOUGH ? 'var(--surface)' : colour} stroke={colour} strokeWidth={1.5} />
          ),
      )}
    </svg>
  );
}

function Months({ course: { months, lines }, caption, ids }: { course: Shown; caption: string; ids: readonly Line['id'][] }) {
  const texts = useTexts().coordination.report;
  const format = useFormat();
  const named = useLines();
  const withMoney = lines.some(({ unit }) => unit === 'money');
  const shown = named.filter(({ id }) => ids.includes(id) && (withMoney || !TABLES.money.includes(id)));
  if (shown.length === 0) return null;
  return (
    <details className={classes.months}>
      <summary>{caption}</summary>
      <Scroll label={caption}>
        <ReadTable className={classes.wide}>
          <Heads of={[texts.monthName, ...shown.map(({ name }) => name)]} />
          <tbody>
            {[...months].reverse().map((parts) => (
              <tr key={parts.from}>
                <th scope="row">{format.month(parts.from)}</th>
                {shown.map(({ id, of }) => (
                  <td key={id}>{of(parts)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </details>
  );
}
