import { Button } from '@mantine/core';
import { useState } from 'react';
import { listAway, rerouteHandoff } from '#modules/handoffs/contract/routing.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../agreements/agreements.module.css';
import { LOOP_TOPICS } from './topics.ts';

/** Open leads of people who are away, to be given to others; their clocks run on. */
export function AwayLeads() {
  const { routing } = useTexts();
  const texts = routing.away;
  const format = useFormat();
  const toast = useToast();
  const { data } = useRead(listAway, {}, { topics: ['handoff', 'member', 'lead'] });
  const give = useWrite(rerouteHandoff, { invalidates: [...LOOP_TOPICS, 'territory'] });
  const [busy, setBusy] = useState(false);
  const items = data?.items ?? [];
  const pass = async (ids: readonly string[]) => {
    setBusy(true);
    let given = 0;
    // One after the other: each takes a turn, and the next is asked with it.
    for (const id of ids)
      await give
        .mutateAsync({ id })
        .then(() => (given += 1))
        .catch(toast.problem);
    setBusy(false);
    if (given > 0) toast.done(texts.given(format.number(given)));
  };
  if (items.length === 0) return null;
  return (
    <section className={classes.side} aria-label={texts.title}>
      <div className={classes.top}>
        <h2 className={classes.heading}>{texts.title}</h2>
        <Button size="compact-sm" loading={busy} onClick={() => void pass(items.map(({ handoffId }) => handoffId))}>
          {texts.all}
        </Button>
      </div>
      <ul className={classes.clauses}>
        {items.map((item) => (
          <li key={item.handoffId} className={classes.clause}>
            <div className={classes.top}>
              <Go to={paths.lead(item.leadId)}>{item.name}</Go>
              <Button size="compact-sm" variant="default" disabled={busy} onClick={() => void pass([item.handoffId])}>
                {texts.give}
              </Button>
            </div>
            <p className={classes.quiet}>
              {item.awayUntil ? texts.until(item.assignee.name, format.date(item.awayUntil)) : texts.left(item.assignee.name)}
              {item.dueAt && (
                <>
                  {' · '}
                  <When at={item.dueAt} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
