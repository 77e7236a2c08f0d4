import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { type DecisionEffect as Effect, getDecisionEffect, runDecision } from '#modules/meetings/contract/effect.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { MovedPeople, type OpenedMoves } from './MovedPeople.tsx';
import classes from './meetings.module.css';
import { OfRouting, OfScore } from './RuleEffect.tsx';

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

/** What a decision that waits would change, from the record: seen before anybody signs. */
export function DecisionEffect({ id }: { id: string }) {
  const { effect: texts } = useTexts().meetings.decisions;
  const topics = ['decision', 'replay', 'agreement', 'threshold', 'profile', 'score', 'territory'];
  const { data, error, refetch } = useRead(getDecisionEffect, { id }, { topics, keep: true });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data?.effect) return null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h3 className={classes.heading}>{texts.title}</h3>
      {data.effect.kind === 'clause' && <OfClause id={id} of={data.effect} />}
      {data.effect.kind === 'threshold' && <OfThreshold of={data.effect} />}
      {data.effect.kind === 'profile' && <OfProfile id={id} of={data.effect} />}
      {data.effect.kind === 'score' && <OfScore id={id} of={data.effect} />}
      {data.effect.kind === 'routing' && <OfRouting id={id} of={data.effect} />}
    </section>
  );
}

function OfClause({ id, of }: { id: string; of: Of<'clause'> }) {
  const { meetings, replay: words } = useTexts();
  const { effect: texts } = meetings.decisions;
  const format = useFormat();
  const toast = useToast();
  const run = useWrite(runDecision, { invalidates: ['decision', 'replay'] });
  const { replay } = of;
  if (!replay || replay.state === 'failed')
    return (
      <div className={classes.bar}>
        <p className={classes.quiet}>{replay ? texts.failed : texts.notRun}</p>
        <Button
          size="compact-sm"
          variant="default"
          loading={run.isPending}
          onClick={() => void run.mutateAsync({ id }).catch(toast.problem)}
        >
          {texts.run}
        </Button>
      </div>
    );
  const days = words.days(format.date(replay.from), format.date(replay.to));
  if (replay.state !== 'done')
    return (
      <>
        <p className={classes.quiet} role="status">
          {texts.running(days)} {replay.total !== null && words.progress(format.number(replay.done), format.number(replay.total))}
        </p>
        <Progress value={replay.total ? (100 * replay.done) / replay.total : 0} size="sm" aria-label={texts.running(days)} />
      </>
    );
  const opened = (line: string, states: string[]) =>
    paths.replays({ replay: replay.id, of: replay.id, line, states: JSON.stringify(states) });
  return (
    <>
      <p className={classes.quiet}>
        {texts.quarter(days, format.number(replay.versionNumber))} <Go to={paths.replays({ replay: replay.id })}>{words.summaryOpen}</Go>
      </p>
      <Scroll label={texts.title}>
        <ReadTable className={classes.effect}>
          <Heads of={[words.columns.promise, texts.held, texts.would, { number: texts.metLate }, { number: texts.breached }]} />
          <tbody>
            {of.lines.map((line) => (
              <tr key={line.lineId} data-changes={line.changes || undefined}>
                <th scope="row">
                  <Side side={line.party} /> {line.title}
                </th>
                <td>{line.now ? format.rate(line.now) : '–'}</td>
                <td>
                  <Figure
                    inline
                    label={`${line.title}, ${texts.would}`}
                    rate={line.would}
                    to={opened(line.lineId, ['met', 'met_late', 'breached'])}
                  />
                </td>
                <td data-number>{texts.fromTo(line.now ? format.number(line.now.metLate) : '–', format.number(line.would.metLate))}</td>
                <td data-number>{texts.fromTo(line.now ? format.number(line.now.breached) : '–', format.number(line.would.breached))}</td>
              </tr>
            ))}
            {of.measures.map((line) => (
              <tr key={line.lineId} data-changes={line.changes || undefined}>
                <th scope="row">
                  <Side side={line.party} /> {line.title}
                </th>
                <td>{line.now ? words.keptPeriods(format.number(line.now.kept), format.number(line.now.ended)) : '–'}</td>
                <td>{words.keptPeriods(format.number(line.would.kept), format.number(line.would.ended))}</td>
                <td data-number>–</td>
                <td data-number>–</td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </>
  );
}

function OfThreshold({ of }: { of: Of<'threshold'> }) {
  const { meetings, thresholds } = useTexts();
  const { effect: texts } = meetings.decisions;
  const { columns } = thresholds;
  const format = useFormat();
  if (!of.backtest) return <p className={classes.quiet}>{texts.noBacktest}</p>;
  const rows = [
    { name: texts.held, row: of.now },
    { name: texts.would, row: of.would },
  ];
  return (
    <>
      <p className={classes.quiet}>
        {texts.past(format.number(of.backtest.mature))} <Go to={paths.threshold()}>{texts.table}</Go>
      </p>
      <Scroll label={texts.title}>
        <ReadTable className={classes.effect}>
          <Heads
            of={[
              columns.cut,
              ...[columns.leads, columns.perWeek, columns.won].map((number) => ({ number })),
              columns.precision,
              ...[columns.recall, columns.hours].map((number) => ({ number })),
            ]}
          />
          <tbody>
            {rows.map(({ name, row }) => (
              <tr key={name} data-changes={name === texts.would || undefined}>
                <th scope="row">
                  {name}
                  <div className={classes.quiet}>{row ? texts.points(format.number(row.cut), row.fitClasses.join(', ')) : texts.none}</div>
                </th>
                <td data-number>{row ? format.number(row.leads) : '–'}</td>
                <td data-number>{row ? format.decimal(row.perWeek, 1) : '–'}</td>
                <td data-number>{row ? format.number(row.won) : '–'}</td>
                <td>{row ? format.rate(row.precision) : '–'}</td>
                <td data-number>{row?.recall == null ? '–' : format.percent(row.recall)}</td>
                <td data-number>
                  {row ? format.decimal(row.hoursPerWeek, 1) : '–'}
                  {row && !row.withinCapacity && <div className={classes.quiet}>{thresholds.tooMuch}</div>}
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </>
  );
}

function OfProfile({ id, of }: { id: string; of: Of<'profile'> }) {
  const { effect: texts } = useTexts().meetings.decisions;
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedMoves | null>(null);
  const kinds = [
    { of: 'leads', moves: of.leads, name: texts.leads },
    { of: 'people', moves: of.people, name: of.sample ? texts.newest : texts.people },
  ] as const;
  return (
    <>
      {kinds.map((kind) => {
        const moving = kind.moves.filter(({ from, to }) => from !== to);
        const n = kind.moves.reduce((sum, one) => sum + one.n, 0);
        const k = moving.reduce((sum, one) => sum + one.n, 0);
        return (
          <div key={kind.of} className={classes.section}>
            <p className={classes.note}>
              {kind.name}: {k === 0 ? texts.noneMoves(format.number(n)) : texts.moves(format.number(k), format.number(n))}
            </p>
            {moving.length > 0 && (
              <ul className={classes.moves}>
                {moving.map(({ from, to, n: moved }) => {
                  const title = `${kind.name}: ${texts.fromTo(from, to)}`;
                  return (
                    <li key={`${from}${to}`}>
                      {texts.fromTo(from, to)}{' '}
                      <Figure
                        inline
                        label={title}
                        value={format.number(moved)}
                        onOpen={() => setOpened({ title, asked: { id, of: kind.of, from, to } })}
                      />
                    </li>
                  );
                })}
              </ul>
            )}
          </div>
        );
      })}
      <Scroll label={texts.wonByFit}>
        <ReadTable className={classes.effect}>
          <caption className={classes.caption}>{texts.wonByFit}</caption>
          <Heads of={[texts.fit, texts.held, texts.would]} />
          <tbody>
            {of.past.map(({ fit, before, after }) => (
              <tr key={fit}>
                <th scope="row">{fit}</th>
                <td>
                  <Figure
                    inline
                    label={`${texts.wonByFit} ${fit}, ${texts.held}`}
                    rate={before}
                    onOpen={() => setOpened({ title: `${fit}, ${texts.held}`, asked: { id, of: 'past', from: fit } })}
                  />
                </td>
                <td>
                  <Figure
                    inline
                    label={`${texts.wonByFit} ${fit}, ${texts.would}`}
                    rate={after}
                    onOpen={() => setOpened({ title: `${fit}, ${texts.would}`, asked: { id, of: 'past', to: fit } })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
      <MovedPeople opened={opened} onClose={() => setOpened(null)} />
    </>
  );
}
