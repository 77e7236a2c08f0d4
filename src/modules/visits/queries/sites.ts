import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { Website } from '../contract.ts';
import type { ConsentMode, RefusedBecause, Verdict } from '../schema.ts';

interface Row {
  id: string;
  public_id: string;
  name: string;
  hosts: string[];
  consent_mode: ConsentMode;
  honours_signals: boolean;
  keep_days: number;
  archived_at: string | null;
  last_hit_at: string | null;
  day: { verdict: Verdict; n: number }[] | null;
  refused: { reason: RefusedBecause; n: number }[] | null;
}

/** @param baseUrl where pages of other sites reach this installation */
export async function sitesOf(
  { tx, scope, now }: ReadCtx,
  { archived, baseUrl }: { archived: boolean; baseUrl: string },
): Promise<z.input<typeof Website>[]> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Row>`
    select w.*, (select max(received_at) from visit_hit h where h.workspace_id = ${ws} and h.website_id = w.id) last_hit_at,
      (select jsonb_agg(d) from (select verdict, count(*)::int n from visit_hit h where h.workspace_id = ${ws} and h.website_id = w.id
        and h.received_at > ${now}::timestamptz - interval '1 day' group by verdict) d) as day,
      (select jsonb_agg(r) from (select reason, sum(n)::bigint n from website_refusal r where r.workspace_id = ${ws} and r.website_id = w.id
        and r.day > (${now}::timestamptz at time zone 'UTC')::date - 7 group by reason order by reason) r) refused
    from website w where w.workspace_id = ${ws} and (${archived} or w.archived_at is null) order by w.archived_at is not null, lower(w.name), w.id`.execute(
    tx,
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    hosts: row.hosts,
    consentMode: row.consent_mode,
    honoursSignals: row.honours_signals,
    keepDays: row.keep_days,
    snippet: `<script async src="${baseUrl}/v/${row.public_id}.js"></script>`,
    archived: row.archived_at !== null,
    lastHitAt: row.last_hit_at,
    day: { human: 0, suspected: 0, machine: 0, ...Object.fromEntries((row.day ?? []).map(({ verdict, n }) => [verdict, n])) },
    refused: row.refused ?? [],
  }));
}

/** The public name of a site that is in use, for pages of ours that count as its own. */
export async function siteKeyOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, id: string): Promise<string | null> {
  const row = await tx
    .selectFrom('website')
    .select('public_id')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
  return row?.public_id ?? null;
}
