import { cleanLine } from './parsed.ts';

export interface Column {
  /** Position in the file's rows. */
  index: number;
  /** As written, cleaned; unique by a number behind it: `Name`, `Name (2)`. A column without a name is called after its place. */
  header: string;
}

export interface Columns {
  columns: Column[];
  duplicates: string[];
  /** Columns inside the table without a name. */
  unnamed: number;
  /** Columns at the end without a name: they are left out, for nothing stands in them. */
  dropped: number;
}

/** Beyond it a name is a text. */
const LONGEST = 200;

/**
 * The columns of a header row. Nameless columns at the end are left out unless `filled` says that a row has something there,
 * so that nothing is lost in silence.
 */
export function columnsOf(row: readonly string[], filled: (index: number) => boolean = () => false): Columns {
  const names = row.map((name) => cleanLine(name).slice(0, LONGEST));
  let end = names.length;
  while (end > 0 && names[end - 1] === '' && !filled(end - 1)) end--;
  const taken = new Set(names.filter((name) => name !== '').map((name) => name.toLowerCase()));
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  // Where to go on counting, so that a thousand columns of one name are not counted a thousand times.
  const counted = new Map<string, number>();
  const columns = names.slice(0, end).map((name, index): Column => {
    const wanted = name === '' ? `Column ${index + 1}` : name;
    if (!seen.has(wanted.toLowerCase()) && (name !== '' || !taken.has(wanted.toLowerCase()))) {
      seen.add(wanted.toLowerCase());
      return { index, header: wanted };
    }
    if (name !== '') duplicates.add(name);
    let number = counted.get(wanted.toLowerCase()) ?? 2;
    while (seen.has(`${wanted} (${number})`.toLowerCase()) || taken.has(`${wanted} (${number})`.toLowerCase())) number++;
    counted.set(wanted.toLowerCase(), number + 1);
    const header = `${wanted} (${number})`;
    seen.add(header.toLowerCase());
    return { index, header };
  });
  const unnamed = names.slice(0, end).filter((name) => name === '').length;
  return { columns, duplicates: [...duplicates], unnamed, dropped: names.length - end };
}
