import { sql } from 'kysely';
import type { z } from 'zod';
import { decisionOn } from '#modules/gate/queries/facts.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { judge } from '../commands/enrol.ts';
import { intentOf } from '../commands/mails.ts';
import type { simulateTrack } from '../contract/tracks.ts';
import { SAID } from '../rules/entry.ts';
import { nameOf, portsOf, Walkable } from '../rules/graph.ts';
import { after } from '../rules/timing.ts';
import { decide, type Facts, type Move } from '../rules/walk.ts';
import type { Audience, Content, NodeOf, TrackKind, TrackNode } from '../schema.ts';
import { type Clocks, clocksOf, datesOf, meeting, type Person, peopleOf } from './people.ts';

type Asked = z.output<typeof simulateTrack.input>;
type Answer = OutputOf<typeof simulateTrack>;
type Step = Answer['steps'][number];

/** A walk is cut here: a loop can go on for ever. */
const LONGEST = 60;

interface Track {
  id: string;
  name: string;
  kind: TrackKind;
  audience: Audience;
  purposeId: string | null;
  ownerId: string | null;
  tactic: string | null;
  state: string;
  content: Content | null;
}

interface Walk extends Asked {
  ctx: ReadCtx;
  track: Track;
  walk: Walkable;
  person: Person | null;
  clocks: Clocks;
}

/** Walks a track from a moment on with the rules that run live. What people will have done by then is not known: their record is taken as it is today. */
export async function simulate(asker: ReadCtx, asked: Asked): Promise<Answer | Refusal> {
  const track = await trackOf(asker, asked);
  if (!track) return refuse('not_found', 'This track is not here any more.');
  const { content } = track;
  if (!content) return refuse('not_now', 'This track was not published yet.');
  if (asked.contactId && !(await seen(asker, asked.contactId)))
    return refuse('not_found', 'This person is not here, or not yours to see.', { field: 'contactId' });
  // Criteria are asked with the eyes of the caller: the way somebody takes must not tell what a right hides. Only the gate sees all.
  const ctx = asker;
  const walk = new Walkable(content.graph);
  const person = asked.contactId ? ((await peopleOf(ctx, [asked.contactId])).get(asked.contactId) ?? null) : null;
  const made: Walk = { ...asked, ctx, track, walk, person, clocks: await clocksOf(ctx) };
  const trigger = asked.triggerId
    ? walk.nodes.get(asked.triggerId)
    : (walk.of('trigger').find(({ on }) => on.event === 'by_hand') ?? walk.of('trigger')[0]);
  const first = trigger && walk.to(trigger.id, 'next');
  if (!trigger || !first) return { notEntered: null, steps: [], ends: 'Nothing leads on from its beginning yet.' };
  return { notEntered: await entryOf(made, content), ...(await walked(made, first)) };
}

async function trackOf({ tx, scope }: ReadCtx, { id, which }: Asked): Promise<Track | undefined> {
  const { rows } =
    await sql<Track>`select t.id, t.name, t.kind, t.audience, t.purpose_id as "purposeId", t.owner_id as "ownerId", t.tactic, t.state,
      ${which === 'draft' ? sql`t.draft` : sql`v.content`} as content
    from nurture_track t left join nurture_version v on v.workspace_id = t.workspace_id and v.id = t.version_id where t.workspace_id = ${scope.workspaceId} and t.id = ${id}`.execute(
      tx,
    );
  return rows[0];
}

async function seen({ tx, scope }: ReadCtx, id: string): Promise<boolean> {
  const { rows } = await sql`select from contact where workspace_id = ${scope.workspaceId} and id = ${id} and deleted_at is null
    and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'owner_id' })}`.execute(tx);
  return rows.length > 0;
}

async function entryOf({ ctx, track, walk, person }: Walk, content: Content): Promise<string | null> {
  if (!person) return null;
  const version = { id: '', number: 0, trackId: track.id, content, walk };
  const [judged] = await judge(ctx, { ...track, state: 'running', version }, [person.id]);
  return judged?.why ? SAID[judged.why] : null;
}

async function walked(made: Walk, first: string): Promise<Pick<Answer, 'steps' | 'ends'>> {
  const steps: Step[] = [];
  let at = made.startAt ?? made.ctx.now;
  let id: string | undefined = first;
  while (id !== undefined && steps.length < LONGEST) {
    const node: TrackNode | undefined = made.walk.nodes.get(id);
    if (!node) return { steps, ends: 'A way leads to a node that is not there.' };
    const came = await stepAt(made, node, at);
    steps.push(came.step);
    if (came.ends) return { steps, ends: came.ends };
    at = came.at;
    id = made.walk.to(node.id, came.step.port ?? 'next');
  }
  return { steps, ends: id === undefined ? 'A way leads nowhere.' : `The walk is cut after ${LONGEST} steps.` };
}

interface Came {
  step: Step;
  /** When it goes on. */
  at: string;
  ends?: string;
}

async function stepAt(made: Walk, node: TrackNode, at: string): Promise<Came> {
  const step = { nodeId: node.id, type: node.type, name: node.name, at, port: null as string | null, says: '', gate: null };
  const chosen = made.choices[node.id];
  if (chosen !== undefined && portsOf(node).includes(chosen))
    return { step: { ...step, port: chosen, says: 'As chosen.' }, at: await chosenAt(made, node, { at, chosen }) };
  const facts = await factsAt(made, node, { since: at, now: at });
  let move: Move = decide(node, facts);
  let then = at;
  if (move.do === 'wait') {
    then = endAt(node, facts, move.until);
    move = decide(node, { ...facts, now: then });
  }
  if (move.do === 'end') return { step: { ...step, says: 'The end.' }, at, ends: 'It comes to its end.' };
  if (move.do === 'pass')
    return { step: { ...step, port: move.port, says: then === at ? move.says : `Waits until then. ${move.says}`.trim(), at }, at: then };
  return acted(made, node, { ...step, at, zone: facts.zone });
}

/** A wait for criteria ends at its limit for whom it is not met; another one when its time is over. */
function endAt(node: TrackNode, facts: Facts, until: string): string {
  if (node.type !== 'wait' || node.until.by !== 'criteria') return until;
  return after(facts.since, node.until.limit, facts.zone);
}

async function chosenAt(made: Walk, node: TrackNode, { at, chosen }: { at: string; chosen: string }): Promise<string> {
  if (node.type !== 'wait' || node.until.by !== 'criteria' || chosen === 'met') return at;
  return after(at, node.until.limit, made.person?.zone ?? made.clocks.workspaceZone);
}

async function factsAt(
  { ctx, track, person, clocks, dates }: Walk,
  node: TrackNode,
  { since, now }: { since: string; now: string },
): Promise<Facts> {
  const met = new Set<string>();
  if (person)
    for (const { key, criteria } of asks(node)) if ((await meeting({ ...ctx, now }, criteria, [person.id])).has(person.id)) met.add(key);
  const known = new Map<string, string | null>(Object.entries(dates));
  if (person && node.type === 'wait' && node.until.by === 'date')
    known.set(node.until.field, (await datesOf(ctx, node.until.field, [person.id])).get(person.id) ?? null);
  return {
    now,
    since,
    seed: `${track.id}:${person?.id ?? 'sample'}`,
    zone: person?.zone ?? clocks.workspaceZone,
    ...clocks,
    dates: known,
    met,
  };
}

function asks(node: TrackNode) {
  if (node.type === 'branch') return node.branches.map(({ id, criteria }) => ({ key: id, criteria }));
  return node.type === 'wait' && node.until.by === 'criteria' ? [{ key: 'met', criteria: node.until.criteria }] : [];
}

async function acted(made: Walk, node: TrackNode, step: Step & { zone: string }): Promise<Came> {
  const { zone, ...shown } = step;
  const done = { ...shown, port: 'next', says: wordsFor(node) };
  if (node.type === 'mail') return mailed(made, node, done);
  if (node.type === 'task' && node.waits) {
    const due = after(step.at, node.due, zone);
    return { step: { ...done, says: `${done.says} It waits until the task is done: here it is done when it is due.` }, at: due };
  }
  return { step: done, at: step.at };
}

async function mailed({ ctx, track, person }: Walk, node: NodeOf<'mail'>, step: Step): Promise<Came> {
  if (!person) return { step, at: step.at };
  const decision = await decisionOn(
    { ...ctx, scope: unlimited(ctx.scope) },
    { contactId: person.id, intent: { ...(await intentOf(ctx, node, track)), plannedAt: step.at } },
  );
  if (!decision) return { step, at: step.at };
  const { verdict, until, reasons } = decision;
  const gate = { verdict, codes: reasons.map(({ code }) => code), until };
  if (verdict === 'blocked' && node.onBlock === 'end')
    return {
      step: { ...step, port: null, gate, says: 'The gate says no.' },
      at: step.at,
      ends: 'The gate says no, and the track ends there.',
    };
  if (verdict === 'held') return { step: { ...step, gate, says: 'The gate holds it back until then.' }, at: until ?? step.at };
  return { step: { ...step, gate, says: verdict === 'blocked' ? 'The gate says no: it is left out.' : step.says }, at: step.at };
}

function wordsFor(node: TrackNode): string {
  switch (node.type) {
    case 'mail':
      return 'templateId' in node.what ? 'Sends the template.' : `Sends “${node.what.subject}”.`;
    case 'task':
      return `Makes a task: ${node.subject}.`;
    case 'handoff':
      return 'Hands the lead to Sales.';
    case 'tag':
      return [...node.add.map((one) => `adds ${one}`), ...node.remove.map((one) => `removes ${one}`)].join(', ');
    case 'field':
      return `Sets ${node.field} to ${node.value}.`;
    case 'notify':
      return `Tells: ${node.text}`;
    case 'webhook':
      return 'Posts to another system.';
    case 'tactic':
      return `Notes the tactic ${node.tactic.replaceAll('_', ' ')}.`;
    default:
      return nameOf(node);
  }
}
