import { Select, TextInput } from '@mantine/core';
import { ALIGNMENTS } from '#modules/templates/schema.ts';
import { useTexts } from '../../texts/texts.ts';

export const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, Math.round(value) || low));

export function Address({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { field: texts } = useTexts().templates;
  return (
    <TextInput
      label={texts.href}
      description={texts.hrefHelp}
      value={value}
      maxLength={2_000}
      inputMode="url"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type Alignment = (typeof ALIGNMENTS)[number];

export function Align({ value, onChange }: { value: Alignment; onChange: (value: Alignment) => void }) {
  const { field: texts } = useTexts().templates;
  return (
    <Select
      label={texts.align}
      allowDeselect={false}
      data={ALIGNMENTS.map((one) => ({ value: one, label: texts.aligns[one] }))}
      value={value}
      onChange={(next) => onChange((next ?? 'left') as Alignment)}
    />
  );
}
