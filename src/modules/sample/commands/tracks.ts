import { sql } from 'kysely';
import { purposesInUse } from '#modules/consents/queries/person.ts';
import { writeAssignments } from '#modules/nurtures/commands/assign.ts';
import { publish } from '#modules/nurtures/commands/publish.ts';
import { writeSettings } from '#modules/nurtures/commands/retention.ts';
import { askForSupport } from '#modules/nurtures/commands/support.ts';
import { changeTrack, makeTrack, saveDraft, setState } from '#modules/nurtures/commands/tracks.ts';
import { Content, RetentionSettings, type StarterKey, type TrackKind, type TrackNode } from '#modules/nurtures/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { idsOf, type Random, randomOf } from '../rules/random.ts';
import { stepsInRow, type Walk, walked } from '../rules/walking.ts';
import { type Book, DAY, HOUR, iso, type Row } from '../rules/world.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';
import { insertRows } from './write.ts';

interface Track {
  id: string;
  versionId: string;
  nodes: readonly TrackNode[];
  entrance: string;
}

interface Desk {
  book: Book;
  random: Random;
  id: (at: number) => string;
  now: number;
  people: readonly Person[];
  /** To whom mail may go. */
  mayMail: ReadonlySet<unknown>;
}

interface Told {
  book: Book;
  seed: string;
  people: readonly Person[];
  gone: ReadonlySet<string>;
}

/**
 * Tracks with people on them. What would send mail by itself is paused; what runs leaves tasks, and drafts that a rep reads first.
 */
export async function writeTracks(ctx: Ctx, { book, seed, people, gone }: Told): Promise<void> {
  const id = idsOf(randomOf(`${ctx.scope.workspaceId} ${seed} tracks`));
  const allowed = book.contact.filter((row) => row.mail_permission === 'granted' && !gone.has(String(row.id)));
  const judged = await disputed(ctx);
  const mayMail = new Set(allowed.map((row) => row.id).filter((contactId) => !judged.has(contactId)));
  const desk: Desk = { book, people, id, mayMail, random: randomOf(`${seed} tracks`), now: Date.parse(ctx.now) };
  await warmReturned(ctx, desk);
  await careForCustomers(ctx, desk);
  await followUpInSteps(ctx, desk);
  await supportDeals(ctx, desk);
}

/** A ruling on their hand-off is still being told: it takes them off whatever track they are on. */
async function disputed(ctx: Ctx): Promise<ReadonlySet<unknown>> {
  const { rows } = await sql<{ id: string }>`select distinct h.contact_id as id from review_case k
    join handoff h on h.workspace_id = k.workspace_id and h.id = k.handoff_id where k.workspace_id = ${ctx.scope.workspaceId}`.execute(
    ctx.tx,
  );
  return new Set(rows.map(({ id }) => id));
}

interface Making {
  by: Person;
  daysAgo: number;
  kind: TrackKind;
  starter: StarterKey;
  name: string;
  state: 'running' | 'paused';
  tactic?: 'article_series';
  reworked?: (content: Content) => Content;
}

async function makeRunning(ctx: Ctx, { by, daysAgo, kind, starter, name, state, tactic, reworked }: Making): Promise<Track> {
  const making = as(ctx, by, ago(ctx, daysAgo));
  const [purpose] = await purposesInUse(ctx);
  const { id } = done(await makeTrack(making, { name, kind, starter }));
  done(await changeTrack(making, { id, purposeId: purpose?.id ?? null, ...(tactic ? { tactic } : {}) }));
  let { draft } = await trackOf(ctx, id);
  let revision = 1;
  if (reworked) {
    draft = reworked(draft);
    ({ revision } = done(await saveDraft(making, { id, content: draft, revision })));
  }
  done(await publish(making, { id, revision, note: '', removed: 'next', moves: {} }));
  done(await setState(making, { id, state: 'running', withExisting: false }));
  if (state === 'paused') done(await setState(as(ctx, by, ago(ctx, 1)), { id, state, withExisting: false }));
  const { version_id } = await trackOf(ctx, id);
  const entrance = draft.graph.nodes.find(({ type }) => type === 'trigger')?.id ?? '';
  return { id, versionId: version_id, nodes: stepsInRow(draft), entrance };
}

async function trackOf(ctx: Ctx, id: string): Promise<{ draft: Content; version_id: string }> {
  const { rows } = await sql<{
    draft: Content;
    version_id: string;
  }>`select draft, version_id from nurture_track where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  const [row] = rows;
  if (!row) throw new Error('a track that was made is there');
  return row;
}

const ENROLMENT: Row = {
  deal_id: null,
  lead_id: null,
  plan_id: null,
  state: 'waiting',
  node_id: null,
  visit: 1,
  awaits: null,
  due_at: null,
  message_id: null,
  task_id: null,
  note: null,
  entered_by_member: null,
  left_node: null,
  left_why: null,
  ended_at: null,
  reached_at: null,
  tries: 0,
};

interface Entry {
  contactId: unknown;
  at: number;
  by: string;
  more: Row;
  /** Whether and when they reached the goal. */
  reachedAt: number | null;
}

/** Somebody on a track as far as the clock has brought them. */
function enrolled(desk: Desk, track: Track, { contactId, at, by, more, reachedAt }: Entry): { enrolment: Row; steps: Row[]; walk: Walk } {
  const id = desk.id(at);
  const over = reachedAt ?? desk.now;
  const ids = { track_id: track.id, version_id: track.versionId, enrolment_id: id };
  const walk = walked(track.nodes, { from: at, until: over, ids });
  const steps = walk.steps.map((row) => ({ id: desk.id(Date.parse(String(row.at))), ...row }));
  const base = {
    ...ENROLMENT,
    ...more,
    ...{ id, track_id: track.id, version_id: track.versionId, contact_id: contactId, visit: walk.visit },
    ...{ entered_at: iso(at), entered_by: by, entered_node: track.entrance, since: iso(walk.at?.since ?? walk.endedAt) },
  };
  if (walk.at === null) return { walk, steps, enrolment: { ...base, state: 'finished', ended_at: iso(walk.endedAt) } };
  const { node, until } = walk.at;
  if (reachedAt === null) return { walk, steps, enrolment: { ...base, node_id: node.id, awaits: 'time', due_at: iso(until) } };
  return {
    walk,
    steps,
    enrolment: { ...base, state: 'reached', left_node: node.id, ended_at: iso(reachedAt), reached_at: iso(reachedAt) },
  };
}

/** Of a hundred returned leads so many are kept back. */
const KEPT_BACK = 20;
const keepingBack = (content: Content): Content => ({ ...content, settings: { ...content.settings, holdOut: KEPT_BACK } });

/** Returned leads, each a while after it came back: some on their way, some through, some who asked for a conversation. */
async function warmReturned(ctx: Ctx, desk: Desk): Promise<void> {
  const { book, random, now, people, mayMail } = desk;
  const track = await makeRunning(ctx, {
    ...{ by: leadOf(people, 'marketing'), daysAgo: 200, kind: 'nurture', starter: 'recycled_timing' },
    ...{ name: 'Not now: keep in touch', state: 'paused', tactic: 'article_series', reworked: keepingBack },
  });
  const once = new Map(book.recycle_plan.filter((row) => row.tactic_at && mayMail.has(row.contact_id)).map((row) => [row.contact_id, row]));
  const recent = [...once.values()].filter((row) => Date.parse(String(row.tactic_at)) > now - 130 * DAY);
  const drawn = random.shuffled(recent);
  const [entries, kept] = [drawn.slice(0, 60), drawn.slice(60, 75)];
  const written = entries.map((plan) => {
    const at = Date.parse(String(plan.tactic_at));
    const reached = at + random.between(16, 60) * DAY;
    const reachedAt = random.chance(0.22) && reached < now - DAY ? reached : null;
    const more = { lead_id: plan.lead_id, plan_id: plan.id };
    return enrolled(desk, track, { contactId: plan.contact_id, at, by: 'assignment', more, reachedAt });
  });
  await writeEnrolled(ctx, written);
  const draws = [entries.map((plan) => ({ plan, held: false })), kept.map((plan) => ({ plan, held: true }))].flat();
  const noted = draws.map(({ plan, held }) => ({ contact_id: plan.contact_id, drawn_at: plan.tactic_at, held, share: KEPT_BACK }));
  await insertRows(
    ctx,
    'nurture_draw',
    noted.map((row) => ({ track_id: track.id, ...row })),
  );
  const { rows: reasons } = await sql<{ id: string; class: string; code: string }>`select id, class, code from reason
    where workspace_id = ${ctx.scope.workspaceId} and class = 'not_now' and code in ('timing_later', 'no_budget_yet', 'no_priority') order by code`.execute(
    ctx.tx,
  );
  const line = { interest: null, stage: null, trackId: track.id, daysBefore: 14 };
  done(await writeAssignments(ctx, { lines: reasons.map(({ id }) => ({ ...line, reasonId: id })) }));
}

async function writeEnrolled(ctx: Ctx, written: readonly { enrolment: Row; steps: readonly Row[] }[]): Promise<void> {
  await insertRows(
    ctx,
    'nurture_enrolment',
    written.map(({ enrolment }) => enrolment),
  );
  // No mail of a track has gone, and none is said to have: its steps were passed over.
  const steps = written
    .flatMap((one) => one.steps)
    .map((row) => (row.outcome === 'queued' ? { ...row, outcome: 'skipped', says: 'The sample sends no mail.' } : row));
  await insertRows(ctx, 'nurture_step', steps);
}

/** Whoever bought is asked how it goes, by people: nothing of it is mailed. */
async function careForCustomers(ctx: Ctx, desk: Desk): Promise<void> {
  const { book, random, now, people, mayMail } = desk;
  const track = await makeRunning(ctx, {
    ...{ by: leadOf(people, 'marketing'), daysAgo: 150, kind: 'retention', starter: 'customer_care' },
    ...{ name: 'After the order: ask how it goes', state: 'running', reworked: withoutMail },
  });
  const bought = book.invoice.filter(
    (row) => mayMail.has(row.contact_id) && !row.cancelled_at && Date.parse(String(row.invoiced_at)) > now - 100 * DAY,
  );
  const once = [...new Map(bought.map((row) => [row.contact_id, row])).values()].slice(0, 24);
  const written = once.map((row) => {
    const at = Date.parse(String(row.invoiced_at));
    const again = at + random.between(20, 80) * DAY;
    const reachedAt = random.chance(0.15) && again < now - DAY ? again : null;
    return enrolled(desk, track, { contactId: row.contact_id, at, by: 'purchase', more: {}, reachedAt });
  });
  await writeEnrolled(ctx, written);
  done(await writeSettings(ctx, RetentionSettings.parse({ competitors: ['Planwright'] })));
  await insertRows(ctx, 'activity', mentions(desk, once.slice(0, 3)));
}

function withoutMail(content: Content): Content {
  const nodes = content.graph.nodes.map((node) =>
    node.type === 'mail' && 'subject' in node.what
      ? {
          ...{ id: node.id, at: node.at, name: node.name, type: 'task' as const, what: 'call' as const, subject: node.what.subject },
          ...{ body: '', for: { who: 'owner' as const }, due: { n: 2, unit: 'day' as const }, waits: false },
        }
      : node,
  );
  return Content.parse({ ...content, graph: { ...content.graph, nodes } });
}

/** Customers who have named another supplier on the phone. */
function mentions({ id, now, people }: Desk, bought: readonly Row[]): Row[] {
  const rep = people.find(({ department }) => department === 'sales');
  return bought.map((row, place) => {
    const at = now - (6 + 9 * place) * DAY;
    return {
      ...{ id: id(at), occurred_at: iso(at), logged_at: iso(at + HOUR), kind: 'note', side: 'sales', evidence: 'manual' },
      ...{ body: 'Has an offer of Planwright for the second hall and wants to compare in spring.', member_id: rep?.id ?? null },
      ...{ contact_id: row.contact_id, company_id: row.company_id, mentions: [], data: {}, retracted: false },
    };
  });
}

/** A rep's own steps with people whom they were handed: drafts that wait to be read, and calls that wait to be made. */
async function followUpInSteps(ctx: Ctx, desk: Desk): Promise<void> {
  const { book, now, people, mayMail } = desk;
  const track = await makeRunning(ctx, {
    ...{ by: leadOf(people, 'sales'), daysAgo: 90, kind: 'sequence', starter: 'rep_sequence' },
    ...{ name: 'Five steps to a first talk', state: 'running' },
  });
  const first = track.nodes[0];
  const call = track.nodes.find(({ type }) => type === 'task');
  if (first?.type !== 'mail' || !('subject' in first.what) || call?.type !== 'task')
    throw new Error('a sequence begins with a mail and a call');
  const open = book.handoff.filter((row) => row.decision === 'accepted' && row.closed_at === null && mayMail.has(row.contact_id));
  const once = [...new Map(open.map((row) => [row.contact_id, row])).values()].slice(-12);
  const names = new Map(book.contact.map((row) => [row.id, String(row.first_name)]));
  const [enrolments, mails, steps, tasks] = [[] as Row[], [] as Row[], [] as Row[], [] as Row[]];
  for (const [place, row] of once.entries()) {
    const at = Math.max(Date.parse(String(row.decided_at)), now - (1 + place) * DAY);
    const id = desk.id(at);
    const base = {
      ...ENROLMENT,
      ...{ id, track_id: track.id, version_id: track.versionId, contact_id: row.contact_id, lead_id: row.lead_id },
      ...{ entered_at: iso(at), entered_by: 'sequence', entered_by_member: row.assignee_id, entered_node: track.entrance, since: iso(at) },
    };
    const letter = letterTo(desk, { row, enrolmentId: id, at, name: names.get(row.contact_id) ?? 'there' });
    if (place % 2 === 0) {
      enrolments.push({ ...base, state: 'review', node_id: first.id, awaits: 'review', note: 'Waits for the rep to read it.' });
      mails.push({ ...letter, decided_at: null, decided_by: null, decision: null });
      continue;
    }
    const due = now + (1 + place / 2) * DAY;
    const taskId = desk.id(at);
    tasks.push({
      ...{ id: taskId, subject: `Call: ${call.subject}`, due_at: iso(due), status: 'open', assignee_id: row.assignee_id },
      ...{
        contact_id: row.contact_id,
        company_id: row.company_id,
        lead_id: row.lead_id,
        created_by: row.assignee_id,
        created_at: iso(at),
        updated_at: iso(at),
      },
    });
    enrolments.push({
      ...base,
      ...{ node_id: call.id, visit: 2, awaits: 'task', due_at: iso(due + 7 * DAY), task_id: taskId, note: 'Waits for a task to be done.' },
    });
    steps.push({
      ...{ id: desk.id(at), enrolment_id: id, visit: 1, track_id: track.id, version_id: track.versionId, node_id: first.id, kind: 'mail' },
      ...{ since: iso(at), at: iso(at), outcome: 'skipped', port: 'next', says: 'The rep called instead.' },
    });
    mails.push({ ...letter, decided_at: iso(at), decided_by: row.assignee_id, decision: 'skip' });
  }
  await insertRows(ctx, 'task', tasks);
  await insertRows(ctx, 'nurture_enrolment', enrolments);
  await insertRows(ctx, 'nurture_step', steps);
  await insertRows(ctx, 'nurture_mail', mails);
}

function letterTo(desk: Desk, { row, enrolmentId, at, name }: { row: Row; enrolmentId: string; at: number; name: string }): Row {
  return {
    ...{ id: desk.id(at), enrolment_id: enrolmentId, visit: 1, contact_id: row.contact_id, member_id: row.assignee_id, made_at: iso(at) },
    subject: `A question, ${name}`,
    body: `Hello ${name},\n\nI saw that you looked at what we do. What made you look?\n\nKind regards`,
  };
}

/** A rep has asked for help on an open deal, and Marketing has not answered yet. */
async function supportDeals(ctx: Ctx, { book, people }: Desk): Promise<void> {
  await makeRunning(ctx, {
    ...{ by: leadOf(people, 'marketing'), daysAgo: 60, kind: 'deal_support', starter: 'deal_support' },
    ...{ name: 'Air cover', state: 'running' },
  });
  const reps = new Map(people.map((person) => [person.id, person]));
  const open = book.deal.filter((row) => row.status === 'open' && reps.has(String(row.owner_id)));
  const wishes = [
    'Their IT asks where the data lies. Something in writing from you would help.',
    'The plant manager is for it, finance is not.',
  ];
  for (const [place, wish] of wishes.entries()) {
    const deal = open[place * 3];
    const rep = reps.get(String(deal?.owner_id));
    if (deal && rep) done(await askForSupport(as(ctx, rep, ago(ctx, 2 + place)), { id: String(deal.id), wish }));
  }
}
