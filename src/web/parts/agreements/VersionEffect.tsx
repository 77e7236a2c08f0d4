import { getVersionEffect } from '#modules/agreements/contract/agreement.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './agreements.module.css';

type Effect = OutputOf<typeof getVersionEffect>;
type Line = Effect['lines'][number];

/** What a version that is not in force yet would do to the clocks that are open: shown before anybody signs. */
export function VersionEffect({ id }: { id: string }) {
  const { effect: texts } = useTexts().agreement;
  const format = useFormat();
  const { data, error, refetch } = useRead(getVersionEffect, { id }, { topics: ['agreement', 'clock', 'calendar'] });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const open = data.lines.reduce((sum, line) => sum + line.open, 0);
  const examples = data.lines.flatMap((line) => line.examples.map((example) => ({ ...example, title: line.title })));
  return (
    <section className={classes.reading} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.text}>{open === 0 ? texts.nothingOpen : texts.choice[data.openClocks](format.number(open))}</p>
      {open > 0 && <EffectTable lines={data.lines} caption={texts.caption[data.openClocks]} />}
      {examples.length > 0 && (
        <details>
          <summary>{texts.which}</summary>
          <table className={classes.readings}>
            <thead>
              <tr>
                {[texts.lead, texts.promise, texts.from, texts.to].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {examples.map((one) => (
                <tr key={one.clockId}>
                  <td>{one.label ?? texts.hidden}</td>
                  <td>{one.title}</td>
                  <td>
                    <When at={one.from} form="moment" />
                  </td>
                  <td>
                    <When at={one.to} form="moment" />
                    {one.overdue && ` · ${texts.atOnce}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}

const COLUMNS = ['open', 'sooner', 'later', 'overdue', 'stay', 'ended'] as const satisfies readonly (keyof Line)[];

function EffectTable({ lines, caption }: { lines: readonly Line[]; caption: string }) {
  const { effect: texts } = useTexts().agreement;
  const format = useFormat();
  return (
    <Scroll label={caption}>
      <table className={classes.readings}>
        <caption className={classes.quiet}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.promise}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {texts.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.lineId}>
              <td>{line.title}</td>
              {COLUMNS.map((column) => (
                <td key={column}>{format.number(line[column])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
