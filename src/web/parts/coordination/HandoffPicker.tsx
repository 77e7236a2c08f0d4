import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { findHandoffs, MOST_LEADS } from '#modules/coordination/contract/complaints.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';

type Found = OutputOf<typeof findHandoffs>['items'][number];

const PAUSE_MS = 150;

interface HandoffPickerProps {
  label: string;
  description?: ReactNode;
  required?: boolean;
  /** Ids of leads. */
  value?: readonly string[];
  onChange?: (leadIds: string[]) => void;
  error?: ReactNode;
}

/** Chooses leads by their hand-offs: by what the contact or its company is called, which for some is a pseudonym. */
export function HandoffPicker({ value = [], onChange, ...rest }: HandoffPickerProps) {
  const { coordination, loop } = useTexts();
  const texts = coordination.picker;
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const { data } = useRead(findHandoffs, { text: asked }, { topics: ['handoff'], keep: true });
  const nameOf = ({ name, company, handedAt, decision, disputed }: Found) =>
    [name, company, format.date(handedAt), decision ? loop.brief.decisions[decision] : texts.waits, disputed && texts.disputed]
      .filter(Boolean)
      .join(' · ');
  // A lead can have been handed over more than once: its newest hand-off stands for it.
  const found = new Map((data?.items ?? []).toReversed().map((item) => [item.leadId, nameOf(item)]));
  const options = new Map([...found].reverse());
  for (const id of value) if (!options.has(id)) options.set(id, known.get(id) ?? id);
  const choose = (ids: string[]) => {
    setKnown(new Map(ids.flatMap((id) => (options.has(id) ? [[id, options.get(id) ?? id] as const] : []))));
    onChange?.(ids);
  };
  return (
    <MultiSelect
      {...rest}
      data={[...options].map(([id, label]) => ({ value: id, label }))}
      value={[...value]}
      onChange={choose}
      searchable
      clearable
      maxValues={MOST_LEADS}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      placeholder={value.length === 0 ? texts.type : undefined}
      nothingFoundMessage={texts.nothing}
    />
  );
}
