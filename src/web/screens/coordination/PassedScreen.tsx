import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { answerPass, listOwnPasses } from '#modules/coordination/contract/passes.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './coordination.module.css';

type Item = OutputOf<typeof listOwnPasses>['items'][number];

/** What the caller is asked to take over; one click takes it, another says that they cannot. */
export function PassedScreen() {
  const texts = useTexts().coordination.passed;
  const { data, error, refetch } = useRead(listOwnPasses, {}, { topics: ['ask', 'handoff', 'question', 'discussion'] });
  return (
    <Page title={texts.title} lead={texts.lead}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      <ul className={classes.cards}>
        {data?.items.map((item) => (
          <PassCard key={item.id} item={item} />
        ))}
      </ul>
    </Page>
  );
}

function PassCard({ item }: { item: Item }) {
  const { coordination } = useTexts();
  const texts = coordination.passed;
  const name = [coordination.chase.kinds[item.kind], item.contact ?? item.about].filter(Boolean).join(': ');
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <h2 className={classes.name}>
          <Go to={item.link}>{name}</Go>
        </h2>
        {item.dueAt && (
          <span>
            {texts.due} <When at={item.dueAt} />{' '}
            {item.overdue && (
              <Mark tone="late" icon={IconAlertTriangle}>
                {texts.overdue}
              </Mark>
            )}
          </span>
        )}
      </div>
      <p className={classes.line}>
        <span>
          {texts.asks(item.by?.name ?? texts.somebody)} <When at={item.askedAt} />: “{item.words}”
        </span>
        {item.toMe && <span className={classes.quiet}>{texts.from(item.from?.name ?? texts.side)}</span>}
      </p>
      <p className={classes.quiet}>{stateOf(item, texts)}</p>
      {item.toMe && item.state === 'asked' && <Answers id={item.id} name={name} />}
    </li>
  );
}

function stateOf({ toMe, state, to, moves }: Item, texts: ReturnType<typeof useTexts>['coordination']['passed']): string {
  if (state === 'taken') return toMe ? texts.yours : texts.theirs(to.name);
  if (!toMe) return texts.waits(to.name);
  return moves ? texts.moves : texts.stays;
}

function Answers({ id, name }: { id: string; name: string }) {
  const texts = useTexts().coordination.passed;
  const toast = useToast();
  const answer = useWrite(answerPass, { invalidates: ['ask', 'handoff', 'question'] });
  const say = (what: 'taken' | 'declined') =>
    answer.mutate(
      { id, answer: what },
      {
        onError: toast.problem,
        onSuccess: ({ moved }) => toast.done(what === 'declined' ? texts.declined : moved ? texts.moved : texts.taken),
      },
    );
  return (
    <div className={classes.line}>
      <Button size="compact-sm" aria-label={texts.takeOf(name)} disabled={answer.isPending} onClick={() => say('taken')}>
        {texts.take}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={texts.declineOf(name)}
        disabled={answer.isPending}
        onClick={() => say('declined')}
      >
        {texts.decline}
      </Button>
    </div>
  );
}
