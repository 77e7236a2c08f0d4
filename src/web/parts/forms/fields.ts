import type { CustomFieldRow } from '#modules/criteria/schema.ts';
import type { FieldKind, FormField } from '#modules/forms/schema/form.ts';
import { RESERVED } from '#modules/forms/schema/form.ts';

/** How a fact of the record is asked. */
const KIND_OF: Readonly<Record<string, FieldKind>> = { 'contact.email': 'email', 'contact.phone': 'phone' };

/** A name for a field, made of what it asks, that no other has. */
export function keyFor(label: string, taken: readonly string[]): string {
  const plain =
    label
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{M}+/gu, '')
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^[_0-9]+|_+$/g, '')
      .slice(0, 30) || 'field';
  const all = new Set<string>([...taken, ...RESERVED]);
  for (let n = 1; ; n++) {
    const key = n === 1 ? plain : `${plain}_${n}`;
    if (!all.has(key)) return key;
  }
}

export function newField(
  made: { kind: FieldKind; label: string; target?: string | null; options?: readonly string[] },
  taken: readonly string[],
): FormField {
  const { kind, label, target = null, options = [] } = made;
  return {
    key: keyFor(label, taken),
    kind,
    target,
    label,
    help: '',
    required: target === 'contact.email',
    later: false,
    when: null,
    options: [...options],
    parameter: kind === 'hidden' ? 'utm_source' : null,
    consent: null,
    fileTypes: kind === 'file' ? ['pdf'] : [],
  };
}

export const factField = (target: string, label: string, taken: readonly string[]) =>
  newField({ kind: KIND_OF[target] ?? 'text', label, target }, taken);

const OWN_KINDS: Readonly<Record<string, FieldKind>> = {
  text: 'text',
  url: 'text',
  long_text: 'long_text',
  choice: 'select',
  yes_no: 'checkbox',
};
/** Own fields of these kinds can be asked by a form. */
export const isAskable = ({ kind, archived }: Pick<CustomFieldRow, 'kind' | 'archived'>) => !archived && kind in OWN_KINDS;

export const ownField = (row: CustomFieldRow, taken: readonly string[]) =>
  newField(
    {
      kind: OWN_KINDS[row.kind] ?? 'text',
      label: row.label,
      target: `contact.custom.${row.key}`,
      options: row.options.map(({ value }) => value),
    },
    taken,
  );
