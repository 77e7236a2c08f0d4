import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { listInterviews } from '../contract/interviews.ts';
import { KEPT_DAYS, windowOf } from '../rules/interviews.ts';
import { INTERVIEW_DAYS, INTERVIEWS, type Interview } from '../schema.ts';

type Item = OutputOf<typeof listInterviews>['items'][number];

const MOST_ROWS = 200;

const closedDeals = ({
  scope,
}: ReadCtx) => sql`d.workspace_id = ${scope.workspaceId} and d.status in ('won', 'lost') and d.closed_at is not null
  and d.deleted_at is null and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}`;

/** A debrief is with whoever owned the deal, or their lead; an interview is held by anybody else who may. */
export function mayHold({ scope }: ReadCtx, { kind, ownerId }: { kind: Interview; ownerId: string | null }): boolean {
  const { memberId } = scope.actor;
  if (!memberId || !scope.permissions.has('interview:write')) return false;
  return kind === 'interview' ? ownerId !== memberId : ownerId === memberId || scope.permissions.has('lead:assign');
}

export async function interviewee(
  ctx: ReadCtx,
  dealId: string,
): Promise<{ ownerId: string | null; contactId: string | null; closedAt: string } | undefined> {
  const { rows } = await sql<{ ownerId: string | null; contactId: string | null; closedAt: string }>`
    select d.owner_id as "ownerId", d.contact_id as "contactId", d.closed_at as "closedAt" from deal d where ${closedDeals(ctx)} and d.id = ${dealId}`.execute(
    ctx.tx,
  );
  return rows[0];
}

interface Read extends Omit<Item, 'dueAt' | 'overdue' | 'mine'> {
  ownerId: string | null;
}

/** Imported deals are history: nobody is asked about them any more. */
export async function readInterviews(ctx: ReadCtx, { kind, state }: ParsedOf<typeof listInterviews>): Promise<{ items: Item[] }> {
  const ws = ctx.scope.workspaceId;
  const kinds = kind ? [kind] : [...INTERVIEWS];
  const days = (n: number) => sql`${ctx.now}::timestamptz - make_interval(days => ${n})`;
  const window = sql`v.id is null and not d.imported and d.closed_at <= ${ctx.now}::timestamptz
    and d.closed_at > ${days(INTERVIEW_DAYS.to + KEPT_DAYS)} and (k.kind = 'debrief' and d.closed_at > ${days(KEPT_DAYS)} or k.kind = 'interview' and d.closed_at <= ${days(INTERVIEW_DAYS.from)})`;
  const { rows } = await sql<Read>`select jsonb_build_object('id', d.id, 'name', d.name) as deal, d.owner_id as "ownerId",
      case when o.id is not null then jsonb_build_object('id', o.id, 'name', o.name) end as company,
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as owner, k.kind, d.status, d.closed_at as "closedAt",
      v.at as "doneAt", case when b.id is not null then jsonb_build_object('id', b.id, 'name', b.name) end as by, v.skipped_because as "skippedBecause"
    from deal d cross join unnest(${kinds}::text[]) k(kind)
      left join deal_interview v on v.workspace_id = ${ws} and v.deal_id = d.id and v.kind = k.kind
      left join company o on o.workspace_id = ${ws} and o.id = d.company_id and o.deleted_at is null and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
      left join member m on m.workspace_id = ${ws} and m.id = d.owner_id left join member b on b.workspace_id = ${ws} and b.id = v.member_id
    where ${closedDeals(ctx)} and ${state === 'done' ? sql`v.id is not null` : window}
    order by ${state === 'done' ? sql`v.at desc` : sql`d.closed_at desc`}, d.id limit ${MOST_ROWS}`.execute(ctx.tx);
  const items = rows.map(({ ownerId, ...row }): Item => {
    const { dueAt } = windowOf(row.kind, row.closedAt);
    return { ...row, dueAt, overdue: row.doneAt === null && dueAt < ctx.now, mine: mayHold(ctx, { kind: row.kind, ownerId }) };
  });
  return { items: state === 'done' ? items : items.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1)) };
}
