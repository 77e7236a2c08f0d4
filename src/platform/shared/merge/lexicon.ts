import { DATE_STYLES, type Filter, type Node, type Problem, type ValueNode } from './language.ts';

export type FieldKind = 'text' | 'date' | 'money' | 'url';

/** What a text may name: fields with their kind, and conditions that it brings along. */
export interface Lexicon {
  fields: ReadonlyMap<string, FieldKind>;
  conditions: ReadonlySet<string>;
}

/** What is wrong with the names and filters of a text: all of it, in order. */
export function check(nodes: readonly Node[], lexicon: Lexicon): Problem[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return [];
    if (node.kind === 'value') return checkValue(node, lexicon);
    const known = lexicon.fields.has(node.test) || lexicon.conditions.has(node.test);
    const inside = [...check(node.yes, lexicon), ...check(node.no ?? [], lexicon)];
    return known ? inside : [{ at: node.at, length: node.test.length + 6, message: unknown(node.test, lexicon) }, ...inside];
  });
}

function checkValue({ field, filters, at }: ValueNode, lexicon: Lexicon): Problem[] {
  const kind = lexicon.fields.get(field);
  const say = (message: string): Problem => ({ at, length: field.length + 4, message });
  if (!kind) return [say(unknown(field, lexicon))];
  return filters.flatMap((filter) => wrongWith(filter, { field, kind }).map(say));
}

function wrongWith({ name, args }: Filter, { field, kind }: { field: string; kind: FieldKind }): string[] {
  if (name === 'fallback') return args.length === 1 ? [] : ['A fallback has one text: fallback: "there".'];
  if (name === 'date') {
    if (kind !== 'date') return [`${field} is no date. Take the date filter out.`];
    const [style = 'medium', zone] = args;
    if (!(DATE_STYLES as readonly string[]).includes(style))
      return [`There is no date style “${style}”. Known are ${DATE_STYLES.join(', ')}.`];
    return zone === undefined || isZone(zone) ? [] : [`There is no time zone “${zone}”. Write it like Europe/Berlin.`];
  }
  if (name === 'money') {
    if (kind !== 'money') return [`${field} is no amount. Take the money filter out.`];
    return args.length === 0 || (args.length === 1 && args[0] === 'whole') ? [] : ['money takes nothing, or "whole" for no decimals.'];
  }
  if (args.length > 0) return [`${name} takes nothing after it.`];
  return kind === 'text' ? [] : [`${name} is for words; ${field} is none.`];
}

function unknown(name: string, { fields, conditions }: Lexicon): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const near = [...fields.keys(), ...conditions].find((one) => plain(one) === plain(name) || plain(one).endsWith(plain(name)));
  return `There is no field “${name.slice(0, 80)}”. ${near ? `Did you mean ${near}?` : 'Choose one from the list of fields.'}`;
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
