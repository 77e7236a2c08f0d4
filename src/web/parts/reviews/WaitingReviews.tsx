import { listWaitingReviews } from '#modules/reviews/contract.ts';
import type { Subject } from '#modules/reviews/schema.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import classes from './reviews.module.css';
import { VoteForm } from './VoteForm.tsx';

const PAGE: Readonly<Record<Subject, (id: string) => string>> = {
  campaign: paths.campaign,
  send: paths.send,
  offer: paths.offer,
  asset: paths.asset,
};

/** On top of the day: what Marketing wants to launch and asks the reader about. */
export function WaitingReviews() {
  const texts = useTexts().reviews;
  const { data } = useRead(listWaitingReviews, {}, { topics: ['launch_review'] });
  if (!data || data.items.length === 0) return null;
  return (
    <section className={classes.part} aria-label={texts.day.title}>
      {data.items.map(({ id, subject, subjectId, name, words, askedBy, askedAt, reviewers }) => (
        <div key={id} className={classes.waiting}>
          <h2 className={classes.name}>
            {texts.day.title} {texts.subjects[subject]}: <Go to={PAGE[subject](subjectId)}>{name}</Go>
          </h2>
          <p className={classes.quiet}>
            {askedBy && `${texts.day.by(askedBy.name)} · `}
            <When at={askedAt} />
            {words && ` · ${words}`}
          </p>
          <VoteForm reviewId={id} name={name} asked={reviewers} />
        </div>
      ))}
    </section>
  );
}
