import { sql } from 'kysely';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { type Version, versionsOf } from '../queries/contents.ts';
import { type Clocks, clocksOf, datesOf, meeting, type Person, peopleOf } from '../queries/people.ts';
import { fitsAudience } from '../rules/entry.ts';
import { isAction } from '../rules/graph.ts';
import { decide, type Facts } from '../rules/walk.ts';
import { type Awaited, type LeftWhy, sideOf, type TrackNode } from '../schema.ts';
import { act } from './act.ts';
import { forgetPending } from './leave.ts';
import { type Done, type OnTrack, writeSteps } from './steps.ts';

/** How many people move on in one transaction. */
export const BATCH = 200;
/** A step that fails is tried so often, each time after a longer pause. */
const MOST_TRIES = 5;
const PAUSE_MS = 60_000;

/** The people whose time has come, locked so that no other worker has them; who is being worked on elsewhere is passed over. */
async function claim(ctx: Ctx): Promise<OnTrack[]> {
  const { rows } =
    await sql<OnTrack>`select e.id, e.track_id as "trackId", t.name as "trackName", t.kind, t.audience, t.purpose_id as "purposeId", t.owner_id as "trackOwner",
      e.version_id as "versionId", e.contact_id as "contactId", e.deal_id as "dealId", e.lead_id as "leadId", e.plan_id as "planId", e.node_id as "nodeId", e.visit,
      e.awaits, e.since, e.message_id as "messageId", e.task_id as "taskId", e.note, e.entered_by as "enteredBy", e.entered_by_member as "enteredByMember", e.tries
    from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id and t.state = 'running'
    where e.workspace_id = ${ctx.scope.workspaceId} and e.state = 'waiting' and e.due_at <= ${ctx.now}
    order by e.due_at, e.id limit ${BATCH} for update of e skip locked`.execute(ctx.tx);
  return rows;
}

/**
 * Moves one batch on by one node each. What a step does, that it was done and where the person is then commit together; the key on enrolment and
 * visit keeps a second worker from doing it again.
 * @returns whether there may be more
 */
export async function advanceBatch(asker: Ctx): Promise<{ more: boolean }> {
  // What a track does was decided by whoever published it, not by whoever's act sets it going.
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const claimed = await claim(ctx);
  if (claimed.length === 0) return { more: false };
  const known = await factsOf(ctx, claimed);
  const done: { person: OnTrack; what: Done }[] = [];
  for (const person of claimed) done.push({ person, what: await guarded(ctx, person, known) });
  await settle(ctx, done, known.versions);
  return { more: true };
}

interface Known {
  versions: Map<string, Version>;
  people: Map<string, Person>;
  clocks: Clocks;
  /** Which criteria of their node people meet. */
  met: Map<string, Set<string>>;
  dates: Map<string, Map<string, string | null>>;
  doneBefore: Set<string>;
}

const nodeOf = (versions: Map<string, Version>, person: OnTrack): TrackNode | undefined =>
  versions.get(person.versionId)?.walk.nodes.get(person.nodeId);

/** Everything that the batch's decisions rest on, a query for each criteria and field, not for each person. */
async function factsOf(ctx: Ctx, claimed: readonly OnTrack[]): Promise<Known> {
  const versions = await versionsOf(
    ctx,
    claimed.map(({ versionId }) => versionId),
  );
  const people = await peopleOf(
    ctx,
    claimed.map(({ contactId }) => contactId),
  );
  const met = new Map<string, Set<string>>(claimed.map(({ id }) => [id, new Set()]));
  const dates = new Map<string, Map<string, string | null>>();
  for (const group of groupBy(claimed, ({ versionId, nodeId }) => `${versionId} ${nodeId}`).values()) {
    const [first] = group;
    const node = first && nodeOf(versions, first);
    if (!node) continue;
    const ids = group.map(({ contactId }) => contactId);
    for (const { key, criteria } of asks(node)) {
      const found = await meeting(ctx, criteria, ids);
      for (const one of group) if (found.has(one.contactId)) met.get(one.id)?.add(key);
    }
    if (node.type === 'wait' && node.until.by === 'date' && !dates.has(node.until.field))
      dates.set(node.until.field, await datesOf(ctx, node.until.field, [...people.keys()]));
  }
  return { versions, people, clocks: await clocksOf(ctx), met, dates, doneBefore: await doneBeforeOf(ctx, claimed) };
}

function asks(node: TrackNode) {
  if (node.type === 'branch') return node.branches.map(({ id, criteria }) => ({ key: id, criteria }));
  return node.type === 'wait' && node.until.by === 'criteria' ? [{ key: 'met', criteria: node.until.criteria }] : [];
}

/** Who had the node they are at in an earlier version of the track, and not yet in this one: they don't get it again. */
async function doneBeforeOf(ctx: Ctx, claimed: readonly OnTrack[]): Promise<Set<string>> {
  const { rows } = await sql<{
    id: string;
  }>`select e.id from nurture_enrolment e join nurture_step s on s.workspace_id = e.workspace_id and s.enrolment_id = e.id and s.node_id = e.node_id
    where e.workspace_id = ${ctx.scope.workspaceId} and e.id = any (${claimed.map(({ id }) => id)}::uuid[])
    group by e.id, e.version_id having not bool_or(s.version_id = e.version_id)`.execute(ctx.tx);
  return new Set(rows.map(({ id }) => id));
}

/** One person's failing step does not hold up the others: what it wrote is taken back, and it is tried again later. */
async function guarded(ctx: Ctx, person: OnTrack, known: Known): Promise<Done> {
  await sql`savepoint one_step`.execute(ctx.tx);
  try {
    const what = await stepOf(ctx, person, known);
    await sql`release savepoint one_step`.execute(ctx.tx);
    return what;
  } catch (error) {
    await sql`rollback to savepoint one_step`.execute(ctx.tx);
    const tries = person.tries + 1;
    if (tries >= MOST_TRIES) return { leave: 'no_way_on', outcome: 'failed', says: 'The step failed several times.' };
    const until = new Date(Date.parse(ctx.now) + PAUSE_MS * 4 ** tries).toISOString();
    return { stay: 'time', until, note: `The step failed and is tried again: ${error instanceof Error ? error.name : 'unknown'}.` };
  }
}

async function stepOf(ctx: Ctx, person: OnTrack, known: Known): Promise<Done> {
  const version = known.versions.get(person.versionId);
  const node = version?.walk.nodes.get(person.nodeId);
  const who = known.people.get(person.contactId);
  if (!version || !node || !who) return { leave: 'no_way_on', outcome: 'failed', says: 'The step is not there any more.' };
  const standing = standingOf(person, who);
  if (standing) return standing;
  if (isAction(node) && known.doneBefore.has(person.id) && !person.messageId && !person.taskId)
    return { go: 'next', outcome: 'done_before', says: 'Was done before the track was changed.' };
  const facts: Facts = {
    now: ctx.now,
    since: person.since,
    seed: `${person.trackId}:${person.contactId}`,
    zone: who.zone ?? known.clocks.workspaceZone,
    ...known.clocks,
    dates: new Map([...known.dates].map(([field, values]) => [field, values.get(person.contactId) ?? null])),
    met: known.met.get(person.id) ?? new Set(),
  };
  const move = decide(node, facts);
  if (move.do === 'pass') return { go: move.port, outcome: move.outcome, says: move.says };
  if (move.do === 'wait') return { stay: move.awaits, until: move.until };
  if (move.do === 'end') return { leave: 'finished', outcome: 'passed' };
  return act(ctx, { node, person, who, version, zone: facts.zone });
}

/** Whom a track is not for any more leaves it at the next step; whom a rep holds back waits where they are. */
function standingOf(person: OnTrack, who: Person): Done | null {
  if (!who.there) return { leave: 'trashed', outcome: 'skipped' };
  if (!fitsAudience(person.audience, who.isCustomer))
    return { leave: who.isCustomer ? 'became_customer' : 'audience', outcome: 'skipped', says: 'The track is not for them any more.' };
  const held = sideOf(person.kind) === 'marketing' ? who.heldForMarketing : who.heldForAll;
  return held ? { stay: 'hold', until: held, note: 'A colleague asked to leave this person in peace.' } : null;
}

// ---------------------------------------------------------------- writing it down
async function settle(ctx: Ctx, done: readonly { person: OnTrack; what: Done }[], versions: Map<string, Version>): Promise<void> {
  const steps: object[] = [];
  const rows: object[] = [];
  const gone: string[] = [];
  for (const { person, what } of done) {
    if ('stay' in what) {
      rows.push(stays(person, what));
      continue;
    }
    const port = 'go' in what ? what.go : null;
    const to = port === null ? undefined : versions.get(person.versionId)?.walk.to(person.nodeId, port);
    steps.push(stepRow(person, what, { port, kind: nodeOf(versions, person)?.type ?? 'gone' }));
    rows.push('go' in what && to !== undefined ? goes(ctx, person, to) : leaves(ctx, person, 'go' in what ? 'no_way_on' : what.leave));
    if ('leave' in what && what.leave !== 'finished') gone.push(person.id);
    ctx.changed('contact', person.contactId);
  }
  await writeSteps(ctx, steps);
  await writeEnrolments(ctx, rows);
  await forgetPending(ctx, gone);
  for (const id of new Set(done.map(({ person }) => person.trackId))) ctx.changed('track', id);
}

const unchanged = (person: OnTrack) => ({ id: person.id, visit: person.visit, node: person.nodeId, since: person.since, tries: 0 });

function stays(person: OnTrack, what: Extract<Done, { stay: Awaited }>) {
  return {
    ...unchanged(person),
    state: what.review ? 'review' : 'waiting',
    awaits: what.stay,
    due: what.until,
    note: what.note ?? null,
    message: what.messageId ?? person.messageId,
    task: what.taskId ?? person.taskId,
    tries: what.note?.startsWith('The step failed') ? person.tries + 1 : 0,
  };
}

function goes(ctx: Ctx, person: OnTrack, to: string) {
  return { ...unchanged(person), state: 'waiting', visit: person.visit + 1, node: to, since: ctx.now, awaits: 'time', due: ctx.now };
}

function leaves(ctx: Ctx, person: OnTrack, why: LeftWhy | 'finished') {
  const state = why === 'finished' ? 'finished' : why === 'no_way_on' ? 'failed' : 'left';
  return { ...unchanged(person), state, node: null, left_node: person.nodeId, left_why: why === 'finished' ? null : why, ended: ctx.now };
}

function stepRow(person: OnTrack, what: Exclude<Done, { stay: Awaited }>, { port, kind }: { port: string | null; kind: string }) {
  return {
    enrolment: person.id,
    visit: person.visit,
    track: person.trackId,
    version: person.versionId,
    node: person.nodeId,
    kind,
    since: person.since,
    outcome: what.outcome,
    port,
    says: what.says ?? '',
    held: 'held' in what && what.held === true,
    message: ('messageId' in what ? what.messageId : null) ?? person.messageId,
    task: ('taskId' in what ? what.taskId : null) ?? person.taskId,
  };
}

async function writeEnrolments(ctx: Ctx, rows: readonly object[]): Promise<void> {
  await sql`update nurture_enrolment e set state = r.state, visit = r.visit, node_id = r.node, awaits = r.awaits, due_at = r.due, since = r.since, note = r.note,
      message_id = r.message, task_id = r.task, tries = r.tries, left_node = r.left_node, left_why = r.left_why, ended_at = r.ended
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, state text, visit int, node text, awaits text, due timestamptz, since timestamptz, note text,
      message uuid, task uuid, tries int, left_node text, left_why text, ended timestamptz)
    where e.workspace_id = ${ctx.scope.workspaceId} and e.id = r.id`.execute(ctx.tx);
}
