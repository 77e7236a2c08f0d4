import { Button } from '@mantine/core';
import { getAnswering } from '#modules/questions/contract/around.ts';
import { listQuestions } from '#modules/questions/contract/questions.ts';
import { TEAMS } from '#modules/questions/schema.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Side, When } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { QuestionMark } from './QuestionMark.tsx';
import classes from './questions.module.css';

const DAY_MS = 86_400_000;
const DAYS = 90;

function usePeriod() {
  const { timeZone } = useReader();
  const now = useNow();
  const day = (at: number) => dayIn(timeZone, new Date(at).toISOString());
  return { from: day(now - DAYS * DAY_MS), to: day(now) };
}

/** How the teams answer: share in time and median, with n; a team opens its questions. */
export function AnsweringFigures({ team, onTeam }: { team: string; onTeam: (team: string) => void }) {
  const texts = useTexts().questions;
  const format = useFormat();
  const period = usePeriod();
  const chosen = TEAMS.find((one) => one === team);
  const { data } = useRead(getAnswering, period, { topics: ['question'] });
  if (chosen) return <Rows team={chosen} period={period} onBack={() => onTeam('')} />;
  const { figures } = texts;
  return (
    <div className={classes.section}>
      <p className={classes.quiet}>{figures.lead}</p>
      {data?.teams
        .filter((one) => one.team !== 'coordination' || one.inTime.n > 0)
        .map((one) => (
          <section key={one.team} aria-label={texts.teams[one.team]} className={classes.section}>
            <h2 className={classes.heading}>{one.team === 'coordination' ? texts.teams.coordination : <Side side={one.team} />}</h2>
            <Figures>
              <Figure label={figures.inTime} definition={figures.inTimeHelp} rate={one.inTime} onOpen={() => onTeam(one.team)} />
              <Figure
                label={figures.median}
                definition={figures.medianHelp}
                value={one.medianHours === null ? figures.none : figures.hours(format.number(Math.round(one.medianHours * 10) / 10))}
                beside={figures.answered(format.number(one.answered))}
                onOpen={() => onTeam(one.team)}
              />
            </Figures>
          </section>
        ))}
    </div>
  );
}

function Rows({ team, period, onBack }: { team: (typeof TEAMS)[number]; period: { from: string; to: string }; onBack: () => void }) {
  const texts = useTexts().questions;
  const { data } = useRead(listQuestions, { which: 'counted', team, ...period, limit: 200 }, { topics: ['question'] });
  const title = texts.figures.rows(texts.teams[team]);
  return (
    <section className={classes.section} aria-label={title}>
      <div>
        <Button variant="default" size="compact-sm" onClick={onBack}>
          {texts.figures.back}
        </Button>
      </div>
      <h2 className={classes.heading}>{title}</h2>
      {data?.items.length === 0 && <p className={classes.quiet}>{texts.empty.counted}</p>}
      {data && data.items.length > 0 && (
        <Scroll label={title}>
          <ReadTable>
            <Heads of={[texts.columns.question, texts.states.open, texts.columns.due, texts.states.answered]} />
            <tbody>
              {data.items.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Go to={paths.question(one.id)}>{one.words === null ? texts.hidden : one.words || texts.erased}</Go>
                  </td>
                  <td>
                    <QuestionMark of={one} />
                  </td>
                  <td>
                    <When at={one.dueAt} />
                  </td>
                  <td>{one.answeredAt ? <When at={one.answeredAt} /> : '–'}</td>
                </tr>
              ))}
            </tbody>
          </ReadTable>
        </Scroll>
      )}
    </section>
  );
}
