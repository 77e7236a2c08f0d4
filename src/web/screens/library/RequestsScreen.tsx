import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { getLibraryTerms } from '#modules/library/contract/assets.ts';
import { listRequests } from '#modules/library/contract/requests.ts';
import { PERSONAS, STAGES } from '#modules/library/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { PlanNeeds } from '../../parts/goals/PlanNeeds.tsx';
import { LibraryTabs } from '../../parts/library/LibraryTabs.tsx';
import classes from '../../parts/library/library.module.css';
import { RequestCard } from '../../parts/library/RequestCard.tsx';
import { RequestForm } from '../../parts/library/RequestForm.tsx';
import { TermsForm } from '../../parts/library/TermsForm.tsx';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const SHOWS = ['open', 'all', 'mine'] as const;
const DEFAULTS = { show: 'open' as string, persona: '', stage: '' };

/** What Sales needs and does not have, with the deals that wait for it. */
export function RequestsScreen() {
  const words = useTexts().library.requests;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [asking, setAsking] = useState(false);
  const [changing, setChanging] = useState(false);
  const mayAsk = useCan('record:write');
  const persona = [...PERSONAS, 'any' as const].find((one) => one === state.persona);
  const stage = [...STAGES, 'any' as const].find((one) => one === state.stage);
  const asked = { show: SHOWS.find((one) => one === state.show) ?? 'open', ...(persona ? { persona } : {}), ...(stage ? { stage } : {}) };
  const { data, error, refetch } = useRead(listRequests, asked, { topics: ['asset_request', 'deal'], keep: true });
  const terms = useRead(getLibraryTerms, {}, { topics: ['library_terms'] }).data;
  const ask = mayAsk && <Button onClick={() => setAsking(true)}>{words.ask}</Button>;
  return (
    <LibraryTabs tab="requests" lead={words.lead} actions={ask}>
      <div className={classes.filters}>
        <NativeSelect
          size="xs"
          aria-label={words.show}
          value={asked.show}
          data={SHOWS.map((value) => ({ value, label: words.shows[value] }))}
          onChange={(event) => change({ show: event.currentTarget.value })}
        />
        {terms && <p className={classes.quiet}>{words.terms(format.number(terms.answerDays), format.number(terms.warnDays))}</p>}
        {terms?.mayChange && (
          <Button size="compact-xs" variant="subtle" onClick={() => setChanging(true)}>
            {words.changeTerms}
          </Button>
        )}
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <PlanNeeds />
      {data?.items.length === 0 && <EmptyState title={words.empty} body={words.emptyBody} actions={ask} />}
      {data?.items.map((request) => (
        <RequestCard key={request.id} request={request} />
      ))}
      {changing && terms && <TermsForm of={terms} onClose={() => setChanging(false)} />}
      {asking && <RequestForm onClose={() => setAsking(false)} />}
    </LibraryTabs>
  );
}
