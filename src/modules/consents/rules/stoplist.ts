import { CAUSES, Domain, type Stop } from '../schema.ts';
import { isPlainAddress, normalised } from './address.ts';

export interface StopLine {
  line: number;
  value: string;
  stop: { kind: 'address' | 'domain'; value: string; cause: Exclude<Stop, 'erased'> } | null;
}

/** What other systems call it. A bare list without a cause is a list of people who want nothing. */
function causeOf(said: string): Exclude<Stop, 'erased'> {
  const word = said.trim().toLowerCase();
  if (/hard|bounc|clean|invalid|undeliver/.test(word)) return 'bounced';
  if (/complain|spam|abuse/.test(word)) return 'complained';
  if (/hand|manual|block/.test(word)) return 'blocked_by_hand';
  const [known] = CAUSES.filter((cause) => cause === word && cause !== 'erased');
  return (known as Exclude<Stop, 'erased'> | undefined) ?? 'objected';
}

/** Reads the rows of a table: the column with addresses or domains is found by what stands in it, the one with causes by its head. */
export function readStops(rows: readonly (readonly string[])[]): StopLine[] {
  const [head = [], ...rest] = rows;
  const isValue = (cell = '') => cell.includes('@') || Domain.safeParse(cell).success;
  const hasHead = !head.some(isValue);
  const body = hasHead ? rest : rows;
  const names = hasHead ? head.map((name) => name.trim().toLowerCase()) : [];
  const width = Math.max(0, ...body.slice(0, 50).map((row) => row.length));
  const counted = Array.from({ length: width }, (_, column) => body.slice(0, 50).filter((row) => isValue(row[column])).length);
  const column = counted.indexOf(Math.max(...counted));
  const causeColumn = names.findIndex((name) => /cause|reason|type|status/.test(name));
  return body.flatMap((row, index): StopLine[] => {
    const value = (row[column] ?? '').trim().replace(/^'/, '');
    if (value === '') return [];
    const cause = causeOf(causeColumn >= 0 ? (row[causeColumn] ?? '') : '');
    const address = normalised(value);
    const line = index + (hasHead ? 2 : 1);
    if (isPlainAddress(address)) return [{ line, value, stop: { kind: 'address', value: address, cause } }];
    const domain = Domain.safeParse(value.replace(/^@/, ''));
    return [{ line, value, stop: domain.success ? { kind: 'domain', value: domain.data, cause: 'blocked_by_hand' } : null }];
  });
}
