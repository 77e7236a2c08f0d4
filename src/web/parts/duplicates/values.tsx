import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';

/** The name of a field as the record's own screen writes it. */
export function useFieldName() {
  const { record, duplicates } = useTexts();
  const names: Readonly<Record<string, string>> = { ...record.fields, ...duplicates.fields };
  return (key: string, label: string | null) => label ?? names[key] ?? key.replace(/^custom\./, '');
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field's value as one line of text; the empty text where there is none. */
export function useValueText() {
  const format = useFormat();
  const textOf = (key: string, value: unknown): string => {
    if (value === null || value === undefined) return '';
    if (Array.isArray(value)) return value.map((one) => textOf('', one)).join(', ');
    if (typeof value === 'number') return format.number(key === 'annualRevenue' ? value / 100 : value);
    if (isRecord(value)) {
      if (typeof value.name === 'string') return value.name;
      if (typeof value.amountMinor === 'number' && typeof value.currency === 'string')
        return format.money({ amountMinor: value.amountMinor, currency: value.currency });
      return '';
    }
    return String(value);
  };
  return textOf;
}

/** Nobody is ever quite sure. */
export function shownChance({ score }: { score: number }): number {
  return Math.min(score, 0.99);
}
