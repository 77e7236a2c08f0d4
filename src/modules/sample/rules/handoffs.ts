import type { Inquiry } from './inquiries.ts';
import { touch } from './touches.ts';
import { atWork, DAY, HOUR, later, type Member, quota, type World } from './world.ts';

export type Decision = 'accepted' | 'accepted_by_default' | 'rejected' | 'recycled' | null;

/** A lead that was handed to sales, and what a rep did with it. */
export interface HandedLead {
  inquiry: Inquiry;
  handoffId: string;
  at: number;
  rep: Member;
  cause: 'hand_raise' | 'threshold' | 'override';
  label: string;
  firstTouchAt: number | null;
  lastTouchAt: number | null;
  attempts: number;
  decision: Decision;
  decidedAt: number | null;
  reason: string | null;
}

export const HANDED = 900;
const FRESH = 36;
export const NEVER_TOUCHED = 0.09;
const ACCEPTED = 0.82;
const BY_DEFAULT = 0.08;
/** Reasons of what comes back, in percent. */
const MIX: readonly (readonly [string, number])[] = [
  ['not_fit.wrong_role', 22],
  ['not_fit.company_too_small', 19],
  ['not_now.not_reached', 17],
  ['not_now.timing_later', 14],
  ['bad_data.invalid_phone', 9],
  ['already_ours.existing_customer', 6],
  ['not_fit.competitor', 3],
  ['not_fit.other', 10],
];
/** The one who plays the promise: seconds on the phone shortly before the time is up, and back it goes. */
const GAMER = 5;

/** Chooses who is handed over, to whom and when; decides nothing about them yet. */
export function handOver(world: World, inquiries: readonly Inquiry[]): HandedLead[] {
  const { random } = world;
  const seen = new Set<string>();
  const candidates = inquiries
    .filter(({ validation, person }) => validation === 'sales_lead' && !seen.has(person.id) && seen.add(person.id))
    .map((inquiry) => ({ inquiry, at: readyAt(world, inquiry), key: worth(inquiry) + 1.1 * random.next() }))
    .sort((a, b) => b.key - a.key);
  const recent = candidates.filter(({ inquiry }) => inquiry.at > world.nowMs - 9 * DAY).slice(0, FRESH);
  const fresh = new Set(recent.map(({ inquiry }) => inquiry));
  const settled = candidates.filter(({ inquiry, at }) => !fresh.has(inquiry) && at < world.nowMs - 27 * HOUR).slice(0, HANDED - fresh.size);
  const today = recent.map(({ inquiry }, place) => ({
    inquiry,
    at: Math.max(inquiry.at + 60_000, world.nowMs - (0.3 + (26 * place) / FRESH) * HOUR),
  }));
  const all = [...settled, ...today].sort((a, b) => a.at - b.at);
  const turn = turnOf(world);
  return all.map(({ inquiry, at }) => begin(world, { inquiry, at, rep: turn(fresh.has(inquiry)) }));
}

function readyAt(world: World, inquiry: Inquiry): number {
  const { random } = world;
  if (inquiry.handRaised) return later(world, inquiry.at, random.between(0.1, 1.5));
  return atWork(world, later(world, inquiry.validatedAt ?? inquiry.at, random.logNormal(18, 0.8)));
}

function worth({ handRaised, person, campaign, interest }: Inquiry): number {
  return 0.1 * interest + (handRaised ? 1.3 : 0) + { A: 1, B: 0.6, C: 0.15, D: -0.2 }[person.fit] + 0.7 * (campaign?.quality ?? 1);
}

/** In turn; of today's, every third is the visitor's. */
function turnOf(world: World): (isFresh: boolean) => Member {
  let [next, fresh] = [0, 0];
  const { visitorId, reps } = world;
  return (isFresh) => {
    if (isFresh && visitorId && fresh++ % 3 === 0) return { id: visitorId, name: '' };
    next = (next + 1) % reps.length;
    return reps[next] ?? world.leader;
  };
}

function begin(world: World, { inquiry, at, rep }: { inquiry: Inquiry; at: number; rep: Member }): HandedLead {
  const { random } = world;
  const { fit } = inquiry.person;
  const high = inquiry.handRaised
    ? random.weighted([['1', 35] as const, ['2', 65] as const])
    : random.weighted([['2', 80] as const, ['1', 20] as const]);
  const label = fit === 'B' && !inquiry.handRaised ? 'B1' : `${fit}${high}`;
  const cause = inquiry.handRaised ? 'hand_raise' : ['A1', 'A2', 'B1'].includes(label) ? 'threshold' : 'override';
  return {
    inquiry,
    handoffId: world.id(at),
    at,
    rep,
    cause,
    label,
    firstTouchAt: null,
    lastTouchAt: null,
    attempts: 0,
    decision: null,
    decidedAt: null,
    reason: null,
  };
}

/** What the reps did: when they called first, what they said. */
export function followUp(world: World, handed: HandedLead[]): void {
  const settled = handed.filter(({ at }) => at < world.nowMs - 27 * HOUR);
  const { chosen: never, rest } = quota(world.random, settled, NEVER_TOUCHED);
  for (const lead of rest) firstTouch(world, lead);
  decide(world, settled, { never, touched: rest });
  for (const lead of handed.filter(({ at }) => at >= world.nowMs - 27 * HOUR)) today(world, lead);
}

function isGamer(world: World, { rep }: HandedLead): boolean {
  return rep.id === world.reps[GAMER]?.id;
}

function firstTouch(world: World, lead: HandedLead): void {
  const { random } = world;
  const late = isGamer(world, lead) && random.chance(0.7);
  // Just before the promise runs out, at whatever hour that is.
  const at = late
    ? lead.at + random.between(21.5, 23.8) * HOUR
    : later(world, lead.at, random.logNormal(lead.inquiry.handRaised ? 1.4 : 6, 1));
  if (at < world.nowMs - 60_000) touch(world, lead, { at, brief: late });
}

/** The newest: half of them were called already, some verdicts are there, the rest runs. */
function today(world: World, lead: HandedLead): void {
  const { random } = world;
  const at = lead.at + random.logNormal(2, 0.8) * HOUR;
  if (lead.rep.id === world.visitorId || at > world.nowMs - 5 * 60_000 || random.chance(0.35)) return;
  touch(world, lead, { at, brief: false });
  const decidedAt = at + random.between(0.2, 3) * HOUR;
  if (decidedAt < world.nowMs && random.chance(0.6)) Object.assign(lead, { decision: 'accepted', decidedAt });
}

function decide(world: World, settled: readonly HandedLead[], of: { never: readonly HandedLead[]; touched: readonly HandedLead[] }): void {
  const { random } = world;
  const silent = [...of.never, ...random.shuffled(of.touched)].slice(0, Math.round(settled.length * BY_DEFAULT));
  const quiet = new Set(silent);
  const others = settled.filter((lead) => !quiet.has(lead));
  const back = Math.round(settled.length * (1 - ACCEPTED));
  const ranked = others.map((lead) => ({ lead, key: doubt(world, lead) + 0.9 * random.next() })).sort((a, b) => b.key - a.key);
  const returned = new Set(ranked.slice(0, back).map(({ lead }) => lead));
  giveReasons(world, [...returned]);
  for (const lead of settled) {
    if (quiet.has(lead)) Object.assign(lead, { decision: 'accepted_by_default', decidedAt: lead.at + 24 * HOUR + 60_000 });
    else Object.assign(lead, { decision: returned.has(lead) ? returnedAs(lead) : 'accepted', decidedAt: verdictAt(world, lead) });
  }
}

function doubt(world: World, lead: HandedLead): number {
  const { person, campaign } = lead.inquiry;
  return { A: 0, B: 0.35, C: 0.7, D: 0.9 }[person.fit] - 0.3 * (campaign?.quality ?? 1) + (isGamer(world, lead) ? 0.5 : 0);
}

/** After the first talk, still within the day; who never called says it without. */
function verdictAt(world: World, { at, firstTouchAt }: HandedLead): number {
  const { random } = world;
  const from = Math.min(firstTouchAt ?? at + random.between(2, 20) * HOUR, at + 60 * HOUR);
  return Math.min(from + random.between(0.1, 4) * HOUR, world.nowMs - 60_000, Math.max(from + 60_000, at + 23.9 * HOUR));
}

const returnedAs = ({ reason }: HandedLead): Decision => (reason?.startsWith('not_now') ? 'recycled' : 'rejected');

/** The mix to the head, each reason first to those that it fits. */
function giveReasons(world: World, returned: HandedLead[]): void {
  const open = new Set(world.random.shuffled(returned));
  const fits: Readonly<Record<string, (lead: HandedLead) => boolean>> = {
    'not_fit.wrong_role': ({ inquiry }) => ['staff', 'junior'].includes(inquiry.person.title.seniority),
    'not_fit.company_too_small': ({ inquiry }) => inquiry.person.company.employees < 40,
    'already_ours.existing_customer': ({ inquiry }) => inquiry.person.company.isOld,
    'not_now.not_reached': ({ firstTouchAt }) => firstTouchAt !== null,
  };
  for (const [reason, percent] of MIX) {
    const wanted = Math.round((returned.length * percent) / 100);
    const ranked = [...open].sort((a, b) => Number(fits[reason]?.(b) ?? false) - Number(fits[reason]?.(a) ?? false));
    for (const lead of ranked.slice(0, wanted)) {
      lead.reason = reason;
      open.delete(lead);
    }
  }
  for (const lead of open) lead.reason = 'not_now.timing_later';
}
