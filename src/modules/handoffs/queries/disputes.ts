import { sql } from 'kysely';
import { signsFor } from '#modules/signatures/queries.ts';
import type { Party } from '#modules/signatures/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { blind } from '#platform/shared/blind.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cohenKappa } from '#platform/shared/raters.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getBrief } from '../contract/brief.ts';
import type { getTaxonomyHealth, listDisputes, listReviewCases } from '../contract/disputes.ts';
import { REVIEW_OTHER } from '../rules/contradictions.ts';
import type { Judgment, Ruling } from '../schema.ts';
import { Evidence } from './evidence.ts';

interface Row {
  id: string;
  handoffId: string;
  leadId: string;
  name: string;
  reachable: boolean;
  reason: string | null;
  why: string;
  raised_by: string | null;
  raiser: string | null;
  raisedAt: string;
  judgments: { party: Party; judgment: Judgment; note: string | null }[] | null;
  ruling: Ruling | null;
  rulingNote: string | null;
  ruled_by: string | null;
  ruler: string | null;
  ruledAt: string | null;
}

export async function listDisputesOf(ctx: ReadCtx, asked: { open?: boolean | undefined }): Promise<OutputOf<typeof listDisputes>> {
  const { rows } = await sql<Row>`
    select d.id, d.handoff_id as "handoffId", h.lead_id as "leadId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name,
      ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })} as reachable, r.label as reason, d.why, d.raised_by, m.name as raiser, d.raised_at as "raisedAt",
      (select json_agg(json_build_object('party', j.party, 'judgment', j.judgment, 'note', j.note) order by j.party) from review_judgment j where j.workspace_id = k.workspace_id and j.case_id = k.id) as judgments,
      d.ruling, d.ruling_note as "rulingNote", d.ruled_by, b.name as ruler, d.ruled_at as "ruledAt"
    from dispute d join handoff h on h.workspace_id = d.workspace_id and h.id = d.handoff_id join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
      join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id join verdict v on v.workspace_id = d.workspace_id and v.id = d.verdict_id
      left join reason r on r.workspace_id = v.workspace_id and r.id = v.reason_id left join review_case k on k.workspace_id = d.workspace_id and k.dispute_id = d.id
      left join member m on m.workspace_id = d.workspace_id and m.id = d.raised_by left join member b on b.workspace_id = d.workspace_id and b.id = d.ruled_by
    where d.workspace_id = ${ctx.scope.workspaceId} and (${!asked.open}::boolean or d.ruling is null) order by d.ruling is not null, d.raised_at desc, d.id desc limit 200`.execute(
    ctx.tx,
  );
  const has = (permission: string) => ctx.scope.permissions.has(permission);
  const me = ctx.scope.actor.memberId;
  const items = rows.map(({ reachable: open, raised_by, raiser, ruled_by, ruler, judgments, ...row }) => {
    const both = (judgments ?? []).length === 2;
    return {
      ...row,
      name: open ? row.name : null,
      why: open ? row.why : null,
      judged: (judgments ?? []).length,
      judgments: both ? (judgments ?? []) : [],
      raisedBy: raised_by && raiser !== null ? { id: raised_by, name: raiser } : null,
      ruledBy: ruled_by && ruler !== null ? { id: ruled_by, name: ruler } : null,
      mayWithdraw: row.ruling === null && (raised_by === me || has('agreement:excuse')),
      mayRule: row.ruling === null && both && has('agreement:excuse') && raised_by !== me,
    };
  });
  return { items, open: items.filter(({ ruling }) => ruling === null).length };
}

interface Case {
  id: string;
  drawnAt: string;
  job_title: string | null;
  industry: string | null;
  employee_count: number | null;
  country: string | null;
  why_now: string | null;
  evidence: unknown;
  names: (string | null)[];
}

/** Which open cases somebody of a side may judge, as a condition on aliases `k`, `h` and `d`: none that is their own doing, unless nobody else is there. */
export function judgeable(ctx: ReadCtx, party: Party) {
  const me = ctx.scope.actor.memberId;
  return sql`k.workspace_id = ${ctx.scope.workspaceId} and (d.id is null or d.ruling is null)
    and not exists (select from review_judgment j where j.workspace_id = k.workspace_id and j.case_id = k.id and j.party = ${party})
    and (${me}::uuid not in (select one from unnest(array[h.assignee_id, h.from_member_id, d.raised_by] || array(select v.decided_by from verdict v
        where v.workspace_id = h.workspace_id and v.handoff_id = h.id)) one where one is not null)
      or (select count(*) from member m where m.workspace_id = k.workspace_id and m.department = ${party} and m.status = 'active') = 1)`;
}

const MOST = 50;

/** What there is to judge for the caller's side, without anything that says whose it is: the disputed first. */
export async function reviewCases(ctx: ReadCtx): Promise<OutputOf<typeof listReviewCases>> {
  const party = await signsFor(ctx, 'lead:return');
  if (!party) return { party, items: [] };
  const { rows } = await sql<Case>`
    select k.id, k.drawn_at as "drawnAt", c.job_title, o.industry, o.employee_count, coalesce(o.country, c.country) as country, h.why_now, h.evidence,
      array[c.name, o.name, g.name] || array(select m.name from member m where m.workspace_id = k.workspace_id) as names
    from review_case k join handoff h on h.workspace_id = k.workspace_id and h.id = k.handoff_id join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
      left join company o on o.workspace_id = h.workspace_id and o.id = h.company_id left join campaign g on g.workspace_id = h.workspace_id and g.id = h.campaign_id
      left join dispute d on d.workspace_id = k.workspace_id and d.id = k.dispute_id
    where ${judgeable(ctx, party)} order by md5(k.id::text) limit ${MOST}`.execute(ctx.tx);
  return { party, items: rows.map((row) => shownBlind(ctx, row)) };
}

function shownBlind(ctx: ReadCtx, row: Case): OutputOf<typeof listReviewCases>['items'][number] {
  const unless = <T>(field: string, value: T | null) => (ctx.scope.hidden.has(field) ? null : value);
  const evidence = Evidence.safeParse(row.evidence).data;
  const words = !ctx.scope.hidden.has('activity.subject') && !ctx.scope.hidden.has('activity.body');
  return {
    id: row.id,
    alias: row.id.slice(-4).toUpperCase(),
    drawnAt: row.drawnAt,
    jobTitle: unless('contact.jobTitle', blind(row.job_title, row.names)),
    industry: unless('company.industry', row.industry),
    employeeCount: unless('company.employeeCount', row.employee_count),
    country: unless('company.country', row.country),
    label: unless('lead.scoreLabel', evidence?.label ?? null),
    whyNow: unless('lead.whyNow', blind(row.why_now, row.names)),
    lines: ctx.scope.hidden.has('lead.scoreLabel') ? [] : (evidence?.lines ?? []).map((line) => blind(line, row.names) ?? ''),
    did: (evidence?.interactions ?? [])
      .filter(({ side }) => side === 'customer')
      .map(({ kind, at, what }) => ({ kind, at, what: words ? blind(what, row.names) : null })),
  };
}

/** Whether both sides mean the same by a good lead, from a year of blind cases and ninety days of returns. */
export async function taxonomyHealth(ctx: ReadCtx): Promise<OutputOf<typeof getTaxonomyHealth>> {
  const { workspaceId } = ctx.scope;
  const year = sql`${ctx.now}::timestamptz - interval '1 year'`;
  const cases = await sql<{ cause: 'dispute' | 'audit' | 'drawn'; sales: Judgment; marketing: Judgment }>`
    select k.cause, s.judgment as sales, m.judgment as marketing from review_case k
      join review_judgment s on s.workspace_id = k.workspace_id and s.case_id = k.id and s.party = 'sales'
      join review_judgment m on m.workspace_id = k.workspace_id and m.case_id = k.id and m.party = 'marketing'
    where k.workspace_id = ${workspaceId} and k.drawn_at >= ${year}`.execute(ctx.tx);
  const count = (sales: Judgment, marketing: Judgment) =>
    cases.rows.filter((one) => one.sales === sales && one.marketing === marketing).length;
  const table = {
    both: count('good', 'good'),
    sales: count('good', 'poor'),
    marketing: count('poor', 'good'),
    neither: count('poor', 'poor'),
  };
  const { rows } = await sql<{
    rejected: number;
    disputed: number;
    ruled: number;
    overturned: number;
    returns: number;
    other: number;
  }>`select
      (select count(*)::int from verdict v where v.workspace_id = ${workspaceId} and v.decision = 'rejected' and v.decided_at >= ${year}) as rejected,
      (select count(*)::int from dispute d where d.workspace_id = ${workspaceId} and d.ruling is distinct from 'withdrawn' and d.raised_at >= ${year}) as disputed,
      (select count(*)::int from dispute d where d.workspace_id = ${workspaceId} and d.ruling in ('upheld', 'overturned') and d.raised_at >= ${year}) as ruled,
      (select count(*)::int from dispute d where d.workspace_id = ${workspaceId} and d.ruling = 'overturned' and d.raised_at >= ${year}) as overturned,
      (select count(*)::int from verdict v where v.workspace_id = ${workspaceId} and v.reason_id is not null and v.decided_at >= ${ctx.now}::timestamptz - interval '90 days') as returns,
      (select count(*)::int from verdict v join reason r on r.workspace_id = v.workspace_id and r.id = v.reason_id and r.code = 'other'
        where v.workspace_id = ${workspaceId} and v.decided_at >= ${ctx.now}::timestamptz - interval '90 days') as other`.execute(ctx.tx);
  const known = rows[0] ?? { rejected: 0, disputed: 0, ruled: 0, overturned: 0, returns: 0, other: 0 };
  const causes = (['dispute', 'audit', 'drawn'] as const).map((cause) => ({
    cause,
    n: cases.rows.filter((one) => one.cause === cause).length,
  }));
  return {
    kappa: cohenKappa({ both: table.both, first: table.sales, second: table.marketing, neither: table.neither }),
    cases: table,
    disputed: rateOf(known.disputed, known.rejected),
    overturned: rateOf(known.overturned, known.ruled),
    other: rateOf(known.other, known.returns),
    reviewReasons: known.returns >= REVIEW_OTHER.least && known.other / known.returns > REVIEW_OTHER.share,
    causes,
  };
}

/** The dispute of a hand-off's rejection, or that there may be one; null where its last verdict is none. */
export async function disputeOf(ctx: ReadCtx, handoffId: string): Promise<OutputOf<typeof getBrief>['dispute']> {
  const { rows } = await sql<{ id: string | null; why: string | null; raised_at: string | null; ruling: Ruling | null }>`
    select d.id, d.why, d.raised_at, d.ruling from (select v.* from verdict v where v.workspace_id = ${ctx.scope.workspaceId} and v.handoff_id = ${handoffId}
        order by v.decided_at desc, v.id desc limit 1) v
      left join dispute d on d.workspace_id = v.workspace_id and d.verdict_id = v.id and d.ruling is distinct from 'withdrawn'
    where v.decision = 'rejected'`.execute(ctx.tx);
  const [row] = rows;
  if (!row || row.ruling !== null) return null;
  const may = row.id === null && (await signsFor(ctx, 'lead:return')) === 'marketing';
  return row.id === null && !may ? null : { id: row.id, handoffId, why: row.why, raisedAt: row.raised_at, may };
}
