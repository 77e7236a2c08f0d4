import type { Climb } from '#modules/agreements/schema.ts';
import type { ClockedLine } from '#modules/replays/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Side } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './replays.module.css';

/** Which of the clocks of a promise to open. */
export interface Chosen {
  states?: string[];
  band?: string;
  climbed?: Climb;
}
export type OpenRows = (line: ClockedLine, chosen: Chosen) => void;

/** Each promise with a clock, as it would have been kept. */
export function ReplayLines({ lines, onOpen }: { lines: readonly ClockedLine[]; onOpen?: OpenRows }) {
  const texts = useTexts().replay;
  const format = useFormat();
  const { columns } = texts;
  return (
    <>
      <Scroll label={texts.promises}>
        <ReadTable>
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
                  {...(onOpen ? { onOpen: () => onOpen(line, { states }) } : {})}
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
                      {...(onOpen ? { onOpen: () => onOpen(line, { states: ['met', 'met_late', 'breached'] }) } : {})}
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
        </ReadTable>
      </Scroll>
      <p className={classes.quiet}>{texts.columnsHelp}</p>
    </>
  );
}

function Notes({ line }: { line: ClockedLine }) {
  const { replay: texts } = useTexts();
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
    ...(line.judgedToday && line.judgedToday.n > 0
      ? [texts.judgedToday(format.number(line.judgedToday.k), format.number(line.judgedToday.n))]
      : []),
    ...(line.problem ? [line.problem] : []),
  ];
  return <div className={classes.quiet}>{notes.join(' · ')}</div>;
}
