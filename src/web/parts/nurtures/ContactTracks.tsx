import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { getContact } from '#modules/contacts/contract.ts';
import { listContactTracks } from '#modules/nurtures/contract/enrolments.ts';
import { OPEN_STATES } from '#modules/nurtures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Side } from '../../ui/marks.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import { EnrolForm } from './EnrolForm.tsx';
import { EnrolmentSteps } from './EnrolmentSteps.tsx';
import classes from './nurtures.module.css';
import { nextOf, useEnrolmentActs } from './PeopleTab.tsx';
import { placeName } from './place-name.ts';

type Row = OutputOf<typeof listContactTracks>['items'][number];
const isOpen = (row: Row) => OPEN_STATES.some((state) => state === row.state);

/** The tracks and sequences that a person is on, beside the record, and the way onto one. */
export function ContactTracks({ contactId, name }: { contactId: string; name?: string }) {
  const { contact: texts } = useTexts().warming;
  const format = useFormat();
  const may = useCan('record:write');
  const [open, setOpen] = useState<'enrol' | Row | null>(null);
  const { data } = useRead(listContactTracks, { id: contactId }, { topics: ['enrolment', `contact:${contactId}`] });
  // Where the screen has read it already, this asks nothing.
  const contact = useRead(getContact, { id: contactId }, { topics: [`contact:${contactId}`], when: name === undefined });
  if (!data) return null;
  const on = data.items.filter(isOpen);
  const earlier = data.items.filter((row) => !isOpen(row));
  const who = name ?? contact.data?.name ?? '';
  return (
    <Panel title={texts.title} {...(on.length > 0 ? { count: format.number(on.length) } : {})}>
      {on.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.list}>
        {on.map((row) => (
          <TrackLine key={row.id} row={row} onSteps={() => setOpen(row)} />
        ))}
      </ul>
      {earlier.length > 0 && (
        <details>
          <summary className={classes.quiet}>{texts.earlier(format.number(earlier.length))}</summary>
          <ul className={classes.list}>
            {earlier.map((row) => (
              <TrackLine key={row.id} row={row} onSteps={() => setOpen(row)} />
            ))}
          </ul>
        </details>
      )}
      {may && (
        <Button variant="default" size="compact-sm" w="fit-content" leftSection={<IconPlus size={14} />} onClick={() => setOpen('enrol')}>
          {texts.enrol}
        </Button>
      )}
      {open === 'enrol' && <EnrolForm people={[{ id: contactId, name: who }]} onClose={() => setOpen(null)} />}
      {open && open !== 'enrol' && <EnrolmentSteps id={open.id} name={open.track.name} onClose={() => setOpen(null)} />}
    </Panel>
  );
}

function TrackLine({ row, onSteps }: { row: Row; onSteps: () => void }) {
  const { warming, nurtures } = useTexts();
  const format = useFormat();
  const now = useNow();
  const acts = useEnrolmentActs();
  const words = isOpen(row)
    ? [row.node && placeName(row.node, nurtures.types), nextOf(row, { texts: nurtures.people, format, now })]
    : [row.leftWhy ? nurtures.left[row.leftWhy] : nurtures.people.states[row.state], row.endedAt && format.date(row.endedAt)];
  return (
    <li>
      <div className={classes.line}>
        <Go to={paths.track(row.track.id)}>{row.track.name}</Go>
        <Side side={row.kind === 'sequence' ? 'sales' : 'marketing'} />
      </div>
      <div className={classes.quiet}>{words.filter(Boolean).join(' · ')}</div>
      <div className={classes.line}>
        <Button variant="subtle" size="compact-xs" onClick={onSteps}>
          {warming.contact.steps}
        </Button>
        {row.mayWrite && isOpen(row) && (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={warming.contact.stopNamed(row.track.name)}
            onClick={() => acts.end(row.id, row.contact.name)}
          >
            {warming.contact.stop}
          </Button>
        )}
      </div>
    </li>
  );
}
