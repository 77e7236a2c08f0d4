import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { deleteTheme, linkTheme, listThemes, mergeTheme } from '#modules/insights/contract/themes.ts';
import { listInsights, listVoiceDeals } from '#modules/insights/contract/voice.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import { DiscussButton } from '../discussions/DiscussButton.tsx';
import { RequestForm } from '../library/RequestForm.tsx';
import classes from './insights.module.css';
import { LinkForm } from './LinkForm.tsx';
import { ThemeForm } from './ThemeForm.tsx';

const TOPICS = ['theme', 'insight'];

interface Theme {
  id: string;
  name: string;
}

/** From a theme to what follows from it: a document, a talk, the profile; and its own upkeep. */
export function ThemeActions({ theme, n }: { theme: Theme; n: number }) {
  const texts = useTexts().voice.themes;
  const toast = useToast();
  const mayWrite = useCan('record:write');
  const [open, setOpen] = useState<'edit' | 'link' | 'ask' | null>(null);
  const { data } = useRead(listThemes, {}, { topics: TOPICS });
  const own = data?.items.find(({ id }) => id === theme.id);
  const merge = useWrite(mergeTheme, { invalidates: TOPICS });
  const remove = useWrite(deleteTheme, { invalidates: TOPICS, onDone: () => toast.done(texts.removed) });
  const link = useWrite(linkTheme, { invalidates: TOPICS, onDone: () => toast.done(texts.linked) });
  const trying = (work: Promise<unknown>) => work.catch((problem) => toast.problem(problem));
  const mergeInto = (into: Theme) =>
    trying(
      merge
        .mutateAsync({ id: theme.id, into: into.id })
        .then(() => toast.done(texts.merged(theme.name, into.name), { undo: () => merge.mutateAsync({ id: theme.id, into: null }) })),
    );
  return (
    <div className={classes.line}>
      <DiscussButton about={{ subject: 'theme', id: theme.id }} name={theme.name} size="compact-xs" />
      {mayWrite && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" aria-label={texts.menu(theme.name)}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
            <Menu.Item onClick={() => setOpen('ask')}>{texts.ask}</Menu.Item>
            <Menu.Item onClick={() => setOpen('link')}>{texts.link}</Menu.Item>
            {own && !own.links.some(({ target }) => target === 'profile') && (
              <Menu.Item onClick={() => void trying(link.mutateAsync({ id: theme.id, target: 'profile' }))}>
                {texts.targets.profile}
              </Menu.Item>
            )}
            <Menu.Item onClick={() => setOpen('edit')}>{texts.edit}</Menu.Item>
            {own?.merged.map((one) => (
              <Menu.Item key={one.id} onClick={() => void trying(merge.mutateAsync({ id: one.id, into: null }))}>
                {texts.split(one.name)}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => void trying(remove.mutateAsync({ id: theme.id }))}>{texts.remove}</Menu.Item>
            <Menu.Label>{texts.merge}</Menu.Label>
            {data?.items
              .filter(({ id }) => id !== theme.id)
              .map((one) => (
                <Menu.Item key={one.id} onClick={() => void mergeInto(one)}>
                  {one.name}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {open === 'edit' && own && <ThemeForm of={own} onClose={() => setOpen(null)} />}
      {open === 'link' && own && <LinkForm theme={own} onClose={() => setOpen(null)} />}
      {open === 'ask' && <AskForDocument theme={theme} n={n} onClose={() => setOpen(null)} />}
    </div>
  );
}

const MOST_DEALS = 20;

/** A request that begins with what was said, and the open deals of who said it. */
function AskForDocument({ theme, n, onClose }: { theme: Theme; n: number; onClose: () => void }) {
  const texts = useTexts().voice.themes;
  const format = useFormat();
  const said = useRead(listInsights, { theme: theme.id, limit: 5 }).data;
  const deals = useRead(listVoiceDeals, { theme: theme.id, status: 'open' }).data;
  if (!said || !deals) return null;
  const need = texts.need(
    theme.name,
    format.number(n),
    said.items.map(({ words }) => words),
  );
  return <RequestForm need={need} waiting={deals.items.slice(0, MOST_DEALS)} onClose={onClose} />;
}
