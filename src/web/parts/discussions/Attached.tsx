import { Button } from '@mantine/core';
import { useState } from 'react';
import type { getDiscussion } from '#modules/discussions/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { itemName } from '../patterns/named.ts';
import classes from './discussions.module.css';

export type Discussion = OutputOf<typeof getDiscussion>;
type Record = Discussion['records'][number];
/** Records that are shown before somebody asks for all. */
const FIRST = 8;

/** The records and the pattern that a discussion is about, as far as the reader reaches them. */
export function Attached({ of }: { of: Discussion }) {
  const { discussions: texts, patterns } = useTexts();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const seen = of.records.filter(({ id }) => id !== null);
  const unseen = of.records.length - seen.length;
  return (
    <section className={classes.section} aria-label={texts.attached}>
      <h2 className={classes.heading}>{texts.attached}</h2>
      {of.pattern && (
        <p className={classes.body}>
          {of.pattern.items.map((item) => (item ? itemName(item, patterns) : texts.hidden)).join(patterns.and)}{' '}
          <Go to={paths.patterns({ outcome: of.pattern.outcome })}>{texts.toPatterns}</Go>{' '}
          {of.pattern.narrowed && <span className={classes.quiet}>{texts.narrowed}</span>}
        </p>
      )}
      <ul className={classes.list}>
        {(all ? seen : seen.slice(0, FIRST)).map((record) => (
          <RecordLine key={record.id} record={record} />
        ))}
        {unseen > 0 && (
          <li className={classes.quiet}>{seen.length === 0 && unseen === 1 ? texts.hidden : texts.hiddenMany(format.number(unseen))}</li>
        )}
      </ul>
      {!all && seen.length > FIRST && (
        <Button size="compact-sm" variant="default" w="fit-content" onClick={() => setAll(true)}>
          {texts.all(format.number(seen.length))}
        </Button>
      )}
      {of.total > of.records.length && (
        <p className={classes.quiet}>{texts.firstOf(format.number(of.records.length), format.number(of.total))}</p>
      )}
    </section>
  );
}

function RecordLine({ record }: { record: Record }) {
  const { discussions: texts, leads } = useTexts();
  const { kind, id, name, company, stage, label, reason } = record;
  const words = [label, stage && leads.stages[stage as keyof typeof leads.stages], reason].filter(Boolean).join(' · ');
  const to = id && (kind === 'lead' ? paths.lead(id) : paths.campaign(id));
  return (
    <li>
      <span>
        {to ? <Go to={to}>{name ?? texts.hidden}</Go> : texts.hidden}
        {company && <span className={classes.quiet}> {company}</span>}
      </span>
      <span className={classes.quiet}>{words}</span>
    </li>
  );
}

/** The figures of the day it was raised, each with its n. */
export function DayFigures({ of }: { of: Discussion }) {
  const texts = useTexts().discussions;
  const format = useFormat();
  if (of.figures.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.figures.title}>
      <h2 className={classes.heading}>{texts.figures.title}</h2>
      <dl className={classes.facts}>
        {of.figures.map((figure) => (
          <FigureLine key={figure.key} title={titleOf(figure, of, texts)} value={format.rate(figure)} />
        ))}
      </dl>
    </section>
  );
}

function FigureLine({ title, value }: { title: string; value: string }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </>
  );
}

function titleOf({ key, label }: Discussion['figures'][number], { pattern }: Discussion, { figures }: Texts['discussions']): string {
  if (key === 'reason') return figures.reason(label ?? '–');
  if (key === 'said') return figures.said(label ?? '–');
  if (key === 'having' || key === 'all') return figures[key][pattern?.outcome ?? 'rejected'];
  return figures[key];
}
