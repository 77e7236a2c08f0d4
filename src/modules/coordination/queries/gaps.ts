import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { listGaps, listInformationGapRows } from '../contract/gaps.ts';
import { decisionsBlocked, MEANING, ranked } from '../rules/gaps.ts';
import { GAPS, type Gap } from '../schema.ts';
import { contactNames, laneOf } from './lane.ts';
import { debriefs, takenUpBy, unsignedBy } from './unsaid.ts';

/**
 * Where each gap is looked for: a select of `id, lacks, name, contact_id, owner_id, since, link` over everything that should have it. Figure and rows come
 * from the same select. `name` is null where a contact is what it is called by.
 */
function sourceOf(ctx: ReadCtx, gap: Gap): RawBuilder<unknown> {
  const { scope, now } = ctx;
  const ws = scope.workspaceId;
  const since = (days: number) => sql`${now}::timestamptz - make_interval(days => ${days})`;
  const own = (entity: string, column: string) => reachable(scope, entity, { to: 'read', ownerColumn: column });
  const handedOff = (
    lacks: RawBuilder<unknown>,
  ) => sql`select h.id, ${lacks} as lacks, null::text as name, h.contact_id, coalesce(h.from_member_id, g.owner_id) as owner_id,
      h.handed_at as since, '/leads/' || h.lead_id as link
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
      join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
      left join company o on o.workspace_id = h.workspace_id and o.id = h.company_id
      left join campaign g on g.workspace_id = h.workspace_id and g.id = h.campaign_id
    where h.workspace_id = ${ws} and h.decision is null and h.closed_at is null and ${own('lead', 'l.owner_id')}`;
  const sources: Readonly<Record<Gap, () => RawBuilder<unknown>>> = {
    why_now: () => handedOff(sql`coalesce(h.why_now, l.why_now, '') = ''`),
    lead_facts: () =>
      handedOff(sql`(c.job_title is null or coalesce(o.industry, o.standard_industry) is null or coalesce(c.phone, c.email) is null)`),
    verdict_reason:
      () => sql`select v.id, (v.reason_id is null or (r.code = 'other' and length(coalesce(v.note, '')) < 20)) as lacks, null::text as name, h.contact_id,
        v.decided_by as owner_id, v.decided_at as since, '/leads/' || v.lead_id as link
      from verdict v join handoff h on h.workspace_id = v.workspace_id and h.id = v.handoff_id join lead l on l.workspace_id = v.workspace_id and l.id = v.lead_id
        left join reason r on r.workspace_id = v.workspace_id and r.id = v.reason_id
      where v.workspace_id = ${ws} and v.decision in ('rejected', 'recycled') and v.decided_at > ${since(90)} and ${own('lead', 'l.owner_id')}`,
    win_motive:
      () => sql`select d.id, coalesce(l.why_now, d.description, '') = '' as lacks, d.name, d.contact_id, d.owner_id, coalesce(d.closed_at, d.updated_at) as since,
        '/deals/' || d.id as link
      from deal d left join lead l on l.workspace_id = d.workspace_id and l.id = d.lead_id
      where d.workspace_id = ${ws} and d.deleted_at is null and d.status = 'won' and d.closed_at > ${since(180)} and ${own('deal', 'd.owner_id')}`,
    deal_money:
      () => sql`select d.id, (d.amount_minor is null or d.expected_close_on is null) as lacks, d.name, d.contact_id, d.owner_id, d.created_at as since,
        '/deals/' || d.id as link
      from deal d where d.workspace_id = ${ws} and d.deleted_at is null and d.status = 'open' and ${own('deal', 'd.owner_id')}`,
    campaign_cost:
      () => sql`select g.id, g.cost_minor is null as lacks, g.name, null::uuid as contact_id, g.owner_id, g.created_at as since, '/campaigns/' || g.id as link
      from campaign g where g.workspace_id = ${ws} and g.deleted_at is null and g.status <> 'planned' and ${own('campaign', 'g.owner_id')}`,
    asset_use:
      () => sql`select a.id, coalesce(a.how_to, '') = '' as lacks, a.name, null::uuid as contact_id, coalesce(a.owner_id, a.created_by) as owner_id, a.created_at as since,
        '/library/' || a.id as link
      from asset a where a.workspace_id = ${ws} and a.retired_at is null
        and exists (select from asset_version v where v.workspace_id = a.workspace_id and v.asset_id = a.id and v.published_at is not null)`,
    open_question:
      () => sql`select q.id, q.answered_at is null as lacks, null::text as name, l.contact_id, q.assignee_id as owner_id, q.asked_at as since,
        '/questions/' || q.id as link
      from question q left join lead l on q.subject = 'lead' and l.workspace_id = q.workspace_id and l.id = q.subject_id
      where q.workspace_id = ${ws} and q.to_team = 'marketing' and q.withdrawn_at is null and q.asked_at > ${since(90)}
        and (l.id is null or ${own('lead', 'l.owner_id')})`,
    deal_debrief: () => debriefs(ctx),
    sales_signature: () => unsignedBy(ctx, 'sales'),
    marketing_signature: () => unsignedBy(ctx, 'marketing'),
    sales_challenge: () => takenUpBy(ctx, 'sales'),
    marketing_challenge: () => takenUpBy(ctx, 'marketing'),
  };
  return sources[gap]();
}

type Listed = OutputOf<typeof listGaps>;

export async function readGaps(ctx: ReadCtx): Promise<Listed> {
  const { areas } = await laneOf(ctx);
  const found: (Listed['items'][number] & { gap: Gap })[] = [];
  for (const gap of GAPS) {
    const { giver, needer, area, blocks } = MEANING[gap];
    if (!areas.includes(area)) continue;
    const { missing, total, people } = await countsOf(ctx, gap);
    found.push({ gap, giver, needer, missing, total, blocks: [...blocks], blocked: decisionsBlocked({ gap, missing, total }), people });
  }
  return { items: ranked(found), complete: found.filter(({ missing }) => missing === 0).map(({ gap }) => gap) };
}

type Counts = Pick<Listed['items'][number], 'missing' | 'total' | 'people'>;

async function countsOf(ctx: ReadCtx, gap: Gap): Promise<Counts> {
  const { rows } = await sql<Counts>`with s as (${sourceOf(ctx, gap)}), by_owner as (
      select m.id, m.name, count(*)::int as missing, exists (select from gap_ask k where k.workspace_id = m.workspace_id and k.gap = ${gap} and k.to_member_id = m.id
          and k.closed_at is null) as asked
      from s join member m on m.workspace_id = ${ctx.scope.workspaceId} and m.id = s.owner_id and m.status = 'active'
      where s.lacks group by m.workspace_id, m.id order by 3 desc, 2 limit 8)
    select count(*) filter (where lacks)::int as missing, count(*)::int as total,
      coalesce((select jsonb_agg(to_jsonb(b) order by b.missing desc, b.name) from by_owner b), '[]') as people from s`.execute(ctx.tx);
  return rows[0] ?? { missing: 0, total: 0, people: [] };
}

/** How many of a person's records lack it. */
export async function missingOf(ctx: ReadCtx, gap: Gap, memberId: string): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from (${sourceOf(ctx, gap)}) s where s.lacks and s.owner_id = ${memberId}`.execute(ctx.tx);
  return rows[0]?.n ?? 0;
}

interface Row {
  id: string;
  name: string | null;
  contact_id: string | null;
  member: { id: string; name: string } | null;
  since: string;
  link: string;
  total: number;
}

const MOST = 200;
const CHALLENGES: ReadonlySet<Gap> = new Set<Gap>(['sales_challenge', 'marketing_challenge']);

export async function readGapRows(
  ctx: ReadCtx,
  asked: ParsedOf<typeof listInformationGapRows>,
): Promise<OutputOf<typeof listInformationGapRows>> {
  const lane = await laneOf(ctx);
  const empty = { items: [], total: 0, ask: await openAskOf(ctx, asked.gap) };
  if (!lane.areas.includes(MEANING[asked.gap].area)) return empty;
  const { rows } = await sql<Row>`select s.id, s.name, s.contact_id, s.since, s.link, count(*) over ()::int as total,
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as member
    from (${sourceOf(ctx, asked.gap)}) s left join member m on m.workspace_id = ${ctx.scope.workspaceId} and m.id = s.owner_id
    where s.lacks and ${asked.memberId ? sql`s.owner_id = ${asked.memberId}` : sql`true`} order by s.since, s.id limit ${MOST}`.execute(
    ctx.tx,
  );
  const names = await contactNames(
    ctx,
    rows.flatMap(({ contact_id }) => contact_id ?? []),
    lane,
  );
  // The name of a deal is often that of its people: without names it goes by its contact's pseudonym.
  // So may the words of a challenge be.
  const open = (row: Row) => lane.contactNames || (row.contact_id === null && !CHALLENGES.has(asked.gap));
  const called = (row: Row) => (open(row) ? row.name : null) ?? names.get(row.contact_id ?? '') ?? null;
  return {
    items: rows.map((row) => ({
      id: row.id,
      name: called(row),
      member: row.member,
      since: row.since,
      link: lane.outside ? null : row.link,
    })),
    total: rows[0]?.total ?? 0,
    ask: empty.ask,
  };
}

async function openAskOf({ tx, scope }: ReadCtx, gap: Gap): Promise<OutputOf<typeof listInformationGapRows>['ask']> {
  const { rows } = await sql<
    NonNullable<OutputOf<typeof listInformationGapRows>['ask']>
  >`select k.id, m.name as by, k.asked_at as "askedAt", k.due_at as "dueAt"
    from gap_ask k left join member m on m.workspace_id = k.workspace_id and m.id = k.asked_by
    where k.workspace_id = ${scope.workspaceId} and k.gap = ${gap} and k.to_member_id = ${scope.actor.memberId} and k.closed_at is null`.execute(
    tx,
  );
  return rows[0] ?? null;
}
