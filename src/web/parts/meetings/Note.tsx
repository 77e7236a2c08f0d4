import { Alert, Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { changeItem } from '#modules/meetings/contract/agenda.ts';
import { ApiProblem } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import type { Item } from './Agenda.tsx';
import classes from './meetings.module.css';

const PAUSE_MS = 800;

/** What is said, kept while it is typed. Two who write at once lose nothing: the second is shown what the first wrote. */
export function Note({ meetingId, item }: { meetingId: string; item: Item }) {
  const texts = useTexts().meetings.agenda;
  const { text, kept, clash, type, focus, blur, settle } = useNote({ meetingId, item });
  return (
    <>
      <Textarea
        label={texts.note}
        description={text !== '' && text === kept ? texts.saved : undefined}
        autosize
        minRows={2}
        maxLength={10_000}
        value={text}
        onChange={({ currentTarget: { value } }) => type(value)}
        onFocus={focus}
        onBlur={blur}
      />
      {clash && (
        <Alert color="orange" title={texts.clash}>
          <p>{item.note}</p>
          <span className={classes.bar}>
            <Button size="compact-sm" onClick={() => settle(`${item.note}\n${text}`)}>
              {texts.below}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => settle(item.note)}>
              {texts.theirs}
            </Button>
          </span>
        </Alert>
      )}
    </>
  );
}

function useNote({ meetingId, item }: { meetingId: string; item: Item }) {
  const toast = useToast();
  const [text, setText] = useState(item.note);
  /** The notes as the record has them, as far as this person has seen. */
  const [kept, setKept] = useState(item.note);
  const [refused, setRefused] = useState(false);
  const { mutateAsync } = useWrite(changeItem);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const before = useRef(item.note);
  const writing = useRef(Promise.resolve());
  const busy = useRef(false);
  const read = (note: string) => {
    before.current = note;
    setKept(note);
  };
  const write = async (note: string) => {
    if (note === before.current) return;
    try {
      await mutateAsync({ id: meetingId, itemId: item.id, note, noteBefore: before.current });
      read(note);
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 409) setRefused(true);
      else toast.problem(problem as Error);
    }
  };
  // One after the other: what is typed while a note is on its way is written over that one, not beside it.
  const keep = (note: string) => {
    clearTimeout(timer.current);
    writing.current = writing.current.then(() => write(note));
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  // What somebody else wrote is shown to whoever is not writing; who writes hears of it when theirs is to be kept.
  useEffect(() => {
    if (busy.current) return;
    before.current = item.note;
    setKept(item.note);
    setText(item.note);
  }, [item.note]);
  return {
    text,
    kept,
    /** Refused, and what the other wrote has arrived. */
    clash: refused && item.note !== kept,
    focus: () => {
      busy.current = true;
    },
    blur: () => {
      keep(text);
      void writing.current.then(() => {
        busy.current = text !== before.current;
      });
    },
    type: (value: string) => {
      setText(value);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => keep(value), PAUSE_MS);
    },
    settle: (note: string) => {
      read(item.note);
      setRefused(false);
      setText(note);
      keep(note);
      busy.current = false;
    },
  };
}
