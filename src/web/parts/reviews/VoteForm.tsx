import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { voteOnReview } from '#modules/reviews/contract.ts';
import { FEWEST_UNGUESSED, NEEDS_SENTENCE, VOTES, type Vote } from '#modules/reviews/schema.ts';
import { ApiProblem } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './reviews.module.css';

export interface VoteFormProps {
  reviewId: string;
  /** What the buttons are about, for screen readers. */
  name: string;
  /** How many were asked. */
  asked: number;
  said?: { vote: Vote | null; sentence: string | null } | undefined;
}

/** A sentence and one click. */
export function VoteForm({ reviewId, name, asked, said }: VoteFormProps) {
  const { reviews: texts, ui } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const [sentence, setSentence] = useState(said?.sentence ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const write = useWrite(voteOnReview, { invalidates: ['launch_review'] });
  const say = async (vote: Vote) => {
    if (NEEDS_SENTENCE.includes(vote) && sentence.trim() === '') return setProblem(ui.form.required);
    try {
      await write.mutateAsync({ id: reviewId, vote, sentence: sentence.trim() });
      toast.done(texts.day.done);
    } catch (error) {
      if (error instanceof ApiProblem && error.errors[0]) setProblem(error.errors[0].message);
      else toast.problem(error);
    }
  };
  return (
    <fieldset className={`${classes.buttons} ${classes.bare}`} aria-label={`${texts.day.title} ${name}`}>
      <p className={`${classes.quiet} ${classes.whole}`}>
        {asked === 1 ? texts.who.alone : asked < FEWEST_UNGUESSED ? texts.who.few(format.number(asked)) : texts.who.many}
      </p>
      <TextInput
        className={classes.grow}
        label={texts.sentence}
        maxLength={500}
        value={sentence}
        error={problem}
        onChange={(event) => {
          setSentence(event.currentTarget.value);
          setProblem(null);
        }}
      />
      {VOTES.map((vote) => (
        <Button
          key={vote}
          variant={said?.vote === vote ? 'filled' : 'default'}
          aria-pressed={said?.vote === vote}
          disabled={write.isPending}
          onClick={() => void say(vote)}
        >
          {texts.votes[vote]}
        </Button>
      ))}
    </fieldset>
  );
}
