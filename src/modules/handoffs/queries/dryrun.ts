import { sql } from 'kysely';
import type { z } from 'zod';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { reachable, timeZoneOf, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { problemOf } from '../commands/territories.ts';
import type { dryRunRouting } from '../contract/dryrun.ts';
import { dryRun, type PastHandoff } from '../rules/dryrun.ts';
import type { Route } from '../schema.ts';
import { companyOwners, routingRules, rulesMet, type StoredRule } from './arrivals.ts';
import { seats } from './seats.ts';

type Asked = z.output<(typeof dryRunRouting)['input']>;
type Answer = OutputOf<typeof dryRunRouting>;

interface Row {
  id: string;
  lead_id: string;
  name: string;
  reachable: boolean;
  handed_at: string;
  waited_until: string | null;
  route: Route;
  actual_id: string | null;
  by_hand: boolean;
  owner_id: string | null;
}

const MOST = 5000;

/** Plays the hand-offs of a period through a draft of the rules, or through those in force. Reads only. */
export async function dryRunOf(asker: ReadCtx, asked: Asked): Promise<Answer | Refusal> {
  const ctx: ReadCtx = { ...asker, scope: unlimited(asker.scope) };
  for (const territory of asked.territories ?? []) {
    const problem = await problemOf(ctx, territory);
    if (problem) return problem;
  }
  const rules = asked.territories ? asked.territories.map(draftRule) : await routingRules(ctx);
  const people = await seats(ctx);
  const past = await pastHandoffs(asker, asked);
  if (past.length > MOST) return refuse('invalid', `More than ${MOST} hand-offs. Choose a shorter period.`, { field: 'from' });
  const [catcherId] = await peopleOf(ctx, 'sales_lead');
  const drafted = people.map((seat) => {
    const draft = asked.seats?.find(({ memberId }) => memberId === seat.memberId);
    return draft ? { ...seat, onDuty: draft.onDuty, offDuty: !draft.onDuty, capacity: draft.capacity } : seat;
  });
  const run = dryRun(await asPast(ctx, past, rules), {
    draft: { rules, seats: drafted, catcherId: catcherId ?? null },
    away: await leaves(ctx, asked),
  });
  return shown(asked, run, { past, rules, seats: drafted, names: await namesOf(ctx) });
}

function draftRule(rule: NonNullable<Asked['territories']>[number], index: number): StoredRule {
  return { ...rule, id: rule.id ?? `draft-${index}` };
}

/** A lead that came back went to whoever had it; what rules decide is counted, what a person chose is kept. */
async function pastHandoffs(ctx: ReadCtx, asked: Asked): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select h.id, h.lead_id, coalesce(nullif(c.name, ''), c.email, 'Someone') as name, ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })} as reachable, h.handed_at, h.route,
      coalesce(h.closed_at, case when h.decision is not null then greatest(h.decided_at, touch.at) end) as waited_until,
      first.to_id as actual_id, h.route = 'chosen' and before.assignee_id is null as by_hand, before.assignee_id as owner_id
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
      left join lateral (select p.assignee_id from handoff p where p.workspace_id = h.workspace_id and p.lead_id = h.lead_id and p.handed_at < h.handed_at
        order by p.handed_at desc limit 1) before on true
      left join lateral (select min(a.occurred_at) as at from activity a where a.workspace_id = h.workspace_id and a.contact_id = h.contact_id and a.occurred_at >= h.handed_at
        and a.kind in ('call', 'mail', 'meeting') and a.side = 'sales' and not a.retracted) touch on true
      left join lateral (select (a.data ->> 'to')::uuid as to_id from activity a where a.workspace_id = h.workspace_id and a.lead_id = h.lead_id and a.kind = 'handoff'
        and a.occurred_at = h.handed_at and a.data ->> 'handoffId' = h.id::text limit 1) first on true
    where h.workspace_id = ${ctx.scope.workspaceId} and h.handed_at >= ${asked.from} and h.handed_at < ${asked.to}
    order by h.handed_at, h.id limit ${MOST + 1}`.execute(ctx.tx);
  return rows;
}

async function asPast(ctx: ReadCtx, rows: readonly Row[], rules: readonly StoredRule[]): Promise<PastHandoff[]> {
  const leadIds = [...new Set(rows.map(({ lead_id }) => lead_id))];
  const owners = await companyOwners(ctx, leadIds);
  const met = await rulesMet(ctx, { rules, leadIds });
  const zone = await timeZoneOf(ctx);
  return rows.map((row) => ({
    id: row.id,
    handedAt: row.handed_at,
    day: dayIn(zone, row.handed_at),
    waitedUntil: row.waited_until,
    actualId: row.actual_id,
    byHand: row.by_hand,
    ownerId: row.owner_id,
    companyOwners: owners.get(row.lead_id) ?? [],
    matches: met.get(row.lead_id) ?? new Set<string>(),
  }));
}

async function leaves(ctx: ReadCtx, { from, to }: Asked): Promise<(memberId: string, day: string) => boolean> {
  const { rows } = await sql<{
    member_id: string;
    starts_on: string;
    ends_on: string;
  }>`select member_id, starts_on, ends_on from member_leave
    where workspace_id = ${ctx.scope.workspaceId} and starts_on <= ${to.slice(0, 10)}::date + 1 and ends_on >= ${from.slice(0, 10)}::date - 1`.execute(
    ctx.tx,
  );
  return (memberId, day) => rows.some((one) => one.member_id === memberId && one.starts_on <= day && day <= one.ends_on);
}

async function namesOf(ctx: ReadCtx): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from member where workspace_id = ${ctx.scope.workspaceId}
    union all select id, name from lead_pool where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

type Played = ReturnType<typeof dryRun>;
type Pair = { was: Row; row: Played['rows'][number] };

const differs = ({ was, row }: Pair) => row.memberId !== was.actual_id;

function isAsked({ only, wouldGet, got }: Asked, pair: Pair): boolean {
  const listed = { all: true, differs: differs(pair), catcher: pair.row.route === 'catcher', pool: pair.row.route === 'pool' }[only];
  return listed && (wouldGet ?? pair.row.memberId) === pair.row.memberId && (got ?? pair.was.actual_id) === pair.was.actual_id;
}

interface By {
  past: readonly Row[];
  rules: readonly StoredRule[];
  seats: readonly { memberId: string; capacity: number | null }[];
  names: Map<string, string>;
}

/** The figures of all hand-offs, and a page of those that were asked for. */
function shown(asked: Asked, played: Played, by: By): Answer {
  const before = new Map(by.past.map((row) => [row.id, row]));
  const pairs = played.rows.flatMap((row): Pair[] => {
    const was = before.get(row.handoffId);
    return was ? [{ was, row }] : [];
  });
  const after = Number(asked.cursor ?? 0);
  const mine = pairs.filter((pair) => isAsked(asked, pair));
  const page = mine.slice(after, after + asked.limit);
  return {
    total: pairs.length,
    differs: pairs.filter(differs).length,
    toCatcher: pairs.filter(({ row }) => row.route === 'catcher').length,
    toPools: pairs.filter(({ row }) => row.route === 'pool').length,
    loads: played.loads
      .filter(({ would, got }) => would > 0 || got > 0)
      .map(({ memberId, ...load }) => ({
        member: { id: memberId, name: by.names.get(memberId) ?? '–' },
        capacity: by.seats.find((seat) => seat.memberId === memberId)?.capacity ?? null,
        ...load,
      })),
    items: page.map((pair) => itemOf(pair, by)),
    next: after + page.length < mine.length ? String(after + page.length) : null,
  };
}

function itemOf({ was, row }: Pair, { rules, names }: By): Answer['items'][number] {
  const named = (id: string | null) => (id ? { id, name: names.get(id) ?? '–' } : null);
  return {
    handoffId: was.id,
    leadId: was.lead_id,
    name: was.reachable ? was.name : null,
    handedAt: was.handed_at,
    actual: named(was.actual_id),
    actualRoute: was.route,
    would: named(row.memberId),
    pool: named(row.poolId),
    route: row.route,
    rule: rules.find(({ id }) => id === row.ruleId)?.name ?? null,
    through: row.through,
    passed: row.passed.map((one) => ({ ...one, name: names.get(one.memberId) ?? '–' })),
    differs: differs({ was, row }),
  };
}
