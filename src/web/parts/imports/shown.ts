import type { Format } from '../../format.ts';
import type { Texts } from '../../texts/texts.ts';

/** A value of a preview as a person reads it, whatever kind it is. */
export function shownValue(value: unknown, { format, texts }: { format: Format; texts: Texts['imports'] }): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'string') return shownText(value, format);
  if (Array.isArray(value)) return value.map((one) => shownValue(one, { format, texts })).join(', ');
  return shownObject(value as Readonly<Record<string, unknown>>, format);
}

function shownText(value: string, format: Format): string {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return format.date(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? `${format.date(value)} ${format.time(value)}` : value;
}

/** Money, a phone, a website, a name: the shapes that the rules of the import read cells into. */
function shownObject(value: Readonly<Record<string, unknown>>, format: Format): string {
  if (typeof value.amountMinor === 'number' && typeof value.currency === 'string')
    return format.money({ amountMinor: value.amountMinor, currency: value.currency });
  const known = [value.e164, value.raw, value.website, value.label].find((one) => typeof one === 'string');
  if (typeof known === 'string') return known;
  return Object.values(value)
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .join(' ');
}
