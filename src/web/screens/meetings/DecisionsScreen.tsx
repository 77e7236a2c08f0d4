import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Decision, listDecisions } from '#modules/meetings/contract/decisions.ts';
import { useRead } from '../../data.ts';
import { DecisionCard } from '../../parts/meetings/DecisionCard.tsx';
import { DecisionForm } from '../../parts/meetings/DecisionForm.tsx';
import classes from '../../parts/meetings/meetings.module.css';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

/** What both teams decided, the newest first: signed by whom, applied, and what came of it. */
export function DecisionsScreen() {
  const texts = useTexts().meetings.decisions;
  const [form, setForm] = useState<{ of: Decision | null } | null>(null);
  const { data, error, refetch } = useRead(
    listDecisions,
    {},
    { topics: ['decision', 'agreement', 'threshold', 'profile', 'score', 'territory', 'offer'] },
  );
  const write = data?.mayWrite && <Button onClick={() => setForm({ of: null })}>{texts.write}</Button>;
  return (
    <Page title={texts.title} lead={texts.lead} actions={write}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      <div className={classes.section}>
        {data?.items.map((decision) => (
          <DecisionCard
            key={decision.id}
            of={decision}
            signsFor={data.signsFor}
            mayWrite={data.mayWrite}
            onRewrite={(of) => setForm({ of })}
          />
        ))}
      </div>
      {form && <DecisionForm of={form.of} onClose={() => setForm(null)} />}
    </Page>
  );
}
