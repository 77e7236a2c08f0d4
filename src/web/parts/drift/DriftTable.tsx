import type { getDrift } from '#modules/drift/contract.ts';
import { POPULATIONS, type Population } from '#modules/drift/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './drift.module.css';

export type DriftRead = OutputOf<typeof getDrift>;
export type DriftOf = DriftRead['populations'][number]['drifts'][number];

/** One line for each thing that can move, a column for each population; a cell opens what it is made of. */
export function DriftTable({
  read,
  chosen,
  onChoose,
}: {
  read: DriftRead;
  chosen: { population: string; dimension: string };
  onChoose: (population: Population, dimension: string) => void;
}) {
  const texts = useTexts().drift;
  const format = useFormat();
  const of = (population: Population, dimension: string) =>
    read.populations.find((one) => one.population === population)?.drifts.find((one) => one.dimension === dimension);
  const dimensions = [...new Map(read.populations.flatMap(({ drifts }) => drifts.map((one) => [one.dimension, one.label] as const)))];
  return (
    <Scroll label={texts.title}>
      <ReadTable className={classes.middle}>
        <thead>
          <tr>
            <th scope="col">{texts.dimension}</th>
            {POPULATIONS.map((population) => (
              <th key={population} scope="col">
                {texts.populations[population]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dimensions.map(([dimension, label]) => (
            <tr key={dimension}>
              <th scope="row">{label}</th>
              {POPULATIONS.map((population) => {
                const drift = of(population, dimension);
                if (!drift) return <td key={population}>–</td>;
                const isChosen = chosen.population === population && chosen.dimension === dimension;
                return (
                  <td key={population}>
                    <button
                      type="button"
                      className={classes.cell}
                      data-standing={drift.standing}
                      aria-pressed={isChosen}
                      aria-label={`${texts.compare(label, texts.populations[population])}: ${texts.standings[drift.standing]}`}
                      onClick={() => onChoose(population, dimension)}
                    >
                      <span className={classes.standing}>{texts.standings[drift.standing]}</span>
                      <span className={classes.quiet}>{texts.counts(format.number(drift.base), format.number(drift.current))}</span>
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </Scroll>
  );
}
