import { sql } from 'kysely';
import { clocksOf } from '#modules/agreements/queries/clocks.ts';
import { isAsked } from '#modules/questions/queries/questions.ts';
import { explained } from '#modules/scoring/queries/explain.ts';
import { lookAt, rulesInForce } from '#modules/scoring/queries/score.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getBrief, WARNINGS } from '../contract/brief.ts';
import { nextStep, type Standing } from '../rules/next-step.ts';
import type { PlanState } from '../schema.ts';
import { disputeOf } from './disputes.ts';
import { attemptsSince, lastInteractions } from './interactions.ts';
import { type BriefHandoff, handoffOf } from './lasthandoff.ts';
import { owedFor } from './owed.ts';
import { sinceShown } from './since.ts';
import { colleaguesOf, earlierVerdicts, lastMaterial, openDeals, openTasks } from './surroundings.ts';

type Brief = OutputOf<typeof getBrief>;

interface Row {
  id: string;
  stage: string;
  stage_since: string;
  hand_raised: boolean;
  opened_at: string;
  closed_at: string | null;
  source_channel: string | null;
  campaign_id: string | null;
  campaign: string | null;
  owner_id: string | null;
  owner: string | null;
  recycle_count: number;
  why_now: string | null;
  contact_id: string;
  name: string;
  job_title: string | null;
  email: string | null;
  phone: string | null;
  time_zone: string | null;
  mail_permission: string;
  buying_role: string | null;
  interests: string[];
  company_id: string | null;
  company: string | null;
  industry: string | null;
  employee_count: number | null;
  city: string | null;
  country: string | null;
  customer_status: string | null;
  company_owner_id: string | null;
  company_owner: string | null;
  may_write: boolean;
}

/** Everything a person should see before they act on a lead, in one fixed set of readings. */
export async function readBrief(ctx: ReadCtx, id: string): Promise<Brief | Refusal> {
  const row = await leadOf(ctx, id);
  if (!row) return refuse('not_found', 'This lead is not here any more, or it is not yours to see.');
  const handoff = await handoffOf(ctx, id);
  const { tx, scope, now } = ctx;
  const clocks = await clocksOf(tx, scope, { subjectIds: [id], now });
  const { attempts, reached } = await attemptsSince(tx, scope, {
    contactId: row.contact_id,
    since: handoff?.shown.handedAt ?? row.opened_at,
  });
  const rest = {
    interactions: await lastInteractions(tx, scope, { contactId: row.contact_id, most: 3 }),
    lastMaterial: await lastMaterial(ctx, row.contact_id),
    colleagues: row.company_id ? await colleaguesOf(ctx, { companyId: row.company_id, contactId: row.contact_id }) : [],
    deals: await openDeals(ctx, { contactId: row.contact_id, companyId: row.company_id }),
    tasks: await openTasks(ctx, { leadId: id, contactId: row.contact_id }),
    earlier: await earlierVerdicts(ctx, { contactId: row.contact_id, exceptHandoff: handoff?.shown.open ? handoff.shown.id : null }),
    plan: await planOf(ctx, id),
    since: await sinceShown(ctx, { id, contactId: row.contact_id, open: handoff?.shown.open ?? false, changes: handoff?.changes }),
    dispute: handoff ? await disputeOf(ctx, handoff.shown.id) : null,
  };
  const asked = await isAsked(ctx, { subject: 'lead', id });
  const score = await scoreOf(ctx, row.contact_id);
  const owed = await owedFor(ctx, handoff?.shown.id ?? null);
  const brief = {
    ...shown(ctx, row),
    whyNow: hides(ctx, 'lead.whyNow') ? null : (handoff?.whyNow ?? row.why_now),
    score: score?.shown ?? null,
    clocks,
    attempts,
    reached,
    ...rest,
  };
  return {
    ...brief,
    handoff: handoff?.shown ?? null,
    warnings: warningsOf(brief, { disqualified: score?.disqualified ?? false, below: handoff?.shown.cause === 'override' }),
    nextStep: nextStep({ ...standingOf(row, brief, { handoff, asked }), owed: owed.attempts }),
    may: mayOf(ctx, { row, handoff }),
  };
}

type Gathered = Pick<Brief, 'contact' | 'company' | 'colleagues' | 'interactions' | 'tasks' | 'plan' | 'attempts' | 'reached'>;

function standingOf(
  row: Row,
  brief: Gathered,
  { handoff, asked }: { handoff: BriefHandoff | null; asked: boolean },
): Omit<Standing, 'owed'> {
  const [last] = brief.interactions;
  return {
    open: handoff?.shown.open ?? false,
    decided: handoff?.shown.decision !== null && handoff !== null,
    handRaised: row.hand_raised,
    hasPhone: row.phone !== null,
    hasMail: row.email !== null,
    attempts: brief.attempts,
    reached: brief.reached,
    theyWroteLast:
      last !== undefined &&
      last.direction === 'in' &&
      ['mail', 'call', 'chat'].includes(last.kind) &&
      last.at > (handoff?.shown.handedAt ?? ''),
    customerOfAnother: row.customer_status === 'customer' && row.company_owner_id !== null && row.company_owner_id !== row.owner_id,
    colleagueInContact: brief.colleagues.some(({ by }) => by !== null && by !== row.owner),
    hasTask: brief.tasks.length > 0,
    asked,
    plan: brief.plan?.state === 'returned' || brief.plan?.state === 'warming' ? brief.plan.state : null,
    closed: row.closed_at !== null,
  };
}

const hides = (ctx: ReadCtx, field: string) => ctx.scope.hidden.has(field);
const named = (id: string | null, name: string | null) => (id && name !== null ? { id, name } : null);

async function leadOf(ctx: ReadCtx, id: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select l.id, l.stage, l.stage_since, l.hand_raised, l.opened_at, l.closed_at, l.source_channel, l.campaign_id, g.name as campaign, l.owner_id, m.name as owner, l.recycle_count,
      l.why_now, l.contact_id, coalesce(nullif(c.name, ''), c.email, 'Someone') as name, c.job_title, c.email, c.phone, c.time_zone, c.mail_permission, c.buying_role, c.interests,
      o.id as company_id, o.name as company, o.industry, o.employee_count, o.city, o.country, o.customer_status, o.owner_id as company_owner_id, om.name as company_owner,
      ${reachable(ctx.scope, 'lead', { to: 'write', ownerColumn: 'l.owner_id' })} as may_write
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      left join company o on o.workspace_id = l.workspace_id and o.id = case when l.company_id is null then c.company_id else l.company_id end and o.deleted_at is null
        and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
      left join campaign g on g.workspace_id = l.workspace_id and g.id = l.campaign_id
      left join member m on m.workspace_id = l.workspace_id and m.id = l.owner_id
      left join member om on om.workspace_id = l.workspace_id and om.id = o.owner_id
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = ${id} and l.deleted_at is null and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`.execute(
    ctx.tx,
  );
  return rows[0];
}

function shown(ctx: ReadCtx, row: Row): Pick<Brief, 'lead' | 'contact' | 'company'> {
  const unless = <T>(field: string, value: T | null) => (hides(ctx, field) ? null : value);
  return {
    lead: {
      id: row.id,
      stage: row.stage,
      stageSince: row.stage_since,
      handRaised: row.hand_raised,
      openedAt: row.opened_at,
      closedAt: row.closed_at,
      sourceChannel: unless('lead.sourceChannel', row.source_channel),
      campaign: unless('lead.campaign', named(row.campaign_id, row.campaign)),
      owner: unless('lead.owner', named(row.owner_id, row.owner)),
      recycleCount: row.recycle_count,
    },
    contact: {
      id: row.contact_id,
      name: row.name,
      jobTitle: unless('contact.jobTitle', row.job_title),
      email: unless('contact.email', row.email),
      phone: unless('contact.phone', row.phone),
      timeZone: unless('contact.timeZone', row.time_zone),
      mailPermission: unless('contact.mailPermission', row.mail_permission),
      buyingRole: unless('contact.buyingRole', row.buying_role),
      interests: unless('contact.interests', row.interests) ?? [],
    },
    company:
      row.company_id && row.company !== null
        ? {
            id: row.company_id,
            name: row.company,
            industry: unless('company.industry', row.industry),
            employeeCount: unless('company.employeeCount', row.employee_count),
            city: unless('company.city', row.city),
            country: unless('company.country', row.country),
            customerStatus: row.customer_status ?? 'prospect',
            owner: unless('company.owner', named(row.company_owner_id, row.company_owner)),
          }
        : null,
  };
}

const TOP = 3;

async function scoreOf(ctx: ReadCtx, contactId: string) {
  if (['contact.fit', 'contact.engagement', 'contact.scoreLabel', 'lead.scoreLabel'].some((field) => hides(ctx, field))) return null;
  const whole: ReadCtx = { ...ctx, scope: unlimited(ctx.scope) };
  const rules = await rulesInForce(whole);
  const looked = await lookAt(whole, rules, contactId);
  if (!looked) return null;
  const { person } = looked;
  const { label, fit, engagement, momentum, reason, coverage, handsOff, lines, contributions } = explained(rules, looked);
  const top = [...contributions]
    .sort((a, b) => Math.abs(b.counted) - Math.abs(a.counted))
    .slice(0, TOP)
    .map(({ rule, what, counted, occurredAt }) => ({ rule, what: hides(ctx, 'activity.subject') ? null : what, counted, occurredAt }));
  return {
    shown: { label, fit, engagement, momentum, reason, coverage, handsOff, lines: [...lines], top },
    disqualified: (person.fit?.disqualifiedBy.length ?? 0) > 0,
  };
}

async function planOf(ctx: ReadCtx, leadId: string): Promise<Brief['plan']> {
  const { rows } = await sql<{
    id: string;
    state: PlanState;
    reason: string | null;
    note: string | null;
    returnedAt: string;
    earliestOn: string;
    tactic: string | null;
    tried: string[];
  }>`
    select p.id, p.state, r.label as reason, p.note, p.returned_at as "returnedAt", p.earliest_on as "earliestOn", p.tactic, p.tried
    from recycle_plan p left join reason r on r.workspace_id = p.workspace_id and r.id = p.reason_id
    where p.workspace_id = ${ctx.scope.workspaceId} and p.lead_id = ${leadId} and p.ended_at is null`.execute(ctx.tx);
  return rows[0] ?? null;
}

function warningsOf(
  brief: Pick<Brief, 'contact' | 'company' | 'colleagues' | 'deals' | 'earlier'>,
  known: { disqualified: boolean; below: boolean },
): (typeof WARNINGS)[number][] {
  const { contact, company } = brief;
  const facts: [(typeof WARNINGS)[number], boolean][] = [
    ['opted_out', contact.mailPermission === 'opted_out' || contact.mailPermission === 'complained'],
    ['bounced', contact.mailPermission === 'bounced'],
    ['no_way_to_reach', contact.phone === null && contact.email === null],
    ['no_phone', contact.phone === null && contact.email !== null],
    ['disqualified', known.disqualified],
    ['customer', company?.customerStatus === 'customer'],
    ['open_deal', brief.deals.length > 0],
    ['colleague_in_contact', brief.colleagues.length > 0],
    ['returned_before', brief.earlier.some(({ decision }) => decision === 'recycled' || decision === 'rejected')],
    ['below_threshold', known.below],
  ];
  return facts.flatMap(([warning, holds]) => (holds ? [warning] : []));
}

function mayOf(ctx: ReadCtx, { row, handoff }: { row: Row; handoff: BriefHandoff | null }): Brief['may'] {
  const has = (permission: string) => ctx.scope.permissions.has(permission);
  const open = handoff?.shown.open ?? false;
  const works = has('lead:work') && row.may_write;
  return {
    decide: works && open && handoff?.shown.decision === null,
    giveBack: works && open && handoff?.shown.decision !== null,
    handOff: has('record:write') && row.may_write && !open && row.closed_at === null && ['inquiry', 'mql', 'recycled'].includes(row.stage),
    assign: has('lead:assign') && row.may_write && open,
    log: has('record:write'),
    excuse: has('agreement:excuse'),
    ask: works && row.closed_at === null,
  };
}
