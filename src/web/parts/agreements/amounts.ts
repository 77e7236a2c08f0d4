import { AMOUNT_MEASURES, type AmountMeasure } from '#modules/agreements/schema.ts';
import { useFormat } from '../../format.ts';
import { useSession } from '../../session.ts';

/** How an amount of a measure is written: a number, or money of the workspace. */
export function useAmounts(): (measure: AmountMeasure, amount: number) => string {
  const format = useFormat();
  const { workspace } = useSession();
  return (measure, amount) =>
    AMOUNT_MEASURES[measure].unit === 'money'
      ? format.money({ amountMinor: amount, currency: workspace.baseCurrency })
      : format.number(amount);
}
