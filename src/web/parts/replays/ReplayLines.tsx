import type { ClockedLine } from '#modules/replays/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Side } from '../../ui/marks.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './replays.module.css';

export type OpenRows = (line: ClockedLine, states: string[], band?: string) => void;

/** Each promise with a clock, as it would have been kept. */
export function ReplayLines({ lines, onOpen }: { lines: readonly ClockedLine[]; onOpen?: OpenRows }) {
  const texts = useTexts().replay;
  const format = useFormat();
  const { columns } = texts;
  return (
    <Scroll label={texts.promises}>
      <table className={classes.table}>
        <thead>
          <tr>
            {[
              columns.promise,
              columns.kept,
              columns.target,
              columns.chance,
              columns.late,
              columns.never,
              columns.customer,
              columns.open,
            ].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const cell = (label: string, value: number, states: string[]) => (
              <Figure
                inline
                label={`${line.title}, ${label}`}
                value={format.number(value)}
                {...(onOpen ? { onOpen: () => onOpen(line, states) } : {})}
              />
            );
            return (
              <tr key={line.lineId}>
                <th scope="row">
                  <Side side={line.party} /> {line.title}
                  <Notes line={line} />
                </th>
                <td>
                  <Figure
                    inline
                    label={`${line.title}, ${columns.kept}`}
                    rate={line}
                    {...(onOpen ? { onOpen: () => onOpen(line, ['met', 'met_late', 'breached']) } : {})}
                  />
                </td>
                <td>{format.percent(line.target)}</td>
                <td>{line.enough ? format.percent(line.chance) : '–'}</td>
                <td>{cell(columns.late, line.metLate, ['met_late'])}</td>
                <td>{cell(columns.never, line.breached, ['breached'])}</td>
                <td>{cell(columns.customer, line.metByCustomer, ['met_by_customer'])}</td>
                <td>{cell(columns.open, line.open, ['waiting', 'running', 'due_soon', 'paused'])}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function Notes({ line }: { line: ClockedLine }) {
  const { replay: texts, agreement } = useTexts();
  const format = useFormat();
  const notes = [
    texts.started2(format.number(line.started)),
    ...(line.unjudged > 0
      ? [
          line.knownSince
            ? texts.unjudged(format.number(line.unjudged), format.date(line.knownSince))
            : texts.unjudgedNever(format.number(line.unjudged)),
        ]
      : []),
    ...(line.defaultAcceptances ? [texts.silence(format.number(line.defaultAcceptances))] : []),
    ...(line.reminders > 0 ? [texts.reminders(format.number(line.reminders))] : []),
    ...line.told.filter(({ n }) => n > 0).map(({ role, n }) => texts.told(agreement.write.escalations[role], format.number(n))),
    ...(line.problem ? [line.problem] : []),
  ];
  return <div className={classes.quiet}>{notes.join(' · ')}</div>;
}
