import type { ImportEntity } from '../schema.ts';
import type { TypedRow } from './typed.ts';

/** Beyond so many different rows the rest is not looked at: memory stays flat. */
const MOST = 100_000;
const LEAST_COPIES = 10;
const LEAST_SHARE = 0.1;

/** What makes two rows of an export the same thing to a person, whatever ids they carry. */
const SAME: Partial<Record<ImportEntity, readonly string[]>> = {
  call: ['occurredAt', 'durationSeconds', 'subject', 'direction'],
  meeting: ['occurredAt', 'endsAt', 'subject'],
};

export interface Copies {
  see(row: TypedRow): void;
  /** What a person should know; null where there is nothing unusual. */
  note(): string | null;
}

/** Counts rows that say what an earlier row of the file said, under another id. They all come in; counts of calls are to be read with that in mind. */
export function countCopies(entity: ImportEntity | null): Copies {
  const fields = entity ? SAME[entity] : undefined;
  const seen = new Set<string>();
  let rows = 0;
  let copies = 0;
  return {
    see(row) {
      if (!fields || seen.size >= MOST) return;
      rows += 1;
      const said = JSON.stringify([fields.map((field) => row.values[field] ?? null), row.references.owner?.value ?? null]);
      if (seen.has(said)) copies += 1;
      else seen.add(said);
    },
    note() {
      if (copies < LEAST_COPIES || copies < rows * LEAST_SHARE) return null;
      return `${copies} of ${rows} rows are equal to an earlier row in time, length, subject and owner, under an id of their own. All came in; mind it where ${entity === 'call' ? 'calls' : 'meetings'} are counted.`;
    },
  };
}
