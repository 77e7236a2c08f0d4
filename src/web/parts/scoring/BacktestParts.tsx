import type { getBacktest, listBacktestLeads } from '#modules/scoring/contract/backtest.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { ScoreLabel } from '../handoffs/ScoreLabel.tsx';
import classes from './scoring.module.css';

export type Backtest = NonNullable<OutputOf<typeof getBacktest>['backtest']>;
export type Result = NonNullable<Backtest['result']>;
/** Which leads of a back-test somebody opened, and what they are called. */
export type Opened = Omit<InputOf<typeof listBacktestLeads>, 'id' | 'cursor'> & { title: string };

type Side = Result['draft'];
type Part = Side['handedOff'] | Side['labels'][number] | Side['classes'][number];

interface PartsProps {
  result: Result;
  onOpen: (opened: Opened) => void;
}

/** Both versions beside each other: the threshold, fifteen points more or less, and label by label. */
export function BacktestParts({ result, onOpen }: PartsProps) {
  const { backtest: texts, model } = useTexts().scoring;
  const { columns } = texts;
  const sides = [
    { side: 'draft' as const, of: result.draft, title: texts.sides(String(result.draft.number)) },
    ...(result.live ? [{ side: 'live' as const, of: result.live, title: texts.live(String(result.live.number)) }] : []),
  ];
  return (
    <Scroll label={texts.byLabel}>
      <ReadTable className={classes.points}>
        <Heads
          of={[
            columns.part,
            { number: columns.n },
            { number: columns.won },
            columns.precision,
            { number: columns.recall },
            { number: columns.lift },
            { number: columns.perWeek },
          ]}
        />
        {sides.map(({ side, of, title }) => (
          <tbody key={side}>
            <tr>
              <th scope="rowgroup" colSpan={7}>
                {title} · {texts.auc}: <Area of={of.auc} />
              </th>
            </tr>
            <PartRow title={model.treatments.hand_off} part={of.handedOff} perWeek={of.handedOff.perWeek} />
            {of.scenarios.map((scenario) => (
              <PartRow
                key={scenario.shift}
                title={texts.scenario(scenario.shift > 0 ? `+${scenario.shift}` : `−${Math.abs(scenario.shift)}`)}
                part={scenario}
                perWeek={scenario.perWeek}
              />
            ))}
            {of.labels.map((part) => (
              <PartRow
                key={part.label}
                label={part.label}
                title={part.label}
                part={part}
                onOpen={() => onOpen({ title: `${part.label}, ${title}`, side, label: part.label })}
              />
            ))}
            {of.classes.map((part) => {
              const name = `${model.engagement} ${part.class}`;
              const chosen = (['1', '2', '3', '4'] as const).find((one) => one === part.class);
              return (
                <PartRow
                  key={part.class}
                  title={name}
                  part={part}
                  onOpen={() => onOpen({ title: `${name}, ${title}`, side, ...(chosen ? { class: chosen } : {}) })}
                />
              );
            })}
          </tbody>
        ))}
      </ReadTable>
    </Scroll>
  );
}

interface PartRowProps {
  title: string;
  label?: string;
  part: Part;
  perWeek?: number;
  onOpen?: () => void;
}

function PartRow({ title, label, part, perWeek, onOpen }: PartRowProps) {
  const { backtest: texts } = useTexts().scoring;
  const format = useFormat();
  const n = format.number(part.n);
  return (
    <tr>
      <td>{label ? <ScoreLabel label={label} /> : title}</td>
      <td data-number>
        {onOpen ? (
          <button type="button" className={classes.opens} aria-label={texts.rows(`${title}, ${n}`)} onClick={onOpen}>
            {n}
          </button>
        ) : (
          n
        )}
      </td>
      <td data-number>{format.number(part.won)}</td>
      <td>{format.rate(part.precision)}</td>
      <td data-number>{part.recall === null ? '–' : format.percent(part.recall)}</td>
      <td data-number>{part.lift === null ? '–' : format.decimal(part.lift, 1)}</td>
      <td data-number>{perWeek === undefined ? '' : format.decimal(perWeek, 1)}</td>
    </tr>
  );
}

/** For each rule, what became of those who had done it; and the points that suggests. */
export function BacktestRules({ result, onOpen }: PartsProps) {
  const { backtest: texts } = useTexts().scoring;
  const format = useFormat();
  const { ruleColumns: columns } = texts;
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{texts.rules}</h3>
      <Scroll label={texts.rules}>
        <ReadTable className={classes.points}>
          <Heads
            of={[
              columns.rule,
              { number: columns.n },
              columns.precision,
              { number: columns.lift },
              { number: columns.now },
              columns.suggested,
            ]}
          />
          <tbody>
            {result.rules.map((rule, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two rules may have one name; their place is what tells them apart
              <tr key={position}>
                <td>{rule.label}</td>
                <td data-number>
                  <button
                    type="button"
                    className={classes.opens}
                    aria-label={texts.rows(`${rule.label}, ${format.number(rule.had.n)}`)}
                    onClick={() => onOpen({ title: rule.label, rule: position })}
                  >
                    {format.number(rule.had.n)}
                  </button>
                </td>
                <td>{format.rate(rule.had.precision)}</td>
                <td data-number>{rule.had.lift === null ? '–' : format.decimal(rule.had.lift, 1)}</td>
                <td data-number>{format.number(rule.points)}</td>
                <td>{rule.suggested === null ? texts.why[rule.why] : format.number(rule.suggested)}</td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}

export function Area({ of }: { of: Result['draft']['auc'] }) {
  const { backtest: texts } = useTexts().scoring;
  const format = useFormat();
  return <>{of ? texts.aucOf(format.percent(of.auc), format.percent(of.low), format.percent(of.high)) : texts.noAuc}</>;
}
