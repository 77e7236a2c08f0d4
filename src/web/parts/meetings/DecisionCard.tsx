import { Button } from '@mantine/core';
import { type Decision, signDecision, withdrawDecision } from '#modules/meetings/contract/decisions.ts';
import type { Party } from '#modules/meetings/schema.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { CriteriaWords } from '../scoring/CriteriaWords.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { DecisionEffect } from './DecisionEffect.tsx';
import classes from './meetings.module.css';
import { expectedWords, measuredWords } from './words.tsx';

const TONES = { waits: 'soon', applied: 'good', checked: 'good', withdrawn: 'plain' } as const;

/** Kinds whose effect can be worked out from the past. */
const SHOWN: readonly Decision['kind'][] = ['clause', 'threshold', 'profile', 'score', 'routing'];

type Applied = NonNullable<Decision['applied']>;

function placeOf({ place, id, number }: Applied): string {
  switch (place) {
    case 'agreement':
      return paths.agreement(number ?? undefined);
    case 'threshold':
      return paths.threshold();
    case 'profile':
      return paths.profile('profile');
    case 'score':
      return paths.profile('score');
    case 'routing':
      return paths.settings('routing');
    case 'requests':
      return paths.assetRequests();
    case 'offer':
      return id ? paths.offer(id) : paths.offers();
    case 'task':
      return paths.tasks();
  }
}

interface CardProps {
  of: Decision;
  /** The side that the reader signs for. */
  signsFor: Party | null;
  mayWrite: boolean;
  onRewrite: (of: Decision) => void;
}

/** A decision: what changes, who signed, what is expected and what came of it. */
export function DecisionCard({ of, signsFor, mayWrite, onRewrite }: CardProps) {
  const all = useTexts();
  const texts = all.meetings.decisions;
  const format = useFormat();
  const metric = texts.metrics[of.metric] + (of.line ? ` (${of.line.name})` : '');
  return (
    <article className={classes.card} aria-label={of.title}>
      <div className={classes.between}>
        <span className={classes.bar}>
          <Mark tone={TONES[of.state]}>{texts.states[of.state]}</Mark>
          <span className={classes.quiet}>
            {texts.number(format.number(of.number))} · {texts.kinds[of.kind]}
            {of.createdBy && (
              <>
                {' · '}
                <PersonName person={of.createdBy} />
              </>
            )}
          </span>
          {of.meeting && <Go to={paths.meeting(of.meeting.id)}>{of.meeting.title}</Go>}
        </span>
        <span className={classes.bar}>
          {of.signatures.map(({ party, member, signedAt }) => (
            <span key={party} className={classes.bar}>
              <Side side={party} /> <PersonName person={member} /> <When at={signedAt} />
            </span>
          ))}
        </span>
      </div>
      <p className={classes.sentence}>{of.title}</p>
      <p className={classes.note}>{of.says}</p>
      {of.change.kind === 'profile' && of.change.criterion && (
        <p className={classes.quiet}>
          <CriteriaWords entity="contact" criteria={of.change.criterion.condition} />
        </p>
      )}
      {of.change.kind === 'routing' && of.change.territory && of.change.territory.criteria.of.length > 0 && (
        <p className={classes.quiet}>
          <CriteriaWords entity="lead" criteria={of.change.territory.criteria} />
        </p>
      )}
      <p className={classes.quiet}>
        {texts.expected(metric, expectedWords(of, { texts: all, format }), format.date(of.checkOn))}.{' '}
        {texts.before(measuredWords({ metric: of.metric, of: of.baseline }, { texts: all, format }))}
      </p>
      {of.measured && (
        <p className={classes.sentence}>{texts.was(measuredWords({ metric: of.metric, of: of.measured }, { texts: all, format }))}</p>
      )}
      {of.applied && (
        <p className={classes.quiet}>
          <Go to={placeOf(of.applied)}>{texts.place[of.applied.place]}</Go>
        </p>
      )}
      {of.stale && <p className={classes.note}>{texts.stale}</p>}
      {of.state === 'waits' && !of.stale && SHOWN.includes(of.kind) && <DecisionEffect id={of.id} />}
      {of.state === 'waits' && <Choices of={of} signsFor={signsFor} mayWrite={mayWrite} onRewrite={onRewrite} />}
    </article>
  );
}

const options = { invalidates: ['decision', 'agreement', 'threshold', 'profile', 'score', 'territory', 'offer', 'task', 'asset_request'] };

function Choices({ of, signsFor, mayWrite, onRewrite }: CardProps) {
  const { meetings } = useTexts();
  const texts = meetings.decisions;
  const toast = useToast();
  const sign = useWrite(signDecision, {
    ...options,
    onDone: ({ state }) => toast.done(state === 'waits' && signsFor ? texts.signed(meetings.sides[signsFor]) : texts.applied),
  });
  const withdraw = useWrite(withdrawDecision, options);
  const maySign = signsFor !== null && !of.stale && !of.signatures.some(({ party }) => party === signsFor);
  return (
    <div className={`${classes.bar} ${classes.unprinted}`}>
      {maySign && (
        <Button
          size="compact-sm"
          loading={sign.isPending}
          onClick={() => void sign.mutateAsync({ id: of.id, contentHash: of.contentHash }).catch(toast.problem)}
        >
          {texts.sign}
        </Button>
      )}
      {mayWrite && (
        <>
          <Button size="compact-sm" variant="default" onClick={() => onRewrite(of)}>
            {texts.rewrite}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => void withdraw.mutateAsync({ id: of.id }).catch(toast.problem)}>
            {texts.withdraw}
          </Button>
        </>
      )}
    </div>
  );
}
