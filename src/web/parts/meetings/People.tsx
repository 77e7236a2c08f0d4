import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { type getMeeting, invitePeople, recordAttendance, replyToMeeting } from '#modules/meetings/contract/meetings.ts';
import { ATTENDANCES } from '#modules/meetings/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, Side } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonName } from '../team/PersonName.tsx';
import classes from './meetings.module.css';
import { PeopleSelect } from './PeopleSelect.tsx';
import { SeatWords } from './words.tsx';

export type Meeting = OutputOf<typeof getMeeting>;
export const options = { invalidates: ['meeting'] };

/** Who is asked, who comes, and during the meeting who is there. */
export function People({ of }: { of: Meeting }) {
  const { meetings } = useTexts();
  const texts = meetings.people;
  const recording = of.may.write && of.state === 'running';
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <div className={classes.bar}>
        <SeatWords of={of} />
      </div>
      {of.may.take && of.state === 'planned' && <Reply of={of} />}
      <ul className={classes.people}>
        {of.people.map((person) => (
          <li key={person.id}>
            <span className={classes.bar}>
              <PersonName person={person} />
              {(person.department === 'sales' || person.department === 'marketing') && <Side side={person.department} />}
            </span>
            {recording ? <Attendance meetingId={of.id} person={person} /> : <Said of={of} person={person} />}
          </li>
        ))}
      </ul>
      {of.may.plan && <Invite of={of} />}
      {recording && !of.may.plan && <Came of={of} />}
    </section>
  );
}

type Person = Meeting['people'][number];

function Said({ of, person }: { of: Meeting; person: Person }) {
  const texts = useTexts().meetings.people;
  if (of.state === 'held' || of.state === 'missed')
    return <Mark>{person.attendance ? texts.attendance[person.attendance] : texts.unrecorded}</Mark>;
  if (person.reply === null) return <span className={classes.quiet}>{texts.open}</span>;
  return <Mark tone={person.reply === 'yes' ? 'good' : 'plain'}>{texts[person.reply]}</Mark>;
}

function Attendance({ meetingId, person }: { meetingId: string; person: Person }) {
  const texts = useTexts().meetings.people;
  const toast = useToast();
  const record = useWrite(recordAttendance, options);
  const choose = (value: string) => {
    const attendance = ATTENDANCES.find((one) => one === value);
    if (attendance) void record.mutateAsync({ id: meetingId, people: [{ memberId: person.id, attendance }] }).catch(toast.problem);
  };
  return (
    <NativeSelect
      size="xs"
      aria-label={texts.attendanceOf(person.name)}
      value={person.attendance ?? ''}
      data={[
        // What was recorded is corrected, not taken back.
        ...(person.attendance ? [] : [{ value: '', label: texts.unrecorded }]),
        ...ATTENDANCES.map((value) => ({ value, label: texts.attendance[value] })),
      ]}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

function Reply({ of }: { of: Meeting }) {
  const texts = useTexts().meetings.one;
  const toast = useToast();
  const reply = useWrite(replyToMeeting, options);
  const say = (value: 'yes' | 'no') => void reply.mutateAsync({ id: of.id, reply: value }).catch(toast.problem);
  return (
    <div className={classes.bar}>
      {of.me.reply && <span className={classes.quiet}>{texts.replied[of.me.reply]}</span>}
      {(['yes', 'no'] as const)
        .filter((value) => value !== of.me.reply)
        .map((value) => (
          <Button key={value} size="compact-sm" variant={value === 'yes' ? 'light' : 'subtle'} onClick={() => say(value)}>
            {texts.reply[value]}
          </Button>
        ))}
    </div>
  );
}

function Invite({ of }: { of: Meeting }) {
  const { meetings } = useTexts();
  const toast = useToast();
  const [people, setPeople] = useState<string[]>([]);
  const invite = useWrite(invitePeople, { ...options, onDone: () => setPeople([]) });
  return (
    <div className={`${classes.section} ${classes.unprinted}`}>
      <PeopleSelect label={meetings.one.invite} value={people} onChange={setPeople} />
      {people.length > 0 && (
        <Button size="compact-sm" variant="default" onClick={() => void invite.mutateAsync({ id: of.id, people }).catch(toast.problem)}>
          {meetings.one.invite}
        </Button>
      )}
    </div>
  );
}

/** Somebody came whom nobody had asked. */
function Came({ of }: { of: Meeting }) {
  const texts = useTexts().meetings.people;
  const toast = useToast();
  const record = useWrite(recordAttendance, options);
  const add = (ids: string[]) =>
    void record
      .mutateAsync({ id: of.id, people: ids.map((memberId) => ({ memberId, attendance: 'in_person' as const })) })
      .catch(toast.problem);
  return <PeopleSelect label={texts.add} value={[]} onChange={add} />;
}
