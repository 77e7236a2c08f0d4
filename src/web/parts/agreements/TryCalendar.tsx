import { NumberInput, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { getDue, getElapsed } from '#modules/agreements/contract/calendars.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { When } from '../../ui/marks.tsx';
import classes from './agreements.module.css';

const TYPING_MS = 300;
const HOUR = 3600;
/** As an input of the browser's own time writes it. */
const local = (at: number) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
const instant = (text: string) => (Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString());

/** When would it be due, and how much time of the calendar lies between two moments: asked of the server, which counts for clocks too. */
export function TryCalendar({ id }: { id: string }) {
  const texts = useTexts().agreement.calendars;
  const format = useFormat();
  const now = useNow();
  const [asked, setAsked] = useState(() => ({ from: local(now), hours: 8, to: local(now + 7 * 24 * HOUR * 1000) }));
  const [settled] = useDebouncedValue(asked, TYPING_MS);
  const [from, to] = [instant(settled.from), instant(settled.to)];
  const seconds = Math.round(settled.hours * HOUR);
  const topics = ['calendar'];
  const due = useRead(getDue, { id, from: from ?? '', seconds }, { topics, when: from !== null && seconds >= 0, keep: true });
  const elapsed = useRead(getElapsed, { id, from: from ?? '', to: to ?? '' }, { topics, when: from !== null && to !== null, keep: true });
  return (
    <div className={classes.reading}>
      <div className={classes.row}>
        <TextInput
          type="datetime-local"
          label={texts.tryFrom}
          value={asked.from}
          onChange={(event) => setAsked({ ...asked, from: event.currentTarget.value })}
        />
        <NumberInput
          label={texts.tryHours}
          w={120}
          min={0}
          max={8784}
          decimalScale={2}
          value={asked.hours}
          onChange={(value) => setAsked({ ...asked, hours: Number(value) || 0 })}
        />
        <p className={classes.answer} aria-live="polite">
          {texts.tryDue} {due.data ? <When at={due.data.due} form="moment" /> : (due.error?.message ?? '')}
        </p>
      </div>
      <div className={classes.row}>
        <TextInput
          type="datetime-local"
          label={texts.tryTo}
          value={asked.to}
          onChange={(event) => setAsked({ ...asked, to: event.currentTarget.value })}
        />
        <p className={classes.answer} aria-live="polite">
          {texts.tryElapsed} {elapsed.data ? texts.hours(format.decimal(elapsed.data.seconds / HOUR, 2)) : (elapsed.error?.message ?? '')}
        </p>
      </div>
    </div>
  );
}
