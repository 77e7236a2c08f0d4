import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { attributesOf } from '#modules/patterns/queries/attributes.ts';
import { namesOf } from '#modules/patterns/queries/patterns.ts';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getDiscussion as GetDiscussion, listDiscussions as ListDiscussions, Summary } from '../contract.ts';
import { rightsOf } from '../rules/rights.ts';
import { Figure, PatternAsked } from '../schema.ts';
import { peopleIn, readRow, standingIn } from './row.ts';

type Asked = z.output<(typeof ListDiscussions)['input']>;
type Answer = z.output<(typeof ListDiscussions)['output']>;
type Detail = z.output<(typeof GetDiscussion)['output']>;

/** The person who asks takes part in `d`. */
function takesPart({ scope }: ReadCtx): RawBuilder<boolean> {
  const { memberId } = scope.actor;
  return sql<boolean>`coalesce(${memberId}::uuid in (d.raised_by, d.answerer_id), false) or exists (select from discussion_member j
    where j.workspace_id = d.workspace_id and j.discussion_id = d.id and j.member_id = ${memberId})`;
}

async function summaries(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<Summary[]> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const person = (alias: string) =>
    sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;
  const { rows } = await sql<Summary>`
    select d.id, d.subject, d.what, ${person('a')} as "raisedBy", d.raised_at as "raisedAt", d.to_party as "toParty", ${person('b')} as answerer,
      d.due_on as "dueOn", d.state = 'open' and d.due_on < ${today}::date as overdue, d.state, d.outcome, d.outcome_note as "outcomeNote",
      ${person('c')} as "closedBy", d.closed_at as "closedAt", d.total, ${takesPart(ctx)} as mine,
      (select count(*)::int from discussion_entry e where e.workspace_id = d.workspace_id and e.discussion_id = d.id) as entries
    from discussion d left join member a on a.workspace_id = d.workspace_id and a.id = d.raised_by
      left join member b on b.workspace_id = d.workspace_id and b.id = d.answerer_id
      left join member c on c.workspace_id = d.workspace_id and c.id = d.closed_by
    where d.workspace_id = ${ctx.scope.workspaceId} and ${where}`.execute(ctx.tx);
  return rows;
}

/** Discussions about a record, as far as the caller reaches that record. */
function aboutRecord({ scope }: ReadCtx, { leadId, campaignId }: Asked): RawBuilder<unknown>[] {
  const attached = (record: 'lead' | 'campaign', id: string) => sql`exists (select from discussion_record r
    join ${sql.table(record)} x on x.workspace_id = r.workspace_id and x.id = ${sql.ref(`r.${record}_id`)}
    where r.workspace_id = d.workspace_id and r.discussion_id = d.id and x.id = ${id}
      and ${reachable(scope, record, { to: 'read', ownerColumn: 'x.owner_id' })})`;
  return [...(leadId ? [attached('lead', leadId)] : []), ...(campaignId ? [attached('campaign', campaignId)] : [])];
}

/** The open ones by the day their answer is owed, the closed ones newest first. A door for whoever puts them on an agenda. */
export async function listDiscussions(ctx: ReadCtx, asked: Asked): Promise<Answer> {
  const { which, cursor, limit } = asked;
  const closed = which === 'closed';
  const at = closed ? sql`date_trunc('milliseconds', d.closed_at)` : sql`(d.due_on::timestamp at time zone 'UTC')`;
  const conditions = [
    closed ? sql`d.closed_at is not null` : sql`d.closed_at is null`,
    ...(which === 'mine' ? [sql`(${takesPart(ctx)})`] : []),
    ...aboutRecord(ctx, asked),
    beyond(cursor, { at, id: sql`d.id`, ascending: !closed }),
  ];
  const order = closed ? sql`order by ${at} desc, d.id desc` : sql`order by ${at}, d.id`;
  const rows = await summaries(ctx, sql`${sql.join(conditions, sql` and `)} ${order} limit ${limit + 1}`);
  return {
    ...cut(rows, limit, ({ id, closedAt, dueOn }) => ({ at: closedAt ?? `${dueOn}T00:00:00.000Z`, id })),
    counts: await counts(ctx),
  };
}

async function counts(ctx: ReadCtx): Promise<Answer['counts']> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const { rows } = await sql<Answer['counts']>`select count(*)::int as open,
      (count(*) filter (where d.state = 'open' and d.due_on < ${today}::date))::int as overdue, (count(*) filter (where ${takesPart(ctx)}))::int as mine
    from discussion d where d.workspace_id = ${ctx.scope.workspaceId} and d.closed_at is null`.execute(ctx.tx);
  return rows[0] ?? { open: 0, overdue: 0, mine: 0 };
}

export async function readDiscussion(ctx: ReadCtx, id: string): Promise<Detail | Refusal> {
  const row = await readRow(ctx, id, { lock: false });
  const [summary] = row ? await summaries(ctx, sql`d.id = ${id}`) : [];
  if (!row || !summary) return refuse('not_found', 'This discussion is not here any more.');
  const { entries: _entries, ...shown } = summary;
  const kept = await ctx.tx
    .selectFrom('discussion')
    .select(['figures', 'pattern'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    ...shown,
    figures: Figure.array()
      .parse(kept.figures)
      .filter(({ key }) => key !== 'reason' || !ctx.scope.hidden.has('lead.reason')),
    pattern: await patternOf(ctx, kept.pattern),
    records: await recordsOf(ctx, id),
    entries: await entriesOf(ctx, id),
    people: (await peopleIn(ctx, id)).map(({ joined: _joined, ...person }) => person),
    may: rightsOf(await standingIn(ctx, row)),
  };
}

/** An attribute that the caller may not see has no name here. */
async function patternOf(ctx: ReadCtx, kept: unknown): Promise<Detail['pattern']> {
  const { data: pattern } = PatternAsked.safeParse(kept);
  if (!pattern) return null;
  const attributes = await attributesOf(ctx);
  const named = await namesOf(ctx, attributes, pattern.items);
  const seen = new Set(attributes.map(({ name }) => name));
  const { outcome, items, from: _from, to: _to, ...filters } = pattern;
  return {
    outcome,
    narrowed: Object.keys(filters).length > 0,
    items: items.map((item) => (seen.has(item.dimension) ? named(item) : null)),
  };
}

/** Attached records in their order, each as far as the caller may see it now: what is out of reach has neither id nor name. */
async function recordsOf({ tx, scope }: ReadCtx, id: string): Promise<Detail['records']> {
  const may = {
    lead: sql`l.id is not null and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`,
    contact: reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' }),
    company: reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' }),
    campaign: sql`g.id is not null and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'g.owner_id' })}`,
  };
  const unless = (right: string, value: RawBuilder<unknown>) => (scope.hidden.has(right) ? sql`null` : value);
  const { rows } = await sql<Detail['records'][number]>`
    select case when r.lead_id is not null then 'lead' else 'campaign' end as kind,
      case when ${may.lead} then l.id when ${may.campaign} then g.id end as id,
      case when ${may.lead} and ${may.contact} then coalesce(nullif(c.name, ''), c.email, 'Someone') when ${may.campaign} then g.name end as name,
      case when ${may.lead} and ${may.company} then o.name end as company,
      case when ${may.lead} then ${unless('lead.stage', sql`l.stage`)} end as stage,
      case when ${may.lead} then ${unless('lead.scoreLabel', sql`l.score_label`)} end as label,
      case when ${may.lead} then ${unless('lead.reason', sql`x.label`)} end as reason
    from discussion_record r
      left join lead l on l.workspace_id = r.workspace_id and l.id = r.lead_id and l.deleted_at is null
      left join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      left join company o on o.workspace_id = l.workspace_id and o.id = coalesce(l.company_id, c.company_id)
      left join reason x on x.workspace_id = l.workspace_id and x.id = l.reason_id
      left join campaign g on g.workspace_id = r.workspace_id and g.id = r.campaign_id and g.deleted_at is null
    where r.workspace_id = ${scope.workspaceId} and r.discussion_id = ${id} order by r.position`.execute(tx);
  return rows;
}

async function entriesOf({ tx, scope }: ReadCtx, id: string): Promise<Detail['entries']> {
  const { rows } = await sql<Detail['entries'][number]>`
    select e.id, e.kind, e.body, e.written_at as at, case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as by
    from discussion_entry e left join member m on m.workspace_id = e.workspace_id and m.id = e.member_id
    where e.workspace_id = ${scope.workspaceId} and e.discussion_id = ${id} order by e.written_at, e.id`.execute(tx);
  return rows;
}
