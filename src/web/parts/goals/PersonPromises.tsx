import { Button } from '@mantine/core';
import { useState } from 'react';
import { type BETWEEN_STATES, getPersonReliability, listPersonPromises } from '#modules/goals/contract/persons.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { RowsDrawer } from '../reports/RowsDrawer.tsx';
import { PersonName } from '../team/PersonName.tsx';
import classes from './goals.module.css';
import { PROMISE_TOPICS } from './KeptFigure.tsx';
import { PersonPromiseForm } from './PersonPromiseForm.tsx';
import { PromiseMoves } from './PromiseMoves.tsx';

type Item = OutputOf<typeof listPersonPromises>['items'][number];
type State = (typeof BETWEEN_STATES)[number];
type Person = OutputOf<typeof getPersonReliability>['people'][number];

const TONES = { kept: 'good', late: 'late', missed: 'late', asked: 'soon', open: 'plain', declined: 'plain' } as const;
const TOPICS = [...PROMISE_TOPICS, 'task', 'meeting'];
const JUDGED: State[] = ['kept', 'late', 'missed'];

/** Promises from person to person: the caller's own, given and got; all of them for whoever answers for both teams. */
export function PersonPromises({ today }: { today: string }) {
  const { goals } = useTexts();
  const texts = goals.promises.between;
  const list = useReadPages(listPersonPromises, {}, { topics: TOPICS });
  const [adding, setAdding] = useState(false);
  const [page] = list.data?.pages ?? [];
  if (!page) return null;
  const items = list.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <section className={classes.section} aria-label={texts.title}>
      <div className={classes.line}>
        <h2 className={`${classes.heading} ${classes.grow}`}>{texts.title}</h2>
        {page.mayWrite && (
          <Button variant="default" size="xs" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        )}
      </div>
      <p className={classes.quiet}>{texts.lead}</p>
      {items.length === 0 ? (
        <p className={classes.quiet}>{texts.none}</p>
      ) : (
        <>
          <Reliability />
          <Between items={items} />
          {list.hasNextPage && (
            <div>
              <Button variant="default" size="xs" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {goals.rowsMore}
              </Button>
            </div>
          )}
        </>
      )}
      {adding && <PersonPromiseForm today={today} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Between({ items }: { items: readonly Item[] }) {
  const { between: texts } = useTexts().goals.promises;
  const format = useFormat();
  return (
    <Scroll label={texts.title}>
      <ReadTable>
        <Heads of={Object.values(texts.columns)} />
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <th scope="row">{item.source === 'hand' ? item.what : <Go to={item.link}>{item.what}</Go>}</th>
              <td>
                <PersonName person={item.by} />
              </td>
              <td>
                <Receiver of={item} />
              </td>
              <td>{format.date(item.dueOn)}</td>
              <td>
                <Mark tone={TONES[item.state]}>{texts.states[item.state]}</Mark> <PromiseMoves of={item} />
              </td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </Scroll>
  );
}

export function Receiver({ of }: { of: Item }) {
  const { between: texts } = useTexts().goals.promises;
  if (of.to) return <PersonName person={of.to} />;
  return of.toParty ? <Side side={of.toParty} /> : texts.meeting;
}

/** The caller's own figure; those of all for whoever answers for both teams. Each opens its rows. */
function Reliability() {
  const { between: texts } = useTexts().goals.promises;
  const { member } = useSession();
  const format = useFormat();
  const { data } = useRead(getPersonReliability, {}, { topics: TOPICS });
  const [opened, setOpened] = useState<{ title: string; input: { byId: string; states: State[] } } | null>(null);
  if (!data || data.people.length === 0) return null;
  const others = data.people.some((one) => one.member.id !== member.id);
  const nameOf = (one: Person) => (one.member.id === member.id ? texts.own : texts.of(one.member.name));
  return (
    <>
      {others && <p className={classes.quiet}>{texts.peopleLead}</p>}
      <Figures>
        {data.people.map((one) => (
          <Figure
            key={one.member.id}
            label={nameOf(one)}
            rate={one.kept}
            {...(one.kept.n > 0 ? { onOpen: () => setOpened({ title: nameOf(one), input: { byId: one.member.id, states: JUDGED } }) } : {})}
            beside={
              one.open > 0 && (
                <button
                  type="button"
                  className={classes.counted}
                  onClick={() => setOpened({ title: nameOf(one), input: { byId: one.member.id, states: ['open'] } })}
                >
                  {texts.open(format.number(one.open))}
                </button>
              )
            }
          />
        ))}
      </Figures>
      <RowsDrawer
        opened={opened}
        endpoint={listPersonPromises}
        topics={TOPICS}
        onClose={() => setOpened(null)}
        line={(row) => ({ id: row.id, name: row.what, to: row.link, end: format.date(row.dueOn), below: texts.states[row.state] })}
      />
    </>
  );
}
