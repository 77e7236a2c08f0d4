import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { listMembers } from '#modules/team/contract/members.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';

export interface PersonSelectProps {
  label: string;
  description?: ReactNode;
  value: string | null;
  onChange: (memberId: string | null) => void;
  /** Whom to offer; people with access where absent. Whoever is chosen already stays in the list. */
  among?: 'active' | 'everyone' | 'sales' | 'marketing';
  error?: ReactNode;
  clearable?: boolean;
  required?: boolean;
  disabled?: boolean;
}

/** Chooses a person of the workspace, by name. */
export function PersonSelect({ among = 'active', value, ...rest }: PersonSelectProps) {
  const texts = useTexts().settings;
  const { data } = useRead(listMembers, {}, { topics: ['member'] });
  const people = (data?.items ?? []).filter((one) => among === 'everyone' || one.id === value || isOffered(one, among));
  const named = new Map<string, number>();
  for (const one of people) named.set(one.name, (named.get(one.name) ?? 0) + 1);
  const options = people.map((one) => {
    // Two of the same name are told apart by their addresses.
    const name = (named.get(one.name) ?? 0) > 1 ? `${one.name} (${one.email})` : one.name;
    return { value: one.id, label: one.status === 'active' ? name : `${name} · ${texts.status[one.status]}` };
  });
  return <Select {...rest} value={value} data={options} searchable disabled={rest.disabled || data === undefined} />;
}

const isOffered = ({ status, department }: { status: string; department: string | null }, among: string): boolean =>
  status === 'active' && (among === 'active' || department === among);
