import { Chip, Group, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core';
import { TIMINGS, USUAL_SETTINGS } from '#modules/sends/schema.ts';
import { useNow } from '../../now.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { instantOf, localMoment } from '../activities/due.ts';
import classes from '../gate/gate.module.css';
import type { PlanPart, Send } from './SendPlan.tsx';

const MORNING = '09:00';
const DAY_MS = 86_400_000;
type Hours = NonNullable<Send['hours']>;

/** At once, at a time, or at a time of day where each person is; and only in office hours. */
export function PlanTiming({ send, onChange }: PlanPart) {
  const { plan: texts, timings } = useTexts().sends;
  const now = useNow();
  const { timeZone } = useReader();
  const planned = send.plannedAt ? localMoment(send.plannedAt, timeZone) : '';
  const [day, time] = [planned.slice(0, 10), planned.slice(11, 16)];
  const tomorrow = localMoment(new Date(now + DAY_MS).toISOString(), timeZone).slice(0, 10);
  const plan = (nextDay: string, nextTime: string) => {
    const plannedAt = instantOf(`${nextDay || tomorrow}T${nextTime || MORNING}`, timeZone);
    if (plannedAt) onChange({ plannedAt });
  };
  return (
    <>
      <div className={classes.fields}>
        <NativeSelect
          label={texts.timing}
          data={TIMINGS.map((value) => ({ value, label: timings[value] }))}
          value={send.timing}
          onChange={(event) => {
            const timing = event.currentTarget.value as typeof send.timing;
            const plannedAt = send.plannedAt ?? instantOf(`${tomorrow}T${MORNING}`, timeZone) ?? null;
            onChange(timing === 'at_once' ? { timing } : { timing, plannedAt });
          }}
        />
        {send.timing !== 'at_once' && (
          <>
            <TextInput
              type="date"
              label={texts.day}
              min={localMoment(new Date(now).toISOString(), timeZone).slice(0, 10)}
              value={day}
              onChange={(event) => event.currentTarget.value && plan(event.currentTarget.value, time)}
            />
            <TextInput
              type="time"
              label={texts.time}
              value={time}
              onChange={(event) => event.currentTarget.value && plan(day, event.currentTarget.value)}
            />
          </>
        )}
        <NumberInput
          label={texts.lasts}
          description={texts.lastsHelp}
          inputWrapperOrder={['label', 'input', 'description']}
          min={1}
          max={720}
          allowDecimal={false}
          key={send.lastsHours}
          defaultValue={send.lastsHours}
          onBlur={(event) => {
            const lastsHours = Number(event.currentTarget.value);
            if (lastsHours >= 1 && lastsHours !== send.lastsHours) onChange({ lastsHours });
          }}
        />
      </div>
      {send.timing === 'local' && <p className={classes.quiet}>{texts.timeLocal}</p>}
      <Switch
        label={texts.officeHours}
        checked={send.hours !== null}
        onChange={(event) => onChange({ hours: event.currentTarget.checked ? USUAL_SETTINGS.hours : null })}
      />
      {send.hours && <OfficeHours hours={send.hours} onChange={(hours) => onChange({ hours })} />}
    </>
  );
}

/** Days and hours of a week, by the clock of each person. */
export function OfficeHours({ hours, onChange, readOnly }: { hours: Hours; onChange: (hours: Hours) => void; readOnly?: boolean }) {
  const { plan: texts } = useTexts().sends;
  const days = (chosen: string[]) => chosen.length > 0 && onChange({ ...hours, days: chosen.map(Number).sort() });
  return (
    <div className={classes.line}>
      <Chip.Group multiple value={hours.days.map(String)} onChange={days}>
        <Group gap={4} role="group" aria-label={texts.days}>
          {texts.dayNames.map((name, index) => (
            <Chip key={name} variant="outline" size="xs" value={String(index + 1)} disabled={readOnly ?? false}>
              {name}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {(['from', 'to'] as const).map((end) => (
        <TextInput
          key={`${end}${hours[end]}`}
          type="time"
          aria-label={end === 'from' ? texts.hoursFrom : texts.hoursTo}
          defaultValue={hours[end]}
          disabled={readOnly ?? false}
          onBlur={(event) => {
            const next = { ...hours, [end]: event.currentTarget.value };
            if (next.from < next.to && next[end] !== hours[end]) onChange(next);
          }}
        />
      ))}
      <span className={classes.quiet}>{texts.hours(hours.from, hours.to)}</span>
    </div>
  );
}
