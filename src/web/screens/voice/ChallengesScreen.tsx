import { Button } from '@mantine/core';
import { useState } from 'react';
import { Board } from '../../parts/challenges/Board.tsx';
import { Pulse } from '../../parts/challenges/Pulse.tsx';
import { RaiseForm } from '../../parts/challenges/RaiseForm.tsx';
import { Warnings } from '../../parts/challenges/Warnings.tsx';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Page } from '../../ui/Page.tsx';

const TABS = ['board', 'pulse', 'warnings'] as const;
const DEFAULTS = { tab: 'board' as string };

/** What is hard right now for either team, and how they feel about it. */
export function ChallengesScreen() {
  const texts = useTexts().challenges;
  const [state, change] = useUrlState(DEFAULTS);
  const [raising, setRaising] = useState(false);
  const tab = TABS.find((one) => one === state.tab) ?? 'board';
  const raise = <Button onClick={() => setRaising(true)}>{texts.raise}</Button>;
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      tabs={TABS.map((id) => ({ id, title: texts.tabs[id] }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
      actions={raise}
    >
      {tab === 'board' && <Board raise={raise} />}
      {tab === 'pulse' && <Pulse />}
      {tab === 'warnings' && <Warnings />}
      {raising && <RaiseForm onClose={() => setRaising(false)} />}
    </Page>
  );
}
