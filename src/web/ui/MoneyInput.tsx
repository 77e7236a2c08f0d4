import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { minorDigits } from '#platform/shared/money.ts';
import { useReader } from '../reader.ts';

export interface MoneyInputProps {
  label: string;
  /** In minor units; null: none, which is not 0. */
  value?: number | null;
  onChange: (amountMinor: number | null) => void;
  currency: string;
  description?: ReactNode;
  error?: ReactNode;
  min?: number;
  size?: 'xs' | 'sm';
  /** For cells of a table, where the head says what it is. */
  hideLabel?: boolean;
}

/** An amount as people type it, in the reader's way of writing numbers; kept in minor units. */
export function MoneyInput({ label, value = null, onChange, currency, hideLabel, min, ...rest }: MoneyInputProps) {
  const { locale } = useReader();
  const digits = minorDigits(currency);
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const mark = (type: 'group' | 'decimal', fallback: string) => parts.find((part) => part.type === type)?.value ?? fallback;
  return (
    <NumberInput
      {...rest}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      {...(min === undefined ? {} : { min })}
      value={value === null ? '' : value / 10 ** digits}
      onChange={(typed) => onChange(typed === '' ? null : Math.round(Number(typed) * 10 ** digits))}
      decimalScale={digits}
      thousandSeparator={mark('group', ',')}
      decimalSeparator={mark('decimal', '.')}
      hideControls
      rightSection={<span style={{ fontSize: 12, color: 'var(--text-quiet)' }}>{currency}</span>}
      rightSectionWidth={44}
      rightSectionPointerEvents="none"
    />
  );
}
