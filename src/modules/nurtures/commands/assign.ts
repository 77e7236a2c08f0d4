import { sql } from 'kysely';
import type { z } from 'zod';
import { chooseTactic } from '#modules/handoffs/commands/plans.ts';
import { TACTICS, type Tactic } from '#modules/handoffs/schema.ts';
import { timeZoneOf, unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import { moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { Refusal } from '#platform/shared/refusal.ts';
import type { setAssignments as SetAssignments } from '../contract/around.ts';
import { runningTracks } from '../queries/contents.ts';
import { type Line, lineFor } from '../rules/assignment.ts';
import { enrol } from './enrol.ts';

export async function writeAssignments(
  ctx: Ctx,
  { lines }: z.output<typeof SetAssignments.input>,
): Promise<Record<string, never> | Refusal> {
  const { workspaceId } = ctx.scope;
  const gone = await missingReference(
    ctx.tx,
    workspaceId,
    lines.flatMap(({ trackId, reasonId }, index) => [
      {
        field: `lines[${index}].trackId`,
        table: 'nurture_track' as const,
        id: trackId,
        where: sql<boolean>`nurture_track.kind = 'nurture' and nurture_track.state <> 'ended'`,
      },
      { field: `lines[${index}].reasonId`, table: 'reason' as const, id: reasonId },
    ]),
  );
  if (gone) return gone;
  await sql`delete from nurture_assignment where workspace_id = ${workspaceId}`.execute(ctx.tx);
  await sql`insert into nurture_assignment (workspace_id, position, reason_id, interest, stage, track_id, days_before)
    select ${workspaceId}, r.position, r."reasonId", r.interest, r.stage, r."trackId", r."daysBefore"
    from json_to_recordset(${JSON.stringify(lines.map((line, position) => ({ ...line, position })))}::json)
      as r(position int, "reasonId" uuid, interest text, stage text, "trackId" uuid, "daysBefore" int)`.execute(ctx.tx);
  ctx.changed('track_assignment');
  return {};
}

interface Returned {
  planId: string;
  leadId: string;
  contactId: string;
  reasonId: string | null;
  earliestOn: string;
  rests: boolean;
  heldOut: boolean;
}

/**
 * Puts a returned lead on the track that the table names: the first line that fits whose track runs and whose tactic was not tried with this person
 * before. Who rests, or is left alone to compare with, comes onto none. Nothing happens before the day from which the lead may come back, less the
 * days of the line.
 */
export async function assign(asker: Ctx, returned: Returned): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  if (returned.rests || returned.heldOut) return;
  const facts = await factsOf(ctx, returned);
  if (!facts) return;
  const tracks = new Map((await runningTracks(ctx)).filter(({ kind }) => kind === 'nurture').map((track) => [track.id, track]));
  const lines = await linesOf(ctx);
  const usable = lines.filter(({ trackId }) => {
    const track = tracks.get(trackId);
    return track !== undefined && (track.tactic === null || track.tactic === 'other' || !facts.tried.includes(track.tactic));
  });
  const line = lineFor(usable, { reasonId: returned.reasonId, interests: facts.interests, stage: facts.stage });
  const track = line && tracks.get(line.trackId);
  if (!line || !track) return;
  const day = moveDay(returned.earliestOn, -line.daysBefore, 'day') ?? returned.earliestOn;
  const { enrolled } = await enrol(ctx, {
    track,
    contactIds: [returned.contactId],
    by: 'assignment',
    leadId: returned.leadId,
    planId: returned.planId,
    notBefore: new Date(startOfDay(await timeZoneOf(ctx), day)).toISOString(),
  });
  if (enrolled.length > 0 && track.tactic && isTactic(track.tactic) && facts.state === 'returned')
    await chooseTactic(ctx, { id: returned.planId, tactic: track.tactic, note: `Track: ${track.name}` });
}

const isTactic = (one: string): one is Tactic => (TACTICS as readonly string[]).includes(one);

async function linesOf({ tx, scope }: Ctx): Promise<Line[]> {
  const { rows } =
    await sql<Line>`select reason_id as "reasonId", interest, stage, track_id as "trackId", days_before as "daysBefore" from nurture_assignment
    where workspace_id = ${scope.workspaceId} order by position`.execute(tx);
  return rows;
}

interface Facts {
  state: string;
  tried: string[];
  interests: string[];
  /** The stage that the lead was in before it was returned. */
  stage: string;
}

async function factsOf({ tx, scope }: Ctx, { planId, leadId }: Returned): Promise<Facts | undefined> {
  const { rows } = await sql<Facts>`select p.state, p.tried, c.interests,
      coalesce((select v.stage from stage_visit v where v.workspace_id = p.workspace_id and v.lead_id = ${leadId} and v.stage <> 'recycled' order by v.entered_at desc, v.id desc limit 1), 'inquiry') as stage
    from recycle_plan p join contact c on c.workspace_id = p.workspace_id and c.id = p.contact_id
    where p.workspace_id = ${scope.workspaceId} and p.id = ${planId} and p.ended_at is null`.execute(tx);
  return rows[0];
}
