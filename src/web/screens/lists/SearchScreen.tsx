import { Anchor, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { search } from '#modules/lists/contract/rows.ts';
import { useRead } from '../../data.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ENTITY } from './entities.ts';
import classes from './lists.module.css';

const DEFAULTS = { text: '' };
const PAUSE_MS = 150;
const SHORTEST = 2;
const MOST = 20;

/** Everything that begins like what is typed, with the way to the whole list of each kind. */
export function SearchScreen() {
  const { lists } = useTexts();
  const texts = lists.searchScreen;
  const [state, change] = useUrlState(DEFAULTS);
  const [typed, setTyped] = useState(state.text);
  const settle = useDebouncedCallback((text: string) => change({ text }), PAUSE_MS);
  const q = state.text.trim();
  const { data, error, refetch } = useRead(
    search,
    { q, limit: MOST },
    { topics: ['company', 'contact', 'deal', 'lead', 'campaign'], when: q.length >= SHORTEST, keep: true },
  );
  const groups = q.length >= SHORTEST ? data?.groups : [];
  return (
    <Page title={texts.title} narrow>
      <TextInput
        data-search
        autoFocus
        type="search"
        aria-label={texts.label}
        placeholder={texts.label}
        leftSection={<IconSearch size={16} stroke={1.6} />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          settle(event.currentTarget.value);
        }}
      />
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      {groups?.length === 0 && <EmptyState title={q.length < SHORTEST ? texts.short : texts.nothing(q)} />}
      {groups?.map(({ entity, items }) => (
        <section key={entity} className={classes.hits} aria-label={lists.titles[entity]}>
          <h2 className={classes.hitsTitle}>{lists.titles[entity]}</h2>
          <ul className={classes.list}>
            {items.map((item) => (
              <li key={item.id} className={classes.item}>
                <Anchor component={Go} to={ENTITY[entity].href(item.id)} fw={500}>
                  {item.name || lists.unnamed}
                </Anchor>
                {item.detail && <span className={classes.quiet}>{item.detail}</span>}
              </li>
            ))}
          </ul>
          {items.length === MOST && (
            <Anchor component={Go} to={ENTITY[entity].list({ q })} size="sm">
              {texts.all(lists.titles[entity])}
            </Anchor>
          )}
        </section>
      ))}
    </Page>
  );
}
