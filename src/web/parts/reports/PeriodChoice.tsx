import { NativeSelect } from '@mantine/core';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';

export const PERIODS = ['year', 'quarter', 'month', 'everything'] as const;
export type PeriodName = (typeof PERIODS)[number];

export function periodNamed(name: string, fallback: PeriodName): PeriodName {
  return PERIODS.find((one) => one === name) ?? fallback;
}

/** The days to ask for. What a report takes by itself is asked for with none, so that old data ends its own period. */
export function daysOf(period: PeriodName, own: PeriodName, now = new Date()): { from?: string; to?: string } {
  if (period === own) return {};
  const day = (date: Date) => new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const to = day(now);
  if (period === 'everything') return { from: '2000-01-01', to };
  const months = { year: 12, quarter: 3, month: 1 }[period];
  return { from: day(new Date(year, month - months, date + 1)), to };
}

export function PeriodChoice({
  value,
  onChange,
  choices = PERIODS,
}: {
  value: PeriodName;
  onChange: (period: PeriodName) => void;
  choices?: readonly PeriodName[];
}) {
  const { period } = useTexts().reports;
  return (
    <NativeSelect
      aria-label={period.label}
      value={value}
      onChange={(event) => onChange(periodNamed(event.currentTarget.value, value))}
      data={choices.map((one) => ({ value: one, label: period.choices[one] }))}
    />
  );
}

interface Period {
  from: string;
  to: string;
  basis: 'asked' | 'today' | 'newest';
  asOf: string;
}

/** Which days these are, and why they end where they end. */
export function usePeriodWords(period: Period | undefined): string | undefined {
  const { period: texts } = useTexts().reports;
  const format = useFormat();
  if (!period) return undefined;
  const days = texts.days(format.date(period.from), format.date(period.to));
  return period.basis === 'newest' ? `${days}. ${texts.newest(format.date(period.asOf))}` : days;
}
