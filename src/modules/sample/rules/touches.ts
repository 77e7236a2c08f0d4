import type { HandedLead } from './handoffs.ts';
import { INSIGHTS, MAIL_SUBJECTS, MEETING_NOTES, MEETING_SUBJECTS, NOT_REACHED, NOTES, REACHED } from './phrases.ts';
import { atWork, DAY, HOUR, later, tell, type World } from './world.ts';

/** Whom a row is about, for a lead that sales has. */
export function about({ inquiry }: HandedLead) {
  return {
    contactId: inquiry.person.id,
    companyId: inquiry.person.company.id,
    leadId: inquiry.leadId,
    campaignId: inquiry.campaign?.id ?? null,
  };
}

/** Most things are written down at once; some only the next day, which shows. */
function loggedAfter(world: World): number {
  return world.random.chance(0.06) ? world.random.between(16, 30) * HOUR : world.random.between(0.01, 0.4) * HOUR;
}

function insights(world: World) {
  return world.random.chance(0.45) ? { insights: [world.random.pick(INSIGHTS)] } : {};
}

/** One attempt of a rep: a call, sometimes a mail. @returns whether the person was there */
export function touch(world: World, lead: HandedLead, how: { at: number; brief: boolean }): boolean {
  const { random } = world;
  lead.firstTouchAt ??= how.at;
  lead.lastTouchAt = how.at;
  lead.attempts += 1;
  const base = {
    ...about(lead),
    at: how.at,
    memberId: lead.rep.id,
    side: 'sales' as const,
    direction: 'out' as const,
    evidence: 'manual' as const,
  };
  if (how.brief) {
    tell(world, { ...base, kind: 'call', outcome: 'no_answer', seconds: random.whole(1, 4), loggedAfter: 60_000 });
    return false;
  }
  if (random.chance(0.22)) {
    tell(world, { ...base, kind: 'mail', subject: random.pick(MAIL_SUBJECTS), loggedAfter: loggedAfter(world) });
    return false;
  }
  const outcome = random.weighted([
    ['connected', 46] as const,
    ['no_answer', 30] as const,
    ['left_voicemail', 16] as const,
    ['call_back_requested', 8] as const,
  ]);
  const reached = outcome === 'connected' || outcome === 'call_back_requested';
  const seconds = outcome === 'connected' ? Math.round(random.logNormal(420, 0.6)) : random.whole(8, 45);
  const body = outcome === 'connected' ? random.pick(REACHED) : random.pick(NOT_REACHED);
  tell(world, {
    ...base,
    kind: 'call',
    outcome,
    seconds,
    body,
    loggedAfter: loggedAfter(world),
    data: outcome === 'connected' ? insights(world) : {},
  });
  return reached;
}

/** Goes on until somebody answers, at most six times in two weeks; never beyond `until`. */
export function keepTrying(world: World, lead: HandedLead, until: number): void {
  const { random } = world;
  for (let at = lead.lastTouchAt ?? lead.at; lead.attempts < 6; ) {
    at = atWork(world, at + random.between(0.8, 3) * DAY);
    if (at >= until || touch(world, lead, { at, brief: false })) return;
  }
}

export function meet(world: World, lead: HandedLead, how: { at: number; dealId?: string | null }): void {
  const { random } = world;
  lead.lastTouchAt = how.at;
  tell(world, {
    ...about(lead),
    kind: 'meeting',
    at: how.at,
    dealId: how.dealId ?? null,
    memberId: lead.rep.id,
    side: 'sales',
    evidence: 'manual',
    outcome: random.weighted([['held', 90] as const, ['no_show', 6] as const, ['cancelled', 4] as const]),
    subject: random.pick(MEETING_SUBJECTS),
    body: random.pick(MEETING_NOTES),
    seconds: random.pick([1_800, 2_700, 3_600, 5_400]),
    loggedAfter: loggedAfter(world),
    data: insights(world),
  });
}

export function note(world: World, lead: HandedLead, at: number): void {
  tell(world, {
    ...about(lead),
    kind: 'note',
    at: atWork(world, at),
    memberId: lead.rep.id,
    side: 'sales',
    evidence: 'manual',
    body: world.random.pick(NOTES),
  });
}

/** An answer by mail, and pages that are looked at again, while a decision ripens. */
export function stayInterested(world: World, lead: HandedLead, span: { from: number; to: number }): void {
  const { random } = world;
  const end = Math.min(span.to, world.nowMs - 60_000);
  for (let at = span.from + random.between(1, 6) * DAY; at < end; at += random.between(5, 18) * DAY) {
    const base = {
      ...about(lead),
      at: Math.min(end, later(world, at, random.between(0, 5))),
      side: 'customer' as const,
      direction: 'in' as const,
    };
    if (random.chance(0.4)) tell(world, { ...base, kind: 'mail', subject: `Re: ${random.pick(MAIL_SUBJECTS)}`, evidence: 'system' });
    else
      tell(world, {
        ...base,
        kind: 'page_visit',
        subject: '/pricing',
        data: { path: random.pick(['/pricing', '/planner/erp', '/customers']) },
      });
  }
}
