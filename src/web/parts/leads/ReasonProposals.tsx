import { Button, Group } from '@mantine/core';
import { listReasonProposals, signReasonProposal, withdrawReasonProposal } from '#modules/leads/contract/reasons.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../agreements/agreements.module.css';
import { PersonName } from '../team/PersonName.tsx';

type Proposal = OutputOf<typeof listReasonProposals>['items'][number];

/** What is on the table about the reasons, with both signatures; below it what was decided before. */
export function ReasonProposals() {
  const texts = useTexts().disputes.reasons;
  const open = useRead(listReasonProposals, {}, { topics: ['reason'] });
  const ended = useRead(listReasonProposals, { ended: true }, { topics: ['reason'] });
  return (
    <section className={classes.side} aria-label={texts.proposals}>
      <h2 className={classes.heading}>{texts.proposals}</h2>
      {open.data?.items.length === 0 && <p className={classes.quiet}>{texts.noProposals}</p>}
      <ul className={classes.clauses}>
        {open.data?.items.map((proposal) => (
          <OneProposal key={proposal.id} proposal={proposal} />
        ))}
      </ul>
      {(ended.data?.items.length ?? 0) > 0 && (
        <details>
          <summary className={classes.quiet}>{texts.ended}</summary>
          <ul className={classes.clauses}>
            {ended.data?.items.map((proposal) => (
              <OneProposal key={proposal.id} proposal={proposal} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function OneProposal({ proposal }: { proposal: Proposal }) {
  const { leads, disputes, ui } = useTexts();
  const texts = disputes.reasons;
  const format = useFormat();
  const toast = useToast();
  const sign = useWrite(signReasonProposal, { invalidates: ['reason'] });
  const withdraw = useWrite(withdrawReasonProposal, { invalidates: ['reason'] });
  const { id, contentHash, signatures } = proposal;
  const written = (value: Proposal['diff'][number]['to'], field: string) => {
    if (typeof value === 'boolean') return value ? texts.yes : texts.no;
    if (value === null) return field === 'recycleDays' ? texts.usual : '–';
    if (typeof value !== 'number') return value;
    return format.number(field === 'position' ? value + 1 : value);
  };
  return (
    <li className={classes.clause}>
      <div className={classes.top}>
        <h3 className={classes.name}>
          {texts.kinds[proposal.kind]}: {proposal.label}
        </h3>
        <Mark>{texts.states[proposal.state]}</Mark>
      </div>
      <p className={classes.text}>
        {leads.reason.classes[proposal.class]}
        {proposal.diff
          .filter(({ field }) => proposal.kind === 'change' || field !== 'label')
          .map(({ field, from, to }) => (
            <span key={field}>
              {' · '}
              {texts.fields[field] ?? field}: {proposal.kind === 'change' && <>{written(from, field)} → </>}
              {written(to, field)}
            </span>
          ))}
      </p>
      <p className={classes.text}>{proposal.why}</p>
      <p className={classes.quiet}>
        <PersonName person={proposal.proposedBy} /> <When at={proposal.proposedAt} />
        {proposal.uses > 0 && ` · ${texts.uses(format.number(proposal.uses))}`}
      </p>
      <Group gap="xs">
        {signatures.map(({ party, member }) => (
          <Side key={party} side={party}>
            {ui.sides[party]}: <PersonName person={member} />
          </Side>
        ))}
        {proposal.maySign && (
          <Button
            size="compact-sm"
            loading={sign.isPending}
            onClick={() =>
              void sign
                .mutateAsync({ id, contentHash })
                .then(({ applied }) => toast.done(applied ? texts.signed : texts.signedOne))
                .catch(toast.problem)
            }
          >
            {texts.sign}
          </Button>
        )}
        {proposal.mayWithdraw && (
          <Button size="compact-sm" variant="subtle" onClick={() => void withdraw.mutateAsync({ id }).catch(toast.problem)}>
            {texts.withdraw}
          </Button>
        )}
      </Group>
    </li>
  );
}
