import { Button } from '@mantine/core';
import { useState } from 'react';
import { confirmChange, type listChangeNotices, listConfirmations } from '#modules/offers/contract/changes.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { Difference } from './Difference.tsx';
import classes from './offers.module.css';

type Notice = OutputOf<typeof listChangeNotices>['items'][number];

/** One change: what is different, what to say, and the one click that confirms it. */
export function ChangeCard({ notice }: { notice: Notice }) {
  const { changes: texts, offers } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const confirm = useWrite(confirmChange, { invalidates: ['change_notice', 'offer'] });
  const { about, mine } = notice;
  const { title, to } = useSubject(about);
  const owed = mine?.state === 'waiting' || mine?.state === 'overdue';
  return (
    <article className={classes.card} aria-label={title}>
      <div className={classes.line}>
        <h3>
          <Go to={to}>{title}</Go>
        </h3>
        {about.number === 1 ? <Mark>{texts.isNew}</Mark> : <Mark>{offers.version(format.number(about.number))}</Mark>}
        {mine && <OwnMark state={mine.state} dueAt={notice.dueAt} />}
        <span className={`${classes.quiet} ${classes.end}`}>
          {notice.announcedBy} · <When at={notice.announcedAt} />
        </span>
      </div>
      {about.kind === 'document' && <p className={classes.plain}>{about.changes}</p>}
      {about.kind !== 'document' && (
        <Difference label={`${title}: ${offers.difference}`} changes={notice.difference} first={about.number === 1} />
      )}
      {about.kind === 'offer' && about.talkingPoints.length > 0 && !notice.difference.some(({ field }) => field === 'talkingPoints') && (
        <div>
          <p className={classes.quiet}>{offers.fields.talkingPoints}</p>
          <ul className={classes.points}>
            {[...new Set(about.talkingPoints)].map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </div>
      )}
      {about.kind === 'claim' && about.why && <p className={classes.plain}>{about.why}</p>}
      <div className={classes.line}>
        {owed && (
          <Button
            size="compact-md"
            loading={confirm.isPending}
            aria-label={texts.confirmOne(title)}
            onClick={() =>
              void confirm.mutateAsync({ id: notice.id }).then(
                () => toast.done(texts.done),
                (problem) => toast.problem(problem),
              )
            }
          >
            {texts.confirm}
          </Button>
        )}
        <Confirmations noticeId={notice.id} k={notice.confirmed} n={notice.asked} />
      </div>
    </article>
  );
}

function useSubject(about: Notice['about']) {
  const { changes: texts } = useTexts();
  if (about.kind === 'offer') return { title: texts.aboutOffer(about.offer.name), to: paths.offer(about.offer.id) };
  if (about.kind === 'document') return { title: texts.aboutDocument(about.document.name), to: paths.asset(about.document.id) };
  return { title: texts.aboutClaim, to: paths.claims() };
}

function OwnMark({ state, dueAt }: { state: NonNullable<Notice['mine']>['state']; dueAt: string }) {
  const { offers } = useTexts();
  const tone = state === 'overdue' ? 'late' : state === 'waiting' ? 'soon' : state === 'not_needed' ? 'plain' : 'good';
  return (
    <Mark tone={tone}>
      {offers.confirmations[state]}
      {state === 'waiting' && (
        <>
          {' · '}
          <When at={dueAt} />
        </>
      )}
    </Mark>
  );
}

/** How many confirmed of how many; opens who. */
export function Confirmations({ noticeId, k, n }: { noticeId: string; k: number; n: number }) {
  const { changes: texts, offers } = useTexts();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { data } = useRead(listConfirmations, { id: noticeId }, { topics: ['change_notice'], when: open });
  if (n === 0) return <p className={classes.quiet}>{offers.nobodyAsked}</p>;
  return (
    <div className={classes.section}>
      <div>
        <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {texts.counts(format.number(k), format.number(n))}
        </Button>
      </div>
      {open && data && (
        <ul className={classes.list} aria-label={offers.whoConfirmed}>
          {data.items.map(({ member, state, confirmedAt }) => (
            <li key={member.id} className={classes.line}>
              <PersonName person={member} />
              <span className={classes.quiet}>
                {offers.confirmations[state]} {confirmedAt && <When at={confirmedAt} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
