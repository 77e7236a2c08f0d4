import { Button } from '@mantine/core';
import { answerPersonPromise, judgePersonPromise, type listPersonPromises, reportPersonPromise } from '#modules/goals/contract/persons.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';

type Item = OutputOf<typeof listPersonPromises>['items'][number];
const options = { invalidates: ['promise'] };
const OUTCOMES = ['kept', 'late', 'missed'] as const;

/** What the reader can say of a promise: yes or no, that it is there, or what became of it. */
export function PromiseMoves({ of: { id, what, may } }: { of: Item }) {
  const { between: texts } = useTexts().goals.promises;
  const toast = useToast();
  const answer = useWrite(answerPersonPromise, options);
  const report = useWrite(reportPersonPromise, options);
  const judge = useWrite(judgePersonPromise, options);
  const button = (words: string, act: () => Promise<unknown>) => (
    <Button key={words} size="compact-xs" variant="subtle" aria-label={`${words}: ${what}`} onClick={() => void act().catch(toast.problem)}>
      {words}
    </Button>
  );
  return (
    <>
      {may.answer && button(texts.yes, () => answer.mutateAsync({ id, accept: true }))}
      {may.answer && button(texts.no, () => answer.mutateAsync({ id, accept: false }))}
      {may.report && button(texts.there, () => report.mutateAsync({ id }))}
      {may.judge && OUTCOMES.map((outcome) => button(texts.judge[outcome], () => judge.mutateAsync({ id, outcome })))}
    </>
  );
}
