import { sql } from 'kysely';
import { hashOfContent, signaturesOf, signsFor } from '#modules/signatures/queries.ts';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listDrafts } from '../contract/drafts.ts';
import { laneOf } from './lane.ts';

type Item = OutputOf<typeof listDrafts>['items'][number];
type Stored = Omit<Item, 'hash' | 'signatures' | 'signsFor' | 'checkDue'>;

/** What a signature stands for. */
export const draftHash = ({ title, body, ruling, measure, checkOn }: Pick<Stored, 'title' | 'body' | 'ruling' | 'measure' | 'checkOn'>) =>
  hashOfContent([title, body, ruling, measure, checkOn]);

/** Of the drafts, those of the caller's areas: a ruling tells of a dispute about a hand-off. */
export async function storedDrafts(ctx: ReadCtx, id: string | null): Promise<Stored[]> {
  const { tx, scope } = ctx;
  const { areas } = await laneOf(ctx);
  const { rows } =
    await sql<Stored>`select d.id, d.kind, d.dispute_id as "disputeId", d.title, d.body, d.ruling, d.measure, d.check_on as "checkOn", d.state, d.outcome,
      d.outcome_note as "outcomeNote", case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as "createdBy",
      d.created_at as "createdAt", d.agreed_at as "agreedAt"
    from coordination_draft d left join member m on m.workspace_id = d.workspace_id and m.id = d.created_by
    where d.workspace_id = ${scope.workspaceId} and d.state <> 'withdrawn' and (d.kind <> 'ruling' or ${areas.includes('handoffs')}) and ${id === null ? sql`true` : sql`d.id = ${id}`}
    order by d.agreed_at is not null, d.created_at desc limit 200`.execute(tx);
  return rows;
}

export async function readDrafts(ctx: ReadCtx): Promise<OutputOf<typeof listDrafts>> {
  const rows = await storedDrafts(ctx, null);
  const signed = await signaturesOf(ctx.tx, ctx.scope, { subject: 'coordination_draft', ids: rows.map(({ id }) => id) });
  const party = await signsFor(ctx, 'agreement:sign');
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  return {
    items: rows.map((row) => {
      const signatures = signed.get(row.id) ?? [];
      const mayto = row.state === 'proposed' && party !== null && !signatures.some((one) => one.party === party);
      return {
        ...row,
        hash: draftHash(row),
        signatures,
        signsFor: mayto ? party : null,
        checkDue: row.state === 'agreed' && row.outcome === null && row.checkOn !== null && row.checkOn <= today,
      };
    }),
  };
}

/** What coordination itself asks for: gaps that somebody is asked to close, drafts that a side has not signed. */
export const asks: readonly AskSource[] = [
  {
    kind: 'gap',
    area: 'handoffs',
    read: async ({ tx, scope }) => {
      const { rows } =
        await sql<Ask>`select k.id, null as about, null as "contactId", case when m.department = 'marketing' then 'marketing' else 'sales' end as side,
          k.to_member_id as "memberId", k.asked_at as since, k.due_at as "dueAt", '/information-gaps?gap=' || k.gap || '&mine=true' as link
        from gap_ask k join member m on m.workspace_id = k.workspace_id and m.id = k.to_member_id and m.status = 'active'
        where k.workspace_id = ${scope.workspaceId} and k.closed_at is null order by k.due_at limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
  {
    kind: 'draft_signature',
    area: 'figures',
    read: async ({ tx, scope }) => {
      const { rows } =
        await sql<Ask>`select d.id, d.title as about, null as "contactId", p.party as side, null as "memberId", d.proposed_at as since, null as "dueAt",
          '/joint-drafts' as link
        from coordination_draft d cross join (values ('sales'), ('marketing')) p (party)
        where d.workspace_id = ${scope.workspaceId} and d.state = 'proposed' and not exists (select from signature s where s.workspace_id = d.workspace_id
          and s.subject = 'coordination_draft' and s.subject_id = d.id and s.party = p.party) order by d.proposed_at limit ${MOST_ASKS}`.execute(
          tx,
        );
      return rows;
    },
  },
];
