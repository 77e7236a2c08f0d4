import { closeDeals, openDeal } from './deals.ts';
import type { HandedLead } from './handoffs.ts';
import { type Inquiry, reasonOfValidation } from './inquiries.ts';
import { RETURN_NOTES, TASKS } from './phrases.ts';
import { about, keepTrying, meet, note, stayInterested } from './touches.ts';
import { atWork, DAY, dayOf, HOUR, iso, later, quota, reasonId, tell, type World } from './world.ts';

/** A stay in a stage. */
export interface Stay {
  stage: string;
  at: number;
}

/** Where a lead has got to, for its row and its stays. */
export interface Course {
  stays: Stay[];
  reasonId: string | null;
  recycleUntil: string | null;
  status: string | null;
  /** The hand-off is done with: returned, or it became a deal. */
  handoffEnds: number | null;
}

const QUALIFIED = 0.45;
/** How long a rep keeps an accepted lead without a deal; without a call it is found sooner, and goes back. */
const TRIED_DAYS = 60;
const FORGOTTEN_DAYS = 6;
/** Of those that were taken on and became no deal: how many had a need that was confirmed. */
const CONFIRMED_ONLY = 0.3;
const PATH = ['inquiry', 'mql', 'sal', 'sql', 'opportunity', 'customer'];

/** Lives of the leads that nobody handed over: most wait with marketing, the rest was none. */
export function stayWithMarketing(world: World, inquiry: Inquiry): void {
  const reason = reasonOfValidation(world, inquiry.validation);
  const stays = [{ stage: 'inquiry', at: inquiry.at }];
  if (reason && inquiry.validatedAt !== null) stays.push({ stage: 'disqualified', at: inquiry.validatedAt });
  writeLead(world, { inquiry, handed: null, course: { stays, reasonId: reason, recycleUntil: null, status: null, handoffEnds: null } });
}

/** Lives of the leads that sales was given. */
export function workLeads(world: World, handed: readonly HandedLead[]): void {
  const accepted = handed.filter(({ decision }) => decision === 'accepted' || decision === 'accepted_by_default');
  // Nobody is qualified by whom nobody called.
  const talked = accepted.filter(({ firstTouchAt, inquiry }) => firstTouchAt !== null && !onlyLooks(inquiry));
  const qualified = new Set(quota(world.random, talked, (QUALIFIED * accepted.length) / talked.length).chosen);
  const deals = accepted.flatMap((lead) => (qualified.has(lead) ? (qualify(world, lead) ?? []) : []));
  closeDeals(world, deals);
  for (const { lead, course } of deals)
    if (course.recycleUntil && course.reasonId)
      plan(world, lead, { at: course.stays.at(-1)?.at ?? lead.at, reasonId: course.reasonId, until: course.recycleUntil, cycle: 1 });
  const withDeal = new Map(deals.map((deal) => [deal.lead, deal]));
  for (const lead of handed) {
    const deal = withDeal.get(lead);
    const course = deal
      ? deal.course
      : lead.decision === 'rejected' || lead.decision === 'recycled'
        ? comeBack(world, lead)
        : goOn(world, lead, qualified.has(lead));
    writeHandoff(world, lead, course);
    writeLead(world, { inquiry: lead.inquiry, handed: lead, course });
  }
}

/** Came through a campaign whose people only look around by then. */
const onlyLooks = ({ campaign, at }: Inquiry): boolean => campaign?.fadesAt != null && at >= campaign.fadesAt;

/** A talk, a meeting, a deal: where there has been time enough. */
function qualify(world: World, lead: HandedLead) {
  const { random } = world;
  const soon = lead.inquiry.campaign?.fadesAt != null;
  const at = later(world, lead.decidedAt ?? lead.at, random.logNormal(soon ? 8 : 28, 0.7));
  if (at >= world.nowMs - DAY) return null;
  keepTrying(world, lead, at);
  meet(world, lead, { at });
  const deal = openDeal(world, lead, { qualifiedAt: at, at: later(world, at, random.between(2, soon ? 8 : 30)) });
  stayInterested(world, lead, { from: deal.at, to: deal.closesAt });
  return deal;
}

const first = ({ inquiry, at }: HandedLead): Stay[] => [
  { stage: 'inquiry', at: inquiry.at },
  { stage: 'mql', at },
];

/** Given back: to be warmed again, or not for us. */
function comeBack(world: World, lead: HandedLead): Course {
  const at = lead.decidedAt ?? lead.at;
  const id = reasonId(world, lead.reason ?? 'not_now.timing_later');
  const recycled = lead.decision === 'recycled';
  const until = recycled ? dayOf(at + (lead.reason === 'not_now.timing_later' ? 90 : 30) * DAY) : null;
  if (recycled) plan(world, lead, { at, reasonId: id, until: until ?? dayOf(at), cycle: 1 });
  return {
    stays: [...first(lead), { stage: recycled ? 'recycled' : 'disqualified', at }],
    reasonId: id,
    recycleUntil: until,
    status: recycled ? 'recycled' : 'disqualified',
    handoffEnds: at,
  };
}

/** Taken on, without a deal yet: still being tried, given back after a while, or forgotten. */
function goOn(world: World, lead: HandedLead, ripens: boolean): Course {
  const { random } = world;
  if (lead.decision === null || lead.decidedAt === null)
    return { stays: first(lead), reasonId: null, recycleUntil: null, status: lead.attempts ? 'attempting' : 'assigned', handoffEnds: null };
  const stays = [...first(lead), { stage: 'sal', at: lead.decidedAt }];
  const forgotten = lead.firstTouchAt === null;
  const backAt = atWork(world, lead.decidedAt + (forgotten ? random.between(1, 5) : random.between(14, 38)) * DAY);
  const still = lead.decidedAt > world.nowMs - (forgotten ? FORGOTTEN_DAYS : TRIED_DAYS) * DAY;
  // A talk that confirmed the need, of which no deal has come.
  const qualifiedAt = lead.firstTouchAt === null ? null : Math.max(lead.firstTouchAt, lead.decidedAt) + random.between(1, 9) * DAY;
  const confirmed = qualifiedAt !== null && qualifiedAt < Math.min(backAt, world.nowMs - HOUR) && random.chance(CONFIRMED_ONLY);
  if (confirmed) stays.push({ stage: 'sql', at: qualifiedAt });
  const fate =
    ripens && still
      ? 'open'
      : random.weighted([['recycled', 46] as const, ['disqualified', 18] as const, ['open', still ? 36 : 0] as const]);
  if (lead.firstTouchAt !== null) keepTrying(world, lead, Math.min(world.nowMs, backAt));
  if (random.chance(0.4)) note(world, lead, lead.decidedAt + random.between(0, 2) * DAY);
  if (fate === 'open' || backAt > world.nowMs - HOUR) {
    task(world, lead);
    return { stays, reasonId: null, recycleUntil: null, status: 'attempting', handoffEnds: null };
  }
  const reason = reasonId(
    world,
    fate === 'recycled'
      ? random.pick([
          'not_now.no_budget_yet',
          'not_now.no_priority',
          'not_now.early_research',
          ...(forgotten || confirmed ? [] : ['not_now.not_reached']),
        ])
      : random.pick(['not_fit.no_need', 'not_fit.wrong_role']),
  );
  const until = fate === 'recycled' ? dayOf(backAt + 30 * DAY) : null;
  if (until) plan(world, lead, { at: backAt, reasonId: reason, until, cycle: 1 });
  verdict(world, lead, { decision: fate, at: backAt, reasonId: reason, note: null, bySystem: false });
  return { stays: [...stays, { stage: fate, at: backAt }], reasonId: reason, recycleUntil: until, status: fate, handoffEnds: backAt };
}

const TACTICS = ['article_series', 'practical_guide', 'webinar', 'case_study', 'event_invitation', 'personal_mail', 'special_offer'];

/** Marketing's answer to what came back: mostly within the promised days, the newest still wait. */
export function plan(world: World, lead: HandedLead, back: { at: number; reasonId: string; until: string; cycle: number }): void {
  const { random } = world;
  const id = world.id(back.at);
  const tacticAt = later(world, back.at, random.chance(0.82) ? random.between(2, 34) : random.between(42, 90));
  const waits = back.at > world.nowMs - 7 * DAY && random.chance(0.7);
  const chosen = !waits && tacticAt < world.nowMs - HOUR;
  const old = chosen && back.at < world.nowMs - 150 * DAY;
  const by = random.pick(world.marketers);
  const tactic = random.pick(TACTICS);
  world.book.recycle_plan.push({
    id,
    lead_id: lead.inquiry.leadId,
    contact_id: lead.inquiry.person.id,
    handoff_id: lead.handoffId,
    reason_id: back.reasonId,
    note: null,
    returned_at: iso(back.at),
    returned_by: lead.rep.id,
    earliest_on: back.until,
    cycle: back.cycle,
    state: old ? 'archived' : chosen ? 'warming' : 'returned',
    tactic: chosen ? tactic : null,
    tactic_note: null,
    tactic_at: chosen ? iso(tacticAt) : null,
    tactic_by: chosen ? by.id : null,
    tried: [],
    ended_at: old ? iso(back.at + 150 * DAY) : null,
  });
  world.book.score_reset.push({ contact_id: lead.inquiry.person.id, reset_at: iso(back.at), cause: 'recycled' });
  if (chosen)
    tell(world, {
      ...about(lead),
      kind: 'handoff',
      at: tacticAt,
      side: 'marketing',
      memberId: by.id,
      outcome: 'new_tactic',
      data: { causeId: id, tactic },
    });
}

function task(world: World, lead: HandedLead): void {
  const { random } = world;
  if (lead.at < world.nowMs - 45 * DAY || !random.chance(0.45)) return;
  const due = atWork(world, world.nowMs + random.between(-3, 5) * DAY);
  const { contactId, companyId, leadId } = about(lead);
  const at = iso(Math.min(world.nowMs - HOUR, lead.lastTouchAt ?? lead.at));
  world.book.task.push({
    id: world.id(world.nowMs),
    subject: random.pick(TASKS),
    due_at: iso(due),
    status: 'open',
    assignee_id: lead.rep.id,
    contact_id: contactId,
    company_id: companyId,
    lead_id: leadId,
    created_by: lead.rep.id,
    created_at: at,
    updated_at: at,
  });
}

interface Said {
  decision: string;
  at: number;
  reasonId: string | null;
  note: string | null;
  bySystem: boolean;
}

/** Two of three verdicts come with a mark of one to five; what fits gets the better ones. */
function markOf(world: World, lead: HandedLead, decision: string): number | null {
  const n = world.book.verdict.length;
  if (n % 3 === 2) return null;
  if (decision !== 'accepted') return decision === 'disqualified' ? 1 + (n % 2) : 2 + (n % 2);
  return Math.max(1, { A: 5, B: 4, C: 3, D: 2 }[lead.inquiry.person.fit] - (n % 4 === 1 ? 1 : 0));
}

/** Puts a verdict on the record and on the timeline, where it is the proof of the promise to give one. */
export function verdict(world: World, lead: HandedLead, said: Said): void {
  const by = said.bySystem ? null : lead.rep.id;
  const reason = [...world.reasons.values()].find(({ id }) => id === said.reasonId);
  world.book.verdict.push({
    id: world.id(said.at),
    handoff_id: lead.handoffId,
    lead_id: lead.inquiry.leadId,
    decision: said.decision === 'disqualified' ? 'rejected' : said.decision,
    reason_id: said.reasonId,
    note: said.note,
    quality: said.bySystem ? null : markOf(world, lead, said.decision),
    recycle_on: null,
    attempts: lead.attempts,
    decided_at: iso(said.at),
    decided_by: by,
    took_seconds: Math.round((said.at - lead.at) / 1000),
  });
  tell(world, {
    ...about(lead),
    kind: 'verdict',
    at: said.at,
    side: 'sales',
    memberId: by,
    subject: reason?.label ?? null,
    outcome: said.decision === 'disqualified' ? 'rejected' : said.decision,
    body: said.note,
    data: { causeId: lead.handoffId, ...(reason ? { reasonId: reason.id } : {}) },
  });
}

function writeHandoff(world: World, lead: HandedLead, course: Course): void {
  const { inquiry, at, decision, decidedAt, rep } = lead;
  const from = inquiry.sourceTeam === 'sales' ? rep.id : world.random.pick(world.marketers).id;
  world.book.handoff.push({
    id: lead.handoffId,
    lead_id: inquiry.leadId,
    contact_id: inquiry.person.id,
    company_id: inquiry.person.company.id,
    campaign_id: inquiry.campaign?.id ?? null,
    cause: lead.cause,
    override_reason: lead.cause === 'override' ? 'Asked about a date on the phone, worth a call although the score says less.' : null,
    route: inquiry.person.company.ownerId ? 'company_owner' : 'round_robin',
    from_member_id: from,
    assignee_id: rep.id,
    handed_at: iso(at),
    label: lead.label,
    fit: inquiry.person.fit,
    why_now: inquiry.words,
    evidence: {
      label: lead.label,
      fit: inquiry.person.fit,
      fitScore: null,
      coverage: 1,
      engagement: 0,
      profileNumber: 1,
      modelNumber: 1,
      lines: [],
      top: [],
      interactions: [],
    },
    decision,
    decided_at: decidedAt === null ? null : iso(decidedAt),
    returned_at:
      decision !== null && course.stays.some(({ stage }) => stage === 'recycled' || stage === 'disqualified') && course.handoffEnds !== null
        ? iso(course.handoffEnds)
        : null,
    closed_at: course.handoffEnds === null ? null : iso(course.handoffEnds),
  });
  tell(world, {
    ...about(lead),
    kind: 'handoff',
    at,
    side: 'marketing',
    memberId: from,
    outcome: 'handed_off',
    data: { handoffId: lead.handoffId, cause: lead.cause, to: rep.id, label: lead.label },
  });
  if (decision === null || decidedAt === null) return;
  const code = lead.reason?.split('.')[1] ?? '';
  const returned = decision === 'rejected' || decision === 'recycled';
  const note = returned ? world.random.pick(RETURN_NOTES[code] ?? ['']) || null : null;
  verdict(world, lead, {
    decision,
    at: decidedAt,
    reasonId: returned ? course.reasonId : null,
    note,
    bySystem: decision === 'accepted_by_default',
  });
}

function writeLead(world: World, { inquiry, handed, course }: { inquiry: Inquiry; handed: HandedLead | null; course: Course }): void {
  const { stays } = course;
  const last = stays[stays.length - 1] ?? { stage: 'inquiry', at: inquiry.at };
  const closed = last.stage === 'customer' || last.stage === 'disqualified';
  world.book.lead.push({
    id: inquiry.leadId,
    contact_id: inquiry.person.id,
    company_id: inquiry.person.company.id,
    stage: last.stage,
    working_status: course.status,
    owner_id: handed && last.stage !== 'recycled' ? handed.rep.id : null,
    source_team: inquiry.sourceTeam,
    source_channel: inquiry.channel,
    campaign_id: inquiry.campaign?.id ?? null,
    hand_raised: inquiry.handRaised,
    why_now: inquiry.handRaised ? inquiry.words : null,
    fit: handed ? inquiry.person.fit : null,
    score_label: handed?.label ?? null,
    opened_at: iso(inquiry.at),
    stage_since: iso(last.at),
    closed_at: closed ? iso(last.at) : null,
    reason_id: course.reasonId,
    recycle_until: course.recycleUntil,
    recycle_count: stays.filter(({ stage }) => stage === 'recycled').length,
    tags: [],
    custom: {},
    imported: false,
    created_at: iso(inquiry.at),
    updated_at: iso(last.at),
  });
  for (const [place, { stage, at }] of stays.entries()) {
    const before = stays[place - 1];
    world.book.stage_visit.push({
      id: world.id(at),
      lead_id: inquiry.leadId,
      stage,
      direction: directionOf(before?.stage, stage),
      entered_at: iso(at),
      exited_at: stays[place + 1] ? iso(stays[place + 1]?.at ?? at) : null,
      cause: stage === 'inquiry' ? 'inquiry' : stage === 'mql' ? `handoff:${handed?.cause ?? 'manual'}` : 'verdict',
      actor_member_id: handed && stage !== 'inquiry' ? handed.rep.id : null,
    });
    if (before)
      tell(world, {
        kind: 'stage_change',
        at,
        contactId: inquiry.person.id,
        companyId: inquiry.person.company.id,
        leadId: inquiry.leadId,
        data: { of: 'lead', from: before.stage, to: stage, direction: directionOf(before.stage, stage) },
      });
  }
}

function directionOf(from: string | undefined, to: string): string {
  const steps = PATH.indexOf(to) - (from === undefined ? -1 : PATH.indexOf(from));
  if (PATH.indexOf(to) < 0 || steps < 0) return 'back';
  return steps <= 1 ? 'forward' : 'skip';
}
