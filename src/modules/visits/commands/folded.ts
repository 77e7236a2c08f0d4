import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { MadeVisit } from './fold.ts';

/** Campaigns by what links call them: their code, else their name. Keys in lower case. */
export async function campaignsNamed(ctx: Ctx, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const wanted = [...new Set(names.map((name) => name.toLowerCase()))];
  const { rows } = await sql<{ name: string; id: string }>`
    select distinct on (w.name) w.name, c.id from unnest(${wanted}::text[]) w(name)
      join campaign c on c.workspace_id = ${ctx.scope.workspaceId} and c.deleted_at is null and (lower(c.code) = w.name or lower(c.name) = w.name)
    order by w.name, lower(c.code) = w.name desc nulls last, c.created_at desc`.execute(ctx.tx);
  return new Map(rows.map(({ name, id }) => [name, id]));
}

const TYPES = {
  id: 'uuid',
  website_id: 'uuid',
  visitor: 'text',
  contact_id: 'uuid',
  started_at: 'timestamptz',
  ended_at: 'timestamptz',
  pages: 'int',
  downloads: 'int',
  seconds: 'int',
  host: 'text',
  entry_path: 'text',
  exit_path: 'text',
  referrer: 'text',
  source: 'text',
  medium: 'text',
  utm_campaign: 'text',
  utm_term: 'text',
  utm_content: 'text',
  campaign_id: 'uuid',
  verdict: 'text',
  reason: 'text',
  judged_by: 'uuid',
} as const;
const names = Object.keys(TYPES);
const NAMES = sql.raw(names.join(', '));
const COLUMNS = sql.raw(
  Object.entries(TYPES)
    .map((column) => column.join(' '))
    .join(', '),
);
const EXCLUDED = sql.raw(names.map((name) => `excluded.${name}`).join(', '));

/** Writes visits as they are now, ties their hits to them, and removes those that have become part of others. */
export async function writeVisits(ctx: Ctx, { made, gone }: { made: readonly MadeVisit[]; gone: readonly string[] }): Promise<void> {
  const ws = ctx.scope.workspaceId;
  await sql`insert into visit (workspace_id, ${NAMES})
    select ${ws}, ${NAMES} from json_to_recordset(${JSON.stringify(made.map(rowOf))}::json) as r(${COLUMNS})
    on conflict (workspace_id, id) do update set (${NAMES}) = (${EXCLUDED})`.execute(ctx.tx);
  const ties = made.flatMap((visit) => visit.hits.filter(({ visitId }) => visitId !== visit.id).map(({ id }) => ({ id, visit: visit.id })));
  if (ties.length > 0)
    await sql`update visit_hit h set visit_id = t.visit from json_to_recordset(${JSON.stringify(ties)}::json) as t(id uuid, visit uuid)
      where h.workspace_id = ${ws} and h.id = t.id`.execute(ctx.tx);
  if (gone.length > 0) await sql`delete from visit where workspace_id = ${ws} and id = any (${gone}::uuid[])`.execute(ctx.tx);
}

function rowOf(visit: MadeVisit): Record<keyof typeof TYPES, unknown> {
  return {
    id: visit.id,
    website_id: visit.websiteId,
    visitor: visit.visitor,
    contact_id: visit.contactId,
    started_at: new Date(visit.startedAt).toISOString(),
    ended_at: new Date(visit.endedAt).toISOString(),
    pages: visit.pages,
    downloads: visit.downloads,
    seconds: visit.seconds,
    host: visit.host,
    entry_path: visit.entryPath,
    exit_path: visit.exitPath,
    referrer: visit.referrer,
    source: visit.source,
    medium: visit.medium,
    utm_campaign: visit.utm?.campaign ?? null,
    utm_term: visit.utm?.term ?? null,
    utm_content: visit.utm?.content ?? null,
    campaign_id: visit.campaignId,
    verdict: visit.verdict,
    reason: visit.reason,
    judged_by: visit.judgedBy,
  };
}
