import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { getAgreement } from '#modules/agreements/contract/agreement.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import classes from './agreements.module.css';
import type { Version } from './clause-draft.ts';
import { diffWords } from './text-diff.ts';

type Versions = OutputOf<typeof getAgreement>['versions'];

/** All versions, and what changed in the words between this one and another. */
export function VersionHistory({ version, versions }: { version: Version; versions: Versions }) {
  const { agreement } = useTexts();
  const texts = agreement.history;
  const format = useFormat();
  const others = versions.filter(({ number }) => number !== version.number);
  const earlier = others.find(({ number }) => number < version.number) ?? others.at(0);
  const [chosen, setChosen] = useState<number | null>(null);
  const number = chosen ?? earlier?.number ?? null;
  const { data } = useRead(getAgreement, number === null ? {} : { number }, { topics: ['agreement'], when: number !== null });
  const other = data?.version ?? null;
  const [before, after] = other && other.number > version.number ? [version, other] : [other, version];
  return (
    <>
      <ul className={classes.clauses} aria-label={agreement.versions}>
        {versions.map((one) => (
          <li key={one.id} className={classes.line}>
            <Go to={paths.agreement(one.number)}>
              {agreement.version(String(one.number))} · {one.title}
            </Go>
            <span className={classes.quiet}>{one.inForceAt && agreement.from(format.date(one.inForceAt))}</span>
            <Mark>{agreement.states[one.state]}</Mark>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <NativeSelect
          label={texts.compare(String(version.number))}
          w={320}
          value={String(number ?? '')}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
          data={others.map((one) => ({
            value: String(one.number),
            label: `${agreement.version(String(one.number))} · ${agreement.states[one.state]}`,
          }))}
        />
      )}
      {before && after && before.number !== after.number && <Changes before={before} after={after} />}
    </>
  );
}

function Changes({ before, after }: { before: Version; after: Version }) {
  const { agreement } = useTexts();
  const texts = agreement.history;
  const lines = [...after.clauses, ...before.clauses.filter(({ lineId }) => !after.clauses.some((one) => one.lineId === lineId))];
  const said = (clause: Version['clauses'][number] | undefined) => (clause ? `${clause.text} ${clause.fine}` : '');
  const parts = lines.map(({ lineId, party, title }) => {
    const [old, now] = [before, after].map(({ clauses }) => said(clauses.find((one) => one.lineId === lineId)));
    return { lineId, party, title, old: old ?? '', now: now ?? '' };
  });
  const changed = parts.filter(({ old, now }) => old !== now);
  return (
    <section className={classes.side} aria-label={texts.changes(String(before.number), String(after.number))}>
      <h2 className={classes.heading}>{texts.changes(String(before.number), String(after.number))}</h2>
      <Words old={before.note ?? ''} now={after.note ?? ''} />
      {changed.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.clauses}>
        {changed.map(({ lineId, party, title, old, now }) => (
          <li key={lineId} className={classes.clause} data-party={party}>
            <div className={classes.line}>
              <h3 className={classes.name}>{title}</h3>
              <Side side={party} />
              <Mark>{old === '' ? texts.added : now === '' ? texts.removed : texts.changed}</Mark>
            </div>
            <Words old={old} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Words({ old, now }: { old: string; now: string }) {
  if (old === now) return null;
  const marked = { same: 'span', added: 'ins', removed: 'del' } as const;
  return (
    <p className={classes.text}>
      {diffWords(old, now).map(({ is, text }, place) => {
        const Word = marked[is];
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have nothing but their place
        return <Word key={place}>{text}</Word>;
      })}
    </p>
  );
}
