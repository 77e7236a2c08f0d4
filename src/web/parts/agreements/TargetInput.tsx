import { NumberInput } from '@mantine/core';

export interface TargetInputProps {
  label: string;
  /** A share, to the tenth of a percent. */
  value: number;
  onChange: (value: number) => void;
  error?: string | undefined;
}

/** A share, written in percent. */
export function TargetInput({ label, value, onChange, error }: TargetInputProps) {
  return (
    <NumberInput
      label={label}
      w={200}
      min={0.1}
      max={100}
      decimalScale={1}
      value={Math.round(value * 1000) / 10}
      onChange={(percent) => onChange(Math.round((Number(percent) || 0) * 10) / 1000)}
      error={error}
    />
  );
}
