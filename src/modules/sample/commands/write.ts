import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Book, type Row, TABLES, type Table } from '../rules/world.ts';

/** Rows that one statement takes. */
const CHUNK = 2_500;

/** After these the planner looks anew: what points to them is checked row by row, by the plan of when they were empty. */
const REFERRED_TO: readonly Table[] = ['company', 'contact', 'lead', 'deal', 'handoff'];

/** Writes the book, table by table, thousands of rows per statement. @returns how many rows */
export async function writeBook(ctx: Ctx, book: Book): Promise<number> {
  let written = 0;
  for (const table of TABLES) {
    await insertRows(ctx, table, book[table]);
    if (REFERRED_TO.includes(table)) await sql`select refresh_statistics(0)`.execute(ctx.tx);
    written += book[table].length;
  }
  return written;
}

/** Tables of the marketing half that are filled by rows: what their commands would do is to act. */
export type Filled =
  | Table
  | 'asset_hit'
  | 'pulse_answer'
  | 'asset_request'
  | 'asset_request_deal'
  | 'asset_share'
  | 'asset_view'
  | 'conversation'
  | 'conversation_mail'
  | 'conversation_mail_contact'
  | 'conversation_note'
  | 'form_answer'
  | 'gate_override'
  | 'mailbox'
  | 'message'
  | 'message_click'
  | 'message_letter'
  | 'message_link'
  | 'nurture_draw'
  | 'nurture_enrolment'
  | 'nurture_mail'
  | 'nurture_step'
  | 'offer_exposure'
  | 'publication_tally'
  | 'send'
  | 'send_variant';

/** @returns how many */
export async function insertRows(ctx: Ctx, table: Filled, rows: readonly Row[]): Promise<number> {
  for (let start = 0; start < rows.length; start += CHUNK) await insert(ctx, table, rows.slice(start, start + CHUNK));
  return rows.length;
}

/** All rows of a table have the same columns: those of its first row. A person is a member of a campaign once. */
async function insert(ctx: Ctx, table: Filled, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  await sql`insert into ${sql.table(table)} (workspace_id, ${sql.join(columns.map((name) => sql.ref(name)))})
    select ${ctx.scope.workspaceId}, ${sql.join(columns.map((name) => sql.ref(`r.${name}`)))}
    from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json) r
    ${table === 'campaign_member' || table === 'score_reset' ? sql`on conflict do nothing` : sql``}`.execute(ctx.tx);
}
