import { Combobox, Textarea, type TextareaProps, useCombobox } from '@mantine/core';
import { type ChangeEvent, type KeyboardEvent, type RefObject, useState } from 'react';
import { listMembers } from '#modules/team/contract/members.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';

export interface Person {
  id: string;
  name: string;
}

export interface MentionAreaProps extends Omit<TextareaProps, 'value' | 'onChange'> {
  value: string;
  onChange: (value: string) => void;
  field?: RefObject<HTMLTextAreaElement | null>;
}

const MOST_OFFERED = 6;

/** What is being written after an `@`, up to the caret; null where nobody is being named. */
export function namedBefore(text: string, caret: number): { at: number; query: string } | null {
  const match = /(?:^|\s)@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]*)?)$/u.exec(text.slice(0, caret));
  if (!match) return null;
  const query = match[1] ?? '';
  return { at: caret - query.length - 1, query };
}

/** The people whose `@Name` stands in the text; of `@Ann Lee` and `@Ann` the longer name is meant. */
export function mentionedIn(text: string, people: readonly Person[]): string[] {
  let rest = text;
  const found: string[] = [];
  for (const person of [...people].sort((a, b) => b.name.length - a.name.length)) {
    const tag = `@${person.name}`;
    if (!rest.includes(tag)) continue;
    found.push(person.id);
    rest = rest.replaceAll(tag, ' ');
  }
  return found;
}

/** A text in which `@` offers the people of the workspace. */
export function MentionArea({ value, onChange, field, onKeyDown, ...rest }: MentionAreaProps) {
  const { log } = useTexts().activities;
  const [naming, setNaming] = useState<{ at: number; query: string } | null>(null);
  const combobox = useCombobox();
  const people = usePeople();
  const query = naming?.query.toLowerCase() ?? '';
  const offered = naming ? people.filter((person) => person.name.toLowerCase().includes(query)).slice(0, MOST_OFFERED) : [];

  const type = (event: ChangeEvent<HTMLTextAreaElement>) => {
    const { value: text, selectionStart } = event.currentTarget;
    onChange(text);
    const next = namedBefore(text, selectionStart);
    setNaming(next);
    if (next) combobox.openDropdown();
    else combobox.closeDropdown();
    combobox.selectFirstOption();
  };
  const take = (name: string) => {
    if (!naming) return;
    const end = naming.at + 1 + naming.query.length;
    onChange(`${value.slice(0, naming.at)}@${name} ${value.slice(end)}`);
    setNaming(null);
    combobox.closeDropdown();
    const caret = naming.at + name.length + 2;
    requestAnimationFrame(() => {
      field?.current?.focus();
      field?.current?.setSelectionRange(caret, caret);
    });
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const first = offered[Math.max(combobox.selectedOptionIndex, 0)];
    if (naming && first && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      take(first.name);
      return;
    }
    if (naming && event.key === 'Escape') {
      event.stopPropagation();
      setNaming(null);
      return;
    }
    onKeyDown?.(event);
  };

  return (
    <Combobox store={combobox} onOptionSubmit={take} position="bottom-start" withinPortal>
      <Combobox.Target withExpandedAttribute={false} targetType="input">
        <Textarea
          {...rest}
          {...(field ? { ref: field } : {})}
          value={value}
          onChange={type}
          onKeyDown={keys}
          onBlur={() => setNaming(null)}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={offered.length === 0}>
        <Combobox.Options aria-label={log.mention}>
          {offered.map((person) => (
            <Combobox.Option key={person.id} value={person.name} onMouseDown={(event) => event.preventDefault()}>
              {person.name}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

export function usePeople(): Person[] {
  const { data } = useRead(listMembers, {}, { topics: ['member'], fresh: 300_000 });
  return (data?.items ?? []).filter((person) => person.status === 'active').map(({ id, name }) => ({ id, name }));
}
