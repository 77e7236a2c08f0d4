import type { getPatterns, Pattern } from '#modules/patterns/contract.ts';
import type { Outcome } from '#modules/patterns/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import type { Shown } from '../reports/CountOrMoney.tsx';
import { BehindFigure } from '../reports/figures.tsx';
import reports from '../reports/reports.module.css';
import { itemName } from './named.ts';
import { PatternActions } from './PatternActions.tsx';
import type { PatternAsked, PatternOpened } from './PatternRows.tsx';
import classes from './patterns.module.css';

export type PatternRead = OutputOf<typeof getPatterns>;
type Sure = Pick<Pattern, 'rate' | 'lift' | 'p' | 'adjustedP' | 'behind'>;
export type OpenRows = (opened: Omit<NonNullable<PatternOpened>, 'asked'>) => void;

interface TableProps {
  read: PatternRead;
  asked: PatternAsked;
  onOpen: OpenRows;
  shown: Shown;
}

/** What stands out, the surest first; each figure opens its rows. */
export function PatternTable({ read, asked, onOpen, shown }: TableProps) {
  const texts = useTexts().patterns;
  const { outcome } = asked;
  return (
    <Scroll label={texts.title}>
      <table className={reports.table}>
        <Head first={texts.columns.what} outcome={outcome} shown={shown} withActions />
        <tbody>
          {read.patterns.map((pattern) => {
            const items = pattern.items.map(({ dimension, value }) => ({ dimension, value }));
            const name = pattern.items.map((item) => itemName(item, texts)).join(texts.and);
            return (
              <tr key={JSON.stringify(items)}>
                <th scope="row">
                  <span className={classes.what}>
                    {pattern.items.map((item, place) => (
                      <span key={item.dimension}>
                        {place > 0 && <span className={classes.and}>+ </span>}
                        {itemName(item, texts)}
                      </span>
                    ))}
                  </span>
                </th>
                <SureCells sure={pattern} name={name} outcome={outcome} shown={shown} onOpen={(ended) => onOpen({ name, items, ended })} />
                <td data-label={texts.columns.act}>
                  <PatternActions pattern={pattern} name={name} asked={asked} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Words that comments on these use more often than all other comments. */
export function WordTable({
  words,
  outcome,
  onOpen,
  shown,
}: Omit<TableProps, 'read' | 'asked'> & { words: PatternRead['words']; outcome: Outcome }) {
  const texts = useTexts().patterns;
  return (
    <Scroll label={texts.words.title}>
      <table className={reports.table}>
        <Head first={texts.words.word} outcome={outcome} shown={shown} />
        <tbody>
          {words.patterns.map(({ word, ...sure }) => (
            <tr key={word}>
              <th scope="row">{word}</th>
              <SureCells sure={sure} name={word} outcome={outcome} shown={shown} onOpen={(ended) => onOpen({ name: word, word, ended })} />
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** What the two columns that open rows are called: counted, or in money. */
function useHeads(outcome: Outcome, shown: Shown): { among: string; rate: string } {
  const { columns } = useTexts().patterns;
  if (shown === 'money') return { among: columns.money.among[outcome], rate: columns.money.all };
  return { among: columns.among[outcome], rate: columns.rate[outcome] };
}

function Head({ first, outcome, shown, withActions }: { first: string; outcome: Outcome; shown: Shown; withActions?: boolean }) {
  const { columns } = useTexts().patterns;
  const { among, rate } = useHeads(outcome, shown);
  const titles = [columns.lift, among, columns.base, rate, columns.sure];
  return (
    <thead>
      <tr>
        {[first, ...titles, ...(withActions ? [columns.act] : [])].map((title) => (
          <th key={title} scope="col">
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface SureProps {
  sure: Sure;
  name: string;
  outcome: Outcome;
  shown: Shown;
  onOpen: (ended: boolean) => void;
}

function SureCells({ sure, name, outcome, shown, onOpen }: SureProps) {
  const { patterns: texts, ui } = useTexts();
  const format = useFormat();
  const { columns } = texts;
  const heads = useHeads(outcome, shown);
  const { value, low, high, among, base } = sure.lift;
  const behind = shown === 'money' ? sure.behind : undefined;
  const one = (number: number) => format.decimal(number, 1);
  const lift =
    value === null || low === null || high === null ? ui.figure.noData : texts.lift({ value: one(value), low: one(low), high: one(high) });
  return (
    <>
      <td data-label={columns.lift} className={classes.whole}>
        {lift}
      </td>
      <td data-label={heads.among}>
        {behind ? (
          <BehindFigure inline of={behind.k} label={`${name}: ${heads.among}`} open={() => onOpen(true)} />
        ) : (
          <Figure inline label={`${name}: ${heads.among}`} rate={among} onOpen={() => onOpen(true)} />
        )}
      </td>
      <td data-label={columns.base} className={classes.whole}>
        {format.rate(base)}
      </td>
      <td data-label={heads.rate}>
        {behind ? (
          <BehindFigure inline of={behind.n} label={`${name}: ${heads.rate}`} open={() => onOpen(false)} />
        ) : (
          <Figure inline label={`${name}: ${heads.rate}`} rate={sure.rate} onOpen={() => onOpen(false)} />
        )}
      </td>
      <td data-label={columns.sure} className={classes.whole}>
        {sure.adjustedP < 0.001 ? texts.small : format.decimal(sure.adjustedP, 3)}
      </td>
    </>
  );
}
