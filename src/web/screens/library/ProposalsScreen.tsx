import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { answerProposal, getProposalFile, listProposals } from '#modules/library/contract/requests.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { download } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { LibraryTabs } from '../../parts/library/LibraryTabs.tsx';
import classes from '../../parts/library/library.module.css';
import { ProposalForm } from '../../parts/library/ProposalForm.tsx';
import { ReasonForm } from '../../parts/library/ReasonForm.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Proposal = OutputOf<typeof listProposals>['items'][number];
const DEFAULTS = { show: 'open' as string };

/** What Sales would put into the library, and what Marketing said to it. */
export function ProposalsScreen() {
  const words = useTexts().library.proposals;
  const { shows, show } = useTexts().library.requests;
  const [state, change] = useUrlState(DEFAULTS);
  const [making, setMaking] = useState(false);
  const mayPropose = useCan('record:write');
  const { data, error, refetch } = useRead(
    listProposals,
    { show: state.show === 'all' ? 'all' : 'open' },
    { topics: ['asset_proposal'], keep: true },
  );
  const create = mayPropose && <Button onClick={() => setMaking(true)}>{words.create}</Button>;
  return (
    <LibraryTabs tab="proposals" lead={words.lead} actions={create}>
      <div className={classes.filters}>
        <NativeSelect
          size="xs"
          aria-label={show}
          value={state.show}
          data={(['open', 'all'] as const).map((value) => ({ value, label: shows[value] }))}
          onChange={(event) => change({ show: event.currentTarget.value })}
        />
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={words.empty} actions={create} />}
      {data?.items.map((proposal) => (
        <ProposalCard key={proposal.id} proposal={proposal} mayAnswer={data.mayAnswer} />
      ))}
      {making && <ProposalForm onClose={() => setMaking(false)} />}
    </LibraryTabs>
  );
}

function ProposalCard({ proposal, mayAnswer }: { proposal: Proposal; mayAnswer: boolean }) {
  const words = useTexts().library.proposals;
  const format = useFormat();
  const toast = useToast();
  const [declining, setDeclining] = useState(false);
  const answer = useWrite(answerProposal, { invalidates: ['asset_proposal', 'asset'] });
  const { file } = proposal;
  return (
    <article className={classes.card} aria-label={proposal.title}>
      <div className={classes.line}>
        <h3>{proposal.title}</h3>
        <Mark tone={proposal.answer === 'accepted' ? 'good' : 'plain'}>
          {proposal.answer ? words.answers[proposal.answer] : words.open}
        </Mark>
        <span className={`${classes.quiet} ${classes.end}`}>
          {proposal.proposedBy?.name} · <When at={proposal.proposedAt} />
        </span>
      </div>
      {proposal.about && (
        <p className={classes.quiet}>
          <Go to={paths.asset(proposal.about.id)}>{words.about(proposal.about.name)}</Go>
        </p>
      )}
      {proposal.words && <p className={classes.plain}>{proposal.words}</p>}
      {proposal.reason && <p className={classes.quiet}>{proposal.reason}</p>}
      <div className={classes.line}>
        {file && (mayAnswer || proposal.mine) && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void download(getProposalFile, { id: proposal.id }, file.name).catch(toast.problem)}
          >
            {words.look} ({format.size(file.sizeBytes)})
          </Button>
        )}
        {proposal.asset && <Go to={paths.asset(proposal.asset.id)}>{proposal.asset.name}</Go>}
        {mayAnswer && proposal.answer === null && (
          <>
            <Button size="compact-sm" onClick={() => answer.mutate({ id: proposal.id, accept: true }, { onError: toast.problem })}>
              {words.accept}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setDeclining(true)}>
              {words.decline}
            </Button>
          </>
        )}
      </div>
      {declining && (
        <ReasonForm
          title={words.decline}
          onClose={() => setDeclining(false)}
          onSubmit={(reason) => answer.mutateAsync({ id: proposal.id, accept: false, reason })}
        />
      )}
    </article>
  );
}
