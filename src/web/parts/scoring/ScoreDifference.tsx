import type { getModel } from '#modules/scoring/contract/model.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import classes from './scoring.module.css';

type Difference = NonNullable<OutputOf<typeof getModel>['difference']>;
type Fact = Difference['rules'][number]['facts'][number];

/** What a version says otherwise than the one in force, rule by rule. */
export function ScoreDifference({ difference }: { difference: Difference }) {
  const { difference: texts, model } = useTexts().scoring;
  const format = useFormat();
  const { rules, labels, groups, inactivity } = difference;
  const said = (value: string | number | null) => (value === null ? texts.none_ : typeof value === 'number' ? format.number(value) : value);
  const factText = ({ fact, before, after }: Fact) => {
    const name = texts.facts[fact];
    return fact === 'match' ? texts.otherwise(name) : texts.fact(name, said(before), said(after));
  };
  const other = [
    ...labels.map(({ label, before, after }) => texts.label(label, model.treatments[before], model.treatments[after])),
    ...groups.map(({ name, before, after }) => texts.group(name, said(before), said(after))),
    ...(inactivity ? [texts.inactivity] : []),
  ];
  return (
    <section className={classes.section} aria-label={texts.title(String(difference.against))}>
      <h2 className={classes.heading}>{texts.title(String(difference.against))}</h2>
      {rules.length + other.length === 0 ? (
        <p className={classes.quiet}>{texts.none}</p>
      ) : (
        <ul className={classes.list}>
          {rules.map((rule) => (
            <li key={`${rule.kind} ${rule.label}`}>
              <strong>{rule.label}</strong> <Mark>{texts.kinds[rule.kind]}</Mark>{' '}
              {rule.kind === 'changed' && <span className={classes.quiet}>{rule.facts.map(factText).join(' · ')}</span>}
            </li>
          ))}
          {other.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
