import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { move } from './lifecycle.ts';

const AT_ONCE = 1_000;

/** What an import may have changed, by the name its rows carry. */
const CHANGED = ['company', 'contact', 'lead', 'deal', 'campaign', 'product', 'sales_order', 'invoice'] as const;

/**
 * Created records leave in this order: what points first. Each may carry a condition that keeps a record because something that this
 * import did not bring hangs on it.
 */
const CREATED: readonly { table: string; keptBy?: (importId: string) => RawBuilder<boolean> }[] = [
  { table: 'order_line' },
  { table: 'campaign_member' },
  { table: 'task' },
  { table: 'invoice' },
  { table: 'sales_order', keptBy: (importId) => later('invoice', { column: 'order_id', importId }) },
  { table: 'deal', keptBy: (importId) => laterActivity('deal_id', importId) },
  { table: 'lead', keptBy: (importId) => sql`${laterActivity('lead_id', importId)} or ${later('deal', { column: 'lead_id', importId })}` },
  {
    table: 'contact',
    keptBy: (importId) => sql`${laterActivity('contact_id', importId)} or ${later('deal', { column: 'contact_id', importId })} or ${later('lead', { column: 'contact_id', importId })}`,
  },
  {
    table: 'company',
    keptBy: (importId) => sql`${laterActivity('company_id', importId)} or ${later('deal', { column: 'company_id', importId })} or ${later('contact', { column: 'company_id', importId })}`,
  },
  { table: 'product', keptBy: (importId) => later('order_line', { column: 'product_id', importId }) },
];

function later(table: string, { column, importId }: { column: string; importId: string }): RawBuilder<boolean> {
  return sql`exists (select from ${sql.table(table)} o where o.workspace_id = x.workspace_id and o.${sql.ref(column)} = x.id and o.import_id is distinct from ${importId})`;
}

function laterActivity(column: string, importId: string): RawBuilder<boolean> {
  return sql`exists (select from activity o where o.workspace_id = x.workspace_id and o.${sql.ref(column)} = x.id and o.import_id is distinct from ${importId})`;
}

/** Takes an import out again, in small transactions; may be killed and goes on. */
export async function takeOut(run: JobRun, importId: string): Promise<void> {
  for (const table of CHANGED) await untilDone(run, (ctx) => putBack(ctx, table, importId));
  await untilDone(run, ({ tx }) => count(sql<{ n: number }>`select remove_imported_activities(${importId}, ${AT_ONCE}) as n`.execute(tx)));
  for (const one of CREATED) await untilDone(run, (ctx) => removeCreated(ctx, one, importId));
  await run.transaction(
    async (ctx) => {
      const { workspaceId } = ctx.scope;
      await sql`delete from external_ref where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(ctx.tx);
      await sql`update import_row r set undone = case when r.outcome = 'created' then 'removed' else 'restored' end from import_file f
        where f.workspace_id = r.workspace_id and f.id = r.import_file_id and f.import_id = ${importId} and r.workspace_id = ${workspaceId} and r.undone is null
          and r.outcome in ('created', 'updated', 'merged')`.execute(ctx.tx);
      for (const entity of ['company', 'contact', 'deal', 'lead', 'campaign', 'invoice']) ctx.changed(entity);
      await move(ctx, importId, { from: ['undoing'], to: 'undone' });
    },
    { audit: false },
  );
}

async function untilDone(run: JobRun, step: (ctx: Ctx) => Promise<number>): Promise<void> {
  while (!run.signal.aborted) {
    const done = await run.transaction(step, { audit: false });
    if (done === 0) return;
  }
}

async function count(result: Promise<{ rows: { n: number }[] }>): Promise<number> {
  return (await result).rows[0]?.n ?? 0;
}

/** Gives changed records their old values back, column by column, except where somebody has changed the column since (the audit log knows). */
async function putBack(ctx: Ctx, table: (typeof CHANGED)[number], importId: string): Promise<number> {
  const { workspaceId } = ctx.scope;
  const columns = await writableColumns(ctx, table);
  const { rows } = await sql<{ import_file_id: string; n: number; entity_id: string; before: Record<string, unknown> }>`
    select r.import_file_id, r.n, r.entity_id, r.before from import_row r join import_file f on f.workspace_id = r.workspace_id and f.id = r.import_file_id
    where r.workspace_id = ${workspaceId} and f.import_id = ${importId} and r.entity = ${table} and r.before is not null and r.undone is null
    order by f.position desc, r.n desc limit ${AT_ONCE}`.execute(ctx.tx);
  for (const row of rows) {
    await sql`update ${sql.table(table)} x set (${columns}) = (select ${columns} from jsonb_populate_record(x, ${JSON.stringify(row.before)}::jsonb - coalesce((
        select array_agg(k) from audit_log l, jsonb_object_keys(l.after) k where l.workspace_id = ${workspaceId} and l.entity = ${table}
          and l.entity_id = ${row.entity_id} and l.action = 'changed' and l.at > (select started_at from import where workspace_id = ${workspaceId} and id = ${importId})), '{}')))
      where x.workspace_id = ${workspaceId} and x.id = ${row.entity_id}`.execute(ctx.tx);
    await sql`update import_row set undone = 'restored' where workspace_id = ${workspaceId} and import_file_id = ${row.import_file_id} and n = ${row.n}`.execute(ctx.tx);
  }
  return rows.length;
}

/** Names from the catalogue of the database itself. */
async function writableColumns(ctx: Ctx, table: string): Promise<RawBuilder<unknown>> {
  const { rows } = await sql<{ name: string }>`select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
    and attgenerated = '' and attname not in ('workspace_id', 'id', 'created_at') order by attnum`.execute(ctx.tx);
  return sql.join(rows.map((row) => sql.ref(row.name)));
}

/** Removes what the import created and nothing else hangs on; what stays is marked as kept and no longer belongs to the import. */
async function removeCreated(ctx: Ctx, { table, keptBy }: (typeof CREATED)[number], importId: string): Promise<number> {
  const { workspaceId } = ctx.scope;
  const changedSince = sql`exists (select from audit_log l where l.workspace_id = x.workspace_id and l.entity = ${table} and l.entity_id = x.id::text and l.action = 'changed')`;
  const keeps = keptBy ? sql`(${changedSince} or ${keptBy(importId)})` : changedSince;
  const { rows } = await sql<{ id: string; kept: boolean }>`select x.id, ${keeps} as kept from ${sql.table(table)} x
    where x.workspace_id = ${workspaceId} and x.import_id = ${importId} limit ${AT_ONCE}`.execute(ctx.tx);
  const kept = rows.filter((row) => row.kept).map((row) => row.id);
  const gone = rows.filter((row) => !row.kept).map((row) => row.id);
  await sql`update ${sql.table(table)} set import_id = null where workspace_id = ${workspaceId} and id = any (${kept})`.execute(ctx.tx);
  await sql`update import_row set undone = 'kept' where workspace_id = ${workspaceId} and entity_id = any (${kept})
    and import_file_id in (select id from import_file where workspace_id = ${workspaceId} and import_id = ${importId})`.execute(ctx.tx);
  await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId} and id = any (${gone})`.execute(ctx.tx);
  return rows.length;
}
