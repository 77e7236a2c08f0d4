import type { Mailing, Person } from './mailings.ts';
import type { Random } from './random.ts';
import { DAY, HOUR, iso, type Row } from './world.ts';

export interface Sent {
  message: Row[];
  activity: Row[];
  message_click: Row[];
  message_letter: Row[];
  offer_exposure: Row[];
  /** Who said that they want no more, or whose address turned out not to exist; when, and by which message. */
  left: { person: Person; at: number; messageId: string }[];
  bounced: { person: Person; at: number; messageId: string }[];
}

export interface Posting {
  random: Random;
  id: (at: number) => string;
  now: number;
  mailing: Mailing;
  sendId: string;
  campaignId: string | null;
  offer: { id: string; versionId: string } | null;
  startsAt: number;
  audience: readonly Person[];
  variants: readonly { id: string; subject: string; linkId: string; url: string; clicks: number }[];
  /** Of a comparison: who has won, and when it was decided. */
  winner: { id: string; at: number } | null;
  /** Those who left or bounced in an earlier mailing. */
  gone: ReadonlyMap<string, 'withdrawn' | 'bounced'>;
}

const reason = (code: string, grade: string, evidence: readonly { entity: string; id: string }[] = []) => ({
  code,
  grade,
  until: null,
  evidence,
});

/** Why the gate leaves somebody out, as it stood on the day; null: it goes. */
function leftOut({ mailing, startsAt, gone }: Posting, person: Person) {
  const before = gone.get(person.id);
  if (before) return reason(before, 'block');
  if (person.permission === 'opted_out') return reason('objected', 'block');
  if (person.permission === 'bounced') return reason('bounced', 'block');
  if (mailing.audience === 'prospects' && person.customerSince <= startsAt)
    return reason('customer_gets_prospect_mail', 'block', [{ entity: 'company', id: person.companyId }]);
  if (person.permission === 'unknown') return reason('no_consent', 'block');
  const deal = person.deals.find(({ from, to }) => from <= startsAt && startsAt < to);
  return deal && mailing.audience === 'prospects' ? reason('open_negotiation', 'hold', [{ entity: 'deal', id: deal.id }]) : null;
}

/** A mailing as the engine would have written it: a message for everybody of the audience, and what came back. */
export function postAll(posting: Posting): Sent {
  const sent: Sent = { message: [], activity: [], message_click: [], message_letter: [], offer_exposure: [], left: [], bounced: [] };
  let went = 0;
  for (const person of posting.audience) {
    const out = leftOut(posting, person);
    const held = out === null && posting.random.chance(posting.mailing.holdOut / 100);
    if (out || held)
      sent.message.push(blank(posting, person, out ? { code: out.code, reasons: [out] } : { code: 'hold_out', reasons: null }));
    else if (posting.mailing.stopsAfter !== undefined && went >= posting.mailing.stopsAfter) sent.message.push(waiting(posting, person));
    else {
      went += 1;
      post(posting, person, sent);
    }
  }
  return sent;
}

function base({ id, sendId, startsAt }: Posting, person: Person): Row {
  return {
    id: id(startsAt),
    send_id: sendId,
    variant_id: null,
    contact_id: person.id,
    cause: 'send',
    cause_id: sendId,
    dedupe_key: `send:${sendId}:${person.id}`,
    lane: 'bulk',
    address: person.email,
    state: 'stopped',
    code: null,
    reasons: null,
    left_out: false,
    zone: person.zone,
    due_at: iso(startsAt),
    expires_at: iso(startsAt + 3 * DAY),
    tries: 0,
    response: null,
    created_at: iso(startsAt - 60_000),
    sent_at: null,
    ended_at: null,
    activity_id: null,
    delivered_at: null,
    clicked_at: null,
    replied_at: null,
    bounced_at: null,
    bounce: null,
    complained_at: null,
    unsubscribed_at: null,
  };
}

const blank = (posting: Posting, person: Person, why: { code: string; reasons: readonly object[] | null }): Row => ({
  ...base(posting, person),
  ...why,
  left_out: true,
  ended_at: iso(posting.startsAt - 60_000),
});

const waiting = (posting: Posting, person: Person): Row => ({
  ...base(posting, person),
  state: 'planned',
  variant_id: posting.variants[0]?.id ?? null,
});

function variantFor({ random, variants, winner, mailing }: Posting) {
  const draw = random.between(0, 100);
  let upTo = 0;
  for (const [place, { share }] of mailing.variants.entries()) {
    upTo += share;
    if (draw < upTo) return { variant: variants[place], late: false };
  }
  return { variant: variants.find(({ id }) => id === winner?.id) ?? variants[0], late: true };
}

interface Handed {
  person: Person;
  at: number;
  messageId: string;
  activityId: string;
  variant: Posting['variants'][number];
  /** What the person did; null: it came back. */
  back: ReturnType<typeof reactions> | null;
  hard: boolean;
}

function post(posting: Posting, person: Person, sent: Sent): void {
  const { random, mailing, startsAt } = posting;
  const { variant, late } = variantFor(posting);
  if (!variant) return;
  const from = late && posting.winner ? posting.winner.at : startsAt;
  const at = from + random.between(2, 900) * 1_000;
  const row = base(posting, person);
  const hard = random.chance(mailing.hardBounces);
  const soft = !hard && random.chance(0.006);
  const back = hard || soft ? null : reactions(posting, at, variant.clicks);
  const handed: Handed = { person, at, messageId: String(row.id), activityId: posting.id(at), variant, back, hard };
  sent.message.push({ ...row, due_at: iso(from), expires_at: iso(from + 3 * DAY), ...fateOf(posting, handed) });
  sent.message_letter.push({ message_id: row.id, contact_id: person.id, subject: variant.subject });
  if (posting.offer) sent.offer_exposure.push(toldOf(posting, handed, posting.offer));
  if (hard) sent.bounced.push({ person, at: at + BOUNCED_AFTER, messageId: handed.messageId });
  if (back?.left) sent.left.push({ person, at: back.left, messageId: handed.messageId });
  sent.message_click.push(...clicksOf(posting, handed));
  sent.activity.push(...linesOf(posting, handed));
}

const BOUNCED_AFTER = 5 * 60_000;
const moment = (at: number | null | undefined) => (at ? iso(at) : null);

function fateOf({ random }: Posting, { at, variant, activityId, back, hard }: Handed): Row {
  return {
    variant_id: variant.id,
    state: 'sent',
    tries: 1,
    response: '250 2.0.0 taken',
    sent_at: iso(at),
    ended_at: iso(at),
    activity_id: activityId,
    delivered_at: back ? iso(at + random.between(1, 40) * 1_000) : null,
    clicked_at: moment(back?.clicked),
    replied_at: moment(back?.replied),
    bounced_at: back ? null : iso(at + BOUNCED_AFTER),
    bounce: back ? null : hard ? 'hard' : 'soft',
    unsubscribed_at: moment(back?.left),
  };
}

const toldOf = ({ id }: Posting, { person, at }: Handed, offer: { id: string; versionId: string }): Row => ({
  id: id(at),
  offer_id: offer.id,
  version_id: offer.versionId,
  contact_id: person.id,
  side: 'marketing',
  way: 'mail',
  member_id: null,
  told_at: iso(at),
});

/** Programs look into some mails before a person does. */
function clicksOf({ id, random }: Posting, { messageId, variant, at, back }: Handed): Row[] {
  const click = (when: number, verdict: 'human' | 'machine', why: string): Row => ({
    id: id(when),
    message_id: messageId,
    link_id: variant.linkId,
    at: iso(when),
    method: 'GET',
    agent: verdict === 'human' ? 'Mozilla/5.0' : 'LinkScan/2.1',
    verdict,
    reason: why,
    judged: true,
  });
  return [
    ...(back && random.chance(0.11) ? [click(at + 900, 'machine', 'too_fast')] : []),
    ...(back?.clicked ? [click(back.clicked, 'human', 'no_sign')] : []),
  ];
}

/** What stands on the timeline: the mail, a click, an answer. */
function linesOf({ id, random, sendId, campaignId }: Posting, { person, at, messageId, activityId, variant, back }: Handed): Row[] {
  const line = (when: number, more: Row): Row => ({
    ...LINE,
    id: id(when),
    ...{ occurred_at: iso(when), logged_at: iso(when), subject: variant.subject },
    ...{ contact_id: person.id, company_id: person.companyId, campaign_id: campaignId },
    ...more,
  });
  const mail = {
    ...{ id: activityId, kind: 'mail', direction: 'out', side: 'marketing', data: { messageId, sendId } },
    dedupe_key: `message:${messageId}`,
  };
  const click = {
    ...{ kind: 'mail_event', side: 'customer', traffic: 'human', outcome: 'clicked', data: { url: variant.url, messageId, sendId } },
    dedupe_key: `click:${messageId}:${variant.linkId}`,
  };
  const reply = {
    ...{ kind: 'mail', direction: 'in', side: 'customer', traffic: 'human', subject: `Re: ${variant.subject}`, body: random.pick(ANSWERS) },
    ...{ data: { inReplyTo: messageId }, dedupe_key: `reply:${messageId}` },
  };
  return [line(at, mail), ...(back?.clicked ? [line(back.clicked, click)] : []), ...(back?.replied ? [line(back.replied, reply)] : [])];
}

const ANSWERS = [
  'Thanks, read it with our planner. We come back to it after the stocktaking.',
  'Good article. Does it also hold for two shifts?',
  'Please send it to my colleague in purchasing as well.',
  'Interesting. What would it be for 18 machines?',
];

/** All rows of a table have the same columns. */
const LINE: Row = {
  id: null,
  occurred_at: null,
  logged_at: null,
  kind: null,
  direction: null,
  side: null,
  subject: null,
  body: null,
  outcome: null,
  evidence: 'system',
  traffic: null,
  contact_id: null,
  company_id: null,
  campaign_id: null,
  mentions: [],
  data: {},
  retracted: false,
  dedupe_key: null,
};

function reactions({ random, mailing, now }: Posting, at: number, clicks: number) {
  const within = (hours: number) => at + random.logNormal(hours, 0.9) * HOUR + 60_000;
  const past = (moment: number) => (moment < now - HOUR ? Math.round(moment) : null);
  return {
    clicked: random.chance(clicks) ? past(within(5)) : null,
    replied: random.chance(mailing.replies) ? past(within(20)) : null,
    left: random.chance(mailing.unsubscribes) ? past(within(8)) : null,
  };
}
