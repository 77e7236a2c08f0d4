import { sql } from 'kysely';
import type { z } from 'zod';
import { termsHashOf } from '#modules/agreements/queries/agreement.ts';
import { clausesWith } from '#modules/agreements/queries/changed.ts';
import { ChangedClause } from '#modules/agreements/schema.ts';
import { askedFor } from '#modules/reports/queries/asked.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { listReplays as ListReplays, listReplayRows as ListRows, Replay } from '../contract.ts';
import { ReplayResult } from '../schema.ts';

export interface ReplayPeriod {
  from: string;
  to: string;
  timeZone: string;
  asOf: string;
  start: string;
  end: string;
}

/** The days asked for, or the last quarter of the record; old data is judged as of its own end. */
export async function periodFor(ctx: ReadCtx, days: { from?: string; to?: string }): Promise<ReplayPeriod | Refusal> {
  const asked = await askedFor(ctx, { ...(days.from ? { from: days.from } : {}), ...(days.to ? { to: days.to } : {}) }, 3);
  if (isRefusal(asked)) return asked;
  const { from, to, timeZone, asOf } = asked.period;
  return { from, to, timeZone, asOf, ...asked.span };
}

interface Row {
  id: string;
  version_id: string;
  version_number: number;
  changed: unknown;
  content_hash: string;
  from_day: string;
  to_day: string;
  state: Replay['state'];
  done: number;
  total: number | null;
  as_of: string | null;
  asked_by: string | null;
  asked_name: string | null;
  asked_at: string;
  result: unknown;
}

const COLUMNS = sql`r.id, r.version_id, r.version_number, r.changed, r.content_hash, r.from_day, r.to_day, r.state, r.done, r.total, r.as_of, r.asked_by,
  (select m.name from member m where m.workspace_id = r.workspace_id and m.id = r.asked_by) as asked_name, r.asked_at`;

async function shown(ctx: ReadCtx, row: Omit<Row, 'result'>, hashes: Map<string, string>): Promise<Omit<Replay, 'result'>> {
  const changed = ChangedClause.nullable().parse(row.changed);
  const terms = row.version_id + JSON.stringify(changed);
  const hash = hashes.get(terms) ?? (await hashOf(ctx, row.version_id, changed));
  hashes.set(terms, hash);
  return {
    id: row.id,
    versionId: row.version_id,
    versionNumber: row.version_number,
    changed,
    contentHash: row.content_hash,
    current: row.content_hash === hash,
    from: row.from_day,
    to: row.to_day,
    state: row.state,
    done: row.done,
    total: row.total,
    asOf: row.as_of,
    askedBy: row.asked_by && row.asked_name ? { id: row.asked_by, name: row.asked_name } : null,
    askedAt: row.asked_at,
  };
}

/** What the terms come to now; nothing where the promise is not there any more. */
async function hashOf(ctx: ReadCtx, versionId: string, changed: ChangedClause | null): Promise<string> {
  const clauses = await clausesWith(ctx.tx, ctx.scope, { versionId, changed });
  return isRefusal(clauses) ? '' : termsHashOf(clauses);
}

const MOST = 50;

export async function listReplays(ctx: ReadCtx, { versionId }: { versionId?: string }): Promise<OutputOf<typeof ListReplays> | Refusal> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<Row>`select ${COLUMNS} from agreement_replay r where r.workspace_id = ${ws}
    and ${versionId ? sql`r.version_id = ${versionId}` : sql`true`} order by r.asked_at desc, r.id desc limit ${MOST}`.execute(ctx.tx);
  const { rows: first } = await sql<{
    at: string | null;
  }>`select min(l.opened_at) as at from lead l where l.workspace_id = ${ws} and l.deleted_at is null`.execute(ctx.tx);
  const usual = await periodFor(ctx, {});
  if (isRefusal(usual)) return usual;
  const hashes = new Map<string, string>();
  const items = [];
  for (const row of rows) items.push(await shown(ctx, row, hashes));
  return { items, historySince: first[0]?.at ?? null, usual: { from: usual.from, to: usual.to } };
}

/** The newest run of a version with one promise changed so, over the last quarter or longer; null before the first. */
export async function replayOfChange(ctx: ReadCtx, of: { versionId: string; changed: ChangedClause }): Promise<Replay | null> {
  const hash = await hashOf(ctx, of.versionId, of.changed);
  const { rows } = await sql<Row>`select ${COLUMNS}, r.result from agreement_replay r where r.workspace_id = ${ctx.scope.workspaceId}
    and r.version_id = ${of.versionId} and r.content_hash = ${hash} and r.changed is not null order by r.asked_at desc, r.id desc limit 1`.execute(
    ctx.tx,
  );
  return rows[0] ? whole(ctx, rows[0]) : null;
}

const whole = async (ctx: ReadCtx, row: Row): Promise<Replay> => ({
  ...(await shown(ctx, row, new Map())),
  result: row.result === null ? null : ReplayResult.parse(row.result),
});

export async function readReplay(ctx: ReadCtx, id: string): Promise<Replay | Refusal> {
  const { rows } =
    await sql<Row>`select ${COLUMNS}, r.result from agreement_replay r where r.workspace_id = ${ctx.scope.workspaceId} and r.id = ${id}`.execute(
      ctx.tx,
    );
  const [row] = rows;
  if (!row) return refuse('not_found', 'This replay is not there any more.');
  return whole(ctx, row);
}

type Rows = OutputOf<typeof ListRows>;

/** Newest first. What the caller may not open is a row without a name, so that rows and figures agree. */
export async function replayRows(ctx: ReadCtx, asked: z.output<(typeof ListRows)['input']>): Promise<Rows> {
  const { rows } = await sql<Rows['items'][number] & { reachable: boolean }>`
    select r.id, r.lead_id as "leadId", coalesce(nullif(c.name, ''), c.email, 'Someone') as label, r.state, r.started_at as "startedAt", r.due_at as "dueAt", r.met_at as "metAt",
      r.breached_at as "breachedAt", r.band, coalesce(${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}, false) as reachable
    from agreement_replay_row r left join lead l on l.workspace_id = r.workspace_id and l.id = r.lead_id
      left join contact c on c.workspace_id = r.workspace_id and c.id = l.contact_id
    where r.workspace_id = ${ctx.scope.workspaceId} and r.replay_id = ${asked.id} and r.line_id = ${asked.lineId}
      and ${asked.states && asked.states.length > 0 ? sql`r.state = any (${asked.states}::text[])` : sql`true`}
      and ${asked.climbed === undefined ? sql`true` : sql`${asked.climbed} = any (r.climbed)`}
      and ${asked.band === undefined ? sql`true` : sql`r.band = ${asked.band}`}
      and ${beyond(asked.cursor, { at: sql`r.started_at`, id: sql`r.id` })}
    order by r.started_at desc, r.id desc limit ${asked.limit + 1}`.execute(ctx.tx);
  const { items, next } = cut(rows, asked.limit, ({ startedAt, id }) => ({ at: startedAt, id }));
  return {
    items: items.map(({ reachable: open, ...row }) => ({ ...row, leadId: open ? row.leadId : null, label: open ? row.label : null })),
    next,
  };
}
