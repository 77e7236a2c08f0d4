import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { listSimilarCompanies } from '#modules/companies/contract.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';

/** An existing company by its id, or a new one by its name. */
export type ChosenCompany = { id: string; name: string } | { id: null; name: string };

export interface CompanySelectProps {
  label: string;
  description?: ReactNode;
  value: ChosenCompany | null;
  onChange: (company: ChosenCompany | null) => void;
  /** Offers to make a company of the typed name. */
  mayCreate?: boolean;
  error?: ReactNode;
  autoFocus?: boolean;
}

const SHORTEST = 2;
const PAUSE_MS = 150;
const NEW = 'new:';

/** Chooses a company by the beginning of its name. */
export function CompanySelect({ value, onChange, mayCreate, autoFocus, ...rest }: CompanySelectProps) {
  const texts = useTexts().record.company;
  const [search, setSearch] = useState(value?.name ?? '');
  const [asked] = useDebouncedValue(search.trim(), PAUSE_MS);
  const { data } = useRead(listSimilarCompanies, { name: asked }, { topics: ['company'], when: asked.length >= SHORTEST, keep: true });
  const found = asked.length >= SHORTEST ? (data?.items ?? []) : [];
  const options = found.map((company) => ({ value: company.id, label: [company.name, company.city].filter(Boolean).join(', ') }));
  const typed = search.trim();
  const isKnown = found.some((company) => company.name.toLowerCase() === typed.toLowerCase());
  if (mayCreate && typed.length >= SHORTEST && !isKnown) options.push({ value: NEW + typed, label: texts.createNamed(typed) });
  const current = value ? (value.id ?? NEW + value.name) : null;
  if (value && current && !options.some((option) => option.value === current)) options.unshift({ value: current, label: value.name });

  const choose = (chosen: string | null) => {
    if (!chosen) return onChange(null);
    if (chosen.startsWith(NEW)) return onChange({ id: null, name: chosen.slice(NEW.length) });
    const company = found.find((one) => one.id === chosen);
    if (company) onChange({ id: company.id, name: company.name });
  };
  return (
    <Select
      {...rest}
      {...(autoFocus ? { 'data-autofocus': true } : {})}
      data={options}
      value={current}
      onChange={choose}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options: all }) => all}
      placeholder={texts.search}
      nothingFoundMessage={typed.length < SHORTEST ? texts.typeName : texts.nothing}
    />
  );
}
