import { Button } from '@mantine/core';
import { useState } from 'react';
import { listDiscrepancies } from '#modules/offers/contract/claims.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ClaimForm } from '../../parts/offers/ClaimForms.tsx';
import { Claims } from '../../parts/offers/Claims.tsx';
import { Discrepancies } from '../../parts/offers/Discrepancies.tsx';
import { TextCheck } from '../../parts/offers/TextCheck.tsx';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Page } from '../../ui/Page.tsx';

const TABS = ['claims', 'check', 'discrepancies'] as const;
const DEFAULTS = { tab: 'claims' as string, about: '', text: '' };

/** What both teams may say, whether a text says something else, and where customers were told two different things. */
export function ClaimsScreen() {
  const texts = useTexts().claims;
  const format = useFormat();
  const mayWrite = useCan('campaign:write');
  const [making, setMaking] = useState(false);
  const [state, change] = useUrlState(DEFAULTS);
  const tab = TABS.find((one) => one === state.tab) ?? 'claims';
  const { data } = useRead(listDiscrepancies, { open: true, limit: 1 }, { topics: ['discrepancy'] });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={mayWrite && tab === 'claims' && <Button onClick={() => setMaking(true)}>{texts.create}</Button>}
      tabs={TABS.map((id) => ({
        id,
        title: texts.tabs[id],
        ...(id === 'discrepancies' && data && data.open > 0 ? { count: format.number(data.open) } : {}),
      }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
    >
      {tab === 'claims' && <Claims about={state.about} text={state.text} onChange={change} />}
      {tab === 'check' && <TextCheck />}
      {tab === 'discrepancies' && <Discrepancies />}
      {making && <ClaimForm onClose={() => setMaking(false)} />}
    </Page>
  );
}
