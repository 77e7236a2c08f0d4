import { DEPARTMENTS, ROLES } from '#modules/team/schema.ts';
import type { Texts } from '../../texts/texts.ts';

export function roleChoices({ roles }: Texts['settings']) {
  return ROLES.map((role) => ({ value: role as string, label: roles[role] }));
}

export function departmentChoices({ departments }: Texts['settings']) {
  return DEPARTMENTS.map((department) => ({ value: department as string, label: departments[department] }));
}

/** "EUR – Euro", in the reader's language. */
export function currencyChoices(locale: string) {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({ value: code, label: `${code} – ${names.of(code) ?? code}` }));
}

/** Every zone this browser knows, and the one that is set. */
export function zoneChoices(current: string | null | undefined) {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), ...(current ? [current] : [])])].sort();
}

/** Midnight after a plain day, in the browser's zone, as an instant: "until the 5th" includes the 5th. */
export function endOfDay(day: string): string | null {
  if (day === '') return null;
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
}

/** The last whole day before such an instant, for a date field. */
export function lastDay(instant: string | null): string {
  if (!instant) return '';
  const before = new Date(Date.parse(instant) - 1);
  return [before.getFullYear(), before.getMonth() + 1, before.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
