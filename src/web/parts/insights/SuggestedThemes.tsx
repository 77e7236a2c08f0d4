import { Button } from '@mantine/core';
import { createTheme, listThemes } from '#modules/insights/contract/themes.ts';
import { SUGGESTED_THEMES } from '#modules/insights/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './insights.module.css';

const TOPICS = ['theme', 'insight'];

/** Themes to begin with, for a workspace that has none. */
export function SuggestedThemes() {
  const texts = useTexts().voice.themes;
  const toast = useToast();
  const mayWrite = useCan('record:write');
  const themes = useRead(listThemes, {}, { topics: TOPICS }).data?.items ?? [];
  const add = useWrite(createTheme, { invalidates: TOPICS, onDone: () => toast.done(texts.added) });
  const left = SUGGESTED_THEMES.filter(({ name }) => !themes.some((one) => one.name.toLowerCase() === name.toLowerCase()));
  if (!mayWrite || left.length === 0) return null;
  return (
    <EmptyState
      title={texts.suggested}
      body={texts.suggestedBody}
      actions={
        <div className={classes.pieces}>
          {left.map(({ name, words }) => (
            <Button
              key={name}
              size="compact-sm"
              variant="default"
              title={words.join(', ')}
              aria-label={texts.take(name)}
              onClick={() => add.mutateAsync({ name, words: [...words] }).catch((problem) => toast.problem(problem))}
            >
              {name}
            </Button>
          ))}
        </div>
      }
    />
  );
}
