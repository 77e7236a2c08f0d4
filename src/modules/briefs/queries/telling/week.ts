import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Teller } from '../tellers.ts';
import { linesOf } from './changes.ts';

/** What a team did lately, for the other: with its records, of those the reader may see. */
export const week: readonly Teller[] = [
  {
    name: 'campaigns',
    section: 'week',
    parties: ['marketing'],
    tell: (ctx) =>
      linesOf(
        ctx,
        sql`select g.name as words, '/campaigns/' || g.id as link from campaign g where g.workspace_id = ${ctx.scope.workspaceId} and g.deleted_at is null and g.status = 'active'
          and ${reachable(ctx.scope, 'campaign', { to: 'read', ownerColumn: 'g.owner_id' })} order by g.starts_on desc nulls last, g.id`,
      ),
  },
  {
    name: 'mailings',
    section: 'week',
    parties: ['marketing', 'sales'],
    tell: (ctx, { party, from }) =>
      linesOf(
        ctx,
        sql`select s.name as words, '/mailings/' || s.id as link from send s where s.workspace_id = ${ctx.scope.workspaceId} and s.side = ${party}
          and (s.started_at >= ${from} or (s.state = 'scheduled' and s.planned_at < ${ctx.now}::timestamptz + interval '7 days')) order by coalesce(s.started_at, s.planned_at), s.id`,
      ),
  },
  {
    name: 'offers',
    section: 'week',
    parties: ['marketing'],
    tell: (ctx, { from, until }) =>
      linesOf(
        ctx,
        sql`select o.name as words, '/offers/' || o.id as link from offer_version v join offer o on o.workspace_id = v.workspace_id and o.id = v.offer_id
          where v.workspace_id = ${ctx.scope.workspaceId} and v.launched_at >= ${from} and v.launched_at < ${until} order by v.launched_at desc, v.id`,
      ),
  },
  {
    name: 'deals_won',
    section: 'week',
    parties: ['sales'],
    tell: (ctx, { from, until }) =>
      linesOf(
        ctx,
        sql`select d.name as words, '/deals/' || d.id as link from deal d where d.workspace_id = ${ctx.scope.workspaceId} and d.deleted_at is null and d.status = 'won'
          and d.closed_at >= ${from} and d.closed_at < ${until} and ${reachable(ctx.scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })} order by d.amount_minor desc nulls last, d.id`,
      ),
  },
  {
    // The large ones that moved on.
    name: 'deals_moved',
    section: 'week',
    parties: ['sales'],
    tell: (ctx, { from, until }) =>
      linesOf(
        ctx,
        sql`select d.name || ' → ' || s.name as words, '/deals/' || d.id as link from deal d join pipeline_stage s on s.workspace_id = d.workspace_id and s.id = d.stage_id
          where d.workspace_id = ${ctx.scope.workspaceId} and d.deleted_at is null and d.status = 'open' and d.stage_since >= ${from} and d.stage_since < ${until}
            and ${reachable(ctx.scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })} order by d.amount_minor desc nulls last, d.id`,
      ),
  },
];
