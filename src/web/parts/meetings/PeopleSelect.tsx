import { MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { listMembers } from '#modules/team/contract/members.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';

interface PeopleSelectProps {
  label: string;
  description?: ReactNode;
  value: string[];
  onChange: (ids: string[]) => void;
  error?: ReactNode;
}

/** Chooses several people, each with their team. */
export function PeopleSelect(props: PeopleSelectProps) {
  const texts = useTexts().meetings;
  const { data } = useRead(listMembers, {}, { topics: ['member'] });
  const people = (data?.items ?? []).filter(({ status }) => status === 'active' || status === 'invited');
  const side = (department: string | null) => (department === 'sales' || department === 'marketing' ? ` · ${texts.sides[department]}` : '');
  return (
    <MultiSelect
      {...props}
      searchable
      data={people.map(({ id, name, department }) => ({ value: id, label: `${name}${side(department)}` }))}
    />
  );
}
