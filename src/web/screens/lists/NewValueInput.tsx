import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Entity, FieldInfo } from '#modules/criteria/schema.ts';
import type { NewValue } from '#modules/lists/schema.ts';
import { minorDigits } from '#platform/shared/money.ts';
import { instantOf, localMoment } from '../../parts/activities/due.ts';
import { Choices } from '../../parts/criteria/Choices.tsx';
import { MemberPick, RecordPick } from '../../parts/criteria/RecordPick.tsx';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';

export interface NewValueInputProps {
  entity: Entity;
  field: FieldInfo;
  currency: string;
  value: NewValue | undefined;
  onChange: (value: NewValue | undefined) => void;
  error?: ReactNode;
}

/** A new value for a field, entered as its kind is; nothing entered empties the field. */
export function NewValueInput({ entity, field, currency, value, onChange, error }: NewValueInputProps) {
  const { lists: texts } = useTexts();
  const { timeZone } = useReader();
  const shared = { label: field.label, description: value === undefined ? texts.bulk.empty : undefined, error };
  const text = typeof value === 'string' ? value : '';
  const write = (next: string) => onChange(next === '' ? undefined : next);
  switch (field.kind) {
    case 'text':
      return <TextInput {...shared} value={text} onChange={(event) => write(event.currentTarget.value)} />;
    case 'long_text':
      return <Textarea {...shared} autosize minRows={2} maxRows={8} value={text} onChange={(event) => write(event.currentTarget.value)} />;
    case 'date':
      return <TextInput {...shared} type="date" value={text} onChange={(event) => write(event.currentTarget.value)} />;
    case 'instant':
      return (
        <TextInput
          {...shared}
          type="datetime-local"
          value={text && localMoment(text, timeZone)}
          onChange={(event) => write(instantOf(event.currentTarget.value, timeZone) ?? '')}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...shared}
          hideControls
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      );
    case 'money':
      return <AmountInput {...shared} currency={currency} value={value} onChange={onChange} />;
    case 'yes_no':
      return (
        <Select
          {...shared}
          data={[
            { value: 'true', label: texts.yes },
            { value: 'false', label: texts.no },
          ]}
          value={typeof value === 'boolean' ? String(value) : null}
          onChange={(next) => onChange(next === null ? undefined : next === 'true')}
          clearable
        />
      );
    case 'choice':
    case 'choices': {
      const several = field.kind === 'choices';
      return (
        <Choices
          visibleLabel
          entity={entity}
          field={field}
          label={field.label}
          several={several}
          value={Array.isArray(value) ? value : text}
          onChange={onChange}
        />
      );
    }
    case 'member':
      return <MemberPick visibleLabel label={field.label} several={false} value={text} onChange={onChange} />;
    case 'record':
      return (
        <RecordPick visibleLabel entity={field.record ?? entity} label={field.label} several={false} value={text} onChange={onChange} />
      );
  }
}

function AmountInput({
  currency,
  value,
  onChange,
  ...shared
}: { label: string; error: ReactNode; currency: string } & Pick<NewValueInputProps, 'value' | 'onChange'>) {
  const amount = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  const factor = 10 ** minorDigits(currency);
  return (
    <NumberInput
      {...shared}
      hideControls
      decimalScale={minorDigits(currency)}
      suffix={` ${currency}`}
      value={amount ? amount.amountMinor / factor : ''}
      onChange={(next) => onChange(typeof next === 'number' ? { amountMinor: Math.round(next * factor), currency } : undefined)}
    />
  );
}
