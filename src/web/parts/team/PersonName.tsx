import { HoverCard } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { getDuties } from '#modules/scorecards/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import classes from './PersonName.module.css';

const OPEN_AFTER_MS = 350;

/** A person's name: pointed at it shows their card, opened it leads to what they do and can be asked for. */
export function PersonName({ person, words }: { person: { id: string; name: string } | null; words?: ReactNode }) {
  const [opened, setOpened] = useState(false);
  if (!person) return '–';
  return (
    <HoverCard openDelay={OPEN_AFTER_MS} width={300} withinPortal onOpen={() => setOpened(true)} onClose={() => setOpened(false)}>
      <HoverCard.Target>
        <Go to={paths.duties(person.id)}>{words ?? person.name}</Go>
      </HoverCard.Target>
      <HoverCard.Dropdown>{opened && <RoleCard id={person.id} />}</HoverCard.Dropdown>
    </HoverCard>
  );
}

/** What somebody does, is measured on, can be asked for, and how much lies with them now. */
function RoleCard({ id }: { id: string }) {
  const { duties: texts } = useTexts().scorecard;
  const format = useFormat();
  const { data } = useRead(getDuties, { memberId: id }, { topics: ['member', 'clock', 'task'] });
  const card = data?.people[0];
  if (!card) return <p className={classes.quiet}>{data ? texts.noCard : '…'}</p>;
  const lines = [
    [texts.does, card.responsibleFor || texts.noCard],
    [texts.measured, card.measuredOn || '–'],
    [texts.ask, card.askMeFor || '–'],
  ] as const;
  return (
    <div className={classes.card}>
      <p className={classes.top}>
        <strong>{card.name}</strong> {card.party && <Side side={card.party} />}{' '}
        {card.backOn && <Mark tone="soon">{texts.away(format.date(card.backOn))}</Mark>}
      </p>
      <dl className={classes.lines}>
        {lines.map(([head, said]) => (
          <div key={head}>
            <dt className={classes.quiet}>{head}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.quiet}>
        {texts.clocks(format.number(card.openClocks))} · {texts.tasks(format.number(card.openTasks))}
      </p>
    </div>
  );
}
