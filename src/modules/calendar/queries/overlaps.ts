import { type RawBuilder, sql } from 'kysely';
import { Criteria } from '#modules/criteria/schema.ts';
import { audienceOf } from '#modules/gate/queries/checks.ts';
import { whomTrackReaches } from '#modules/nurtures/queries/forecast.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getOverlaps, listOverlap } from '../contract/calendar.ts';
import { MOST_COMPARED, REACHING, type Reaching } from '../schema.ts';
import { entriesOf, spanProblem } from './entries.ts';
import type { Span } from './sources.ts';

type Overlaps = OutputOf<typeof getOverlaps>;
const GONE = refuse('not_found', 'This plan is not there any more, or its list cannot be read by you.');

/** A query with `contact_id`: whom a plan would reach, of the caller's reach. Null where nobody is known, or not to the caller. */
async function peopleOf(ctx: ReadCtx, { kind, id }: { kind: Reaching; id: string }): Promise<RawBuilder<unknown> | null> {
  const ws = ctx.scope.workspaceId;
  const inReach = (
    rows: RawBuilder<unknown>,
  ) => sql`select t.id as contact_id from contact t where t.workspace_id = ${ws} and t.deleted_at is null
    and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 't.owner_id' })} and t.id in (${rows})`;
  if (kind === 'campaign') return inReach(sql`select contact_id from campaign_member where workspace_id = ${ws} and campaign_id = ${id}`);
  if (kind === 'track') {
    const people = await whomTrackReaches(ctx, id);
    return people && inReach(people);
  }
  const { rows } = await sql<{ viewId: string | null; criteria: unknown; listed: boolean }>`${
    kind === 'send'
      ? sql`select view_id as "viewId", coalesce(frozen_criteria, criteria) as criteria, frozen_at is not null as listed from send`
      : sql`select view_id as "viewId", criteria, state in ('listed', 'posted') as listed from postal_mailing`
  } where workspace_id = ${ws} and id = ${id} and state <> 'cancelled'`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return null;
  if (row.listed)
    return inReach(
      kind === 'send'
        ? sql`select contact_id from message where workspace_id = ${ws} and send_id = ${id} and not left_out and contact_id is not null`
        : sql`select contact_id from postal_recipient where workspace_id = ${ws} and postal_id = ${id} and code is null`,
    );
  const criteria = Criteria.safeParse(row.criteria);
  if (row.viewId === null && !criteria.success) return null;
  const audience = await audienceOf(ctx, row.viewId === null ? { criteria: criteria.data } : { viewId: row.viewId });
  return isRefusal(audience) ? null : sql`select contact_id from (${audience}) a`;
}

/** A track stands on many days: it is laid beside the others once, by its first. */
const once = <T extends { kind: string; id: string }>(entries: readonly T[]): T[] =>
  [...new Map([...entries].reverse().map((entry) => [`${entry.kind}:${entry.id}`, entry])).values()].reverse();

const isReaching = (kind: string): kind is Reaching => REACHING.some((one) => one === kind);

/** The plans of a span that are still to come or under way, laid side by side. */
export async function readOverlaps(ctx: ReadCtx, span: Span): Promise<Overlaps | Refusal> {
  const problem = spanProblem(span);
  if (problem) return problem;
  const entries = await entriesOf(ctx, span);
  const planned = once(
    entries.flatMap((entry) => (entry.state !== 'done' && isReaching(entry.kind) ? [{ ...entry, kind: entry.kind }] : [])),
  );
  const compared = planned.slice(0, MOST_COMPARED);
  const known: { entry: (typeof compared)[number]; people: RawBuilder<unknown> }[] = [];
  for (const entry of compared) {
    const people = await peopleOf(ctx, entry);
    if (people) known.push({ entry, people });
  }
  if (known.length === 0) return { entries: [], untold: planned.length, pairs: [] };
  const all = known.map(({ people }, place) => sql`select ${place}::int as place, p.contact_id from (${people}) p`);
  const { rows } = await sql<{ one: number; other: number; n: number }>`with reached as materialized (${sql.join(all, sql` union all `)})
    select a.place as one, b.place as other, count(*)::int as n from reached a join reached b on b.contact_id = a.contact_id and b.place >= a.place
    group by 1, 2 order by 3 desc, 1, 2`.execute(ctx.tx);
  const shown = known.map(({ entry: { kind, id, name, from } }, place) => ({
    ...{ kind, id, name, from },
    people: rows.find(({ one, other }) => one === place && other === place)?.n ?? 0,
  }));
  const pairs = rows.flatMap(({ one, other, n }) => {
    const [first, second] = [shown[one], shown[other]];
    return one !== other && first && second ? [{ one: first, other: second, people: n }] : [];
  });
  return { entries: shown, untold: planned.length - known.length, pairs };
}

function refOf(ref: string): { kind: Reaching; id: string } {
  const [kind = '', id = ''] = ref.split(':');
  return { kind: REACHING.find((one) => one === kind) ?? 'send', id };
}

export async function overlapRows(ctx: ReadCtx, asked: ParsedOf<typeof listOverlap>): Promise<OutputOf<typeof listOverlap> | Refusal> {
  const one = await peopleOf(ctx, refOf(asked.one));
  const other = await peopleOf(ctx, refOf(asked.other));
  if (!one || !other) return GONE;
  const ws = ctx.scope.workspaceId;
  const hidden = ctx.scope.hidden.has('contact.name');
  const { rows } = await sql<OutputOf<typeof listOverlap>['items'][number]>`select c.id, coalesce(nullif(c.name, ''), c.email, '') as name,
      case when y.id is not null then jsonb_build_object('id', y.id, 'name', y.name) end as company
    from (select contact_id from (${one}) a intersect select contact_id from (${other}) b) p
      join contact c on c.workspace_id = ${ws} and c.id = p.contact_id
      left join company y on y.workspace_id = ${ws} and y.id = c.company_id and y.deleted_at is null
        and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'y.owner_id' })}
    where ${asked.cursor === undefined ? sql`true` : sql`c.id > ${asked.cursor}::uuid`} order by c.id limit ${asked.limit + 1}`.execute(
    ctx.tx,
  );
  const items = rows.slice(0, asked.limit).map((row) => (hidden ? { ...row, name: '' } : row));
  return { items, next: rows.length > asked.limit ? (items.at(-1)?.id ?? null) : null };
}
