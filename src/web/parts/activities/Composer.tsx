import { Button } from '@mantine/core';
import { IconMail, IconPhone, IconQuote, IconUsers } from '@tabler/icons-react';
import { type ReactNode, type Ref, type RefObject, useImperativeHandle, useRef, useState } from 'react';
import { addNote } from '#modules/activities/contract.ts';
import { useCommands } from '../../commands.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { readStored, writeStored } from '../../ui/stored.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './activities.module.css';
import { LogForm } from './LogForm.tsx';
import { MentionArea, mentionedIn, usePeople } from './MentionArea.tsx';
import { QuickLog } from './QuickLog.tsx';
import { SaidForm } from './SaidForm.tsx';
import { type SubjectIds, topicsOf } from './subject.ts';

export interface ComposerHandle {
  logCall: () => void;
}

export interface ComposerProps {
  about: SubjectIds;
  /** Of the record, for the titles of the forms. */
  name: string;
  /** For a screen whose own first action is the call; without it the button stands here. */
  handle?: Ref<ComposerHandle>;
  /** The screen logs calls by itself, key and all. */
  withoutCall?: boolean;
}

/** On top of a record's timeline: a note, and the ways to log what happened; `l` logs a call, `n` begins a note. */
export function Composer({ about, name, handle, withoutCall = false }: ComposerProps) {
  const texts = useTexts().activities.log;
  const [open, setOpen] = useState<'call' | 'meeting' | 'mail' | 'said' | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(handle, () => ({ logCall: () => setOpen('call') }));
  useCommands([
    ...(withoutCall ? [] : [{ id: 'log-call', label: texts.call, keys: 'l', run: () => setOpen('call') }]),
    { id: 'log-meeting', label: texts.meeting, run: () => setOpen('meeting') },
    { id: 'log-mail', label: texts.mail, run: () => setOpen('mail') },
    { id: 'said', label: texts.said, keys: 'i', run: () => setOpen('said') },
    { id: 'note', label: texts.note, keys: 'n', run: () => field.current?.focus() },
  ]);
  const close = () => setOpen(null);
  return (
    <div className={classes.composer}>
      <NoteField about={about} field={field}>
        {!handle && !withoutCall && (
          <Button variant="default" size="xs" leftSection={<IconPhone size={14} />} onClick={() => setOpen('call')} title="l">
            {texts.call}
          </Button>
        )}
        <Button variant="default" size="xs" leftSection={<IconUsers size={14} />} onClick={() => setOpen('meeting')}>
          {texts.meeting}
        </Button>
        <Button variant="default" size="xs" leftSection={<IconMail size={14} />} onClick={() => setOpen('mail')}>
          {texts.mail}
        </Button>
        <Button variant="default" size="xs" leftSection={<IconQuote size={14} />} onClick={() => setOpen('said')} title="i">
          {texts.said}
        </Button>
      </NoteField>
      {open === 'call' && <QuickLog about={about} name={name} onClose={close} />}
      {open === 'said' && <SaidForm about={about} name={name} onClose={close} />}
      {(open === 'meeting' || open === 'mail') && <LogForm kind={open} about={about} name={name} onClose={close} />}
    </div>
  );
}

interface NoteFieldProps {
  about: SubjectIds;
  field: RefObject<HTMLTextAreaElement | null>;
  children: ReactNode;
}

function NoteField({ about, field, children }: NoteFieldProps) {
  const texts = useTexts().activities.log;
  const toast = useToast();
  const people = usePeople();
  const key = `truce.draft.note.${Object.values(about).join('.')}`;
  const [note, remember] = useState(() => readStored<string>(sessionStorage, key) ?? '');
  const setNote = (next: string) => {
    remember(next);
    writeStored(sessionStorage, key, next || undefined);
  };
  const write = useWrite(addNote, { invalidates: topicsOf(about) });
  const save = async () => {
    if (!note.trim() || write.isPending) return;
    try {
      await write.mutateAsync({ ...about, body: note.trim(), mentions: mentionedIn(note, people) });
      setNote('');
      toast.done(texts.noted);
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <>
      <MentionArea
        field={field}
        aria-label={texts.note}
        placeholder={texts.notePlaceholder}
        autosize
        minRows={note ? 2 : 1}
        maxRows={10}
        maxLength={20_000}
        value={note}
        onChange={setNote}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void save();
        }}
      />
      <div className={classes.row}>
        {note.trim() !== '' && (
          <Button size="xs" onClick={() => void save()} loading={write.isPending}>
            {texts.saveNote}
          </Button>
        )}
        {children}
      </div>
    </>
  );
}
