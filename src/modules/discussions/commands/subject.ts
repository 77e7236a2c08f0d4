import { sql } from 'kysely';
import { leadsOfTheme } from '#modules/insights/queries/leads.ts';
import { patternCounts, patternRows } from '#modules/patterns/queries/rows.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type About, type Figure, MOST_RECORDS, type PatternAsked } from '../schema.ts';

/** What a discussion is about, as it is kept: records within the reach of whoever opens it, and the figures of the day. */
export interface Subject {
  leadIds: string[];
  campaignId: string | null;
  total: number;
  figures: Figure[];
  pattern: PatternAsked | null;
}

export async function subjectOf(ctx: Ctx, about: About): Promise<Subject | Refusal> {
  switch (about.subject) {
    case 'lead':
      return ofLeads(ctx, [about.id]);
    case 'handoff':
      return ofHandoff(ctx, about.id);
    case 'campaign':
      return ofCampaign(ctx, about.id);
    case 'returned':
      return ofReturned(ctx, [...new Set(about.leadIds)]);
    case 'pattern':
      return ofPattern(ctx, about.pattern);
    case 'theme':
      return ofTheme(ctx, about.id);
  }
}

const GONE = 'This is not here any more, or it is not yours to see.';

async function ofLeads({ tx, scope }: ReadCtx, ids: readonly string[]): Promise<Subject | Refusal> {
  const { rows } = await sql<{
    id: string;
  }>`select l.id from lead l where l.workspace_id = ${scope.workspaceId} and l.id = any (${ids}::uuid[])
    and l.deleted_at is null and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`.execute(tx);
  const found = new Set(rows.map(({ id }) => id));
  if (found.size < ids.length) return refuse('not_found', GONE, { field: 'about' });
  return { leadIds: ids.slice(0, MOST_RECORDS), campaignId: null, total: ids.length, figures: [], pattern: null };
}

async function ofHandoff(ctx: ReadCtx, id: string): Promise<Subject | Refusal> {
  const handoff = await ctx.tx
    .selectFrom('handoff')
    .select('lead_id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return handoff ? ofLeads(ctx, [handoff.lead_id]) : refuse('not_found', GONE, { field: 'about' });
}

async function ofCampaign({ tx, scope }: ReadCtx, id: string): Promise<Subject | Refusal> {
  const { rows } = await sql<{ judged: number; accepted: number; returned: number; leads: number; won: number }>`
    select count(distinct h.lead_id) filter (where h.decision is distinct from 'withdrawn' and h.decision is not null)::int as judged,
      count(distinct h.lead_id) filter (where h.decision in ('accepted', 'accepted_by_default') and h.returned_at is null)::int as accepted,
      count(distinct h.lead_id) filter (where h.returned_at is not null or h.decision in ('rejected', 'recycled'))::int as returned,
      count(distinct l.id)::int as leads, count(distinct l.id) filter (where l.stage = 'customer')::int as won
    from campaign g left join lead l on l.workspace_id = g.workspace_id and l.campaign_id = g.id and l.deleted_at is null
        and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
      left join handoff h on h.workspace_id = l.workspace_id and h.lead_id = l.id
    where g.workspace_id = ${scope.workspaceId} and g.id = ${id} and g.deleted_at is null
      and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'g.owner_id' })} group by g.id`.execute(tx);
  const [counts] = rows;
  if (!counts) return refuse('not_found', GONE, { field: 'about' });
  const { judged, accepted, returned, leads, won } = counts;
  const figures: Figure[] = [
    { key: 'accepted', label: null, k: accepted, n: judged },
    { key: 'returned', label: null, k: returned, n: judged },
    { key: 'won', label: null, k: won, n: leads },
  ];
  return { leadIds: [], campaignId: id, total: 1, figures, pattern: null };
}

/** Of leads that came back: the reason that was given most, and how many came back more than once. */
async function ofReturned(ctx: ReadCtx, ids: readonly string[]): Promise<Subject | Refusal> {
  const subject = await ofLeads(ctx, ids);
  if (isRefusal(subject)) return subject;
  const { tx, scope } = ctx;
  const { rows } = await sql<{ label: string | null; n: number; twice: number }>`
    select r.label, count(*)::int as n, (count(*) filter (where l.recycle_count > 1))::int as twice
    from lead l left join reason r on r.workspace_id = l.workspace_id and r.id = l.reason_id
    where l.workspace_id = ${scope.workspaceId} and l.id = any (${ids}::uuid[]) group by r.label order by n desc, r.label`.execute(tx);
  const most = rows.find(({ label }) => label !== null);
  const twice = rows.reduce((sum, row) => sum + row.twice, 0);
  return {
    ...subject,
    figures: [
      ...(most ? [{ key: 'reason' as const, label: most.label, k: most.n, n: ids.length }] : []),
      { key: 'twice', label: null, k: twice, n: ids.length },
    ],
  };
}

async function ofTheme(ctx: ReadCtx, id: string): Promise<Subject | Refusal> {
  const theme = await leadsOfTheme(ctx, { id, limit: MOST_RECORDS });
  if (isRefusal(theme)) return theme;
  const { leadIds, total, said, all } = theme;
  return { leadIds, campaignId: null, total, figures: [{ key: 'said', label: theme.name, k: said, n: all }], pattern: null };
}

async function ofPattern(ctx: ReadCtx, pattern: PatternAsked): Promise<Subject | Refusal> {
  const counts = await patternCounts(ctx, pattern);
  if (isRefusal(counts)) return counts;
  const rows = await patternRows(ctx, { ...pattern, ended: true, limit: MOST_RECORDS });
  if (isRefusal(rows)) return rows;
  return {
    leadIds: rows.items.map(({ id }) => id),
    campaignId: null,
    total: rows.n,
    figures: [
      { key: 'having', label: null, ...counts.having },
      { key: 'all', label: null, ...counts.all },
    ],
    pattern,
  };
}
