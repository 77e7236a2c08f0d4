import { Button } from '@mantine/core';
import { useState } from 'react';
import { readPulse } from '#modules/challenges/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import reports from '../reports/reports.module.css';
import { AnswerForm } from './AnswerForm.tsx';
import { AskForm } from './AskForm.tsx';
import classes from './challenges.module.css';

export type PulseTeam = OutputOf<typeof readPulse>['teams'][number];

/** One question to each team, and the course of its answers. */
export function Pulse() {
  const texts = useTexts().challenges.pulse;
  const { data, error, refetch } = useRead(readPulse, {}, { topics: ['pulse'] });
  return (
    <>
      <p className={classes.words}>{texts.lead}</p>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <div className={classes.teams}>
        {data?.teams.map((team) => (
          <TeamPulse key={team.party} team={team} />
        ))}
      </div>
    </>
  );
}

function TeamPulse({ team }: { team: PulseTeam }) {
  const { challenges, ui } = useTexts();
  const texts = challenges.pulse;
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const { question, until } = team;
  return (
    <section className={classes.card} aria-label={ui.sides[team.party]}>
      <div className={classes.line}>
        <Side side={team.party} />
        {team.mayAsk && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAsking(true)}>
            {question ? texts.askAnother : texts.ask}
          </Button>
        )}
      </div>
      <h2 className={classes.title}>{question?.words ?? texts.none}</h2>
      {question && until && (
        <p className={classes.quiet}>
          {texts.rhythms[question.rhythm]} · {texts.until(format.date(until))}
        </p>
      )}
      {team.mayAnswer && question && <AnswerForm key={team.period} questionId={question.id} mine={team.mine} />}
      {question && !team.mayAnswer && <p className={classes.quiet}>{texts.theirs}</p>}
      {question && <Course team={team} title={texts.course(question.words)} />}
      {asking && <AskForm party={team.party} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Course({ team, title }: { team: PulseTeam; title: string }) {
  const texts = useTexts().challenges.pulse;
  const format = useFormat();
  if (team.course.length === 0) return <p className={classes.quiet}>{texts.first}</p>;
  const means = team.course.flatMap(({ mean }) => mean ?? []);
  return (
    <>
      {means.length > 1 && <Sparkline label={title} values={means} side={team.party} width={240} height={48} />}
      <Scroll label={title}>
        <table className={`${reports.table} ${classes.course}`}>
          <Heads of={[texts.period, { number: texts.meanHead }, texts.wordsHead]} />
          <tbody>
            {[...team.course].reverse().map((point) => (
              <tr key={point.period}>
                <th scope="row">{format.date(point.period)}</th>
                <td>
                  {point.mean === null || point.n === null
                    ? texts.notEnough
                    : texts.mean(format.decimal(point.mean, 1), format.number(point.n))}
                </td>
                <td className={reports.words}>{point.words.join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
