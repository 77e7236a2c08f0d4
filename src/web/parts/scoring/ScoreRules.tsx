import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import type { ModelVersion } from './ScoreTab.tsx';
import classes from './scoring.module.css';

/** What each behaviour is worth, how it fades and where it is capped. */
export function ScoreRules({ version }: { version: ModelVersion }) {
  const texts = useTexts().scoring.model;
  const format = useFormat();
  const { columns } = texts;
  const orNone = (value: number | null) => (value === null ? '–' : format.number(value));
  const fades = ({ halfLifeDays, fading }: ModelVersion['rules'][number]) => {
    if (halfLifeDays === null) return texts.never;
    return fading === 'linear' ? texts.evenly(format.number(2 * halfLifeDays)) : texts.days(format.number(halfLifeDays));
  };
  const { inactivity } = version;
  const beside = [
    ...version.groups.map(({ name, cap }) => texts.groupCap(name, format.number(cap))),
    ...(inactivity ? [texts.inactive(format.number(inactivity.points), format.number(inactivity.afterDays))] : []),
    texts.opens,
  ];
  return (
    <section className={classes.section}>
      <h2 className={classes.heading}>{texts.rules}</h2>
      <Scroll label={texts.rules}>
        <ReadTable className={classes.points}>
          <Heads
            of={[
              columns.rule,
              { number: columns.points },
              columns.halfLife,
              { number: columns.cap },
              { number: columns.daily },
              columns.group,
            ]}
          />
          <tbody>
            {version.rules.map((rule) => (
              <tr key={rule.id}>
                <td>{rule.label}</td>
                <td data-number>{format.number(rule.points)}</td>
                <td>{fades(rule)}</td>
                <td data-number>{orNone(rule.cap)}</td>
                <td data-number>{orNone(rule.dailyCap)}</td>
                <td>{rule.group ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
      <p className={classes.quiet}>{beside.join(' · ')}</p>
    </section>
  );
}
