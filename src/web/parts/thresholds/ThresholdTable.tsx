import { IconAlertTriangle } from '@tabler/icons-react';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark, Money } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import type { Table } from './ThresholdChart.tsx';
import classes from './thresholds.module.css';

/** Which past leads somebody opened. */
export interface Opened {
  cut: number;
  below?: number | undefined;
  won?: boolean | undefined;
}

interface ThresholdTableProps {
  table: Table;
  currency: string;
  inForceCut: number | null;
  onOpen: (opened: Opened) => void;
}

type Row = Table['rows'][number];

/** Every threshold in numbers. Rows that hand nobody off are left out. */
export function ThresholdTable({ table, currency, inForceCut, onOpen }: ThresholdTableProps) {
  const texts = useTexts().thresholds;
  const { columns } = texts;
  const rows = table.rows.filter(({ leads }) => leads > 0);
  return (
    <section className={classes.section}>
      <h2 className={classes.heading}>{texts.table}</h2>
      <Scroll label={texts.table}>
        <ReadTable className={classes.wide}>
          <Heads
            of={[
              columns.cut,
              ...[columns.leads, columns.perWeek, columns.won].map((number) => ({ number })),
              columns.precision,
              ...[columns.recall, columns.lift, columns.net, columns.hours].map((number) => ({ number })),
              columns.band,
              { number: columns.bandNet },
              columns.sample,
            ]}
          />
          <tbody>
            {rows.map((row) => (
              <ThresholdRow key={row.cut} row={row} table={table} currency={currency} inForce={row.cut === inForceCut} onOpen={onOpen} />
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}

interface RowProps extends Omit<ThresholdTableProps, 'inForceCut'> {
  row: Row;
  inForce: boolean;
}

function ThresholdRow({ row, table, currency, inForce, onOpen }: RowProps) {
  const texts = useTexts().thresholds;
  const format = useFormat();
  const { columns, marks } = texts;
  const { cut, band } = row;
  const name = texts.points(format.number(cut));
  const inZone = table.zone?.cuts.includes(cut) ?? false;
  const money = (minor: number | null) => <Money value={minor === null ? null : { amountMinor: Math.round(minor), currency }} />;
  const figure = (label: string, value: number, opened: Opened) => (
    <Figure inline label={`${name}, ${label}`} value={format.number(value)} onOpen={() => onOpen(opened)} />
  );
  const ofBand: Opened = { cut, ...(row.below === null ? {} : { below: row.below }) };
  return (
    <tr data-zone={inZone || undefined}>
      <th scope="row">
        {format.number(cut)} {inZone && <Mark>{marks.zone}</Mark>} {table.best?.cut === cut && <Mark>{marks.best}</Mark>}{' '}
        {table.withinCapacity?.cut === cut && table.best?.cut !== cut && <Mark>{marks.within}</Mark>}{' '}
        {inForce && <Mark>{marks.inForce}</Mark>}
      </th>
      <td data-number>{figure(columns.leads, row.leads, { cut })}</td>
      <td data-number>{format.decimal(row.perWeek, 1)}</td>
      <td data-number>{figure(columns.won, row.won, { cut, won: true })}</td>
      <td className={classes.rate}>{row.enough ? format.rate(row.precision) : texts.few}</td>
      <td data-number>{row.recall === null ? '–' : format.percent(row.recall)}</td>
      <td data-number>{row.lift === null || !row.enough ? '–' : format.decimal(row.lift, 1)}</td>
      <td data-number>{money(row.netMinor)}</td>
      <td data-number>
        {format.decimal(row.hoursPerWeek, 1)}
        {!row.withinCapacity && <div className={classes.quiet}>{texts.tooMuch}</div>}
      </td>
      <td>
        {band.leads === 0 ? '–' : <Figure inline label={`${name}, ${columns.band}`} rate={band.precision} onOpen={() => onOpen(ofBand)} />}{' '}
        {band.extrapolated && (
          <Mark tone="soon" icon={IconAlertTriangle} title={texts.extrapolatedHelp(format.number(band.worked), format.number(band.leads))}>
            {marks.extrapolated}
          </Mark>
        )}
      </td>
      <td data-number>{band.precision.enough ? money(band.netPerLeadMinor) : '–'}</td>
      <td>
        {band.sampled.n === 0
          ? '–'
          : band.sampled.mature.n === 0
            ? texts.sampleOf(format.number(band.sampled.n))
            : format.rate(band.sampled.mature)}
      </td>
    </tr>
  );
}
