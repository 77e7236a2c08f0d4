import { sql } from 'kysely';
import { clocksOf } from '#modules/agreements/queries/clocks.ts';
import type { Momentum } from '#modules/scoring/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { getQueue } from '../contract/queue.ts';
import { expectedValue } from '../rules/value.ts';
import { valuesOfLabels } from './values.ts';

type Queue = OutputOf<typeof getQueue>;

interface Placed {
  id: string;
  value_minor: number;
  due_at: string | null;
  rank: number;
}

interface Detail {
  id: string;
  contact_id: string;
  name: string;
  job_title: string | null;
  phone: string | null;
  company_id: string | null;
  company: string | null;
  customer_status: string | null;
  stage: string;
  hand_raised: boolean;
  label: string | null;
  momentum: Momentum | null;
  score_reason: string | null;
  score_reason_at: string | null;
  probability: number | null;
  why_now: string | null;
  owner_id: string | null;
  owner: string | null;
  handoff_id: string | null;
  handed_at: string | null;
  decision: string | null;
  cycle: number | null;
  last_touch_at: string | null;
  task_due_at: string | null;
}

/** Hours before a due time from which on it is today's work rather than later's; an ordinary working day. */
const TODAY_HOURS = 10;

/**
 * The leads that are a rep's (or, for those who may, everyone's) to work, where the next minutes are worth most first. Two readings put all
 * of them in order by narrow indexes alone; details, clocks and words are read for the page that is shown.
 */
export async function readQueue(ctx: ReadCtx, asked: { whose: 'mine' | 'all'; limit: number }): Promise<Queue> {
  const values = await valuesOfLabels(ctx.tx, ctx.scope);
  const { rows, counts } = await place(ctx, asked, values);
  const ids = rows.map(({ id }) => id);
  const details = new Map((await detailsOf(ctx, ids)).map((row) => [row.id, row]));
  const clocks = groupBy(await clocksOf(ctx.tx, ctx.scope, { subjectIds: ids, now: ctx.now }), ({ subjectId }) => subjectId);
  const items = rows.flatMap((placed) => {
    const lead = details.get(placed.id);
    const open = (clocks.get(placed.id) ?? []).filter(({ closed, causeId }) => !closed && causeId === lead?.handoff_id);
    return lead ? [itemOf(ctx, { placed, lead, open, valueMinor: Number(placed.value_minor) })] : [];
  });
  return { items, counts };
}

async function place(ctx: ReadCtx, asked: { whose: 'mine' | 'all'; limit: number }, values: Awaited<ReturnType<typeof valuesOfLabels>>) {
  const worth = values.flatMap(({ label, averageMinor }) =>
    [false, true].map((raised) => ({ label, raised, minor: expectedValue(values, { label, handRaised: raised }), average: averageMinor })),
  );
  const me = ctx.scope.actor.memberId;
  const mine = asked.whose === 'mine' ? sql`l.owner_id = ${me}` : sql`true`;
  const myClocks = asked.whose === 'mine' ? sql`k.assignee_id = ${me}` : sql`true`;
  const value = sql`coalesce(round(l.probability * w.average), w.minor, 0)::float8`;
  // rules/value.ts has the same urgency, with its reasons. In float8: numeric arithmetic over all leads takes longer than reading them.
  const { rows } = await sql<Placed & { leads: number; due: number; overdue: number }>`
    with due as (
      select k.subject_id, min(k.due_at) as due_at from clock k
      where k.workspace_id = ${ctx.scope.workspaceId} and k.closed_at is null and k.due_at is not null and ${myClocks} group by 1
    ), placed as materialized (
      select l.id, ${value} as value_minor, d.due_at,
        ${value} * case when d.due_at is null then 1
          else 1 + 2 / (1 + greatest(0, extract(epoch from d.due_at - ${ctx.now}::timestamptz)::float8 / 3600) / 4) end as rank
      from lead l
        left join json_to_recordset(${JSON.stringify(worth)}::json) as w(label text, raised boolean, minor float8, average float8)
          on w.label = coalesce(l.score_label, '?') and w.raised = l.hand_raised
        left join due d on d.subject_id = l.id
      where l.workspace_id = ${ctx.scope.workspaceId} and l.closed_at is null and l.deleted_at is null and l.stage in ('mql', 'sal', 'sql') and ${mine}
        and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
    ), counted as (
      select count(*)::int as leads, count(due_at)::int as due, count(*) filter (where due_at < ${ctx.now})::int as overdue from placed
    )
    select p.*, c.* from (select * from placed order by rank desc, due_at nulls last, id limit ${asked.limit}) p cross join counted c
    order by p.rank desc, p.due_at nulls last, p.id`.execute(ctx.tx);
  const [first] = rows;
  return { rows, counts: { leads: first?.leads ?? 0, due: first?.due ?? 0, overdue: first?.overdue ?? 0 } };
}

async function detailsOf(ctx: ReadCtx, ids: readonly string[]): Promise<Detail[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Detail>`
    select l.id, l.contact_id, coalesce(nullif(c.name, ''), c.email, 'Someone') as name, c.job_title, c.phone, o.id as company_id, o.name as company, o.customer_status, l.stage,
      l.hand_raised, coalesce(c.score_label, l.score_label) as label, l.probability, l.momentum, l.score_reason, l.score_reason_at, coalesce(h.why_now, l.why_now) as why_now, l.owner_id, m.name as owner,
      h.id as handoff_id, h.handed_at, h.decision, h.cycle, l.last_touch_at,
      least((select min(t.due_at) from task t where t.workspace_id = l.workspace_id and t.lead_id = l.id and t.status = 'open' and t.assignee_id = l.owner_id),
        (select min(t.due_at) from task t where t.workspace_id = l.workspace_id and t.contact_id = l.contact_id and t.status = 'open' and t.assignee_id = l.owner_id)) as task_due_at
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      left join company o on o.workspace_id = l.workspace_id and o.id = case when l.company_id is null then c.company_id else l.company_id end and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
      left join member m on m.workspace_id = l.workspace_id and m.id = l.owner_id
      left join handoff h on h.workspace_id = l.workspace_id and h.lead_id = l.id and h.closed_at is null
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = any (${ids}::uuid[])`.execute(ctx.tx);
  return rows;
}

type Item = Queue['items'][number];

function itemOf(ctx: ReadCtx, row: { placed: Placed; lead: Detail; open: Item['clocks']; valueMinor: number }): Item {
  const { lead, open } = row;
  const hides = (field: string) => ctx.scope.hidden.has(field);
  return {
    leadId: lead.id,
    contactId: lead.contact_id,
    name: lead.name,
    jobTitle: hides('contact.jobTitle') ? null : lead.job_title,
    phone: hides('contact.phone') ? null : lead.phone,
    company: lead.company_id && lead.company ? { id: lead.company_id, name: lead.company } : null,
    isCustomer: lead.customer_status === 'customer',
    stage: lead.stage,
    handRaised: lead.hand_raised,
    label: hides('lead.scoreLabel') ? null : lead.label,
    momentum: hides('lead.momentum') || hides('lead.scoreLabel') ? null : lead.momentum,
    reason:
      lead.score_reason && lead.score_reason_at && !hides('lead.scoreReason') && !hides('lead.scoreLabel')
        ? { rule: lead.score_reason, at: lead.score_reason_at }
        : null,
    probability: hides('lead.probability') ? null : lead.probability,
    whyNow: hides('lead.whyNow') ? null : lead.why_now,
    owner: lead.owner_id && lead.owner ? { id: lead.owner_id, name: lead.owner } : null,
    handoffId: lead.handoff_id,
    handedAt: lead.handed_at,
    verdictOwed: lead.handoff_id !== null && lead.decision === null,
    cameBack: (lead.cycle ?? 0) > 0,
    touched: lead.last_touch_at !== null && (lead.handed_at === null || lead.last_touch_at >= lead.handed_at),
    taskDueAt: lead.task_due_at,
    clocks: open,
    valueMinor: row.valueMinor,
    group: groupOf(ctx.now, {
      open,
      taskDueAt: lead.task_due_at,
      handRaised: lead.hand_raised,
      untouched: lead.handoff_id !== null && lead.last_touch_at === null,
    }),
  };
}

/** Somebody waits with a clock that runs out today or has; a task of today; or it can wait. */
function groupOf(
  now: string,
  lead: { open: Item['clocks']; taskDueAt: string | null; handRaised: boolean; untouched: boolean },
): Item['group'] {
  const soon = new Date(Date.parse(now) + TODAY_HOURS * 3_600_000).toISOString();
  if (lead.open.some(({ dueAt }) => dueAt !== null && dueAt <= soon) || (lead.handRaised && lead.untouched)) return 'now';
  if (lead.open.some(({ dueAt }) => dueAt !== null) || (lead.taskDueAt !== null && lead.taskDueAt <= soon) || lead.untouched)
    return 'today';
  return 'later';
}
