import { Autocomplete, MultiSelect, Select, TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { listFieldValues } from '#modules/criteria/contract.ts';
import type { Entity, FieldInfo } from '#modules/criteria/schema.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import type { PickProps } from './RecordPick.tsx';

const PAUSE_MS = 200;

/** Chooses values of a choice: from its list, or, where any text is allowed, from those the records have. */
export function Choices({ entity, field, ...props }: PickProps & { entity: Entity; field: FieldInfo }) {
  const { criteria: texts } = useTexts();
  const naming = props.visibleLabel ? { label: props.label } : { 'aria-label': props.label };
  if (!field.options) return <OpenChoices entity={entity} field={field} {...props} />;
  const chosen = Array.isArray(props.value) ? [...props.value] : [];
  const data = field.options.map((option) => ({ value: option.value, label: option.label }));
  if (props.several)
    return (
      <MultiSelect
        {...naming}
        data={data}
        value={chosen}
        onChange={(values) => props.onChange(values.length > 0 ? values : undefined)}
        searchable
        selectFirstOptionOnChange
        placeholder={chosen.length === 0 ? texts.choose : ''}
      />
    );
  const value = typeof props.value === 'string' ? props.value : null;
  return (
    <Select
      {...naming}
      data={data}
      value={value}
      onChange={(one) => props.onChange(one ?? undefined)}
      searchable
      selectFirstOptionOnChange
      placeholder={texts.choose}
    />
  );
}

function OpenChoices({ entity, field, label, visibleLabel, value, several, onChange }: PickProps & { entity: Entity; field: FieldInfo }) {
  const { criteria: texts } = useTexts();
  const naming = visibleLabel ? { label } : { 'aria-label': label };
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, PAUSE_MS);
  const { data } = useRead(
    listFieldValues,
    { entity, field: field.key, ...(asked ? { q: asked } : {}) },
    { topics: [entity], keep: true, fresh: 300_000 },
  );
  const known = data?.items.map((item) => item.value) ?? [];
  if (several) {
    const chosen = Array.isArray(value) ? [...value] : [];
    return (
      <TagsInput
        {...naming}
        data={known}
        value={chosen}
        onChange={(values) => onChange(values.length > 0 ? values : undefined)}
        searchValue={search}
        onSearchChange={setSearch}
        placeholder={chosen.length === 0 ? texts.typeAndEnter : ''}
        acceptValueOnBlur
      />
    );
  }
  const text = typeof value === 'string' ? value : '';
  return (
    <Autocomplete
      {...naming}
      data={known}
      value={text}
      onChange={(one) => {
        setSearch(one);
        onChange(one === '' ? undefined : one);
      }}
      placeholder={texts.choose}
    />
  );
}
