import { NativeSelect } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { listChallenges } from '#modules/challenges/contract.ts';
import { STATES } from '#modules/challenges/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ChallengeCard } from './ChallengeCard.tsx';
import classes from './challenges.module.css';

/** What is hard, what most people find hard first. */
export function Board({ raise }: { raise: ReactNode }) {
  const { challenges: texts, ui } = useTexts();
  const format = useFormat();
  const [party, setParty] = useState('');
  const [state, setState] = useState('');
  const side = PARTIES.find((one) => one === party);
  const where = STATES.find((one) => one === state);
  const { data, error, refetch } = useRead(
    listChallenges,
    { ...(side ? { party: side } : {}), ...(where ? { state: where } : {}) },
    { topics: ['challenge'], keep: true },
  );
  return (
    <>
      <div className={classes.filters}>
        <NativeSelect
          aria-label={texts.party}
          value={party}
          onChange={(event) => setParty(event.currentTarget.value)}
          data={[{ value: '', label: texts.bothTeams }, ...PARTIES.map((value) => ({ value, label: ui.sides[value] }))]}
        />
        <NativeSelect
          aria-label={texts.state}
          value={state}
          onChange={(event) => setState(event.currentTarget.value)}
          data={[
            { value: '', label: texts.anyState },
            ...STATES.map((value) => ({ value, label: `${texts.states[value]}${data ? ` (${format.number(data.counts[value])})` : ''}` })),
          ]}
        />
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} actions={raise} />}
      <div className={classes.board}>
        {data?.items.map((challenge) => (
          <ChallengeCard key={challenge.id} challenge={challenge} />
        ))}
      </div>
    </>
  );
}
