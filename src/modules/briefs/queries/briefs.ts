import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type * as contract from '../contract.ts';

type Asked = z.output<(typeof contract.listBriefs)['input']>;
type List = z.output<(typeof contract.listBriefs)['output']>;
type Detail = z.output<(typeof contract.getBrief)['output']>;

/** The caller's own side, and whether they answer for both. */
export async function sideOf({ tx, scope }: ReadCtx): Promise<{ party: Party | null; both: boolean }> {
  const { memberId } = scope.actor;
  const row = memberId
    ? await tx
        .selectFrom('member')
        .select('department')
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', memberId)
        .executeTakeFirst()
    : undefined;
  return { party: PARTIES.find((party) => party === row?.department) ?? null, both: scope.permissions.has('team:write') };
}

/** The caller may see brief `b`: it was sent, or it is the draft of their own side. */
async function visible(ctx: ReadCtx): Promise<RawBuilder<boolean>> {
  const { party, both } = await sideOf(ctx);
  return sql<boolean>`(b.sent_at is not null or b.party = ${party} or ${both})`;
}

async function summaries(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<contract.BriefSummary[]> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const { rows } =
    await sql<contract.BriefSummary>`select b.id, b.party, b.month, case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as owner,
      case when b.sent_at is null then 'draft' else 'sent' end as state, b.due_on as "dueOn", b.sent_at is null and b.due_on < ${today}::date as overdue, b.sent_at as "sentAt",
      (select jsonb_build_object('k', count(r.read_at), 'n', count(*)) from brief_reader r where r.workspace_id = b.workspace_id and r.brief_id = b.id) as read,
      exists (select from brief_reader r where r.workspace_id = b.workspace_id and r.brief_id = b.id and r.member_id = ${ctx.scope.actor.memberId} and r.read_at is null) as unread
    from brief b left join member m on m.workspace_id = b.workspace_id and m.id = b.owner_id
    where b.workspace_id = ${ctx.scope.workspaceId} and ${await visible(ctx)} and ${where}`.execute(ctx.tx);
  return rows;
}

export async function listBriefs(ctx: ReadCtx, { party, cursor, limit }: Asked): Promise<List> {
  const at = sql`(b.month::timestamp at time zone 'UTC')`;
  const where = [...(party ? [sql`b.party = ${party}`] : []), beyond(cursor, { at, id: sql`b.id` })];
  const rows = await summaries(
    ctx,
    sql`${sql.join(where.length > 0 ? where : [sql`true`], sql` and `)} order by ${at} desc, b.id desc limit ${limit + 1}`,
  );
  const { rows: unread } = await sql<{ n: number }>`select count(*)::int as n from brief_reader r
    where r.workspace_id = ${ctx.scope.workspaceId} and r.member_id = ${ctx.scope.actor.memberId} and r.read_at is null`.execute(ctx.tx);
  return { ...cut(rows, limit, ({ id, month }) => ({ at: `${month}T00:00:00.000Z`, id })), unread: unread[0]?.n ?? 0 };
}

export async function readBriefById(ctx: ReadCtx, id: string): Promise<Detail | Refusal> {
  const [summary] = await summaries(ctx, sql`b.id = ${id}`);
  if (!summary) return refuse('not_found', 'This brief is not here, or it has not been sent yet.');
  const { rows: lines } = await sql<
    Detail['lines'][number]
  >`select l.id, l.section, l.words, l.link, l.source is not null as drafted from brief_line l
    where l.workspace_id = ${ctx.scope.workspaceId} and l.brief_id = ${id} order by array_position(array['changes', 'goals', 'concerns'], l.section), l.position, l.id`.execute(
    ctx.tx,
  );
  const { rows: readers } = await sql<Detail['readers'][number]>`select m.id, m.name, r.read_at as "readAt" from brief_reader r
      join member m on m.workspace_id = r.workspace_id and m.id = r.member_id
    where r.workspace_id = ${ctx.scope.workspaceId} and r.brief_id = ${id} order by r.read_at nulls last, lower(m.name), m.id`.execute(
    ctx.tx,
  );
  const { party, both } = await sideOf(ctx);
  const edit = summary.state === 'draft' && ctx.scope.permissions.has('brief:write') && (both || party === summary.party);
  return { ...summary, lines, readers, may: { edit } };
}
