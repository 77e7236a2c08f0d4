import { Button, CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './lists.module.css';

const PAUSE_MS = 200;

export interface ListToolsProps {
  title: string;
  q: string;
  onSearch: (q: string) => void;
  conditions: number;
  onFilter: () => void;
}

/** Above the table: find by a word, filter by conditions. */
export function ListTools({ title, q, onSearch, conditions, onFilter }: ListToolsProps) {
  const { lists: texts } = useTexts();
  const format = useFormat();
  const [typed, setTyped] = useState(q);
  const settle = useDebouncedCallback(onSearch, PAUSE_MS);
  useEffect(() => setTyped(q), [q]);
  const type = (text: string) => {
    setTyped(text);
    settle(text.trim());
  };
  return (
    <>
      <TextInput
        data-search
        type="search"
        aria-label={texts.searchIn(title)}
        placeholder={texts.search}
        leftSection={<IconSearch size={16} stroke={1.6} />}
        rightSection={typed && <CloseButton size="sm" aria-label={texts.clear} onClick={() => type('')} />}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        className={classes.search}
      />
      <Button variant="default" leftSection={<IconFilter size={16} stroke={1.6} />} onClick={onFilter} aria-haspopup="dialog">
        {conditions > 0 ? texts.filterWith(format.number(conditions)) : texts.filter}
      </Button>
    </>
  );
}
