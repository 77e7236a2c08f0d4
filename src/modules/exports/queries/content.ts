import { sql } from 'kysely';
import type { Ctx, ReadCtx, Work } from '#platform/context.ts';
import { csvLine } from '#platform/shared/csv.ts';
import { amountText, cellText } from '../rules/cells.ts';
import type { ExportedTable, ExportManifest } from '../schema.ts';
import { LEFT_OUT, planTables, type TablePlan } from './tables.ts';

/** Takes the files of an export one after the other, each piece by piece. */
export interface Sink {
  /** How many files will come. */
  expect(files: number): Promise<void>;
  begin(name: string): Promise<void>;
  write(text: string): Promise<void>;
  /** @param rows of the file; its header is none */
  end(rows: number): Promise<void>;
}

const AT_ONCE = 1_000;
const BOM = '\ufeff';

/**
 * Writes everything of the workspace, as it is at one moment, into the sink: a CSV file per table and `manifest.json` at the end.
 * Memory stays flat: rows are fetched a thousand at a time.
 */
export async function writeEverything(work: Work, sink: Sink): Promise<ExportManifest> {
  return work.read(
    async (ctx) => {
      const plans = await planTables(ctx.tx, ctx.scope);
      const workspace = await workspaceOf(ctx);
      await sink.expect(plans.length + 1);
      const tables: ExportedTable[] = [];
      for (const plan of plans) tables.push(await writeTable(ctx, plan, { sink, baseCurrency: workspace.baseCurrency }));
      const manifest: ExportManifest = {
        product: 'truce',
        schema: await schemaOf(ctx),
        workspace,
        madeAt: ctx.now,
        tables,
        leftOut: { ...LEFT_OUT },
      };
      await sink.begin('manifest.json');
      await sink.write(JSON.stringify(manifest, null, 2));
      await sink.end(0);
      return manifest;
    },
    { snapshot: true },
  );
}

async function writeTable(
  ctx: ReadCtx,
  plan: TablePlan,
  { sink, baseCurrency }: { sink: Sink; baseCurrency: string },
): Promise<ExportedTable> {
  const file = `${plan.table}.csv`;
  await sink.begin(file);
  await sink.write(BOM + csvLine(plan.columns.map(({ name }) => name)));
  await sql`declare everything no scroll cursor for ${plan.select}`.execute(ctx.tx);
  let count = 0;
  for (;;) {
    const { rows } = await sql<Record<string, unknown>>`fetch ${sql.lit(AT_ONCE)} from everything`.execute(ctx.tx);
    if (rows.length === 0) break;
    count += rows.length;
    await sink.write(rows.map((row) => lineOf(row, plan, baseCurrency)).join(''));
  }
  await sql`close everything`.execute(ctx.tx);
  await sink.end(count);
  return { file, table: plan.table, rows: count, columns: plan.columns.map(({ name }) => name) };
}

function lineOf(row: Readonly<Record<string, unknown>>, { columns, hasCurrency }: TablePlan, baseCurrency: string): string {
  const currency = hasCurrency && typeof row.currency === 'string' ? row.currency : baseCurrency;
  return csvLine(columns.map(({ kind }, n) => (kind === 'amount' ? amountText(row[`c${n}`], currency) : cellText(row[`c${n}`]))));
}

async function workspaceOf({ tx, scope }: ReadCtx): Promise<ExportManifest['workspace']> {
  return tx
    .selectFrom('workspace')
    .select(['id', 'name', 'base_currency as baseCurrency'])
    .where('id', '=', scope.workspaceId)
    .executeTakeFirstOrThrow();
}

async function schemaOf({ tx }: Pick<Ctx, 'tx'>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(tx);
  return rows.map((row) => row.name);
}
