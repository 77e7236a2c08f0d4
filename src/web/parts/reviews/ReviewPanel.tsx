import { Button } from '@mantine/core';
import { useState } from 'react';
import { getLaunchReview, type Review } from '#modules/reviews/contract.ts';
import { type About, VOTES } from '#modules/reviews/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { AskReview } from './AskReview.tsx';
import { FieldTest } from './FieldTest.tsx';
import classes from './reviews.module.css';
import { VoteForm } from './VoteForm.tsx';

/** Before a launch: who of Sales was asked, what they said, and how the field test went. */
export function ReviewPanel({ about, name }: { about: About; name: string }) {
  const texts = useTexts().reviews;
  const mayRead = useCan('record:read');
  const [asking, setAsking] = useState(false);
  const { data } = useRead(getLaunchReview, about, { topics: ['launch_review', 'message'], when: mayRead });
  if (!data) return null;
  const { review, mayAsk } = data;
  return (
    <Panel title={texts.title}>
      <div className={classes.part}>
        {review ? <Said review={review} /> : <p className={classes.quiet}>{texts.none}</p>}
        {review?.mine && <VoteForm key={review.id} reviewId={review.id} name={name} asked={review.reviewers.length} said={review.mine} />}
        {mayAsk && (
          <div>
            <Button variant="default" size="compact-sm" onClick={() => setAsking(true)}>
              {review ? texts.askMore : texts.ask}
            </Button>
          </div>
        )}
        {review && <FieldTest review={review} about={about} mayAsk={mayAsk} />}
      </div>
      <AskReview about={about} asked={review?.reviewers.map(({ id }) => id) ?? []} opened={asking} onClose={() => setAsking(false)} />
    </Panel>
  );
}

function Said({ review }: { review: Review }) {
  const texts = useTexts().reviews;
  const format = useFormat();
  const { reviewers, tally, votes } = review;
  const answered = reviewers.filter((one) => one.answered).length;
  return (
    <>
      {review.words && <p className={classes.quiet}>{review.words}</p>}
      <p>
        {texts.of(format.number(answered), format.number(reviewers.length))}{' '}
        {VOTES.filter((vote) => tally[vote] > 0).map((vote) => (
          <Mark key={vote}>{`${texts.votes[vote]}: ${format.number(tally[vote])}`}</Mark>
        ))}
      </p>
      <ul className={classes.list} aria-label={texts.reviewers}>
        {reviewers.map((one) => (
          <li key={one.id}>
            <PersonName person={one} /> <span className={classes.quiet}>{one.answered ? texts.answered : texts.waiting}</span>
          </li>
        ))}
      </ul>
      {votes.length > 0 && (
        <ul className={classes.list} aria-label={texts.said}>
          {votes.map(({ by, vote, sentence }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a vote without a name has nothing else to tell it by
            <li key={place}>
              <strong>{texts.votes[vote]}</strong> {sentence}{' '}
              <span className={classes.quiet}>{by ? <PersonName person={by} /> : texts.somebody}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
