import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { ActivityKind } from '#modules/activities/schema.ts';
import { getScore } from '#modules/scoring/contract/score.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { ScoreLabel } from '../handoffs/ScoreLabel.tsx';
import { Momentum, Reason } from './Momentum.tsx';
import { PointsTable } from './PointsTable.tsx';
import classes from './scoring.module.css';
import { UnderstoodFacts } from './UnderstoodFacts.tsx';

/** A person's score, every point of it: the criteria of the profile, and what they did with what is left of it. */
export function ScoreExplained({ contactId }: { contactId: string }) {
  const { explain: texts } = useTexts().scoring;
  const { activities } = useTexts();
  const { review } = useTexts().profile;
  const format = useFormat();
  const now = useNow();
  const [every, setEvery] = useState(false);
  const { data, error, refetch } = useRead(getScore, { id: contactId }, { topics: [`contact:${contactId}`, 'profile', 'score'] });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const one = (value: number) => format.decimal(value, 1);
  return (
    <section className={classes.section} aria-label={texts.title}>
      <div>
        <span className={classes.row}>
          <ScoreLabel label={data.label} />
          <Momentum of={data.momentum} />
          <Reason of={data.reason} />
        </span>
        <ul className={classes.list}>
          {data.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      {data.criteria.length > 0 && (
        <>
          <h3 className={classes.heading}>
            {texts.fit} {data.fitScore === null ? '' : one(data.fitScore)}
          </h3>
          <ul className={classes.list}>
            {data.criteria.map((criterion) => (
              <li key={criterion.id} className={classes.line}>
                <span>{criterion.label}</span>
                <span className={classes.quiet}>
                  <Mark>{texts.answers[criterion.answer]}</Mark> {criterion.kind === 'weighted' && one(criterion.points)}
                </span>
              </li>
            ))}
          </ul>
          <p className={classes.quiet}>{texts.coverage(format.percent(data.coverage))}</p>
          {data.profileReviewDue && <p className={classes.problem}>{review.inExplain}</p>}
          <UnderstoodFacts facts={data.facts ?? []} />
        </>
      )}
      <h3 className={classes.heading}>
        {texts.engagement} {one(data.engagement)}
      </h3>
      {every ? (
        <PointsTable contactId={contactId} />
      ) : data.contributions.length === 0 ? (
        <p className={classes.quiet}>{texts.nothing}</p>
      ) : (
        <Scroll label={texts.engagement}>
          <ReadTable className={classes.points}>
            <Heads
              of={[
                texts.columns.rule,
                texts.columns.what,
                texts.columns.when,
                { number: texts.columns.base },
                { number: texts.columns.decayed },
                { number: texts.columns.counted },
              ]}
            />
            <tbody>
              {data.contributions.map((row) => (
                <tr key={`${row.ruleId}.${row.activityId}`}>
                  <td>{row.rule}</td>
                  <td>{row.what ?? activities.kinds[row.kind as ActivityKind]}</td>
                  <td>
                    <When at={row.occurredAt} />
                  </td>
                  <td data-number>{format.number(row.base)}</td>
                  <td data-number>{one(row.decayed)}</td>
                  <td data-number>
                    {one(row.counted)}
                    {row.capEffect && <span className={classes.quiet}> ({texts.caps[row.capEffect]})</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </ReadTable>
        </Scroll>
      )}
      <Group gap="sm">
        <Button variant="default" size="compact-sm" onClick={() => setEvery(!every)}>
          {every ? texts.fewer : texts.every}
        </Button>
      </Group>
      {data.ignored.duplicate > 0 && <p className={classes.quiet}>{texts.ignored(format.number(data.ignored.duplicate))}</p>}
      {data.resetAt && <p className={classes.quiet}>{texts.reset(format.relative(data.resetAt, now))}</p>}
      {data.changesAt && <p className={classes.quiet}>{texts.changes(format.relative(data.changesAt, now))}</p>}
    </section>
  );
}
