import { OTHER, type Population } from '#modules/drift/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import type { DriftOf, DriftRead } from './DriftTable.tsx';
import classes from './drift.module.css';

type Open = (window: 'base' | 'current', value: string | undefined) => void;

/** One thing among one population: both shares of each value, what stands out, and how sure it is. */
export function DriftDetail({
  read,
  drift,
  population,
  onOpen,
}: {
  read: DriftRead;
  drift: DriftOf;
  population: Population;
  onOpen: Open;
}) {
  const texts = useTexts().drift;
  const format = useFormat();
  const number = (n: number) => format.number(n);
  const digits = (n: number, places: number) => n.toFixed(places);
  const { columns } = texts;
  const nameOf = ({ value, label }: { value: string; label: string }) => (value === OTHER ? texts.otherValues : label);
  const seen = (value: string) => read.sightings.filter((one) => one.dimension === drift.dimension && one.value === value);
  return (
    <section className={classes.section} aria-label={texts.compare(drift.label, texts.populations[population])}>
      <h2 className={classes.heading}>{texts.compare(drift.label, texts.populations[population])}</h2>
      <p className={classes.quiet}>
        {drift.psi === null || drift.critical === null || drift.adjustedP === null || drift.strength === null
          ? texts.notEnough(number(drift.base), number(drift.current))
          : texts.sure({
              psi: digits(drift.psi, 3),
              chance: digits(drift.critical.p95, 3),
              p: drift.adjustedP < 0.001 ? '< 0.001' : digits(drift.adjustedP, 3),
              strength: digits(drift.strength, 2),
            })}{' '}
        {texts.unknown(number(drift.baseUnknown), number(drift.currentUnknown))}
      </p>
      <ReadTable className={classes.middle}>
        <thead>
          <tr>
            <th scope="col">{columns.value}</th>
            <th scope="col">{columns.before}</th>
            <th scope="col">{columns.now}</th>
            <th scope="col">{columns.change}</th>
            <th scope="col">{columns.seen}</th>
          </tr>
        </thead>
        <tbody>
          {drift.bins.map((bin) => (
            <tr key={bin.value}>
              <th scope="row">{nameOf(bin)}</th>
              {(['base', 'current'] as const).map((window) => {
                const share = window === 'base' ? bin.baseShare : bin.currentShare;
                const label = `${nameOf(bin)}, ${window === 'base' ? columns.before : columns.now}`;
                return (
                  <td key={window}>
                    <span className={classes.bar} style={{ inlineSize: `${Math.round(share * 100)}px` }} aria-hidden="true" />
                    <Figure
                      inline
                      label={label}
                      value={texts.share(format.percent(share), number(bin[window]))}
                      onOpen={() => onOpen(window, bin.value)}
                    />
                  </td>
                );
              })}
              <td>{standsOut(bin.residual, texts)}</td>
              <td>
                {seen(bin.value)
                  .map(({ way, people }) => `${number(people)} ${texts[way]}`)
                  .join(', ') || '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </section>
  );
}

function standsOut(residual: number | null, texts: { more: string; fewer: string }): string {
  if (residual === null || Math.abs(residual) < 2) return '–';
  return residual > 0 ? texts.more : texts.fewer;
}
