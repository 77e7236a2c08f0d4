import { type RawBuilder, sql } from 'kysely';
import { type Lens, lensOf } from '#modules/criteria/queries/lens.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type Rate, rateOf } from '#platform/shared/statistics.ts';
import { type CriterionInput, FITS } from '../schema.ts';
import { answerOf, fitInSql } from './answer.ts';
import { closedPeople, MOST_PEOPLE, seesNot } from './lookback.ts';

export { type ChangedCriterion, criteriaWith } from '../rules/changed.ts';

type Fit = (typeof FITS)[number];
interface Profiles {
  before: readonly CriterionInput[];
  after: readonly CriterionInput[];
}

export interface Move {
  from: Fit;
  to: Fit;
  n: number;
}

export interface Moves {
  /** Open leads by the fit of their people before and after; those that stay included. */
  leads: Move[];
  /** People: all, or the newest where they are many. */
  people: Move[];
  sample: boolean;
  /** Won of those who were worked to an end, by fit. */
  past: { fit: Fit; before: Rate; after: Rate }[];
}

/** Rows `id, name, owner_id, leads (how many are open), recent, won, was, becomes`. What both profiles ask is asked once. */
async function judgedTwice(ctx: ReadCtx, { before, after }: Profiles): Promise<RawBuilder<unknown>> {
  const scope = unlimited(ctx.scope);
  const ws = scope.workspaceId;
  const judging = { lens: await lensOf(ctx.tx, scope, 'contact'), scope, now: ctx.now };
  const asked = [...new Map([...before, ...after].map(({ condition }) => [JSON.stringify(condition), condition]))];
  const places = new Map(asked.map(([key], place) => [key, place]));
  const columns = asked.map(([, condition], place) => sql`, ${answerOf(condition, judging)} as ${sql.ref(`a${place}`)}`);
  const classOf = (criteria: readonly CriterionInput[]) =>
    fitInSql(criteria, (place) => places.get(JSON.stringify(criteria[place]?.condition)) ?? place);
  const newest = sql`t.id in (select id from contact where workspace_id = ${ws} and deleted_at is null order by created_at desc, id desc limit ${MOST_PEOPLE})`;
  return sql`(select answered.*, ${classOf(before)} as was, ${classOf(after)} as becomes from (
      select t.id, t.name, t.owner_id, closed.won, coalesce(o.n, 0) as leads, ${newest} as recent ${columns.length === 0 ? sql`` : sql.join(columns, sql` `)}
      from contact t left join ${closedPeople(ws)} closed on closed.contact_id = t.id
        left join (select contact_id, count(*)::int as n from lead where workspace_id = ${ws} and ${OPEN} group by contact_id) o on o.contact_id = t.id
      where t.workspace_id = ${ws} and t.deleted_at is null and (closed.contact_id is not null or o.n > 0 or ${newest}) offset 0) answered)`;
}

const OPEN = sql`deleted_at is null and closed_at is null and stage <> 'customer'`;

/** What another profile would change, counted in one pass: who moves from which fit to which, and how it would have sorted those of the past. */
export async function movesBetween(ctx: ReadCtx, profiles: Profiles): Promise<Moves> {
  const { rows } = await sql<{ was: Fit; becomes: Fit; won: boolean | null; recent: boolean; n: number; leads: number }>`
    select was, becomes, won, recent, count(*)::int as n, sum(leads)::int as leads from ${await judgedTwice(ctx, profiles)} p
    group by was, becomes, won, recent order by was, becomes`.execute(ctx.tx);
  const { rows: whole } = await sql<{
    n: number;
  }>`select count(*)::int as n from contact where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null`.execute(ctx.tx);
  const sum = (list: typeof rows, of: 'n' | 'leads') => list.reduce((total, row) => total + row[of], 0);
  const moved = (list: typeof rows, of: 'n' | 'leads') =>
    FITS.flatMap((from) =>
      FITS.map((to) => {
        const moving = list.filter(({ was, becomes }) => was === from && becomes === to);
        return { from, to, n: sum(moving, of) };
      }),
    ).filter(({ n }) => n > 0);
  const won = (list: typeof rows) =>
    rateOf(
      sum(
        list.filter((row) => row.won === true),
        'n',
      ),
      sum(
        list.filter((row) => row.won !== null),
        'n',
      ),
    );
  const recent = rows.filter((row) => row.recent);
  return {
    leads: moved(rows, 'leads'),
    people: moved(recent, 'n'),
    sample: (whole[0]?.n ?? 0) > sum(recent, 'n'),
    past: FITS.map((fit) => ({
      fit,
      before: won(rows.filter(({ was }) => was === fit)),
      after: won(rows.filter(({ becomes }) => becomes === fit)),
    })),
  };
}

export interface MovedAsked extends Profiles {
  of: 'leads' | 'people' | 'past';
  from?: Fit | undefined;
  to?: Fit | undefined;
  won?: boolean | undefined;
  cursor?: string | undefined;
  limit: number;
}

export interface Moved {
  id: string;
  /** Null, both, where the caller may not open it. */
  contactId: string | null;
  name: string | null;
  from: Fit;
  to: Fit;
}

/** The leads or people behind a figure, by identifier. Where a criterion asks for what the caller may not see nothing opens: the list would tell it. */
export async function movedRows(ctx: ReadCtx, asked: MovedAsked): Promise<{ items: Moved[]; next: string | null } | Refusal> {
  const own: Lens = await lensOf(ctx.tx, ctx.scope, 'contact');
  const { hidden } = ctx.scope;
  if (hidden.has('contact.fit') || hidden.has('deal.status') || [...asked.before, ...asked.after].some((one) => seesNot(ctx, own, one)))
    return refuse('forbidden', 'These people cannot be listed for you: it would tell a field that your role does not see.');
  const people = await judgedTwice(ctx, asked);
  const leads = asked.of === 'leads';
  const id = leads ? sql`l.id` : sql`p.id`;
  const where = [
    ...(asked.from ? [sql`p.was = ${asked.from}`] : []),
    ...(asked.to ? [sql`p.becomes = ${asked.to}`] : []),
    ...(asked.of === 'people' ? [sql`p.recent`] : []),
    ...(asked.of === 'past' ? [asked.won === undefined ? sql`p.won is not null` : sql`p.won = ${asked.won}`] : []),
    ...(asked.cursor ? [sql`${id} < ${asked.cursor}`] : []),
    sql`true`,
  ];
  const open = leads ? sql`join lead l on l.workspace_id = ${ctx.scope.workspaceId} and l.contact_id = p.id and ${OPEN_LEAD}` : sql``;
  const { rows } = await sql<
    Moved & { open: boolean }
  >`select ${id} as id, p.id as "contactId", coalesce(nullif(p.name, ''), 'Someone') as name, p.was as "from", p.becomes as "to",
      coalesce(${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'p.owner_id' })}, false) as open
    from ${people} p ${open} where ${sql.join(where, sql` and `)} order by ${id} desc limit ${asked.limit + 1}`.execute(ctx.tx);
  const page = rows.slice(0, asked.limit);
  const names = !hidden.has('contact.name');
  return {
    items: page.map(({ open: isOpen, ...row }) => ({
      ...row,
      contactId: isOpen ? row.contactId : null,
      name: isOpen && names ? row.name : null,
    })),
    next: rows.length > page.length ? (page.at(-1)?.id ?? null) : null,
  };
}

const OPEN_LEAD = sql`l.deleted_at is null and l.closed_at is null and l.stage <> 'customer'`;
