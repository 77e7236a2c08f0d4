import { sql } from 'kysely';
import { createTask } from '#modules/activities/commands/tasks.ts';
import { changeContact } from '#modules/contacts/commands/contacts.ts';
import { handOffByHand } from '#modules/handoffs/commands/handoff.ts';
import { chooseTactic } from '#modules/handoffs/commands/plans.ts';
import { openLead } from '#modules/leads/commands/open.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { Version } from '../queries/contents.ts';
import type { Person } from '../queries/people.ts';
import { membersOf } from '../queries/whom.ts';
import { nameOf } from '../rules/graph.ts';
import { after } from '../rules/timing.ts';
import type { NodeOf, TrackNode } from '../schema.ts';
import { leavePost } from './hooks.ts';
import { mailStep } from './mails.ts';
import type { Done, OnTrack } from './steps.ts';

export interface Step<N extends TrackNode = TrackNode> {
  node: N;
  person: OnTrack;
  who: Person;
  version: Version;
  /** The person's. */
  zone: string;
}

/** Days after its time that a task holds a person up at most. */
const TASK_PATIENCE_DAYS = 7;

const did = (says = ''): Done => ({ go: 'next', outcome: 'done', says });
/** What another part says no to is told, and the person goes on. */
const unless = (answer: unknown, done: Done): Done =>
  isRefusal(answer) ? { go: 'next', outcome: 'skipped', says: (answer as Refusal).message } : done;

/** Does what a node says, through the doors of whoever owns it. */
export async function act(ctx: Ctx, step: Step): Promise<Done> {
  const { node } = step;
  switch (node.type) {
    case 'mail':
      return mailStep(ctx, { node, person: step.person });
    case 'task':
      return task(ctx, { ...step, node });
    case 'handoff':
      return handOver(ctx, { ...step, node });
    case 'tag':
      return tag(ctx, { ...step, node });
    case 'field':
      return setField(ctx, { ...step, node });
    case 'notify':
      return tell(ctx, { ...step, node });
    case 'webhook':
      return unless(await leavePost(ctx, { ...step, node }), did());
    case 'tactic':
      return markTactic(ctx, { ...step, node });
    default:
      return { go: 'next', outcome: 'passed' };
  }
}

const WORDS = { call: 'Call', todo: '', linkedin: 'LinkedIn', postal: 'Letter' } as const;

async function task(ctx: Ctx, { node, person, zone }: Step<NodeOf<'task'>>): Promise<Done> {
  if (person.taskId) return taskOver(ctx, person);
  const [assigneeId] = await membersOf(ctx, node.for, person);
  const dueAt = after(ctx.now, node.due, zone);
  const word = WORDS[node.what];
  const made = await createTask(ctx, {
    subject: word ? `${word}: ${node.subject}` : node.subject,
    body: node.body || null,
    dueAt,
    assigneeId: assigneeId ?? null,
    contactId: person.contactId,
    ...(person.dealId ? { dealId: person.dealId } : {}),
    ...(person.leadId ? { leadId: person.leadId } : {}),
  });
  if (isRefusal(made)) return unless(made, did());
  if (!node.waits) return { ...did(assigneeId ? '' : 'Nobody was found for it.'), taskId: made.id } as Done;
  return {
    stay: 'task',
    until: after(dueAt, { n: TASK_PATIENCE_DAYS, unit: 'day' }, zone),
    note: 'Waits for a task to be done.',
    taskId: made.id,
  };
}

async function taskOver(ctx: Ctx, person: OnTrack): Promise<Done> {
  const { rows } = await sql<{
    status: string;
  }>`select status from task where workspace_id = ${ctx.scope.workspaceId} and id = ${person.taskId}`.execute(ctx.tx);
  const done = rows[0]?.status === 'done';
  return { go: 'next', outcome: done ? 'done' : 'late', says: done ? '' : 'The task was not done in time.' };
}

async function handOver(ctx: Ctx, { node, person, version }: Step<NodeOf<'handoff'>>): Promise<Done> {
  const { rows } = await sql<{
    id: string;
  }>`select id from lead where workspace_id = ${ctx.scope.workspaceId} and contact_id = ${person.contactId}
    and closed_at is null and deleted_at is null order by (id = ${person.leadId}::uuid) desc nulls last, opened_at desc limit 1`.execute(
    ctx.tx,
  );
  const opened = rows[0] ? { leadId: rows[0].id } : await openLead(ctx, { contactId: person.contactId, sourceTeam: 'marketing' });
  if (isRefusal(opened)) return unless(opened, did());
  const answer = await handOffByHand(ctx, {
    leadId: opened.leadId,
    overrideReason: `${person.trackName}, ${nameOf(node)} (version ${version.number}): ${node.why}`.slice(0, 500),
  });
  return unless(answer, did('Handed to Sales.'));
}

async function tag(ctx: Ctx, { node, person }: Step<NodeOf<'tag'>>): Promise<Done> {
  const { tags } = await listsOf(ctx, person.contactId);
  const gone = new Set(node.remove.map((one) => one.toLowerCase()));
  const next = [...new Set([...tags.filter((one) => !gone.has(one.toLowerCase())), ...node.add])];
  return unless(await changeContact(ctx, person.contactId, { tags: next.slice(0, 50) }), did());
}

async function setField(ctx: Ctx, { node, person }: Step<NodeOf<'field'>>): Promise<Done> {
  const { interests } = await listsOf(ctx, person.contactId);
  const value = node.field === 'interests' ? [...new Set([...interests, node.value])].slice(0, 50) : node.value;
  return unless(await changeContact(ctx, person.contactId, { [node.field]: value }), did());
}

async function listsOf(ctx: Ctx, contactId: string): Promise<{ tags: string[]; interests: string[] }> {
  return ctx.tx
    .selectFrom('contact')
    .select(['tags', 'interests'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirstOrThrow();
}

async function tell(ctx: Ctx, { node, person, who }: Step<NodeOf<'notify'>>): Promise<Done> {
  const members = await membersOf(ctx, node.to, person);
  for (const memberId of members)
    await notify(ctx, {
      memberId,
      kind: 'track.told',
      title: `${who.name}: ${node.text}`,
      body: person.trackName,
      link: `/contacts/${person.contactId}`,
      dedupeKey: `step:${person.id}:${person.visit}`,
    });
  return did(members.length > 0 ? '' : 'Nobody was found to tell.');
}

async function markTactic(ctx: Ctx, { node, person }: Step<NodeOf<'tactic'>>): Promise<Done> {
  const { rows } = await sql<{
    id: string;
  }>`select id from recycle_plan where workspace_id = ${ctx.scope.workspaceId} and contact_id = ${person.contactId}
    and ended_at is null order by returned_at desc limit 1`.execute(ctx.tx);
  const [plan] = rows;
  if (!plan) return { go: 'next', outcome: 'skipped', says: 'There is no recycle plan for this person.' };
  return unless(await chooseTactic(ctx, { id: plan.id, tactic: node.tactic, note: person.trackName }), did());
}
