import type { Change, Shown } from '#modules/offers/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { CriteriaWords } from '../scoring/CriteriaWords.tsx';
import classes from './offers.module.css';

export interface DifferenceProps {
  label: string;
  changes: readonly Change[];
  /** The first of its kind: there is nothing it could be held against. */
  first: boolean;
}

/** Field by field what was said and what is said now. */
export function Difference({ label, changes, first }: DifferenceProps) {
  const texts = useTexts().offers;
  if (changes.length === 0) return <p className={classes.quiet}>{texts.same}</p>;
  return (
    <Scroll label={label}>
      <ReadTable className={classes.facts}>
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden-from-sight">{texts.difference}</span>
            </th>
            {!first && <th scope="col">{texts.was}</th>}
            <th scope="col">{first ? texts.says : texts.now}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, from, to }) => (
            <tr key={field}>
              <th scope="row">{texts.fields[field]}</th>
              {!first && (
                <td className={from ? classes.old : classes.quiet}>
                  <Value shown={from} />
                </td>
              )}
              <td className={to ? undefined : classes.quiet}>
                <Value shown={to} />
              </td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </Scroll>
  );
}

function Value({ shown }: { shown: Shown | null }) {
  const texts = useTexts().offers;
  const format = useFormat();
  if (!shown) return texts.none;
  switch (shown.kind) {
    case 'text':
      return <p className={classes.plain}>{shown.text}</p>;
    case 'lines':
      return (
        <ul className={classes.points}>
          {[...new Set(shown.lines)].map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      );
    case 'day':
      return format.date(shown.day);
    case 'money':
      return format.money(shown);
    case 'percent':
      return `${format.number(shown.percent)} %`;
    case 'audience':
      return texts.audiences[shown.audience];
    case 'criteria':
      return <CriteriaWords entity="contact" criteria={shown.criteria} />;
  }
}
