import { NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { type ConditionValue, type Entity, type FieldInfo, PERIODS, SPAN_UNITS, type ValueShape } from '#modules/criteria/schema.ts';
import { minorDigits } from '#platform/shared/money.ts';
import { useTexts } from '../../texts/texts.ts';
import { Choices } from './Choices.tsx';
import classes from './criteria.module.css';
import { MemberPick, RecordPick } from './RecordPick.tsx';

export interface ValueInputProps {
  entity: Entity;
  field: FieldInfo;
  shape: ValueShape;
  currency: string;
  value: ConditionValue | undefined;
  onChange: (value: ConditionValue | undefined) => void;
}

type Amount = { amountMinor: number; currency: string };
const isObject = (value: ConditionValue | undefined): value is Exclude<ConditionValue, string | number | string[]> =>
  typeof value === 'object' && !Array.isArray(value);

/** What a condition compares with, entered as its shape asks. */
export function ValueInput({ entity, field, shape, currency, value, onChange }: ValueInputProps) {
  const { criteria: texts } = useTexts();
  const plain = typeof value === 'string' ? value : '';
  switch (shape) {
    case 'none':
      return null;
    case 'text':
      return <TextInput aria-label={texts.value} value={plain} onChange={(event) => onChange(event.currentTarget.value || undefined)} />;
    case 'texts':
      return (
        <TagsInput
          aria-label={texts.value}
          placeholder={texts.typeAndEnter}
          value={Array.isArray(value) ? value : []}
          onChange={(list) => onChange(list.length > 0 ? list : undefined)}
          acceptValueOnBlur
        />
      );
    case 'number':
      return <NumberField label={texts.value} value={typeof value === 'number' ? value : undefined} onChange={onChange} />;
    case 'money':
      return (
        <AmountField
          label={texts.value}
          currency={currency}
          value={isObject(value) && 'amountMinor' in value ? value : undefined}
          onChange={onChange}
        />
      );
    case 'day':
      return (
        <TextInput
          type="date"
          aria-label={texts.value}
          value={plain}
          onChange={(event) => onChange(event.currentTarget.value || undefined)}
        />
      );
    case 'numbers':
    case 'moneys':
    case 'days':
      return <Between shape={shape} currency={currency} value={value} onChange={onChange} />;
    case 'span':
      return <SpanField value={value} onChange={onChange} minutes={field.kind === 'instant'} />;
    case 'period':
      return <PeriodField value={value} onChange={onChange} />;
    case 'choice':
    case 'choices':
      return (
        <Choices
          entity={entity}
          field={field}
          label={texts.value}
          several={shape === 'choices'}
          value={picked(value)}
          onChange={onChange}
        />
      );
    case 'id':
    case 'ids': {
      const props = { label: texts.value, several: shape === 'ids', value: picked(value), onChange };
      return field.record ? <RecordPick {...props} entity={field.record} /> : <MemberPick {...props} />;
    }
  }
}

const picked = (value: ConditionValue | undefined): string | string[] | undefined =>
  typeof value === 'string' || Array.isArray(value) ? value : undefined;

interface FieldProps<Value> {
  label: string;
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}

function NumberField({ label, value, onChange }: FieldProps<number>) {
  return (
    <NumberInput
      aria-label={label}
      value={value ?? ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      hideControls
    />
  );
}

function AmountField({ label, currency, value, onChange }: FieldProps<Amount> & { currency: string }) {
  const unit = value?.currency ?? currency;
  const factor = 10 ** minorDigits(unit);
  return (
    <NumberInput
      aria-label={label}
      value={value ? value.amountMinor / factor : ''}
      onChange={(next) => onChange(typeof next === 'number' ? { amountMinor: Math.round(next * factor), currency: unit } : undefined)}
      decimalScale={minorDigits(unit)}
      thousandSeparator=" "
      rightSection={<span className={classes.unit}>{unit}</span>}
      rightSectionWidth={48}
      hideControls
    />
  );
}

/** An end that is missing is kept beside the other until it is there: the condition is not asked before. */
type Half = { from?: unknown; to?: unknown };

function Between({
  shape,
  currency,
  value,
  onChange,
}: Pick<ValueInputProps, 'currency' | 'value' | 'onChange'> & { shape: 'numbers' | 'moneys' | 'days' }) {
  const { criteria: texts } = useTexts();
  const half: Half = isObject(value) && ('from' in value || 'to' in value) ? value : {};
  const end = (side: 'from' | 'to') => {
    const change = (next: unknown) => onChange({ ...half, [side]: next } as ConditionValue);
    const label = texts[side];
    if (shape === 'numbers') return <NumberField label={label} value={half[side] as number | undefined} onChange={change} />;
    if (shape === 'moneys')
      return <AmountField label={label} currency={currency} value={half[side] as Amount | undefined} onChange={change} />;
    return (
      <TextInput
        type="date"
        aria-label={label}
        value={(half[side] as string | undefined) ?? ''}
        onChange={(event) => change(event.currentTarget.value || undefined)}
      />
    );
  };
  return (
    <div className={classes.pair}>
      {end('from')}
      <span>{texts.and}</span>
      {end('to')}
    </div>
  );
}

export function SpanField({ value, onChange, minutes }: Pick<ValueInputProps, 'value' | 'onChange'> & { minutes: boolean }) {
  const { criteria: texts } = useTexts();
  const span = isObject(value) && 'unit' in value ? value : { n: 14, unit: 'day' as const };
  const units = SPAN_UNITS.filter((unit) => minutes || (unit !== 'minute' && unit !== 'hour'));
  return (
    <div className={classes.pair}>
      <NumberInput
        aria-label={texts.number}
        value={span.n}
        min={0}
        max={10_000}
        allowDecimal={false}
        allowNegative={false}
        onChange={(n) => onChange({ ...span, n: Number(n) || 0 })}
        w={80}
      />
      <NativeSelect
        aria-label={texts.unit}
        value={span.unit}
        onChange={(event) => onChange({ ...span, unit: units.find((unit) => unit === event.currentTarget.value) ?? 'day' })}
        data={units.map((unit) => ({ value: unit, label: texts.units[unit][span.n === 1 ? 'one' : 'many'] }))}
      />
    </div>
  );
}

const WHICH = ['this', 'last', 'next'] as const;

function PeriodField({ value, onChange }: Pick<ValueInputProps, 'value' | 'onChange'>) {
  const { criteria: texts } = useTexts();
  const chosen = isObject(value) && 'period' in value ? `${value.which} ${value.period}` : 'this month';
  const options = PERIODS.flatMap((period) => WHICH.map((which) => ({ which, period })));
  return (
    <NativeSelect
      aria-label={texts.periodLabel}
      value={chosen}
      onChange={(event) => onChange(options.find(({ which, period }) => `${which} ${period}` === event.currentTarget.value))}
      data={options.map(({ which, period }) => ({
        value: `${which} ${period}`,
        label: texts.period(texts.which[which], texts.periods[period]),
      }))}
    />
  );
}
