import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { visible } from '#modules/activities/queries/access.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { listRecordings as ListRecordings, Recording as RecordingShape } from '../contract.ts';
import { silenceOf } from '../rules/media.ts';
import { KEEP_DAYS, LISTEN_HOURS } from '../schema.ts';

export type Recording = z.output<typeof RecordingShape>;
type Filter = z.output<(typeof ListRecordings)['input']>;

export const GONE = refuse('not_found', 'This recording is not here, or it is not yours to hear.');

const MOST = 100;

/** Recordings of the calls that the caller may see: by their reach over activities and over everybody the call is about. */
export async function recordingsWhere({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, where: RawBuilder<boolean>): Promise<Recording[]> {
  const { rows } = await sql<Omit<Recording, 'silent'>>`
    select r.id, r.activity_id as "activityId", r.conversion_id as "conversionId",
      case when contact.id is not null then jsonb_build_object('id', contact.id, 'name', contact.name) end as contact,
      a.occurred_at as "calledAt", a.duration_seconds as "durationSeconds", r.consent, r.consent_method as method, r.consent_at as "consentAt",
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as "consentBy",
      coalesce(nullif(r.basis, ''), nullif(p.basis, '')) as basis,
      case when r.deleted_at is null and f.id is not null then
        jsonb_build_object('name', f.name, 'mediaType', r.media_type, 'sizeBytes', f.size_bytes, 'keepUntil', r.keep_until) end as media,
      r.deleted_at as "deletedAt", r.deleted_because as "deletedBecause",
      ${scope.permissions.has('recording:audit') ? sql`(select count(*)::int from recording_listen l where l.workspace_id = r.workspace_id and l.recording_id = r.id)` : sql`null::int`} as listens,
      (contact.id is null or ${reachable(scope, 'contact', { to: 'write', ownerColumn: 'contact.owner_id' })}) as writable
    from recording r
      join activity a on a.workspace_id = r.workspace_id and a.id = r.activity_id
      left join contact on contact.workspace_id = r.workspace_id and contact.id = r.contact_id
      left join member m on m.workspace_id = r.workspace_id and m.id = r.consent_by
      left join file f on f.workspace_id = r.workspace_id and f.id = r.file_id
      left join recording_policy p on p.workspace_id = r.workspace_id
    where r.workspace_id = ${scope.workspaceId} and (contact.id is null or contact.deleted_at is null) and ${visible(scope, 'a')} and ${where}
    order by a.occurred_at desc, r.id desc limit ${MOST}`.execute(tx);
  const mayListen = scope.permissions.has('recording:listen');
  return rows.map((row) => ({
    ...row,
    writable: row.writable && scope.permissions.has('record:write'),
    silent: silenceOf({ ...row, hasMedia: row.media !== null, deleted: row.deletedAt !== null, mayListen }),
  }));
}

export async function listRecordings(ctx: ReadCtx, filter: Filter): Promise<Recording[]> {
  const wanted = [sql<boolean>`true`];
  if (filter.contactId) wanted.push(sql`r.contact_id = ${filter.contactId}`);
  if (filter.conversionId) wanted.push(sql`r.conversion_id = ${filter.conversionId}`);
  if (filter.activityId) wanted.push(sql`r.activity_id = ${filter.activityId}`);
  if (filter.leadId) wanted.push(sql`a.lead_id = ${filter.leadId}`);
  return recordingsWhere(ctx, sql<boolean>`${sql.join(wanted, sql` and `)}`);
}

export async function recordingOf(ctx: Pick<ReadCtx, 'tx' | 'scope'>, id: string): Promise<Recording | Refusal> {
  return (await recordingsWhere(ctx, sql`r.id = ${id}`))[0] ?? GONE;
}

/** The file that a player may read: opened by the same member, not too long ago, and still to be heard. */
export async function mediaOf(ctx: ReadCtx, asked: { id: string; listen: string }) {
  const { rows } = await sql<{ fileId: string }>`select r.file_id as "fileId" from recording_listen l
    join recording r on r.workspace_id = l.workspace_id and r.id = l.recording_id
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = ${asked.listen} and l.recording_id = ${asked.id} and l.member_id = ${ctx.scope.actor.memberId}
      and l.listened_at > ${ctx.now}::timestamptz - make_interval(hours => ${LISTEN_HOURS})`.execute(ctx.tx);
  const [open] = rows;
  const recording = open ? await recordingOf(ctx, asked.id) : GONE;
  if (!open || !('silent' in recording) || recording.silent !== null || !recording.media) return GONE;
  return { fileId: open.fileId, ...recording.media };
}

export async function listensOf(ctx: ReadCtx, id: string) {
  const recording = await recordingOf(ctx, id);
  if (!('silent' in recording)) return recording;
  const { rows } = await sql<{ id: string; member: { id: string; name: string }; at: string }>`
    select l.id, jsonb_build_object('id', m.id, 'name', m.name) as member, l.listened_at as at from recording_listen l
      join member m on m.workspace_id = l.workspace_id and m.id = l.member_id
    where l.workspace_id = ${ctx.scope.workspaceId} and l.recording_id = ${id} order by l.listened_at desc, l.id desc limit 500`.execute(
    ctx.tx,
  );
  return { items: rows };
}

export async function policyOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>): Promise<{ keepDays: number; basis: string }> {
  const row = await tx
    .selectFrom('recording_policy')
    .select(['keep_days as keepDays', 'basis'])
    .where('workspace_id', '=', scope.workspaceId)
    .executeTakeFirst();
  return row ?? { keepDays: KEEP_DAYS, basis: '' };
}
