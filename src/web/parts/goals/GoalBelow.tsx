import { useState } from 'react';
import { getGoal } from '#modules/goals/contract/goals.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, Side } from '../../ui/marks.tsx';
import { CriteriaWords } from '../scoring/CriteriaWords.tsx';
import { written } from './figures.ts';
import type { GoalRead } from './GoalFigure.tsx';
import classes from './goals.module.css';

/** What both teams get, and how much of the way there each has brought. */
export function Reward({ goal }: { goal: GoalRead }) {
  const texts = useTexts().goals;
  const format = useFormat();
  const { reward, pace } = goal;
  if (!reward) return null;
  const needed = (goal.target * reward.atPercent) / 100;
  return (
    <div className={classes.line}>
      <span>{texts.reward(reward.text, format.percent(reward.atPercent / 100))}</span>
      {pace && pace.actual >= needed && <Mark tone="good">{texts.rewardReached}</Mark>}
      {pace &&
        (['marketing', 'sales'] as const).map((side) => (
          <Side key={side} side={side}>
            {texts.rewardOf(texts.sides[side], format.percent(pace[side] / needed))}
          </Side>
        ))}
    </div>
  );
}

/** What a goal needs: the goals that serve it, with the side that carries the most of each, and how they stand. */
export function Needs({ goal, all, currency }: { goal: GoalRead; all: readonly GoalRead[]; currency: string }) {
  const texts = useTexts().goals;
  const format = useFormat();
  const below = all.filter(({ parentId }) => parentId === goal.id);
  if (below.length === 0) return null;
  return (
    <ul className={classes.list}>
      {below.map((one) => {
        const side = one.marketingPercent >= 50 ? 'marketing' : 'sales';
        const write = written(format, one.metric, currency);
        const { pace } = one;
        return (
          <li key={one.versionId} className={classes.line}>
            <Side side={side}>{texts.needs(texts.sides[side])}</Side>
            <span>{one.title}</span>
            {pace && <span className={classes.quiet}>{texts.needOf(write(pace.actual), write(one.target), write(pace.expected))}</span>}
            {pace && pace.elapsed > 0 && (
              <Mark tone={pace.actual >= pace.expected ? 'good' : 'late'}>{pace.actual >= pace.expected ? texts.onTime : texts.late}</Mark>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function SegmentWords({ segment }: { segment: GoalRead['segment'] }) {
  const texts = useTexts().goals;
  return segment ? <CriteriaWords entity="contact" criteria={segment} /> : texts.everybody;
}

/** What changed from version to version; read when it is opened. */
export function Versions({ goal }: { goal: GoalRead }) {
  const texts = useTexts().goals;
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { data } = useRead(getGoal, { id: goal.id }, { topics: ['goal'], when: open });
  const names: Readonly<Record<string, unknown>> = texts.fields;
  const nameOf = (field: string) => (typeof names[field] === 'string' ? names[field] : field);
  if (goal.number === 1) return null;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.quiet}>{texts.changesTitle}</summary>
      <ul className={classes.list}>
        {data?.versions.map(({ number, signedAt, segment, changes }, place) => (
          <li key={number}>
            <div>
              {texts.version(format.number(number))} <span className={classes.quiet}>{signedAt ? format.date(signedAt) : texts.draft}</span>
            </div>
            {changes.map(({ field, from, to }) => (
              <div key={field} className={classes.quiet}>
                {field === 'segment' ? (
                  <>
                    {nameOf(field)}: <SegmentWords segment={data.versions[place + 1]?.segment ?? null} /> →{' '}
                    <SegmentWords segment={segment} />
                  </>
                ) : (
                  texts.change(nameOf(field), from, to)
                )}
              </div>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}
