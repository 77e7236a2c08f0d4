import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import type { LiveTrack } from '../queries/contents.ts';
import { meeting, type Person, peopleOf } from '../queries/people.ts';
import { type Newcomer, notEntered } from '../rules/entry.ts';
import type { EnteredBy, NodeOf, NotEntered } from '../schema.ts';
import { keptBack } from './draw.ts';
import { wake } from './wake.ts';

export interface Entering {
  track: LiveTrack;
  /** The trigger that fired; whoever is put on a track without one comes in by the trigger by hand, else by the first. */
  triggerId?: string;
  contactIds: readonly string[];
  by: EnteredBy;
  memberId?: string | null;
  dealId?: string | null;
  leadId?: string | null;
  planId?: string | null;
  /** ISO: the first step is not before. */
  notBefore?: string;
}

export interface Entered {
  enrolled: { contactId: string; enrolmentId: string }[];
  refused: { contactId: string; name: string; why: NotEntered }[];
}

export function entranceOf({ version: { walk } }: LiveTrack, triggerId?: string): NodeOf<'trigger'> | undefined {
  const triggers = walk.of('trigger');
  if (triggerId) return triggers.find(({ id }) => id === triggerId);
  return triggers.find(({ on }) => on.event === 'by_hand') ?? triggers[0];
}

/** Puts people on a track, as far as its rules let them in; the others are named with the reason. Two callers at once put nobody on it twice. */
export async function enrol(ctx: Ctx, entering: Entering): Promise<Entered> {
  const { track, contactIds } = entering;
  const trigger = entranceOf(track, entering.triggerId);
  const first = trigger && track.version.walk.to(trigger.id, 'next');
  if (!trigger || !first || contactIds.length === 0) return { enrolled: [], refused: [] };
  await sql`select id from contact where workspace_id = ${ctx.scope.workspaceId} and id = any (${[...contactIds]}::uuid[]) order by id for no key update`.execute(
    ctx.tx,
  );
  const judged = await judge(ctx, track, contactIds);
  const may = judged.flatMap(({ person, why }) => (why === null ? [person.id] : []));
  const held = await keptBack(ctx, track, may);
  const enrolled: Entered['enrolled'] = [];
  const refused: Entered['refused'] = [];
  for (const { person, why } of judged)
    if (held.has(person.id)) refused.push({ contactId: person.id, name: person.name, why: 'kept_back' });
    else if (why === null) enrolled.push({ contactId: person.id, enrolmentId: uuid7() });
    else refused.push({ contactId: person.id, name: person.name, why });
  await insert(ctx, entering, { enrolled, triggerId: trigger.id, first });
  for (const { contactId } of enrolled) ctx.changed('contact', contactId);
  if (enrolled.length > 0) {
    ctx.changed('track', track.id);
    await wake(ctx, entering.notBefore ?? ctx.now);
  }
  return { enrolled, refused };
}

/** Everybody of a list with why they would not come in; null where they would. */
export async function judge(ctx: ReadCtx, track: LiveTrack, ids: readonly string[]): Promise<{ person: Person; why: NotEntered | null }[]> {
  const people = await peopleOf(ctx, ids);
  const { settings, graph } = track.version.content;
  const met = await meeting(ctx, settings.entry, [...people.keys()]);
  const before = await historyOf(ctx, track, [...people.keys()]);
  const door = {
    running: track.state === 'running',
    audience: track.audience,
    mails: graph.nodes.some(({ type }) => type === 'mail'),
    settings,
  };
  return [...people.values()].map((person) => {
    const newcomer: Newcomer = {
      there: person.there,
      hasAddress: person.email !== null && person.email !== '',
      isCustomer: person.isCustomer,
      meetsEntry: met.has(person.id),
      ...(before.get(person.id) ?? { onIt: false, lastLeft: null, onOther: false, kindLeft: null }),
    };
    return { person, why: notEntered(newcomer, door, ctx.now) };
  });
}

type Before = Pick<Newcomer, 'onIt' | 'lastLeft' | 'onOther' | 'kindLeft'>;

async function historyOf({ tx, scope }: ReadCtx, track: LiveTrack, ids: readonly string[]): Promise<Map<string, Before>> {
  const { rows } = await sql<Before & { id: string }>`select e.contact_id as id,
      bool_or(e.track_id = ${track.id} and e.ended_at is null) as "onIt", max(e.ended_at) filter (where e.track_id = ${track.id}) as "lastLeft",
      bool_or(e.track_id <> ${track.id} and e.ended_at is null) as "onOther", max(e.ended_at) as "kindLeft"
    from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id and t.kind = ${track.kind}
    where e.workspace_id = ${scope.workspaceId} and e.contact_id = any (${[...ids]}::uuid[]) group by 1`.execute(tx);
  return new Map(rows.map(({ id, ...before }) => [id, before]));
}

async function insert(
  ctx: Ctx,
  entering: Entering,
  made: { enrolled: Entered['enrolled']; triggerId: string; first: string },
): Promise<void> {
  const { track, by, memberId = null, dealId = null, leadId = null, planId = null, notBefore } = entering;
  const due = notBefore && notBefore > ctx.now ? notBefore : ctx.now;
  const note = due > ctx.now ? 'Begins on the day from which the lead may be warmed again.' : null;
  await sql`insert into nurture_enrolment (workspace_id, id, track_id, version_id, contact_id, deal_id, lead_id, plan_id, node_id, awaits, due_at, since, note,
      entered_at, entered_by, entered_by_member, entered_node)
    select ${ctx.scope.workspaceId}, r.id, ${track.id}, ${track.version.id}, r.contact, ${dealId}, ${leadId}, ${planId}, ${made.first}, 'time', ${due}, ${due}, ${note},
      ${ctx.now}, ${by}, ${memberId}, ${made.triggerId}
    from unnest(${made.enrolled.map(({ enrolmentId }) => enrolmentId)}::uuid[], ${made.enrolled.map(({ contactId }) => contactId)}::uuid[]) r(id, contact)`.execute(
    ctx.tx,
  );
}
