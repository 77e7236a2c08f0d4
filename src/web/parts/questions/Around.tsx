import { Switch } from '@mantine/core';
import { useEffect } from 'react';
import { listAround, noteLook, setVisibility } from '#modules/questions/contract/around.ts';
import { call } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import { PersonName } from '../team/PersonName.tsx';
import type { Asked } from './AskForm.tsx';
import classes from './questions.module.css';

const EVERY_MS = 120_000;

/** Says every two minutes that somebody is here and looks at a record; only while the page is in sight. */
function useLook(about: Pick<Asked, 'subject' | 'id'> | undefined) {
  const subject = about?.subject;
  const id = about?.id;
  useEffect(() => {
    // Whether others see it is a convenience: a look that is not noted is no problem of the reader's.
    const note = () => {
      if (document.visibilityState === 'visible') void call(noteLook, subject && id ? { subject, id } : {}).catch(() => undefined);
    };
    note();
    const timer = setInterval(note, EVERY_MS);
    return () => clearInterval(timer);
  }, [subject, id]);
}

/** Who else looks at a record now; nothing where nobody does. */
export function Looking({ about }: { about: Asked }) {
  const texts = useTexts().questions.around;
  const { subject, id } = about;
  useLook(about);
  const { data } = useRead(listAround, { subject, id }, { topics: ['presence'] });
  const here = (data?.people ?? []).filter((one) => one.here);
  if (here.length === 0) return null;
  return <p className={classes.quiet}>{texts.here(here.map(({ name }) => name).join(', '))}</p>;
}

/** Who else is around, and whether one is seen oneself. */
export function AroundNow() {
  const texts = useTexts().questions.around;
  const toast = useToast();
  const may = useCan('record:read');
  useLook(undefined);
  const { data } = useRead(listAround, {}, { topics: ['presence'], when: may });
  const set = useWrite(setVisibility, { invalidates: ['presence'] });
  if (!data) return null;
  return (
    <section className={classes.section} aria-label={texts.now}>
      <h2 className={classes.heading}>{texts.now}</h2>
      {data.people.length === 0 && <p className={classes.quiet}>{texts.nobody}</p>}
      <ul className={classes.people}>
        {data.people.map((person) => (
          <li key={person.id}>
            <PersonName person={person} />
          </li>
        ))}
      </ul>
      <Switch
        label={texts.shown}
        description={texts.shownHelp}
        checked={!data.hidden}
        onChange={(event) => void set.mutateAsync({ hidden: !event.currentTarget.checked }).catch(toast.problem)}
      />
    </section>
  );
}
