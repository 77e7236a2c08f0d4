import { Checkbox, Fieldset, Group, NativeSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { WAIT_UNITS, type WaitSpan, type WaitUntil } from '#modules/nurtures/schema.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import type { FieldsProps } from './fields.ts';
import { DateFields } from './TriggerFields.tsx';

const WAYS = ['duration', 'window', 'hours', 'date', 'criteria'] as const;

function newWait(by: WaitUntil['by']): WaitUntil {
  switch (by) {
    case 'duration':
      return { by, span: { n: 3, unit: 'day' }, calendarId: null };
    case 'window':
      return { by, weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', zone: 'person' };
    case 'hours':
      return { by, calendarId: '' };
    case 'date':
      return { by, field: '', days: 0, at: '09:00' };
    case 'criteria':
      return { by, criteria: EVERYTHING, limit: { n: 7, unit: 'day' } };
  }
}

export function WaitFields({ node, onChange, errors }: FieldsProps<'wait'>) {
  const { fields: texts } = useTexts().nurtures;
  const set = (until: WaitUntil) => onChange({ ...node, until });
  return (
    <>
      <NativeSelect
        label={texts.until}
        data={WAYS.map((value) => ({ value, label: texts.untils[value] }))}
        value={node.until.by}
        onChange={(event) => {
          const by = WAYS.find((one) => one === event.currentTarget.value);
          if (by) set(newWait(by));
        }}
        data-autofocus
      />
      <Detail until={node.until} onChange={set} errors={errors} />
    </>
  );
}

function Detail({
  until,
  onChange,
  errors,
}: {
  until: WaitUntil;
  onChange: (until: WaitUntil) => void;
  errors: FieldsProps<'wait'>['errors'];
}) {
  const { fields: texts } = useTexts().nurtures;
  switch (until.by) {
    case 'duration':
      return (
        <>
          <SpanFields label={texts.amount} value={until.span} onChange={(span) => onChange({ ...until, span })} />
          <CalendarSelect
            label={texts.calendar}
            placeholder={texts.anyTime}
            value={until.calendarId}
            onChange={(calendarId) => onChange({ ...until, calendarId })}
          />
        </>
      );
    case 'window':
      return <WindowFields until={until} onChange={onChange} errors={errors} />;
    case 'hours':
      return (
        <CalendarSelect
          label={texts.calendarOf}
          value={until.calendarId}
          error={errors.calendar}
          onChange={(calendarId) => onChange({ ...until, calendarId: calendarId ?? '' })}
        />
      );
    case 'date':
      return (
        <>
          <DateFields value={until} errors={errors} onChange={({ field, days }) => onChange({ ...until, field, days })} />
          <TextInput
            type="time"
            label={texts.at}
            value={until.at}
            onChange={(event) => onChange({ ...until, at: event.currentTarget.value })}
          />
        </>
      );
    case 'criteria':
      return (
        <>
          <Fieldset legend={texts.conditions} variant="unstyled">
            <CriteriaEditor entity="contact" value={until.criteria} onChange={(criteria) => onChange({ ...until, criteria })} />
            {errors.criteria && <p role="alert">{errors.criteria}</p>}
          </Fieldset>
          <SpanFields label={texts.limit} value={until.limit} onChange={(limit) => onChange({ ...until, limit })} />
        </>
      );
  }
}

type Window = Extract<WaitUntil, { by: 'window' }>;

function WindowFields({
  until,
  onChange,
  errors,
}: {
  until: Window;
  onChange: (until: Window) => void;
  errors: FieldsProps<'wait'>['errors'];
}) {
  const { fields: texts, weekdays } = useTexts().nurtures;
  return (
    <>
      <Checkbox.Group
        label={texts.weekdays}
        value={until.weekdays.map(String)}
        error={errors.weekdays}
        onChange={(days) => onChange({ ...until, weekdays: days.map(Number).sort((a, b) => a - b) })}
      >
        <Group gap="xs" mt={4}>
          {weekdays.map((label, index) => (
            <Checkbox key={label} value={String(index + 1)} label={label} />
          ))}
        </Group>
      </Checkbox.Group>
      <Group grow>
        <TextInput
          type="time"
          label={texts.from}
          value={until.from}
          onChange={(event) => onChange({ ...until, from: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={texts.to}
          value={until.to}
          error={errors.to}
          onChange={(event) => onChange({ ...until, to: event.currentTarget.value })}
        />
      </Group>
      <NativeSelect
        label={texts.zone}
        data={(['person', 'workspace'] as const).map((value) => ({ value, label: texts.zones[value] }))}
        value={until.zone}
        onChange={(event) => onChange({ ...until, zone: event.currentTarget.value === 'workspace' ? 'workspace' : 'person' })}
      />
    </>
  );
}

export function SpanFields({ label, value, onChange }: { label: string; value: WaitSpan; onChange: (span: WaitSpan) => void }) {
  const { fields: texts, units } = useTexts().nurtures;
  return (
    <Group grow align="end">
      <NumberInput
        label={label}
        min={0}
        max={1_000}
        allowDecimal={false}
        value={value.n}
        onChange={(n) => onChange({ ...value, n: Number(n) || 0 })}
      />
      <NativeSelect
        label={texts.unit}
        data={WAIT_UNITS.map((unit) => ({ value: unit, label: units[unit].many }))}
        value={value.unit}
        onChange={(event) => onChange({ ...value, unit: WAIT_UNITS.find((unit) => unit === event.currentTarget.value) ?? 'day' })}
      />
    </Group>
  );
}

interface CalendarSelectProps {
  label: string;
  placeholder?: string;
  value: string | null;
  onChange: (id: string | null) => void;
  error?: string | undefined;
}

function CalendarSelect({ value, onChange, ...rest }: CalendarSelectProps) {
  const { data } = useRead(listCalendars, {}, { topics: ['calendar'] });
  const options = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return <Select {...rest} data={options} value={value || null} onChange={onChange} clearable searchable />;
}
