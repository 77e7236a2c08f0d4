import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import type { Table } from './ThresholdChart.tsx';
import classes from './thresholds.module.css';

interface AnswerProps {
  table: Table;
  currency: string;
  onOpen: (which: 'all' | 'immature' | 'outside') => void;
}

/** What the past says in a few figures, and the money between what brings most and what the reps can take. */
export function ThresholdAnswer({ table, currency, onOpen }: AnswerProps) {
  const texts = useTexts().thresholds;
  const format = useFormat();
  const { backtest, auc, best, withinCapacity } = table;
  const points = (cut: number) => texts.points(format.number(cut));
  return (
    <section className={classes.section}>
      <Figures>
        <Figure
          label={texts.best}
          value={best ? points(best.cut) : texts.noBest}
          beside={best ? undefined : table.enough ? texts.withoutValue : texts.noBestBody}
        />
        {best && <Figure label={texts.bestWithin} value={withinCapacity ? points(withinCapacity.cut) : '–'} />}
        <Figure label={texts.capacity} value={texts.perWeek(format.decimal(table.capacityPerWeek, 1))} />
        {table.breakEven !== null && (
          <Figure label={texts.breakEven} definition={texts.breakEvenDefinition} value={`${format.decimal(table.breakEven * 100, 1)} %`} />
        )}
        {auc && (
          <Figure
            label={texts.auc}
            definition={texts.aucDefinition}
            value={texts.aucOf(
              format.percent(auc.auc),
              format.number(Math.round(auc.low * 100)),
              format.number(Math.round(auc.high * 100)),
            )}
          />
        )}
      </Figures>
      <Difference table={table} currency={currency} />
      <p className={classes.quiet}>
        {texts.past({
          leads: format.number(backtest.mature),
          won: format.number(backtest.won),
          weeks: format.decimal(backtest.weeks, 0),
          window: format.number(backtest.windowDays),
        })}
        {texts.version(format.number(backtest.modelNumber))}{' '}
        {backtest.immature > 0 && (
          <Figure inline label="" value={`${texts.immature(format.number(backtest.immature))}.`} onOpen={() => onOpen('immature')} />
        )}{' '}
        {backtest.outside > 0 && (
          <Figure inline label="" value={`${texts.outside(format.number(backtest.outside))}.`} onOpen={() => onOpen('outside')} />
        )}
      </p>
    </section>
  );
}

/** In words: what more hands would bring. */
function Difference({ table, currency }: { table: Table; currency: string }) {
  const texts = useTexts().thresholds;
  const format = useFormat();
  const { best, withinCapacity, oneMore, outOfReachMinorPerYear } = table;
  if (!best) return null;
  const money = (amountMinor: number) => format.money({ amountMinor, currency }, 'short');
  const points = (cut: number) => texts.points(format.number(cut));
  const guess = table.rows.find(({ cut }) => cut === best.cut)?.band.extrapolated ? ` ${texts.guess}` : '';
  if (withinCapacity?.cut === best.cut)
    return (
      <p className={classes.words}>
        {texts.same}
        {guess}
      </p>
    );
  return (
    <p className={classes.words}>
      {withinCapacity && outOfReachMinorPerYear !== null
        ? texts.between(points(best.cut), points(withinCapacity.cut), money(outOfReachMinorPerYear))
        : texts.reachNone}{' '}
      {oneMore && texts.oneMore(points(oneMore.cut), money(oneMore.moreMinorPerYear))}
      {guess}
    </p>
  );
}
