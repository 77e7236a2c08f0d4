import { MultiSelect, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Entity } from '#modules/criteria/schema.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { listMembers } from '#modules/team/contract/members.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useNames } from './names.ts';

const PAUSE_MS = 150;
const SHORTEST = 2;

export interface PickProps {
  label: string;
  /** One or several ids. */
  value: string | readonly string[] | undefined;
  several: boolean;
  onChange: (value: string | string[] | undefined) => void;
  /** Shows the label; else it is for screen readers alone. */
  visibleLabel?: boolean;
}

const listOf = (value: PickProps['value']): string[] =>
  value === undefined || value === '' ? [] : typeof value === 'string' ? [value] : [...value];
const naming = ({ label, visibleLabel }: PickProps) => (visibleLabel ? { label } : { 'aria-label': label });

/** Chooses records of an entity by the beginnings of their names. */
export function RecordPick({ entity, ...props }: PickProps & { entity: Entity }) {
  const { criteria: texts } = useTexts();
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), PAUSE_MS);
  const chosen = listOf(props.value);
  const nameOf = useNames(new Map([[entity, chosen]]));
  const { data } = useRead(
    listRows,
    { entity, q: asked, limit: 20 },
    { topics: [entity], when: asked.length >= SHORTEST || entity === 'campaign', keep: true },
  );
  const found = (data?.items ?? []).filter((row) => !chosen.includes(row.id)).map((row) => ({ value: row.id, label: row.name || row.id }));
  const options = [...chosen.map((id) => ({ value: id, label: nameOf(id) ?? '…' })), ...found];
  return (
    <Pick
      {...props}
      options={options}
      search={{ value: search, onChange: setSearch, empty: asked.length < SHORTEST ? texts.typeName : texts.nothing }}
    />
  );
}

/** Chooses people of the workspace. */
export function MemberPick(props: PickProps) {
  const { data } = useRead(listMembers, {}, { topics: ['member'] });
  const chosen = listOf(props.value);
  const people = (data?.items ?? []).filter((one) => one.status === 'active' || one.status === 'placeholder' || chosen.includes(one.id));
  return <Pick {...props} options={people.map((one) => ({ value: one.id, label: one.name }))} />;
}

interface Options {
  options: { value: string; label: string }[];
  /** Where the server searches: what is typed. */
  search?: { value: string; onChange: (text: string) => void; empty: string };
}

function Pick({ value, several, onChange, options, search, ...props }: PickProps & Options) {
  const { criteria: texts } = useTexts();
  const chosen = listOf(value);
  const shared = {
    ...naming({ value, several, onChange, ...props }),
    data: options,
    searchable: true,
    selectFirstOptionOnChange: true,
    clearable: true,
    nothingFoundMessage: search?.empty ?? texts.nothing,
    ...(search
      ? { searchValue: search.value, onSearchChange: search.onChange, filter: ({ options: all }: { options: unknown }) => all as never }
      : {}),
  };
  if (several)
    return (
      <MultiSelect
        {...shared}
        value={chosen}
        onChange={(ids) => onChange(ids.length > 0 ? ids : undefined)}
        placeholder={chosen.length === 0 ? texts.choose : ''}
      />
    );
  return <Select {...shared} value={chosen[0] ?? null} onChange={(id) => onChange(id ?? undefined)} placeholder={texts.choose} />;
}
