import type { getGap } from '#modules/goals/contract/money.ts';
import type { Lever } from '#modules/goals/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { SaveCsv } from '../../ui/SaveCsv.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './goals.module.css';

type Gap = NonNullable<OutputOf<typeof getGap>['gap']>;
/** Each is a share of the one before; the first is a count itself. */
const CHAIN = ['volume', 'acceptance', 'qualification', 'winRate'] as const satisfies readonly Lever[];

/** Plan against actual in numbers of leads: the levers that count, each by what is left of the stage before. */
export function Counted({ gap }: { gap: Gap }) {
  const texts = useTexts().goals.gap.counted;
  const format = useFormat();
  const of = (lever: Lever) => gap.levers.find((one) => one.lever === lever);
  const through = (view: 'planned' | 'actual', to: number) =>
    CHAIN.slice(0, to + 1).reduce((all, lever) => all * (of(lever)?.[view] ?? 0), 1);
  const rows = CHAIN.map((lever, place) => ({ lever, planned: through('planned', place), actual: through('actual', place) }));
  const write = (value: number) => format.decimal(value);
  return (
    <section className={classes.section} aria-label={texts.title}>
      <p className={classes.quiet}>{texts.lead}</p>
      <Scroll label={texts.title}>
        <ReadTable>
          <Heads of={[texts.stage, { number: texts.planned }, { number: texts.actual }, { number: texts.apart }]} />
          <tbody>
            {rows.map(({ lever, planned, actual }) => (
              <tr key={lever}>
                <th scope="row">{texts.stages[lever]}</th>
                <td data-number>{write(planned)}</td>
                <td data-number>{write(actual)}</td>
                <td data-number>{`${actual > planned ? '+' : ''}${write(actual - planned)}`}</td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
      <p className={classes.quiet}>{texts.none}</p>
      <div className={classes.screenOnly}>
        <SaveCsv
          title={texts.title}
          rows={[
            [texts.stage, texts.planned, texts.actual, texts.apart],
            ...rows.map(({ lever, planned, actual }) => [texts.stages[lever], planned, actual, actual - planned]),
          ]}
        />
      </div>
    </section>
  );
}
