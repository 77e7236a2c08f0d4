import type { getScore } from '#modules/scoring/contract/score.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { useFields } from '../criteria/fields.ts';
import classes from './scoring.module.css';

/** What the program made of what is written on the record: each value with the words it comes from, so that a wrong reading is seen. */
export function UnderstoodFacts({ facts }: { facts: NonNullable<OutputOf<typeof getScore>['facts']> }) {
  const { facts: texts } = useTexts().profile;
  const { fields } = useFields('contact');
  if (facts.length === 0) return null;
  const names: Readonly<Record<string, string>> = texts.fields;
  const labelOf = (field: string, value: string) => fields.get(field)?.options?.find((option) => option.value === value)?.label ?? value;
  return (
    <>
      <h3 className={classes.heading}>{texts.title}</h3>
      <ul className={classes.list}>
        {facts.map(({ field, value, written, stated }) => (
          <li key={field} className={classes.line}>
            <span>
              {names[field] ?? field}: {value === null ? texts.unknown : labelOf(field, value)}
            </span>
            <span className={classes.quiet}>{stated ? <Mark>{texts.stated}</Mark> : written && texts.made(written)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
