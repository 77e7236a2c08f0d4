import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import type { Entity } from '#modules/criteria/schema.ts';
import { search as searchRecords } from '#modules/lists/contract/rows.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';

export interface Chosen {
  id: string;
  name: string;
}

export interface RecordSelectProps {
  entity: Entity;
  label: string;
  value?: Chosen | null;
  onChange: (record: Chosen | null) => void;
  description?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  clearable?: boolean;
  placeholder?: string;
  autoFocus?: boolean;
}

const SHORTEST = 2;
const PAUSE_MS = 150;
const MOST = 20;

/** Chooses a record of one kind by the beginning of its words: a contact, a company, a campaign. */
export function RecordSelect({ entity, value = null, onChange, clearable = true, autoFocus, placeholder, ...rest }: RecordSelectProps) {
  const texts = useTexts().record.company;
  const [typed, setTyped] = useState(value?.name ?? '');
  const [asked] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const { data } = useRead(searchRecords, { q: asked, limit: MOST }, { topics: [entity], when: asked.length >= SHORTEST, keep: true });
  const found = data?.groups.find((group) => group.entity === entity)?.items ?? [];
  const options = found.map((hit) => ({ value: hit.id, label: [hit.name, hit.detail].filter(Boolean).join(' · ') }));
  if (value && !options.some((option) => option.value === value.id)) options.unshift({ value: value.id, label: value.name });
  const choose = (id: string | null) => {
    const hit = found.find((one) => one.id === id);
    if (id === null) onChange(null);
    else if (hit) onChange({ id: hit.id, name: hit.name });
  };
  return (
    <Select
      {...rest}
      {...(autoFocus ? { 'data-autofocus': true } : {})}
      data={options}
      value={value?.id ?? null}
      onChange={choose}
      searchable
      clearable={clearable}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      placeholder={placeholder ?? texts.typeName}
      nothingFoundMessage={typed.trim().length < SHORTEST ? texts.typeName : texts.nothing}
    />
  );
}
