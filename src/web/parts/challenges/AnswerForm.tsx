import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answerPulse, withdrawPulse } from '#modules/challenges/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './challenges.module.css';

interface AnswerFormProps {
  questionId: string;
  mine: { value: number; word: string | null } | null;
}

const VALUES = ['1', '2', '3', '4', '5'];

/** From 1 to 5 and a word, without a name. */
export function AnswerForm({ questionId, mine }: AnswerFormProps) {
  const texts = useTexts().challenges.pulse;
  const format = useFormat();
  const toast = useToast();
  const [value, setValue] = useState(mine ? String(mine.value) : '');
  const [word, setWord] = useState(mine?.word ?? '');
  const invalidates = ['pulse'];
  const answer = useWrite(answerPulse, { invalidates, onDone: () => toast.done(texts.answered) });
  const takeBack = useWrite(withdrawPulse, { invalidates });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    answer
      .mutateAsync({ questionId, value: Number(value), ...(word.trim() ? { word: word.trim() } : {}) })
      .catch((problem) => toast.problem(problem));
  };
  return (
    <form onSubmit={submit} className={classes.answer}>
      <div>
        <SegmentedControl
          aria-label={texts.scale}
          value={value}
          onChange={setValue}
          data={VALUES.map((one) => ({ value: one, label: one }))}
        />
        <p className={classes.quiet}>{texts.scale}</p>
      </div>
      <TextInput
        label={texts.word}
        description={texts.wordHelp}
        maxLength={40}
        autoComplete="off"
        value={word}
        onChange={(event) => setWord(event.currentTarget.value)}
      />
      <div className={classes.line}>
        <Button type="submit" size="compact-md" loading={answer.isPending} disabled={value === ''}>
          {mine ? texts.change : texts.answer}
        </Button>
        {mine && (
          <Button
            size="compact-md"
            variant="subtle"
            onClick={() => takeBack.mutateAsync({ questionId }).catch((problem) => toast.problem(problem))}
          >
            {texts.takeBack}
          </Button>
        )}
      </div>
      {mine && <p className={classes.quiet}>{texts.mine(format.number(mine.value))}</p>}
    </form>
  );
}
