import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getEnrolment, listContactTracks, listEnrolments, listSequenceMails } from '../contract/enrolments.ts';
import type { listStepRows } from '../contract/reports.ts';
import type { EnrolmentRow } from '../schema.ts';
import { versionsOf } from './contents.ts';

type Stored = Omit<EnrolmentRow, 'node'> & { nodeId: string | null; versionId: string; writable: boolean };

const named = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;
/** A mail address never stands for a name where the field is hidden. */
const person = (ctx: ReadCtx) =>
  sql`jsonb_build_object('id', c.id, 'name', coalesce(nullif(c.name, ''), ${ctx.scope.hidden.has('contact.email') ? sql`null` : sql`c.email`}, 'Someone'))`;

async function rowsWhere(ctx: ReadCtx, where: RawBuilder<boolean>, limit: number): Promise<(EnrolmentRow & { mayWrite: boolean })[]> {
  const { scope } = ctx;
  const { rows } =
    await sql<Stored>`select e.id, ${named('t')} as track, t.kind, v.number as version, ${person(ctx)} as contact, ${named('o')} as company, e.deal_id as "dealId", e.lead_id as "leadId",
      e.state, e.node_id as "nodeId", e.version_id as "versionId", e.awaits, case when e.state = 'waiting' then e.due_at end as "dueAt", e.note, e.entered_at as "enteredAt", e.entered_by as "enteredBy",
      ${named('m')} as "enteredByMember", e.ended_at as "endedAt", e.left_why as "leftWhy", e.reached_at as "reachedAt",
      ${reachable(scope, 'contact', { to: 'write', ownerColumn: 'c.owner_id' })} as writable
    from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id join nurture_version v on v.workspace_id = e.workspace_id and v.id = e.version_id
      join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and c.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
      left join company o on o.workspace_id = c.workspace_id and o.id = c.company_id and o.deleted_at is null and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
      left join member m on m.workspace_id = e.workspace_id and m.id = e.entered_by_member
    where e.workspace_id = ${scope.workspaceId} and ${where} order by e.entered_at desc, e.id desc limit ${limit}`.execute(ctx.tx);
  const versions = await versionsOf(
    ctx,
    rows.map(({ versionId }) => versionId),
  );
  return rows.map(({ nodeId, versionId, writable, ...row }) => {
    const node = nodeId === null ? undefined : versions.get(versionId)?.walk.nodes.get(nodeId);
    return {
      ...row,
      node: node ? { id: node.id, name: node.name, type: node.type } : null,
      mayWrite: writable && row.endedAt === null && scope.permissions.has('record:write'),
    };
  });
}

export async function readEnrolments(ctx: ReadCtx, asked: z.output<typeof listEnrolments.input>): Promise<OutputOf<typeof listEnrolments>> {
  const where = [
    sql`e.track_id = ${asked.id}`,
    ...(asked.state === 'on' ? [sql`e.ended_at is null`] : asked.state ? [sql`e.state = ${asked.state}`] : []),
    ...(asked.nodeId ? [sql`coalesce(e.node_id, e.left_node) = ${asked.nodeId}`] : []),
    ...(asked.why ? [sql`e.left_why = ${asked.why}`] : []),
    beyond(asked.cursor, { at: sql`e.entered_at`, id: sql`e.id` }),
  ];
  const rows = await rowsWhere(ctx, sql<boolean>`${sql.join(where, sql` and `)}`, asked.limit + 1);
  return cut(rows, asked.limit, ({ enteredAt, id }) => ({ at: enteredAt, id }));
}

export async function readContactTracks(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof listContactTracks>> {
  return { items: await rowsWhere(ctx, sql<boolean>`e.contact_id = ${id}`, 100) };
}

type Step = OutputOf<typeof getEnrolment>['steps'][number];

export async function readEnrolment(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof getEnrolment> | Refusal> {
  const [row] = await rowsWhere(ctx, sql<boolean>`e.id = ${id}`, 1);
  if (!row) return refuse('not_found', 'This person is not on this track, or not yours to see.');
  const { rows } = await sql<
    Omit<Step, 'name' | 'type'> & { kind: string; versionId: string }
  >`select visit, node_id as "nodeId", kind, version_id as "versionId", at, outcome, port, says,
      message_id as "messageId", task_id as "taskId" from nurture_step where workspace_id = ${ctx.scope.workspaceId} and enrolment_id = ${id} order by visit`.execute(
    ctx.tx,
  );
  const versions = await versionsOf(
    ctx,
    rows.map(({ versionId }) => versionId),
  );
  const steps = rows.map(({ kind, versionId, ...step }) => ({
    ...step,
    type: kind,
    name: versions.get(versionId)?.walk.nodes.get(step.nodeId)?.name ?? '',
  }));
  return { ...row, steps };
}

export async function readSequenceMails(
  ctx: ReadCtx,
  { contactId }: { contactId?: string | undefined },
): Promise<OutputOf<typeof listSequenceMails>> {
  const { scope } = ctx;
  const whose = scope.permissions.has('lead:assign') && contactId ? sql`true` : sql`m.member_id = ${scope.actor.memberId}::uuid`;
  const { rows } = await sql<
    OutputOf<typeof listSequenceMails>['items'][number]
  >`select m.id, m.enrolment_id as "enrolmentId", ${named('t')} as track, ${person(ctx)} as contact, ${named('o')} as company,
      ${named('w')} as member, m.subject, m.body as text, m.made_at as since
    from nurture_mail m join nurture_enrolment e on e.workspace_id = m.workspace_id and e.id = m.enrolment_id and e.state = 'review' and e.visit = m.visit
      join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id
      join contact c on c.workspace_id = m.workspace_id and c.id = m.contact_id and c.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
      left join company o on o.workspace_id = c.workspace_id and o.id = c.company_id and o.deleted_at is null and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
      left join member w on w.workspace_id = m.workspace_id and w.id = m.member_id
    where m.workspace_id = ${scope.workspaceId} and m.decided_at is null and ${whose} and ${contactId ? sql`m.contact_id = ${contactId}` : sql`true`}
    order by m.made_at, m.id limit 200`.execute(ctx.tx);
  return { items: rows };
}

export async function readStepRows(ctx: ReadCtx, asked: z.output<typeof listStepRows.input>): Promise<OutputOf<typeof listStepRows>> {
  const { scope } = ctx;
  const { rows } = await sql<
    OutputOf<typeof listStepRows>['items'][number]
  >`select s.id, s.enrolment_id as "enrolmentId", ${person(ctx)} as contact, ${named('o')} as company, s.at, s.outcome, s.port, s.says
    from nurture_step s join nurture_enrolment e on e.workspace_id = s.workspace_id and e.id = s.enrolment_id
      join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and c.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
      left join company o on o.workspace_id = c.workspace_id and o.id = c.company_id and o.deleted_at is null and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
    where s.workspace_id = ${scope.workspaceId} and s.track_id = ${asked.id} and s.node_id = ${asked.nodeId} and ${asked.outcome ? sql`s.outcome = ${asked.outcome}` : sql`true`}
      and ${asked.port ? sql`s.port = ${asked.port}` : sql`true`} and ${beyond(asked.cursor, { at: sql`s.at`, id: sql`s.id` })}
    order by s.at desc, s.id desc limit ${asked.limit + 1}`.execute(ctx.tx);
  return cut(rows, asked.limit, ({ at, id }) => ({ at, id }));
}
