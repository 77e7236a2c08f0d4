import { CLIMBS, type Climb } from '#modules/agreements/schema.ts';
import type { ClockedLine, ReplayResult } from '#modules/replays/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Side } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import type { OpenRows } from './ReplayLines.tsx';
import classes from './replays.module.css';

type InForce = NonNullable<ReplayResult['inForce']>['lines'][number];

/** How many clocks would have climbed each step of each ladder, beside what the version in force would have done over the same time. */
export function ReplayLadder({ result, onOpen }: { result: ReplayResult; onOpen: OpenRows }) {
  const { replay: texts, agreement } = useTexts();
  const { inForce } = result;
  const lines = result.lines.filter((line) => line.ladder !== null);
  if (lines.length === 0) return null;
  // A kind of step that no ladder has says nothing.
  const climbs = CLIMBS.filter((climb) => [...lines, ...(inForce?.lines ?? [])].some(({ ladder }) => typeof ladder?.[climb] === 'number'));
  if (climbs.length === 0) return null;
  const dropped = inForce?.lines.filter(({ lineId }) => !lines.some((line) => line.lineId === lineId)) ?? [];
  return (
    <section className={classes.section} aria-label={texts.ladder}>
      <h3 className={classes.heading}>{texts.ladder}</h3>
      <p className={classes.quiet}>
        {texts.ladderLead} {inForce ? texts.ladderBeside(agreement.version(String(inForce.versionNumber))) : texts.ladderAlone}
      </p>
      <Scroll label={texts.ladder}>
        <ReadTable className={classes.counts}>
          <thead>
            <tr>
              {[texts.columns.promise, texts.began2, ...climbs.map((climb) => texts.climbs[climb])].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Climbed
                key={line.lineId}
                line={line}
                beside={inForce?.lines.find(({ lineId }) => lineId === line.lineId) ?? null}
                climbs={climbs}
                onOpen={onOpen}
              />
            ))}
            {dropped.map((line) => (
              <Dropped key={line.lineId} line={line} climbs={climbs} />
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}

interface ClimbedProps {
  line: ClockedLine;
  beside: InForce | null;
  climbs: readonly Climb[];
  onOpen: OpenRows;
}

function Climbed({ line, beside, climbs, onOpen }: ClimbedProps) {
  const texts = useTexts().replay;
  const format = useFormat();
  const inForce = (n: number | null | undefined) =>
    beside && <div className={classes.quiet}>{texts.inForce(n === null || n === undefined ? texts.noStep : format.number(n))}</div>;
  return (
    <tr>
      <th scope="row">
        <Side side={line.party} /> {line.title}
      </th>
      <td>
        {format.number(line.started)}
        {inForce(beside?.started)}
      </td>
      {climbs.map((climb) => (
        <td key={climb}>
          <Count line={line} climb={climb} onOpen={onOpen} />
          {inForce(beside?.ladder[climb])}
        </td>
      ))}
    </tr>
  );
}

function Count({ line, climb, onOpen }: { line: ClockedLine; climb: Climb; onOpen: OpenRows }) {
  const texts = useTexts().replay;
  const format = useFormat();
  const n = line.ladder?.[climb] ?? null;
  if (n === null) return <span className={classes.quiet}>{texts.noStep}</span>;
  return (
    <Figure
      inline
      label={`${line.title}, ${texts.climbs[climb]}`}
      value={format.number(n)}
      onOpen={() => onOpen(line, { climbed: climb })}
    />
  );
}

/** A promise that this version does not make any more. */
function Dropped({ line, climbs }: { line: InForce; climbs: readonly Climb[] }) {
  const texts = useTexts().replay;
  const format = useFormat();
  const cell = (n: number | null) => texts.inForce(n === null ? texts.noStep : format.number(n));
  return (
    <tr>
      <th scope="row">
        <Side side={line.party} /> {line.title}
        <div className={classes.quiet}>{texts.dropped}</div>
      </th>
      <td className={classes.quiet}>{cell(line.started)}</td>
      {climbs.map((climb) => (
        <td key={climb} className={classes.quiet}>
          {cell(line.ladder[climb])}
        </td>
      ))}
    </tr>
  );
}
