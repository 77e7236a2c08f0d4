import { SegmentedControl } from '@mantine/core';
import { useTexts } from '../../texts/texts.ts';

export const SHOWN = ['count', 'money'] as const;
export type Shown = (typeof SHOWN)[number];

/** What the address says; a foreign word is the fallback. */
export const shownNamed = (name: string, fallback: Shown): Shown => SHOWN.find((one) => one === name) ?? fallback;

/** How many, or how much: the switch of every report whose counts have money beside them; `useShown` keeps it. */
export function CountOrMoney({ value, onChange }: { value: Shown; onChange: (shown: Shown) => void }) {
  const { countOrMoney: texts } = useTexts().reports;
  return (
    <SegmentedControl
      aria-label={texts.label}
      w="fit-content"
      value={value}
      onChange={(next) => onChange(shownNamed(next, value))}
      data={SHOWN.map((one) => ({ value: one, label: texts[one] }))}
    />
  );
}
