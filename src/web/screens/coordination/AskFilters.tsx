import { NativeSelect } from '@mantine/core';
import type { listAsks } from '#modules/coordination/contract/asks.ts';
import { ASK_KINDS, type AskKind } from '#modules/team/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';

interface FilterProps {
  value: string;
  onChange: (value: string) => void;
}

/** Whose turn it is. */
export function SideFilter({ value, onChange }: FilterProps) {
  const { coordination, ui } = useTexts();
  const texts = coordination.chase;
  return (
    <NativeSelect
      aria-label={texts.side}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: 'both', label: texts.both },
        { value: 'sales', label: ui.sides.sales },
        { value: 'marketing', label: ui.sides.marketing },
      ]}
    />
  );
}

const kindNamed = (name: string): AskKind | undefined => ASK_KINDS.find((kind) => kind === name);

/** What an address asks for, as the list takes it. */
export function kindAsked(name: string): { kind?: AskKind } {
  const kind = kindNamed(name);
  return kind ? { kind } : {};
}

/** What is asked, with how many there are of each kind, of one client or of several. The kind that is chosen can be seen even when none of it is left. */
export function KindFilter({ value, onChange, kinds }: FilterProps & { kinds: OutputOf<typeof listAsks>['kinds'] }) {
  const texts = useTexts().coordination.chase;
  const format = useFormat();
  const counted = new Map<AskKind, number>();
  const chosen = kindNamed(value);
  if (chosen) counted.set(chosen, 0);
  for (const { kind, n } of kinds) counted.set(kind, (counted.get(kind) ?? 0) + n);
  const options = [...counted]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, n]) => ({ value: kind, label: `${texts.kinds[kind]} (${format.number(n)})` }));
  return (
    <NativeSelect
      aria-label={texts.kind}
      value={chosen ?? ''}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: '', label: texts.anyKind }, ...options]}
    />
  );
}
