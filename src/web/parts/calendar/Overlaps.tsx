import { Button } from '@mantine/core';
import { useState } from 'react';
import { getOverlaps, listOverlap } from '#modules/calendar/contract/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from '../gate/gate.module.css';

type Pair = OutputOf<typeof getOverlaps>['pairs'][number];
const TOPICS = ['send', 'postal', 'campaign', 'track', 'contact'];
const keyOf = ({ one, other }: Pair) => `${one.kind}:${one.id} ${other.kind}:${other.id}`;

/** How many people two plans would both reach, and who. */
export function Overlaps({ span }: { span: { from: string; to: string } }) {
  const { calendar: texts } = useTexts();
  const format = useFormat();
  const [open, setOpen] = useState('');
  const { data, error, refetch } = useRead(getOverlaps, span, { topics: TOPICS, keep: true });
  const opened = data?.pairs.find((pair) => keyOf(pair) === open);
  return (
    <section className={classes.section} aria-label={texts.overlaps}>
      <h2 className={classes.heading}>{texts.overlaps}</h2>
      <p className={classes.quiet}>{texts.overlapsHelp}</p>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.pairs.length === 0 && <p className={classes.words}>{texts.noOverlaps}</p>}
      <ul className={classes.list}>
        {data?.pairs.map((pair) => {
          const words = texts.pair(pair.one.name, pair.other.name);
          return (
            <li key={keyOf(pair)} className={classes.entry}>
              <span>{words}</span>
              <Figure inline label={words} value={texts.people(format.number(pair.people))} onOpen={() => setOpen(keyOf(pair))} />
            </li>
          );
        })}
      </ul>
      {data && data.untold > 0 && <p className={classes.quiet}>{texts.untold(format.number(data.untold))}</p>}
      {opened && <OverlapRows key={open} pair={opened} onClose={() => setOpen('')} />}
    </section>
  );
}

function OverlapRows({ pair: { one, other }, onClose }: { pair: Pair; onClose: () => void }) {
  const { calendar: texts } = useTexts();
  const title = texts.overlapRows(one.name, other.name);
  const list = useReadPages(listOverlap, { one: `${one.kind}:${one.id}`, other: `${other.kind}:${other.id}` }, { topics: TOPICS });
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.line}>
        <h3 className={classes.heading}>{title}</h3>
        <Button size="compact-xs" variant="subtle" onClick={onClose}>
          {texts.close}
        </Button>
      </div>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      <ul className={classes.list}>
        {list.data?.pages
          .flatMap((page) => page.items)
          .map(({ id, name, company }) => (
            <li key={id} className={classes.line}>
              <Go to={paths.contact(id)}>{name}</Go>
              {company && <span className={classes.quiet}>{company.name}</span>}
            </li>
          ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" w="fit-content" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </section>
  );
}
