import { type RawBuilder, sql } from 'kysely';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import { takeBack } from '#modules/consents/commands/words.ts';
import { settlePayments } from '#modules/orders/commands/settle.ts';
import type { Ctx } from '#platform/context.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { move } from './lifecycle.ts';

const AT_ONCE = 1_000;

/** What an import may have changed, by the name its rows carry. */
const CHANGED = ['company', 'contact', 'lead', 'deal', 'campaign', 'product', 'sales_order', 'invoice', 'order_line', 'payment'] as const;

interface Created {
  table: string;
  /** What, when another import or a person brought it, keeps the record here, by the column that points to it. */
  keptBy?: readonly (readonly [table: string, column: string])[];
}

/** Created records leave in this order: what points first. */
const CREATED: readonly Created[] = [
  { table: 'order_line' },
  { table: 'campaign_member' },
  { table: 'task' },
  { table: 'payment' },
  {
    table: 'invoice',
    keptBy: [
      ['payment', 'invoice_id'],
      ['invoice', 'credits_id'],
    ],
  },
  { table: 'sales_order', keptBy: [['invoice', 'order_id']] },
  { table: 'deal', keptBy: links('deal_id', 'activity', 'task') },
  { table: 'lead', keptBy: links('lead_id', 'activity', 'deal', 'task') },
  { table: 'contact', keptBy: links('contact_id', 'activity', 'deal', 'lead', 'task', 'invoice', 'sales_order') },
  {
    table: 'company',
    keptBy: [...links('company_id', 'activity', 'deal', 'contact', 'lead', 'task', 'invoice', 'sales_order'), ['company', 'parent_id']],
  },
  { table: 'campaign', keptBy: links('campaign_id', 'activity', 'deal', 'lead', 'campaign_member') },
  { table: 'product', keptBy: [['order_line', 'product_id']] },
];

function links(column: string, ...tables: string[]): (readonly [string, string])[] {
  return tables.map((table) => [table, column] as const);
}

/** People have changed it, another import has since brought news of it, or something that this import did not bring hangs on it. */
function isKept({ table, keptBy = [] }: Created, importId: string): RawBuilder<boolean> {
  const reasons = [
    sql`exists (select from audit_log l where l.workspace_id = x.workspace_id and l.entity = ${table} and l.entity_id = x.id::text and l.action = 'changed'
      and ${BY_PEOPLE})`,
    sql`exists (select from import_row r join import_file f on f.workspace_id = r.workspace_id and f.id = r.import_file_id
      where r.workspace_id = x.workspace_id and r.entity_id = x.id and r.outcome in ('updated', 'merged') and r.undone is null and f.import_id <> ${importId})`,
    ...keptBy.map(
      ([from, column]) =>
        sql`exists (select from ${sql.table(from)} o where o.workspace_id = x.workspace_id and o.${sql.ref(column)} = x.id and o.import_id is distinct from ${importId})`,
    ),
  ];
  return sql<boolean>`(${sql.join(reasons, sql` or `)})`;
}

/** What the program works out by itself after an import is no change of anybody's. */
const BY_PEOPLE = sql`l.actor_kind in ('member', 'key')`;

/** Takes an import out again, in small transactions; may be killed and goes on. */
export async function takeOut(run: JobRun, importId: string): Promise<void> {
  // While their people are still here: their summary is worked out with it.
  await untilDone(run, (ctx) => takeBack(ctx, { importId, atOnce: AT_ONCE }));
  for (const table of CHANGED) await untilDone(run, (ctx) => putBack(ctx, table, importId));
  await untilDone(run, ({ tx }) => count(sql<{ n: number }>`select remove_imported_activities(${importId}, ${AT_ONCE}) as n`.execute(tx)));
  for (const one of CREATED) await untilDone(run, (ctx) => removeCreated(ctx, one, importId));
  await run.transaction(
    async (ctx) => {
      const { workspaceId } = ctx.scope;
      await forgetReferences(ctx, importId);
      await sql`update import_row r set undone = case when r.outcome = 'created' then 'removed' else 'restored' end from import_file f
        where f.workspace_id = r.workspace_id and f.id = r.import_file_id and f.import_id = ${importId} and r.workspace_id = ${workspaceId} and r.undone is null
          and r.outcome in ('created', 'updated', 'merged')`.execute(ctx.tx);
      for (const entity of ['company', 'contact', 'deal', 'lead', 'campaign', 'invoice']) ctx.changed(entity);
      await move(ctx, importId, { from: ['undoing'], to: 'undone' });
    },
    { audit: false },
  );
}

/** The ids of what is gone go too. Those of what stays remain, but the next import looks at the record again instead of trusting what the row said. */
async function forgetReferences(ctx: Ctx, importId: string): Promise<void> {
  const { workspaceId } = ctx.scope;
  const touched = sql`select r.entity_id from import_row r join import_file f on f.workspace_id = r.workspace_id and f.id = r.import_file_id
    where r.workspace_id = ${workspaceId} and f.import_id = ${importId}`;
  await sql`update external_ref set content_hash = null, import_id = null where workspace_id = ${workspaceId}
    and entity_id in (${touched} and (r.undone in ('kept', 'restored') or r.outcome in ('updated', 'merged', 'skipped')))`.execute(ctx.tx);
  await sql`delete from external_ref where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(ctx.tx);
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
          and l.entity_id = ${row.entity_id} and l.action = 'changed' and ${BY_PEOPLE} and l.at > (select started_at from import where workspace_id = ${workspaceId} and id = ${importId})), '{}')))
      where x.workspace_id = ${workspaceId} and x.id = ${row.entity_id}`.execute(ctx.tx);
    if (table === 'contact') await takeAddresses(ctx, row.entity_id, row.before);
    await sql`update import_row set undone = 'restored' where workspace_id = ${workspaceId} and import_file_id = ${row.import_file_id} and n = ${row.n}`.execute(
      ctx.tx,
    );
  }
  return rows.length;
}

/** Names from the catalogue of the database itself. */
async function writableColumns(ctx: Ctx, table: string): Promise<RawBuilder<unknown>> {
  const { rows } = await sql<{
    name: string;
  }>`select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
    and attgenerated = '' and attname not in ('workspace_id', 'id', 'created_at') order by attnum`.execute(ctx.tx);
  return sql.join(rows.map((row) => sql.ref(row.name)));
}

/** Addresses that a row brought to a person who was here already. */
async function takeAddresses(ctx: Ctx, contactId: string, before: Readonly<Record<string, unknown>>): Promise<void> {
  const { workspaceId } = ctx.scope;
  await sql`delete from contact_email where workspace_id = ${workspaceId} and contact_id = ${contactId} and email = any (${listOf(before.added_emails)}::text[])`.execute(
    ctx.tx,
  );
  await sql`delete from contact_phone where workspace_id = ${workspaceId} and contact_id = ${contactId} and phone = any (${listOf(before.added_phones)}::text[])`.execute(
    ctx.tx,
  );
  // What was the first address of somebody who had none before goes with it.
  await sql`update contact set email = null where workspace_id = ${workspaceId} and id = ${contactId} and email = any (${listOf(before.added_emails)}::text[])`.execute(
    ctx.tx,
  );
  await sql`update contact set phone = null where workspace_id = ${workspaceId} and id = ${contactId} and phone = any (${listOf(before.added_phones)}::text[])`.execute(
    ctx.tx,
  );
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Removes what the import created and nothing else hangs on; what stays is marked as kept and no longer belongs to the import. */
async function removeCreated(ctx: Ctx, created: Created, importId: string): Promise<number> {
  const { workspaceId } = ctx.scope;
  const table = sql.table(created.table);
  const makesCustomers = created.table === 'deal' || created.table === 'invoice';
  const { rows } = await sql<{ id: string; kept: boolean; company_id: string | null; invoice_id: string | null }>`
    select x.id, ${isKept(created, importId)} as kept, ${makesCustomers ? sql`x.company_id` : sql`null`} as company_id,
      ${created.table === 'payment' ? sql`x.invoice_id` : sql`null`} as invoice_id from ${table} x
    where x.workspace_id = ${workspaceId} and x.import_id = ${importId} limit ${AT_ONCE}`.execute(ctx.tx);
  const kept = rows.filter((row) => row.kept).map((row) => row.id);
  const gone = rows.filter((row) => !row.kept).map((row) => row.id);
  await sql`update ${table} set import_id = null where workspace_id = ${workspaceId} and id = any (${kept})`.execute(ctx.tx);
  await sql`update import_row set undone = 'kept' where workspace_id = ${workspaceId} and entity_id = any (${kept})
    and import_file_id in (select id from import_file where workspace_id = ${workspaceId} and import_id = ${importId})`.execute(ctx.tx);
  await sql`delete from ${table} where workspace_id = ${workspaceId} and id = any (${gone})`.execute(ctx.tx);
  if (created.table === 'payment') await settlePayments(ctx, [...new Set(rows.flatMap((row) => row.invoice_id ?? []))]);
  if (makesCustomers) await recomputeCustomers(ctx, [...new Set(rows.flatMap((row) => row.company_id ?? []))]);
  return rows.length;
}
