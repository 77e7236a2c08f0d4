import { sql } from 'kysely';
import { nameless, type Sayable } from '#modules/meetings/queries/nameless.ts';
import { hashOfContent, signaturesOn } from '#modules/signatures/queries.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { blind } from '#platform/shared/blind.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getClientMeeting } from '../contract/meetings.ts';
import { laneOf } from './lane.ts';
import { namesIn } from './names.ts';

type Meeting = OutputOf<typeof getClientMeeting>;

/** What both sides sign: that this person may read the minutes of meetings that they called. */
export const minutesHash = (memberId: string) => hashOfContent([memberId, 'minutes']);

/** Until both have signed, and once either has taken it back, the minutes stay with the teams. */
async function mayReadMinutes(ctx: ReadCtx): Promise<boolean> {
  const { lane, memberId } = { lane: await laneOf(ctx), memberId: ctx.scope.actor.memberId };
  if (!lane.outside) return true;
  const grant = await ctx.tx
    .selectFrom('coordinator_grant')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return (
    grant !== undefined &&
    (await signaturesOn(ctx.tx, ctx.scope, { subject: 'coordinator_minutes', id: grant.id })).length === PARTIES.length
  );
}

interface Row extends Omit<Meeting, 'minutes' | 'agenda'> {
  agenda: (Omit<Meeting['agenda'][number], 'sentence'> & Sayable)[];
  notes: { source: string; text: string }[];
}

/** One meeting of both teams that the caller called: items by where they come from, and what they say where no name can stand in it. */
export async function readMeeting(ctx: ReadCtx, { id }: { id: string }): Promise<Meeting | Refusal> {
  const ws = ctx.scope.workspaceId;
  const { outside, contactNames } = await laneOf(ctx);
  const { rows } = await sql<Row>`select e.id, e.title, e.kind, e.starts_at as "startsAt", e.closed_at is not null as held,
      (select coalesce(jsonb_agg(jsonb_build_object('source', i.source, 'k', i.k, 'n', i.n, 'rows', i.total, 'key', i.source_key, 'sentence', i.sentence) order by i.position, i.id), '[]')
        from meeting_item i where i.workspace_id = ${ws} and i.meeting_id = e.id and i.aside_at is null) as agenda,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'state', case when d.withdrawn_at is not null then 'withdrawn' when d.applied_at is null then 'waits'
          when d.checked_at is null then 'applied' else 'checked' end, 'checkOn', to_char(d.check_on, 'YYYY-MM-DD')) order by d.number), '[]')
        from decision d where d.workspace_id = ${ws} and d.meeting_id = e.id) as decisions,
      (select coalesce(jsonb_agg(jsonb_build_object('dueOn', to_char(t.due_at at time zone e.zone, 'YYYY-MM-DD'), 'done', t.status = 'done',
          'member', case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end) order by t.due_at nulls last, a.id), '[]')
        from meeting_action a join task t on t.workspace_id = a.workspace_id and t.id = a.task_id
          left join member m on m.workspace_id = t.workspace_id and m.id = t.assignee_id
        where a.workspace_id = ${ws} and a.meeting_id = e.id) as actions,
      (select coalesce(jsonb_agg(jsonb_build_object('source', i.source, 'text', i.note) order by i.position, i.id), '[]')
        from meeting_item i where i.workspace_id = ${ws} and i.meeting_id = e.id and i.aside_at is null and i.note <> '') as notes
    from meeting e where e.workspace_id = ${ws} and e.id = ${id} and e.side is null and e.cancelled_at is null
      and (not ${outside}::boolean or e.organizer_id = ${ctx.scope.actor.memberId}::uuid)`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return refuse('not_found', 'This meeting is not here, or somebody else called it.');
  const { notes, agenda, ...rest } = row;
  const meeting = { ...rest, agenda: agenda.map(({ key, ...item }) => ({ ...item, sentence: nameless({ ...item, key }) })) };
  if (!(await mayReadMinutes(ctx))) return { ...meeting, minutes: null };
  const names = contactNames ? [] : await namesIn(ctx, notes.map(({ text }) => text).join('\n'));
  return { ...meeting, minutes: notes.map(({ source, text }) => ({ source, text: contactNames ? text : (blind(text, names) ?? '') })) };
}
