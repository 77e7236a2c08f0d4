import { SegmentedControl } from '@mantine/core';
import { getAxis, listAxisDeals } from '#modules/goals/contract/axis.ts';
import { type AxisKind, ZOOMS, type Zoom } from '#modules/goals/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { AxisLegend, AxisMoney } from './AxisMoney.tsx';
import { AxisTables } from './AxisTables.tsx';
import axis from './axis.module.css';
import { type AxisRead, type OpenDeals, placeOf, type Run, useColumnNames, whenRuns } from './axis.ts';
import type { OpenedRows } from './GoalRows.tsx';
import classes from './goals.module.css';

const PATH: Readonly<Record<AxisKind, (id: string) => string>> = {
  campaign: paths.campaign,
  send: paths.send,
  postal: paths.postal,
  offer: paths.offer,
  track: paths.track,
  blitz: paths.blitz,
};
const TOPICS = ['campaign', 'send', 'postal', 'offer', 'track', 'blitz', 'deal'];

interface OneAxisProps {
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  onOpen: (rows: OpenedRows) => void;
}

/** What runs and is planned, above the money that is expected, on one time axis: the near horizon of Sales and the far one of Marketing. */
export function OneAxis({ zoom, onZoom, onOpen }: OneAxisProps) {
  const { goals } = useTexts();
  const texts = goals.axis;
  const format = useFormat();
  const { data, error, refetch } = useRead(getAxis, { zoom }, { topics: TOPICS, keep: true });
  const money = (minor: number) => format.money({ amountMinor: Math.round(minor), currency: data?.currency ?? 'EUR' });
  const open: OpenDeals = (input, title) => onOpen({ title, endpoint: listAxisDeals, input, write: money });
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.quiet}>{texts.lead}</p>
      <SegmentedControl
        w="fit-content"
        aria-label={texts.zoom}
        data={ZOOMS.map((value) => ({ value, label: texts.zooms[value] }))}
        value={zoom}
        onChange={(next) => onZoom(ZOOMS.find((one) => one === next) ?? 'quarter')}
      />
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <AxisLegend read={data} />
          <Picture read={data} zoom={zoom} onOpen={open} />
          {data.more > 0 && (
            <p className={classes.quiet}>
              {texts.more(format.number(data.more))} <Go to={paths.calendar()}>{texts.calendar}</Go>
            </p>
          )}
          <Outside read={data} onOpen={open} />
          <AxisTables read={data} zoom={zoom} onOpen={open} />
        </>
      )}
    </section>
  );
}

function Picture({ read, zoom, onOpen }: { read: AxisRead; zoom: Zoom; onOpen: OpenDeals }) {
  const texts = useTexts().goals.axis;
  const names = useColumnNames(read.columns, zoom);
  return (
    <Scroll label={texts.title}>
      <div className={axis.axis}>
        <div className={axis.over} aria-hidden>
          {read.columns.map(({ from }) => (
            <span key={from} className={axis.tick} style={{ insetInlineStart: `${placeOf(read, from)}%` }} />
          ))}
          <span className={axis.today} style={{ insetInlineStart: `${placeOf(read, read.today)}%` }} />
        </div>
        <div className={axis.row} aria-hidden>
          <span className={axis.name} />
          <span className={axis.track} data-heads>
            {read.columns.map(({ from, until }, place) => (
              <span key={from} style={{ width: `${placeOf(read, until) - placeOf(read, from)}%` }}>
                {names[place]}
              </span>
            ))}
          </span>
        </div>
        <div className={axis.row} aria-hidden>
          <span className={axis.name} />
          <span className={axis.track} data-today>
            <span style={{ insetInlineStart: `${Math.min(94, placeOf(read, read.today))}%` }}>{texts.today}</span>
          </span>
        </div>
        <h3 className={axis.group}>{texts.runs}</h3>
        {read.runs.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
        <ul className={axis.runs} aria-label={texts.runs}>
          {read.runs.map((run) => (
            <RunRow key={`${run.kind} ${run.id}`} read={read} run={run} />
          ))}
        </ul>
        <AxisMoney read={read} zoom={zoom} names={names} onOpen={onOpen} />
      </div>
    </Scroll>
  );
}

function RunRow({ read, run }: { read: AxisRead; run: Run }) {
  const { goals, calendar } = useTexts();
  const texts = goals.axis;
  const format = useFormat();
  const begins = placeOf(read, run.from);
  const ends = run.to === null ? 100 : placeOf(read, new Date(Date.parse(run.to) + 86_400_000).toISOString().slice(0, 10));
  const facts = [
    calendar.kinds[run.kind],
    texts.states[run.state],
    whenRuns(run, texts, format),
    run.people !== null && texts.people(format.number(run.people)),
  ];
  return (
    <li className={axis.row}>
      <div className={axis.name}>
        <Go to={PATH[run.kind](run.id)}>{run.name}</Go>
        <div className={axis.facts}>
          {run.side ? <Side side={run.side} /> : texts.both} · {facts.filter(Boolean).join(' · ')}
        </div>
      </div>
      <div className={axis.track} aria-hidden>
        <span
          className={axis.bar}
          data-side={run.side ?? 'both'}
          data-state={run.state}
          data-open={run.to === null || undefined}
          style={{ insetInlineStart: `${begins}%`, width: `${Math.max(0.6, ends - begins)}%` }}
        />
      </div>
    </li>
  );
}

/** What stands nowhere on the axis: it would be forgotten otherwise. */
function Outside({ read, onOpen }: { read: AxisRead; onOpen: OpenDeals }) {
  const texts = useTexts().goals.axis;
  const format = useFormat();
  const { overdue, undated } = read;
  const noRate = [...read.columns.map(({ open }) => open), overdue, undated].reduce((sum, one) => sum + one.noRate, 0);
  const value = (of: typeof overdue) =>
    of.weightedMinor === null
      ? texts.deals(format.number(of.deals))
      : format.money({ amountMinor: of.weightedMinor, currency: read.currency }, 'short');
  return (
    <>
      <Figures>
        <Figure
          label={texts.overdue}
          value={value(overdue)}
          beside={texts.deals(format.number(overdue.deals))}
          onOpen={() => onOpen({ of: 'open', until: read.from }, texts.overdue)}
        />
        <Figure
          label={texts.undated}
          value={value(undated)}
          beside={texts.deals(format.number(undated.deals))}
          onOpen={() => onOpen({ of: 'undated' }, texts.undated)}
        />
      </Figures>
      {noRate > 0 && <p className={classes.quiet}>{texts.noRate(format.number(noRate))}</p>}
    </>
  );
}
