import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { type DecisionEffect, listPassed, runDecision } from '#modules/meetings/contract/effect.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { DecidedRoutes } from '../handoffs/DryRunResult.tsx';
import { RowsDrawer } from '../reports/RowsDrawer.tsx';
import classes from './meetings.module.css';

type Of<K extends DecisionEffect['kind']> = Extract<DecisionEffect, { kind: K }>;
type Passed = NonNullable<Of<'score'>['passed']>;

/** The past leads with the score as it would be: once run, whom it would hand to Sales and whom not any more. */
export function OfScore({ id, of }: { id: string; of: Of<'score'> }) {
  const { meetings, replay: words } = useTexts();
  const { effect: texts } = meetings.decisions;
  const format = useFormat();
  const toast = useToast();
  const run = useWrite(runDecision, { invalidates: ['decision', 'score'] });
  const { test, passed } = of;
  if (!test || test.status === 'failed')
    return (
      <div className={classes.bar}>
        <p className={classes.quiet}>{test ? texts.pastFailed : texts.pastNotRun}</p>
        <Button
          size="compact-sm"
          variant="default"
          loading={run.isPending}
          onClick={() => void run.mutateAsync({ id }).catch(toast.problem)}
        >
          {texts.runPast}
        </Button>
      </div>
    );
  if (!passed)
    return (
      <>
        <p className={classes.quiet} role="status">
          {texts.pastRunning} {test.total > 0 && words.progress(format.number(test.done), format.number(test.total))}
        </p>
        <Progress value={test.total ? (100 * test.done) / test.total : 0} size="sm" aria-label={texts.pastRunning} />
      </>
    );
  return <OfPast id={id} passed={passed} days={test.windowDays} />;
}

function OfPast({ id, passed, days }: { id: string; passed: Passed; days: number }) {
  const { effect: texts } = useTexts().meetings.decisions;
  const format = useFormat();
  const [opened, setOpened] = useState<{ title: string; input: InputOf<typeof listPassed> } | null>(null);
  const { threshold } = passed;
  const sides = [
    { name: texts.held, of: passed.now, passing: ['both', 'lost'] as const },
    { name: texts.would, of: passed.would, passing: ['both', 'gained'] as const },
  ];
  const open = (title: string, asked: Omit<InputOf<typeof listPassed>, 'id'>) => setOpened({ title, input: { id, ...asked } });
  return (
    <>
      <p className={classes.quiet}>
        {texts.ofPast(format.number(passed.leads), format.number(days))}{' '}
        {threshold ? texts.byThreshold(format.number(threshold.cut), threshold.fitClasses.join(', ')) : texts.byLabels}
      </p>
      <ul className={classes.moves}>
        {passed.groups.map(({ passing, n }) => (
          <li key={passing}>
            {texts.passings[passing]}{' '}
            <Figure
              inline
              label={texts.passings[passing]}
              value={format.number(n)}
              {...(n > 0 ? { onOpen: () => open(texts.passings[passing], { passing: [passing] }) } : {})}
            />
          </li>
        ))}
      </ul>
      <Scroll label={texts.title}>
        <ReadTable className={classes.effect}>
          <Heads of={['', { number: texts.handed }, texts.wonOf]} />
          <tbody>
            {sides.map(({ name, of, passing }) => (
              <tr key={name} data-changes={name === texts.would || undefined}>
                <th scope="row">{name}</th>
                <td data-number>
                  <Figure
                    inline
                    label={`${texts.handed}, ${name}`}
                    value={format.number(of.n)}
                    onOpen={() => open(`${texts.handed}, ${name}`, { passing: [...passing] })}
                  />
                </td>
                <td>
                  <Figure
                    inline
                    label={`${texts.wonOf}, ${name}`}
                    rate={of.won}
                    onOpen={() => open(`${texts.wonOf}, ${name}`, { passing: [...passing], mature: true })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
      <RowsDrawer
        opened={opened}
        endpoint={listPassed}
        topics={['lead', 'score']}
        line={({ id: leadId, name, at, was, becomes }) => ({
          id: leadId,
          name,
          ...(name === null ? {} : { to: paths.lead(leadId) }),
          below: format.date(at),
          end: texts.pointsFromTo(was === null ? '–' : format.decimal(was, 1), format.decimal(becomes, 1)),
        })}
        onClose={() => setOpened(null)}
      />
    </>
  );
}

/** The hand-offs of the last days with the rules of routing as they would be. */
export function OfRouting({ id, of }: { id: string; of: Of<'routing'> }) {
  const { meetings, replay } = useTexts();
  const format = useFormat();
  return (
    <>
      <p className={classes.quiet}>{meetings.decisions.effect.routesOf(replay.days(format.date(of.from), format.date(of.to)))}</p>
      <DecidedRoutes id={id} />
    </>
  );
}
