import { customFieldRows } from '#modules/criteria/queries/custom.ts';
import type { CustomFieldRow, CustomKind } from '#modules/criteria/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Value } from '#platform/shared/merge/filters.ts';
import type { FieldKind } from '#platform/shared/merge/lexicon.ts';
import type { MergeField } from '../schema.ts';

/** As which kind a field of a workspace's own fills a mail; those left out say nothing in words. An address of a stranger is words, never a link. */
const KINDS: Partial<Readonly<Record<CustomKind, FieldKind>>> = {
  text: 'text',
  long_text: 'text',
  number: 'text',
  money: 'money',
  date: 'date',
  instant: 'date',
  choice: 'text',
  choices: 'text',
  url: 'text',
  email: 'text',
  phone: 'text',
};

const SAMPLES: Readonly<Record<FieldKind, MergeField['sample']>> = {
  text: 'An example',
  date: '2026-03-02',
  money: { amountMinor: 49_000, currency: 'EUR' },
  url: 'https://example.com',
};

/** A field of people or companies that the workspace made, as a mail can be filled with it. */
export interface OwnMergeField extends MergeField {
  valueIn(custom: Readonly<Record<string, unknown>>): Value;
}

/** Fields of the workspace's own that are in use: `contact.custom.<key>`, `company.custom.<key>`; the field right has the same name. */
export async function ownMergeFields({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>): Promise<OwnMergeField[]> {
  const { custom } = await customFieldRows(tx, scope, ['contact', 'company']);
  return custom.flatMap((row): OwnMergeField[] => {
    const kind = KINDS[row.kind];
    const name = `${row.entity}.custom.${row.key}`;
    const label = row.entity === 'company' ? `${row.label} of the company` : row.label;
    return kind ? [{ name, kind, label, sample: SAMPLES[kind], right: name, valueIn: (values) => wordsOf(row, values[row.key]) }] : [];
  });
}

function wordsOf({ kind, options }: CustomFieldRow, value: unknown): Value {
  const labels = new Map(options.map((option) => [option.value, option.label]));
  if (kind === 'choices') return Array.isArray(value) ? value.map((one) => labels.get(String(one)) ?? String(one)).join(', ') : null;
  if (kind === 'choice') return typeof value === 'string' ? (labels.get(value) ?? value) : null;
  if (kind === 'money') return isAmount(value) ? value : null;
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

const isAmount = (value: unknown): value is { amountMinor: number; currency: string } =>
  typeof value === 'object' && value !== null && 'amountMinor' in value && 'currency' in value && typeof value.amountMinor === 'number';
