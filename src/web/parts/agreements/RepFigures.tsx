import type { getMeasures } from '#modules/agreements/contract/measures.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './agreements.module.css';

export interface RepFiguresProps {
  title: string;
  people: OutputOf<typeof getMeasures>['lines'][number]['periods'][number]['people'];
}

/** How many reps reached the minimum that each owes, and the figures of those whom the reader may see: the own one, or one's team's. */
export function RepFigures({ title, people }: RepFiguresProps) {
  const { measured: texts } = useTexts().agreement;
  const format = useFormat();
  if (!people) return null;
  if (people.of === 0) return <span className={classes.quiet}>{texts.noReps}</span>;
  return (
    <>
      <span className={classes.quiet}>{texts.reached(format.number(people.reached), format.number(people.of))}</span>
      {people.seen.length > 0 && (
        <ul className={classes.reps} aria-label={texts.ofReps(title)}>
          {people.seen.map(({ id, name, made, owed }) => (
            <li key={id}>
              {name} <span className={classes.quiet}>{texts.ofRep(format.number(made), format.number(owed))}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
