import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ActivityKind } from '#modules/activities/schema.ts';
import { drawCases, judgeCase, type listReviewCases } from '#modules/handoffs/contract/disputes.ts';
import type { Judgment } from '#modules/handoffs/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../agreements/agreements.module.css';
import { ScoreLabel } from './ScoreLabel.tsx';

type Cases = OutputOf<typeof listReviewCases>;
type Case = Cases['items'][number];

/** Leads to judge without knowing whose they are, one below the other. */
export function BlindCases({ cases }: { cases: Cases }) {
  const texts = useTexts().disputes.judge;
  const format = useFormat();
  const toast = useToast();
  const mayDraw = useCan('agreement:excuse');
  const draw = useWrite(drawCases, { invalidates: ['dispute'] });
  const drawing = () =>
    draw
      .mutateAsync({ n: 10 })
      .then(({ drawn }) => toast.done(texts.drawn(format.number(drawn))))
      .catch(toast.problem);
  return (
    <section className={classes.side}>
      <p className={classes.text}>{cases.party ? texts.lead : texts.noSide}</p>
      {mayDraw && (
        <div>
          <Button variant="default" size="compact-sm" loading={draw.isPending} onClick={() => void drawing()}>
            {texts.draw}
          </Button>
        </div>
      )}
      {cases.party && cases.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      <ul className={classes.clauses}>
        {cases.items.map((one) => (
          <BlindCase key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function BlindCase({ one }: { one: Case }) {
  const { disputes, activities } = useTexts();
  const texts = disputes.judge;
  const format = useFormat();
  const toast = useToast();
  const [note, setNote] = useState('');
  const judge = useWrite(judgeCase, { invalidates: ['dispute', 'handoff', 'lead'] });
  const say = (judgment: Judgment) =>
    judge
      .mutateAsync({ id: one.id, judgment, ...(note.trim() ? { note: note.trim() } : {}) })
      .then(({ ruling }) => toast.done(ruling ? disputes.rulings[ruling] : texts.done))
      .catch(toast.problem);
  const firm = [
    one.jobTitle,
    one.industry,
    one.employeeCount === null ? null : texts.people(format.number(one.employeeCount)),
    one.country,
  ];
  return (
    <li className={classes.clause}>
      <div className={classes.top}>
        <h3 className={classes.name}>{texts.case(one.alias)}</h3>
        <ScoreLabel label={one.label} />
      </div>
      <p className={classes.text}>{firm.filter(Boolean).join(' · ')}</p>
      {one.whyNow && (
        <p className={classes.text}>
          <span className={classes.quiet}>{texts.why}: </span>
          {one.whyNow}
        </p>
      )}
      {one.lines.length > 0 && (
        <ul aria-label={texts.score}>
          {one.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {one.did.length > 0 && (
        <p className={classes.quiet}>
          {texts.did}:{' '}
          {one.did.map(({ kind, at, what }) => (
            <span key={`${kind}${at}`}>
              {activities.kinds[kind as ActivityKind] ?? kind}
              {what && ` (${what})`} <When at={at} />{' '}
            </span>
          ))}
        </p>
      )}
      <Textarea
        label={texts.note}
        autosize
        minRows={1}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button size="compact-md" variant="default" loading={judge.isPending} onClick={() => void say('good')}>
          {texts.good}
        </Button>
        <Button size="compact-md" variant="default" loading={judge.isPending} onClick={() => void say('poor')}>
          {texts.poor}
        </Button>
      </Group>
    </li>
  );
}
