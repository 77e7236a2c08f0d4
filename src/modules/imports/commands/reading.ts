import { readChunks } from '#platform/files/files.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { allowedMapping, ownFieldsOf } from '../queries/fields.ts';
import type { FileRow } from '../queries/imports.ts';
import { readRows, UnreadableFile } from '../queries/reader.ts';
import { type Copies, countCopies } from '../rules/copies.ts';
import type { Preset } from '../rules/presets/preset.ts';
import { presetById } from '../rules/presets.ts';
import { type ColumnPlan, planColumns, type ReadOptions, type TypedRow, typeRow } from '../rules/typed.ts';
import { type Recovered, recoverLinks } from './recover.ts';
import { rowIdentity } from './references.ts';

/** Rows looked at before the first is written, to see how dates and decimals are meant. */
const SAMPLE_ROWS = 5_000;

/** Whose ids a file's are: a known vendor's, else its own. */
export function systemOf(file: FileRow): string {
  return presetById(file.preset ?? '')?.vendor ?? 'file';
}

export interface Reading {
  options: ReadOptions;
  copies: Copies;
  recovered: Recovered;
  /** Columns that the person may not fill. */
  left: readonly string[];
  rows(): AsyncGenerator<TypedRow>;
}

/** Looks the file over once for its habits, then reads it from the start; rows that are in already are passed over. */
export async function openReading(run: JobRun, importId: string, file: FileRow): Promise<Reading> {
  const { scope } = run;
  const options = await run.read(({ tx }) =>
    tx
      .selectFrom('import')
      .select('options')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', importId)
      .executeTakeFirstOrThrow(),
  );
  const content = () => readChunks(run, { id: file.file_id });
  const samples: string[][] = [];
  try {
    for await (const row of readRows(content(), file.sniff)) {
      samples.push(row.cells);
      if (samples.length >= SAMPLE_ROWS) break;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
  }
  const { mapping, left } = allowedMapping(scope, file.entity, file.mapping);
  const plan = planColumns(file.sniff.columns, { mapping, own: await run.read((ctx) => ownFieldsOf(ctx, file.entity)) }, samples);
  const readOptions = options.options as unknown as ReadOptions;
  const copies = countCopies(file.entity);
  const typed = async function* () {
    const identify = identifier(identityOf(file, plan));
    for await (const raw of readRows(content(), file.sniff)) yield identify(typeRow(raw, plan, readOptions));
  };
  return {
    options: readOptions,
    copies,
    left: file.sniff.headers.filter((header) => left.includes(header)),
    recovered: await recoverLinks(run, { importId, file, system: systemOf(file), rows: typed }),
    rows: async function* () {
      for await (const row of typed()) {
        copies.see(row);
        if (row.n > file.done_rows) yield row;
      }
    },
  };
}

/** Gives the rows of one reading the ids by which they are known again. */
function identifier(identity: Preset['identity']): (row: TypedRow) => TypedRow {
  const occurrences = new Map<string, number>();
  return (row) => {
    const own = identity === 'lead' ? row.references.lead?.value : identity === 'email' ? row.values.email : row.externalId;
    if (identity !== 'row' && typeof own === 'string') return { ...row, externalId: own };
    const first = rowIdentity(row, 1);
    const occurrence = (occurrences.get(first) ?? 0) + 1;
    occurrences.set(first, occurrence);
    return { ...row, externalId: rowIdentity(row, occurrence) };
  };
}

/** By what rows are known again at the next import. */
function identityOf(file: FileRow, plan: readonly ColumnPlan[]): Preset['identity'] {
  const known = presetById(file.preset ?? '')?.identity;
  if (known) return known;
  if (plan.some((column) => column.role === 'externalId')) return 'externalId';
  // Elsewhere the address says whom a row is about, not which row it is.
  const isPerson = file.entity === 'contact' || file.entity === 'lead';
  return isPerson && plan.some((column) => column.field === 'email') ? 'email' : 'row';
}
