import { listOwnFields } from '#modules/criteria/contract.ts';
import type { CustomFieldRow, CustomValues, Entity } from '#modules/criteria/schema.ts';
import { inMajor, minorDigits } from '#platform/shared/money.ts';
import { useRead } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { useReader } from '../../reader.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { instantOf, localMoment } from '../activities/due.ts';
import { type Person, usePeople } from '../activities/MentionArea.tsx';
import { type Fact, Facts, listOf } from './Facts.tsx';

export interface CustomFactsProps {
  entity: Entity;
  values: Readonly<Record<string, unknown>> | undefined;
  writable: boolean;
  onSave: (values: { custom: CustomValues }) => Promise<unknown>;
}

interface Helping {
  format: Format;
  people: readonly Person[];
  currency: string;
  zone: string;
  yesNo: { yes: string; no: string };
}

/** The workspace's own fields of a record. */
export function CustomFacts({ entity, values, writable, onSave }: CustomFactsProps) {
  const { record, ui } = useTexts();
  const format = useFormat();
  const { timeZone } = useReader();
  const { workspace, hidden } = useSession();
  const { data } = useRead(listOwnFields, { entity }, { topics: ['own_field'], fresh: 300_000 });
  const people = usePeople();
  const fields = data?.items.filter((field) => !field.archived && !hidden.includes(`${entity}.custom.${field.key}`)) ?? [];
  if (values === undefined || fields.length === 0) return null;
  const helping = { format, people, currency: workspace.baseCurrency, zone: timeZone, yesNo: ui.common };
  const facts = fields.map((field) => factOf(field, values[field.key], helping));
  const save = (changed: Record<string, unknown>) => {
    const custom = Object.fromEntries(Object.entries(changed).map(([name, value]) => [name.replace(/^custom\./, ''), value]));
    return onSave({ custom: custom as CustomValues });
  };
  return <Facts entity={entity} title={record.groups.own} facts={facts} writable={writable} onSave={save} />;
}

type Form = Pick<Fact, 'text' | 'show' | 'toWire' | 'options' | 'type'>;

export function factOf(field: CustomFieldRow, value: unknown, helping: Helping): Fact {
  return { name: `custom.${field.key}`, label: field.label, ...formOf(field, value ?? null, helping) };
}

function formOf(field: CustomFieldRow, value: unknown, { format, people, currency, zone, yesNo }: Helping): Form {
  const empty = { value: '', label: '–' };
  switch (field.kind) {
    case 'number':
      return { text: value === null ? '' : String(value), type: 'number', toWire: (text) => (text.trim() === '' ? null : Number(text)) };
    case 'date':
      return { text: String(value ?? ''), type: 'date', ...(value === null ? {} : { show: format.date(String(value)) }) };
    case 'instant':
      return {
        text: value === null ? '' : localMoment(String(value), zone).replace('T', ' '),
        toWire: (text) => instantOf(text.trim().replace(' ', 'T'), zone) ?? (text.trim() || null),
      };
    case 'yes_no':
      return {
        text: value === null ? '' : value ? 'yes' : 'no',
        options: [empty, { value: 'yes', label: yesNo.yes }, { value: 'no', label: yesNo.no }],
        toWire: (text) => (text === '' ? null : text === 'yes'),
      };
    case 'choice':
      return { text: String(value ?? ''), options: [empty, ...field.options] };
    case 'choices':
      return choicesForm(field, Array.isArray(value) ? (value as string[]) : []);
    case 'member':
      return { text: String(value ?? ''), options: [empty, ...people.map((person) => ({ value: person.id, label: person.name }))] };
    case 'money':
      return moneyForm(value as { amountMinor: number; currency: string } | null, { format, currency });
    default:
      return { text: String(value ?? '') };
  }
}

/** Typed by their labels, with commas. */
function choicesForm(field: CustomFieldRow, values: readonly string[]): Form {
  const labelOf = new Map(field.options.map((option) => [option.value, option.label]));
  const byLabel = new Map(field.options.map((option) => [option.label.toLowerCase(), option.value]));
  return {
    text: values.map((value) => labelOf.get(value) ?? value).join(', '),
    toWire: (text) => listOf(text).map((label) => byLabel.get(label.toLowerCase()) ?? label),
  };
}

/** `1200.50 EUR`; the workspace's currency where none is typed. */
function moneyForm(
  value: { amountMinor: number; currency: string } | null,
  { format, currency }: { format: Format; currency: string },
): Form {
  return {
    text: value ? `${inMajor(value)} ${value.currency}` : '',
    ...(value ? { show: format.money(value) } : {}),
    toWire: (text) => amountOf(text, currency),
  };
}

export function amountOf(text: string, currency: string): { amountMinor: number; currency: string } | string | null {
  if (text.trim() === '') return null;
  const match = /^\s*(-?[\d\s',.]*\d)\s*([A-Za-z]{3})?\s*$/.exec(text);
  if (!match?.[1]) return text;
  const code = (match[2] ?? currency).toUpperCase();
  const plain = match[1].replace(/[\s']/g, '');
  const decimal = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  // Of the last separator: three digits behind it group, any other number of them are decimals.
  const groups = decimal < 0 || plain.length - decimal - 1 === 3;
  const number = groups ? plain.replace(/[.,]/g, '') : `${plain.slice(0, decimal).replace(/[.,]/g, '')}.${plain.slice(decimal + 1)}`;
  return { amountMinor: Math.round(Number(number) * 10 ** minorDigits(code)), currency: code };
}
