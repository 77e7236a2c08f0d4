import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getDealSupport, listSupport } from '../contract/around.ts';
import type { SupportState } from '../schema.ts';

type Row = OutputOf<typeof listSupport>['items'][number];
type Member = Row['group'][number];

/** The deal's person first, then the others of its company whom the caller may see. */
export async function groupOf(ctx: ReadCtx, dealId: string): Promise<Member[]> {
  const ws = ctx.scope.workspaceId;
  const { rows } =
    await sql<Member>`select c.id as "contactId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name, c.buying_role as role, coalesce(c.id = d.contact_id, false) as "onDeal",
      (select e.id from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id and t.kind = 'deal_support'
        where e.workspace_id = ${ws} and e.contact_id = c.id and e.deal_id = d.id and e.ended_at is null limit 1) as "enrolmentId"
    from deal d join contact c on c.workspace_id = d.workspace_id and c.deleted_at is null and (c.id = d.contact_id or c.company_id = d.company_id)
    where d.workspace_id = ${ws} and d.id = ${dealId} and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
    order by 4 desc, c.buying_role is null, c.name_key, c.id limit 100`.execute(ctx.tx);
  return rows;
}

const named = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

async function rowsWhere(ctx: ReadCtx, where: RawBuilder<boolean>): Promise<Row[]> {
  const { rows } = await sql<Omit<Row, 'group' | 'mayDecide' | 'mayWithdraw'>>`select s.id, ${named('d')} as deal, ${named('o')} as company,
      ${ctx.scope.hidden.has('deal.amount') ? sql`null` : sql`d.amount_minor`} as "amountMinor", d.currency, s.state, s.wish, ${named('a')} as "requestedBy", s.requested_at as "requestedAt",
      ${named('b')} as "decidedBy", s.decided_at as "decidedAt", s.answer, ${named('t')} as track, s.ended_at as "endedAt"
    from nurture_support s join deal d on d.workspace_id = s.workspace_id and d.id = s.deal_id and d.deleted_at is null and ${reachable(ctx.scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}
      left join company o on o.workspace_id = d.workspace_id and o.id = d.company_id left join member a on a.workspace_id = s.workspace_id and a.id = s.requested_by
      left join member b on b.workspace_id = s.workspace_id and b.id = s.decided_by left join nurture_track t on t.workspace_id = s.workspace_id and t.id = s.track_id
    where s.workspace_id = ${ctx.scope.workspaceId} and ${where} order by s.state <> 'requested', s.requested_at desc, s.id limit 200`.execute(
    ctx.tx,
  );
  const items: Row[] = [];
  for (const row of rows) {
    const open = row.state === 'requested' || row.state === 'running';
    items.push({
      ...row,
      group: open ? await groupOf(ctx, row.deal.id) : [],
      mayDecide: row.state === 'requested' && ctx.scope.permissions.has('campaign:write'),
      mayWithdraw: open && ctx.scope.permissions.has('lead:work'),
    });
  }
  return items;
}

export async function supportOf(ctx: ReadCtx, dealId: string): Promise<OutputOf<typeof getDealSupport> | Refusal> {
  const { rows } = await sql<{
    status: string;
    writable: boolean;
  }>`select status, ${reachable(ctx.scope, 'deal', { to: 'write', ownerColumn: 'owner_id' })} as writable from deal
    where workspace_id = ${ctx.scope.workspaceId} and id = ${dealId} and deleted_at is null and ${reachable(ctx.scope, 'deal', { to: 'read', ownerColumn: 'owner_id' })}`.execute(
    ctx.tx,
  );
  const [deal] = rows;
  if (!deal) return refuse('not_found', 'This deal is not here any more, or it is not yours to see.');
  const items = await rowsWhere(ctx, sql<boolean>`s.deal_id = ${dealId}`);
  const free = !items.some(({ state }) => state === 'requested' || state === 'running');
  return { items, mayRequest: free && deal.status === 'open' && deal.writable && ctx.scope.permissions.has('lead:work') };
}

export async function readSupport(ctx: ReadCtx, { state }: { state?: SupportState | undefined }): Promise<OutputOf<typeof listSupport>> {
  const items = await rowsWhere(ctx, state ? sql<boolean>`s.state = ${state}` : sql<boolean>`true`);
  const waiting = state === undefined || state === 'requested' ? items : await rowsWhere(ctx, sql<boolean>`s.state = 'requested'`);
  return { items, waiting: waiting.filter((one) => one.state === 'requested').length };
}
