import { Button } from '@mantine/core';
import { useState } from 'react';
import { listThemes } from '#modules/insights/contract/themes.ts';
import { type InsightRow, listInsights, sortInsight } from '#modules/insights/contract/voice.ts';
import { useRead, useReadPages, useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Keys } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './insights.module.css';
import { SaidRow } from './SaidRow.tsx';
import { SuggestedThemes } from './SuggestedThemes.tsx';

const TOPICS = ['insight', 'theme'];
/** As many as there are digits. */
const MOST_DIGITS = 9;
const SINCE_EVER = '2000-01-01';

/** What no word suggested a theme for: sorted by one digit each. */
export function SortList() {
  const texts = useTexts().voice;
  const words = texts.sorting;
  const toast = useToast();
  const maySort = useCan('record:write');
  const [chosen, setChosen] = useState(0);
  const list = useReadPages(listInsights, { theme: 'unsorted', from: SINCE_EVER, limit: 50 }, { topics: TOPICS });
  const themes = useRead(listThemes, {}, { topics: TOPICS }).data?.items;
  const sort = useWrite(sortInsight, { invalidates: TOPICS });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const at = Math.min(chosen, Math.max(0, rows.length - 1));
  const picks = [...(themes ?? [])].sort((a, b) => b.n - a.n).slice(0, MOST_DIGITS);
  const put = async (row: InsightRow | undefined, theme: { id: string; name: string } | null) => {
    if (!row || sort.isPending) return;
    try {
      await sort.mutateAsync({ id: row.id, themeIds: theme ? [theme.id] : [] });
      toast.done(theme ? words.sorted(theme.name) : words.sortedNone, {
        undo: () => sort.mutateAsync({ id: row.id, themeIds: [], sorted: false }),
      });
    } catch (problem) {
      toast.problem(problem);
    }
  };
  useKeys(
    {
      j: () => setChosen(Math.min(at + 1, rows.length - 1)),
      k: () => setChosen(Math.max(at - 1, 0)),
      '0': () => void put(rows[at], null),
      ...Object.fromEntries(picks.map((theme, place) => [String(place + 1), () => void put(rows[at], theme)])),
    },
    { when: maySort },
  );
  if (list.error) return <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data || !themes) return null;
  if (themes.length === 0) return <SuggestedThemes />;
  if (rows.length === 0) return <EmptyState title={words.empty} body={words.emptyBody} />;
  return (
    <>
      <p className={classes.words}>{words.lead}</p>
      {maySort && (
        <div className={classes.picks}>
          {picks.map((theme, place) => (
            <Button
              key={theme.id}
              size="compact-sm"
              variant="default"
              aria-label={words.into(theme.name)}
              onClick={() => void put(rows[at], theme)}
            >
              <Keys of={String(place + 1)} />
              <span className={classes.pick}>{theme.name}</span>
            </Button>
          ))}
          <Button size="compact-sm" variant="subtle" onClick={() => void put(rows[at], null)}>
            <Keys of="0" />
            <span className={classes.pick}>{words.no}</span>
          </Button>
        </div>
      )}
      <ul className={classes.list} aria-label={words.label}>
        {rows.map((row, place) => (
          <li key={row.id} className={classes.item} data-chosen={place === at} aria-current={place === at || undefined}>
            <SaidRow row={row} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {texts.more}
        </Button>
      )}
    </>
  );
}
