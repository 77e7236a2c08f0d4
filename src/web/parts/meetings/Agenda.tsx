import { ActionIcon, Button, NumberInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { changeItem, type getAgenda, listEvidence } from '#modules/meetings/contract/agenda.ts';
import type { DecisionKind } from '#modules/meetings/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { ActionForm, Actions } from './Actions.tsx';
import { EvidenceRows } from './EvidenceRows.tsx';
import classes from './meetings.module.css';
import { Note } from './Note.tsx';
import { type Meeting, options } from './People.tsx';

export type Item = OutputOf<typeof getAgenda>['items'][number];

interface ItemProps {
  meeting: Meeting;
  item: Item;
  /** `kind`: what usually sets such a thing right. */
  onDecide: (item: Item, kind?: DecisionKind) => void;
}

/** One thing to talk about: the sentence, its rows, what to ask, and what is written down. */
export function AgendaItem({ meeting, item, onDecide }: ItemProps) {
  const { agenda: texts, decisions } = useTexts().meetings;
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const [acting, setActing] = useState(false);
  const running = meeting.state === 'running';
  return (
    <article className={classes.card} aria-label={item.sentence}>
      <div className={classes.between}>
        <span className={classes.bar}>
          <Mark>{texts.sources[item.source]}</Mark>
          {item.k !== null && item.n !== null && (
            <span className={classes.quiet}>{texts.of(format.number(item.k), format.number(item.n))}</span>
          )}
          {item.addedBy && <PersonName person={item.addedBy} />}
        </span>
        {meeting.may.write && <Order meeting={meeting} item={item} />}
      </div>
      <p className={classes.sentence}>{item.sentence}</p>
      {item.total > 0 && (
        <Button size="compact-xs" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)} style={{ alignSelf: 'flex-start' }}>
          {texts.rows(format.number(item.total))}
        </Button>
      )}
      {open && <Rows meetingId={meeting.id} itemId={item.id} />}
      {!item.aside && item.ask.length > 0 && meeting.state !== 'held' && (
        <ul className={classes.bullets}>
          {item.ask.map((question) => (
            <li key={question}>{question}</li>
          ))}
        </ul>
      )}
      {running && meeting.may.write ? (
        <Note meetingId={meeting.id} item={item} />
      ) : (
        item.note && <p className={classes.note}>{item.note}</p>
      )}
      <Actions of={item.actions} />
      {meeting.may.write && !item.aside && (
        <div className={`${classes.bar} ${classes.unprinted}`}>
          <Button size="compact-xs" variant="default" onClick={() => setActing(true)}>
            {texts.action}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => onDecide(item)}>
            {texts.decision}
          </Button>
          {item.fits.map((kind) => (
            <Button key={kind} size="compact-xs" variant="subtle" onClick={() => onDecide(item, kind)}>
              {texts.decideOn(decisions.kinds[kind])}
            </Button>
          ))}
        </div>
      )}
      {acting && <ActionForm of={{ meetingId: meeting.id, itemId: item.id }} onClose={() => setActing(false)} />}
    </article>
  );
}

function Rows({ meetingId, itemId }: { meetingId: string; itemId: string }) {
  const texts = useTexts().meetings.agenda;
  const format = useFormat();
  const { data } = useRead(listEvidence, { id: meetingId, itemId });
  if (!data) return null;
  return (
    <>
      <p className={classes.quiet}>{texts.firstOf(format.number(data.items.length), format.number(data.total))}</p>
      <EvidenceRows rows={data.items} />
    </>
  );
}

function Order({ meeting, item }: { meeting: Meeting; item: Item }) {
  const { agenda } = useTexts().meetings;
  const toast = useToast();
  const change = useWrite(changeItem, options);
  const put = (values: { move?: 'up' | 'down'; minutes?: number; aside?: boolean }) =>
    void change.mutateAsync({ id: meeting.id, itemId: item.id, ...values }).catch(toast.problem);
  return (
    <span className={`${classes.bar} ${classes.unprinted}`}>
      {!item.aside && (
        <>
          <NumberInput
            size="xs"
            w={100}
            min={1}
            max={240}
            suffix=" min"
            aria-label={agenda.minutesOf(item.sentence)}
            defaultValue={item.minutes}
            onBlur={(event) => {
              const minutes = Number.parseInt(event.currentTarget.value, 10);
              if (minutes >= 1 && minutes <= 240 && minutes !== item.minutes) put({ minutes });
            }}
          />
          <ActionIcon variant="subtle" color="gray" aria-label={agenda.up(item.sentence)} onClick={() => put({ move: 'up' })}>
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={agenda.down(item.sentence)} onClick={() => put({ move: 'down' })}>
            <IconArrowDown size={16} aria-hidden />
          </ActionIcon>
        </>
      )}
      <Button size="compact-xs" variant="subtle" onClick={() => put({ aside: !item.aside })}>
        {item.aside ? agenda.back : agenda.aside}
      </Button>
    </span>
  );
}
