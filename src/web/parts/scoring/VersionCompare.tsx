import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { compareProfiles } from '#modules/scoring/contract/drafting.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Worded } from './ProfileLine.tsx';
import profile from './profile.module.css';
import classes from './scoring.module.css';

type Line = OutputOf<typeof compareProfiles>['lines'][number];

/** Two versions beside each other; the two newest at first. */
export function VersionCompare({ numbers }: { numbers: readonly number[] }) {
  const { compare: texts } = useTexts().profile;
  const { profile: words } = useTexts().scoring;
  const [newest = 1, before = 1] = numbers;
  const [from, setFrom] = useState(before);
  const [to, setTo] = useState(newest);
  const format = useFormat();
  const { data, error, refetch } = useRead(compareProfiles, { from, to }, { topics: ['profile'], keep: true });
  const choices = numbers.map((number) => ({ value: String(number), label: words.version(String(number)) }));
  const changed = data?.lines.filter(({ change }) => change !== 'same') ?? [];
  const same = (data?.lines.length ?? 0) - changed.length;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <div className={profile.choose}>
        <NativeSelect
          label={texts.from}
          data={choices}
          value={String(from)}
          onChange={(event) => setFrom(Number(event.currentTarget.value))}
        />
        <NativeSelect label={texts.to} data={choices} value={String(to)} onChange={(event) => setTo(Number(event.currentTarget.value))} />
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <ul className={profile.lines}>
            {changed.map((line) => (
              <Compared key={`${line.before?.criterion.label} ${line.after?.criterion.label}`} line={line} />
            ))}
          </ul>
          {same > 0 && <p className={classes.quiet}>{texts.same(format.number(same))}</p>}
        </>
      )}
    </section>
  );
}

function Compared({ line }: { line: Line }) {
  const { compare: texts, argued } = useTexts().profile;
  return (
    <li className={profile.argued}>
      <div className={profile.settled}>
        <Mark>{texts.change[line.change]}</Mark>
        {line.differs.length > 0 && (
          <span className={classes.quiet}>{argued.differsIn(line.differs.map((what) => argued.differs[what]).join(', '))}</span>
        )}
      </div>
      <div className={profile.sides}>
        {(['before', 'after'] as const).map((when) => {
          const one = line[when];
          return (
            <div key={when} className={profile.proposal}>
              <span className={classes.quiet}>{texts[when]}</span>
              {one ? <Worded criterion={one.criterion} share={one.share} /> : texts.nothing}
            </div>
          );
        })}
      </div>
    </li>
  );
}
