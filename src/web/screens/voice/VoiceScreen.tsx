import { Button } from '@mantine/core';
import { useState } from 'react';
import { getVoice } from '#modules/insights/contract/voice.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { Contrast } from '../../parts/insights/Contrast.tsx';
import { Interviews } from '../../parts/insights/Interviews.tsx';
import { SortList } from '../../parts/insights/SortList.tsx';
import { SuggestedThemes } from '../../parts/insights/SuggestedThemes.tsx';
import { ThemeForm } from '../../parts/insights/ThemeForm.tsx';
import { ThemeTable } from '../../parts/insights/ThemeTable.tsx';
import { type VoiceAsked, type VoiceOpened, VoiceRows } from '../../parts/insights/VoiceRows.tsx';
import reports from '../../parts/reports/reports.module.css';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { askedOf, VOICE_DEFAULTS, VoiceFilterBar } from './filters.tsx';

const TABS = ['themes', 'contrast', 'sort', 'interviews'] as const;
const DEFAULTS = { ...VOICE_DEFAULTS, tab: 'themes' as string, theme: '' };

/** What customers say, counted by theme with the money at stake. */
export function VoiceScreen() {
  const texts = useTexts().voice;
  const mayWrite = useCan('record:write');
  const [state, change] = useUrlState(DEFAULTS);
  const [adding, setAdding] = useState(false);
  const tab = TABS.find((one) => one === state.tab) ?? 'themes';
  const asked = askedOf(state);
  const { from, to, about, fit } = asked;
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      tabs={TABS.map((id) => ({ id, title: texts.tabs[id] }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
      actions={mayWrite && <Button onClick={() => setAdding(true)}>{texts.themes.add}</Button>}
    >
      {(tab === 'themes' || tab === 'contrast') && (
        <VoiceFilterBar state={state} short={tab === 'contrast'} onChange={(next) => void change(next)} />
      )}
      {tab === 'themes' && (
        <Themes asked={asked} theme={state.theme} onTheme={(theme) => change({ theme })} onSort={() => change({ tab: 'sort' })} />
      )}
      {tab === 'contrast' && (
        <Contrast asked={{ ...(from ? { from } : {}), ...(to ? { to } : {}), ...(about ? { about } : {}), ...(fit ? { fit } : {}) }} />
      )}
      {tab === 'sort' && <SortList />}
      {tab === 'interviews' && <Interviews />}
      {adding && <ThemeForm onClose={() => setAdding(false)} />}
    </Page>
  );
}

interface ThemesProps {
  asked: VoiceAsked;
  /** From another page: its words are opened at once. */
  theme: string;
  onTheme: (theme: string) => void;
  onSort: () => void;
}

function Themes({ asked, theme, onTheme, onSort }: ThemesProps) {
  const texts = useTexts().voice;
  const format = useFormat();
  const [opened, setOpened] = useState<VoiceOpened | null>(null);
  const { data, error, refetch } = useRead(getVoice, asked, { topics: ['insight', 'theme', 'deal'], keep: true });
  const named = data?.lines.find((line) => theme !== '' && line.theme?.id === theme)?.theme;
  const fromElsewhere: VoiceOpened | null = named ? { show: 'insights', theme: named.id, name: named.name } : null;
  const hasThemes = data?.lines.some((line) => line.theme !== null);
  return (
    <>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.n === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data && data.n > 0 && (
        <p className={reports.headline}>
          {texts.counts(format.number(data.n), format.number(data.companies))}{' '}
          {data.unsorted > 0 && (
            <>
              {texts.waiting(format.number(data.unsorted))}{' '}
              <Button size="compact-sm" variant="default" onClick={onSort}>
                {texts.sortThem}
              </Button>
            </>
          )}
        </p>
      )}
      {data && data.lines.length > 0 && <ThemeTable read={data} onOpen={setOpened} />}
      {data && data.n > 0 && <p className={reports.quiet}>{texts.money}</p>}
      {data && !hasThemes && <SuggestedThemes />}
      <VoiceRows
        opened={opened ?? fromElsewhere}
        asked={asked}
        onClose={() => {
          setOpened(null);
          if (theme) onTheme('');
        }}
      />
    </>
  );
}
