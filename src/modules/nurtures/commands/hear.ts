import { sql } from 'kysely';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { runningTracks, versionsOf } from '../queries/contents.ts';
import { EXIT_EVENTS, type ExitEvent, GOAL_EVENTS, type GoalEvent, type LeftWhy, type TriggerOn } from '../schema.ts';
import { enrol } from './enrol.ts';
import { isBefore, reach } from './goals.ts';
import { leave, lockOnTrack, type Taken } from './leave.ts';
import { wake } from './wake.ts';

/** Something that happened to people, in the words of tracks. */
export interface Happened {
  what: GoalEvent | ExitEvent | 'opted_out' | 'bounced' | 'stage' | 'recycled' | 'task_done' | 'message';
  contactIds: readonly string[];
  /** Whom it brings onto a track, where that is not everybody whom it takes off: of a purchase, those who bought. */
  comers?: readonly string[];
  /** ISO. */
  at: string;
  /** What a trigger may ask for: the form, the document, the template, the stage, the reason. */
  which?: { formId?: string | null; assetId?: string | null; templateId?: string | null; stage?: string; reasonId?: string | null };
  leadId?: string | null;
  dealId?: string | null;
}

const ALWAYS: readonly string[] = ['opted_out', 'bounced'];

/** Takes in what happened: goals first, then what takes people off, then what brings them on. */
export async function hear(asker: Ctx, happened: Happened): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  if (happened.contactIds.length === 0) return;
  await reachAndLeave(ctx, happened);
  await wakeWaiting(ctx, happened);
  await bringOn(ctx, happened);
}

async function reachAndLeave(ctx: Ctx, { what, contactIds, at }: Happened): Promise<void> {
  const concerns = ALWAYS.includes(what) || isIn(EXIT_EVENTS, what) || isIn(GOAL_EVENTS, what);
  if (!concerns) return;
  const on = await lockOnTrack(ctx, sql<boolean>`e.contact_id = any (${[...contactIds]}::uuid[]) and e.entered_at <= ${at}::timestamptz`);
  const versions = await versionsOf(
    ctx,
    on.map(({ versionId }) => versionId),
  );
  for (const [versionId, people] of groupBy(on, (one) => one.versionId)) {
    const version = versions.get(versionId);
    if (!version) continue;
    const left = new Map<string, Taken>(people.map((one) => [one.id, one]));
    for (const goal of version.walk.of('goal')) {
      if (!('events' in goal.on) || !isIn(goal.on.events, what)) continue;
      const taken = [...left.values()].filter(({ nodeId }) => isBefore(goal, nodeId, version));
      await reach(ctx, taken, { goal, version });
      for (const { id } of taken) left.delete(id);
    }
    if (ALWAYS.includes(what) || isIn(version.content.settings.exits, what)) await leave(ctx, [...left.values()], what as LeftWhy);
  }
}

const isIn = (list: readonly string[], one: string): boolean => list.includes(one);

/** Who waits for a task or a mail is looked at now. */
async function wakeWaiting(ctx: Ctx, { what, contactIds }: Happened): Promise<void> {
  const awaited = what === 'task_done' ? 'task' : what === 'message' ? 'message' : null;
  if (!awaited) return;
  const { rows } =
    await sql`update nurture_enrolment set due_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${[...contactIds]}::uuid[])
    and state = 'waiting' and awaits = ${awaited} and due_at > ${ctx.now} returning id`.execute(ctx.tx);
  if (rows.length > 0) await wake(ctx, ctx.now);
}

async function bringOn(ctx: Ctx, happened: Happened): Promise<void> {
  const { what, comers: contactIds = happened.contactIds, leadId = null, dealId = null } = happened;
  if (!TRIGGERING.has(what)) return;
  for (const track of await runningTracks(ctx)) {
    const trigger = track.version.walk.of('trigger').find(({ on }) => fires(on, happened));
    if (trigger) await enrol(ctx, { track, triggerId: trigger.id, contactIds, by: trigger.on.event, leadId, dealId });
  }
}

const TRIGGERING: ReadonlySet<string> = new Set(['form', 'stage', 'recycled', 'asset', 'clicked', 'purchase']);

function fires(on: TriggerOn, { what, which = {} }: Happened): boolean {
  if (on.event !== what) return false;
  switch (on.event) {
    case 'form':
      return on.formId === null || on.formId === which.formId;
    case 'asset':
      return on.assetId === null || on.assetId === which.assetId;
    case 'clicked':
      return on.templateId === null || on.templateId === which.templateId;
    case 'stage':
      return isIn(on.stages, which.stage ?? '');
    case 'recycled':
      return on.reasonIds.length === 0 || isIn(on.reasonIds, which.reasonId ?? '');
    default:
      return on.event === 'purchase';
  }
}
