import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { endReservations } from '#modules/gate/commands/claim.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { RESOLUTIONS } from '../contract/messages.ts';
import { messageSent } from '../events.ts';
import { messagesNamed } from '../queries/candidates.ts';
import type { SendSettings } from '../schema.ts';
import { onLedger } from './outcomes.ts';
import { cancelMessages } from './queue.ts';
import { wakeWorker } from './work-job.ts';

type Done = Record<string, never>;
const GONE = refuse('not_found', 'This message is not here, or not yours to change.');

interface Row {
  id: string;
  state: string;
  sendId: string | null;
  reservationId: string | null;
  subject: string | null;
  /** Its mailing was called off. */
  isOver: boolean;
}

/** The message, if the caller may decide about it: theirs to write to, and where it belongs to a mailing, theirs to launch such. */
async function mine(ctx: Ctx, id: string): Promise<Row | Refusal> {
  const { rows } = await sql<
    Row & { contactId: string | null }
  >`select m.id, m.state, m.send_id as "sendId", m.contact_id as "contactId", m.reservation_id as "reservationId", l.subject,
      exists (select from send s where s.workspace_id = m.workspace_id and s.id = m.send_id and s.state = 'cancelled') as "isOver"
    from message m left join message_letter l on l.workspace_id = m.workspace_id and l.message_id = m.id
    where m.workspace_id = ${ctx.scope.workspaceId} and m.id = ${id} for update of m`.execute(ctx.tx);
  const [row] = rows;
  if (!row?.contactId || isRefusal(await reachableContact(ctx.tx, ctx.scope, { id: row.contactId, to: 'write' }))) return GONE;
  if (row.sendId && !ctx.scope.permissions.has('campaign:write'))
    return refuse('forbidden', 'It belongs to a mailing; whoever may launch mailings decides about it.');
  return row;
}

export async function callOff(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const row = await mine(ctx, id);
  if (isRefusal(row)) return row;
  const n = await cancelMessages(ctx, { ids: [id] });
  return n > 0 ? {} : refuse('conflict', 'It has gone already, or is on its way this moment.');
}

/** A person says what became of a message whose fate is unknown. */
export async function resolve(ctx: Ctx, { id, as }: { id: string; as: (typeof RESOLUTIONS)[number] }): Promise<Done | Refusal> {
  const row = await mine(ctx, id);
  if (isRefusal(row)) return row;
  if (row.state !== 'unknown') return refuse('conflict', 'What became of it is known by now.');
  if (as === 'send_again' && row.isOver) return refuse('conflict', 'Its mailing was called off: nothing of it goes any more.');
  const end = (state: string) =>
    sql`update message set state = ${state}, resolved_by = ${ctx.scope.actor.memberId}, lease_by = null, reservation_id = case when ${state} = 'planned' then null else reservation_id end,
        code = case when ${state} = 'cancelled' then 'cancelled' end, ended_at = case when ${state} = 'planned' then null else ${ctx.now}::timestamptz end,
        sent_at = case when ${state} = 'sent' then ${ctx.now}::timestamptz end, due_at = case when ${state} = 'planned' then ${ctx.now}::timestamptz else due_at end,
        expires_at = case when ${state} = 'planned' then ${ctx.now}::timestamptz + interval '3 days' else expires_at end
      where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  const reservations = row.reservationId ? [row.reservationId] : [];
  await end(as === 'it_went' ? 'sent' : as === 'send_again' ? 'planned' : 'cancelled');
  await endReservations(ctx, reservations, as === 'it_went' ? 'settled' : 'released');
  if (as === 'it_went') await noteGone(ctx, row);
  if (as === 'send_again') {
    if (row.sendId)
      await sql`update send set state = 'sending', ended_at = null, state_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${row.sendId} and state = 'done'`.execute(
        ctx.tx,
      );
    await wakeWorker(ctx);
  }
  ctx.changed('message', id);
  return {};
}

async function noteGone(ctx: Ctx, { id, subject }: Row): Promise<void> {
  const [message] = await messagesNamed(ctx, [id]);
  if (!message) return;
  const activityId = uuid7();
  await onLedger(ctx, [{ one: { message: { ...message, email: '' }, subject: subject ?? '' }, activityId }]);
  await sql`update message set activity_id = ${activityId} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  const { contactId, sendId, cause } = message;
  await ctx.announce(messageSent, { messages: [{ messageId: id, contactId, sendId, cause, at: ctx.now, captured: false }] });
}

export async function setSettings(ctx: Ctx, settings: SendSettings): Promise<Done> {
  await sql`insert into send_setting (workspace_id, settings, changed_by, changed_at)
    values (${ctx.scope.workspaceId}, ${JSON.stringify(settings)}, ${ctx.scope.actor.memberId}, ${ctx.now})
    on conflict (workspace_id) do update set settings = excluded.settings, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(
    ctx.tx,
  );
  ctx.changed('send_setting');
  return {};
}
