import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Span, Teller, Told } from '../tellers.ts';

const MOST = 8;

/** Lines from rows `words` and `link`, the first of them, and how many more there are. */
export async function linesOf(ctx: ReadCtx, rows: RawBuilder<unknown>): Promise<Told[]> {
  const { rows: found } = await sql<Told>`select left(t.words, 400) as words, t.link from (${rows}) t limit ${MOST}`.execute(ctx.tx);
  return found;
}

const within = (at: RawBuilder<unknown>, { from, until }: Span) => sql`${at} >= ${from} and ${at} < ${until}`;
const ofTeam = (scope: ReadCtx['scope'], entity: string, owner: string) => reachable(scope, entity, { to: 'read', ownerColumn: owner });

/** What changed at a team over a month. */
export const changes: readonly Teller[] = [
  {
    name: 'campaigns.started',
    section: 'changes',
    parties: ['marketing'],
    tell: (ctx, of) =>
      linesOf(
        ctx,
        sql`select 'Campaign begun: ' || g.name as words, '/campaigns/' || g.id as link from campaign g where g.workspace_id = ${ctx.scope.workspaceId}
          and g.deleted_at is null and g.status in ('active', 'completed') and g.starts_on >= ${of.from}::timestamptz::date and g.starts_on < ${of.until}::timestamptz::date
          and ${ofTeam(ctx.scope, 'campaign', 'g.owner_id')} order by g.starts_on, g.id`,
      ),
  },
  {
    name: 'offers.launched',
    section: 'changes',
    parties: ['marketing'],
    tell: (ctx, of) =>
      linesOf(
        ctx,
        sql`select case when v.number = 1 then 'New offer: ' else 'Offer changed: ' end || o.name || case when v.summary <> '' then ' – ' || v.summary else '' end as words, '/offers/' || o.id as link
          from offer_version v join offer o on o.workspace_id = v.workspace_id and o.id = v.offer_id
          where v.workspace_id = ${ctx.scope.workspaceId} and ${within(sql`v.launched_at`, of)} order by v.launched_at, v.id`,
      ),
  },
  {
    name: 'assets.published',
    section: 'changes',
    parties: ['marketing'],
    tell: (ctx, of) =>
      linesOf(
        ctx,
        sql`select case when v.number = 1 then 'New in the library: ' else 'New version in the library: ' end || a.name as words, '/library/' || a.id as link
          from asset_version v join asset a on a.workspace_id = v.workspace_id and a.id = v.asset_id and a.retired_at is null
          where v.workspace_id = ${ctx.scope.workspaceId} and ${within(sql`v.published_at`, of)} order by v.published_at desc, v.id`,
      ),
  },
  {
    name: 'forms.published',
    section: 'changes',
    parties: ['marketing'],
    tell: (ctx, of) =>
      linesOf(
        ctx,
        sql`select 'Form or page published: ' || p.name as words, case p.kind when 'form' then '/forms/' else '/pages/' end || p.id as link
          from publication p where p.workspace_id = ${ctx.scope.workspaceId} and p.archived_at is null
          and exists (select from publication_version v where v.workspace_id = p.workspace_id and v.publication_id = p.id and ${within(sql`v.published_at`, of)}) order by p.name, p.id`,
      ),
  },
  {
    name: 'tracks.published',
    section: 'changes',
    parties: ['marketing', 'sales'],
    tell: (ctx, of) =>
      linesOf(
        ctx,
        sql`select case t.kind when 'sequence' then 'Sequence changed: ' else 'Track changed: ' end || t.name as words, '/tracks/' || t.id as link
          from nurture_track t where t.workspace_id = ${ctx.scope.workspaceId} and (t.kind = 'sequence') = (${of.party} = 'sales')
          and exists (select from nurture_version v where v.workspace_id = t.workspace_id and v.track_id = t.id and ${within(sql`v.published_at`, of)}) order by t.name, t.id`,
      ),
  },
  {
    name: 'deals.won',
    section: 'changes',
    parties: ['sales'],
    tell: (ctx, of) =>
      linesOf(
        ctx,
        sql`select 'Won: ' || d.name as words, '/deals/' || d.id as link from deal d where d.workspace_id = ${ctx.scope.workspaceId} and d.deleted_at is null
          and d.status = 'won' and ${within(sql`d.closed_at`, of)} and ${ofTeam(ctx.scope, 'deal', 'd.owner_id')} order by d.amount_minor desc nulls last, d.id`,
      ),
  },
  {
    name: 'agreement.in_force',
    section: 'changes',
    parties: ['sales', 'marketing'],
    tell: (ctx, of) =>
      linesOf(
        ctx,
        sql`select 'The agreement has a new version in force: ' || v.title || ' (' || v.number || ')' as words, '/agreement' as link from agreement_version v
          where v.workspace_id = ${ctx.scope.workspaceId} and ${within(sql`v.in_force_at`, of)} order by v.number`,
      ),
  },
];
