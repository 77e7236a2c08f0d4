import type { Zoom } from '#modules/goals/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { SaveCsv } from '../../ui/SaveCsv.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import axis from './axis.module.css';
import type { AxisRead, OpenDeals } from './axis.ts';
import { lastDay } from './figures.ts';

interface AxisTablesProps {
  read: AxisRead;
  zoom: Zoom;
  onOpen: OpenDeals;
}

/** The picture in words and numbers: as two tables, and each as a file. */
export function AxisTables({ read, zoom, onOpen }: AxisTablesProps) {
  const { goals, ui, calendar } = useTexts();
  const texts = goals.axis;
  const runs = read.runs.map(({ kind, name, side, state, from, to, people }) => [
    name,
    calendar.kinds[kind],
    side ? ui.sides[side] : texts.both,
    texts.states[state],
    from,
    to ?? '',
    people ?? '',
  ]);
  return (
    <>
      <div className={axis.below}>
        <SaveCsv title={`${texts.runs}, ${texts.zooms[zoom]}`} rows={[Object.values(texts.runColumns), ...runs]} />
      </div>
      <details>
        <summary>{ui.chart.asTable}</summary>
        <Scroll label={`${texts.runs}: ${ui.chart.asTable}`}>
          <ReadTable>
            <caption className="hidden-from-sight">{texts.runs}</caption>
            <Heads of={Object.values(texts.runColumns)} />
            <tbody>
              {runs.map(([name, ...cells], place) => (
                <tr key={read.runs[place]?.id}>
                  <th scope="row">{name}</th>
                  {cells.map((value, n) => (
                    <td key={Object.keys(texts.runColumns)[n + 1]}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </ReadTable>
        </Scroll>
        <Sums read={read} onOpen={onOpen} />
      </details>
    </>
  );
}

function Sums({ read, onOpen }: Pick<AxisTablesProps, 'read' | 'onOpen'>) {
  const { goals, ui } = useTexts();
  const { columns, ...texts } = goals.axis;
  const format = useFormat();
  const money = (minor: number | null | undefined) =>
    minor === null || minor === undefined ? '–' : format.money({ amountMinor: Math.round(minor), currency: read.currency }, 'short');
  const { from: first, to, ...numbers } = columns;
  return (
    <Scroll label={`${texts.money}: ${ui.chart.asTable}`}>
      <ReadTable>
        <caption className="hidden-from-sight">{texts.money}</caption>
        <Heads of={[first, to, ...Object.values(numbers).map((number) => ({ number }))]} />
        <tbody>
          {read.columns.map(({ from, until, won, open, forecast }) => {
            const opens = (of: 'won' | 'open') => () =>
              onOpen({ of, from, until }, of === 'won' ? texts.wonOf(format.date(from)) : texts.weighted(format.date(from)));
            return (
              <tr key={from}>
                <th scope="row">{format.date(from)}</th>
                <td>{format.date(lastDay(until))}</td>
                <td data-number>{money(won.minor)}</td>
                <td data-number>
                  <Figure inline label={columns.wonDeals} value={format.number(won.deals)} onOpen={opens('won')} />
                </td>
                <td data-number>{money(open.weightedMinor)}</td>
                <td data-number>
                  <Figure inline label={columns.deals} value={format.number(open.deals)} onOpen={opens('open')} />
                </td>
                <td data-number>{money(open.minor)}</td>
                <td data-number>{money(forecast?.lowMinor)}</td>
                <td data-number>{money(forecast?.expectedMinor)}</td>
                <td data-number>{money(forecast?.highMinor)}</td>
              </tr>
            );
          })}
        </tbody>
      </ReadTable>
    </Scroll>
  );
}
