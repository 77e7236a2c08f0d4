import { Button } from '@mantine/core';
import { useState } from 'react';
import { listPersonPromises } from '#modules/goals/contract/persons.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { PersonName } from '../team/PersonName.tsx';
import classes from './goals.module.css';
import { PROMISE_TOPICS } from './KeptFigure.tsx';
import { PersonPromiseForm } from './PersonPromiseForm.tsx';
import { Receiver } from './PersonPromises.tsx';
import { PromiseMoves } from './PromiseMoves.tsx';

const MOST = 5;

/** What waits for the reader's word, between them and others, the next due first; and one more promise, written down from here. */
export function OpenPromises() {
  const { between: texts } = useTexts().goals.promises;
  const format = useFormat();
  const now = useNow();
  const [adding, setAdding] = useState(false);
  const { data } = useRead(listPersonPromises, { states: ['asked', 'open', 'kept', 'late'], limit: 200 }, { topics: PROMISE_TOPICS });
  if (!data) return null;
  // What somebody says is there stays until whoever got it has answered.
  const items = data.items
    .filter(({ may, source }) => source === 'hand' && (may.answer || may.report || may.judge))
    .toReversed()
    .slice(0, MOST);
  if (items.length === 0 && !data.mayWrite) return null;
  return (
    <section className={classes.section} aria-label={texts.openTitle}>
      <div className={classes.line}>
        {items.length > 0 && <h2 className={`${classes.heading} ${classes.grow}`}>{texts.openTitle}</h2>}
        {data.mayWrite && (
          <Button variant="subtle" size="compact-xs" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        )}
      </div>
      {items.length > 0 && (
        <ul className={classes.promised} aria-label={texts.openTitle}>
          {items.map((item) => (
            <li key={item.id}>
              <Go to={item.link}>{item.what}</Go>{' '}
              <span className={classes.quiet}>
                <PersonName person={item.by} /> → <Receiver of={item} /> · {format.date(item.dueOn)}
              </span>{' '}
              <PromiseMoves of={item} />
            </li>
          ))}
        </ul>
      )}
      {adding && <PersonPromiseForm today={new Date(now).toISOString().slice(0, 10)} onClose={() => setAdding(false)} />}
    </section>
  );
}
