/**
 * Which fields of a form are asked. The page and the server ask the same function, so what the page hides the server drops. Plain TypeScript
 * without imports: it goes to other people's browsers.
 */

/** A field is asked only when another one, further up, is answered so. */
export interface Condition {
  field: string;
  is: 'answered' | 'empty' | 'equal' | 'other';
  value?: string | undefined;
}

export interface Conditional {
  key: string;
  when?: Condition | null | undefined;
}

/** By key: what stands in a field; a box that is ticked is `yes`. */
export type Given = Readonly<Record<string, string | undefined>>;

/**
 * The keys that are asked, in order. A condition on a field that is itself not asked counts as not answered; a condition on a field further down,
 * or on one that is not there, is never met.
 */
export function shownKeys(fields: readonly Conditional[], given: Given): string[] {
  const shown = new Set<string>();
  const passed = new Set<string>();
  for (const { key, when } of fields) {
    if (!when || (passed.has(when.field) && meets(when, shown.has(when.field) ? (given[when.field] ?? '').trim() : ''))) shown.add(key);
    passed.add(key);
  }
  return [...shown];
}

function meets({ is, value = '' }: Condition, answer: string): boolean {
  if (is === 'answered') return answer !== '';
  if (is === 'empty') return answer === '';
  const same = answer.toLowerCase() === value.trim().toLowerCase();
  return is === 'equal' ? same && answer !== '' : answer !== '' && !same;
}

export interface Asked {
  key: string;
  /** Asked only in place of what is known already. */
  later: boolean;
  /** Always asked, known or not: consents, files, hidden values. */
  fixed: boolean;
}

/**
 * The fields for one visitor. `known` is null for a stranger, who is asked the plain form; for somebody who followed a sealed link it names the
 * fields of which something is on record: those make room for as many of the later ones that are not known.
 */
export function fieldsFor<F extends Asked>(fields: readonly F[], known: ReadonlySet<string> | null): F[] {
  const plain = fields.filter(({ later }) => !later);
  if (!known) return plain;
  const open = plain.filter(({ key, fixed }) => fixed || !known.has(key));
  const room = plain.length - open.length;
  const next = new Set(
    fields
      .filter(({ key, later }) => later && !known.has(key))
      .slice(0, room)
      .map(({ key }) => key),
  );
  return fields.filter((field) => next.has(field.key) || open.includes(field));
}
