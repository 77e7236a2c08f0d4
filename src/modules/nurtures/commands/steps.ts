import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Audience, Awaited, LeftWhy, StepOutcome, TrackKind } from '../schema.ts';

/** Somebody on a track, locked, with what their step needs. */
export interface OnTrack {
  id: string;
  trackId: string;
  trackName: string;
  kind: TrackKind;
  audience: Audience;
  purposeId: string | null;
  trackOwner: string | null;
  versionId: string;
  contactId: string;
  dealId: string | null;
  leadId: string | null;
  planId: string | null;
  nodeId: string;
  visit: number;
  awaits: Awaited | null;
  since: string;
  messageId: string | null;
  taskId: string | null;
  note: string | null;
  enteredBy: string;
  enteredByMember: string | null;
  tries: number;
}

/** What a visit leaves behind, and where it goes from there. */
export type Done =
  | { go: string; outcome: StepOutcome; says?: string; messageId?: string | null; taskId?: string | null; held?: boolean }
  | { stay: Awaited; until: string; note?: string; messageId?: string | null; taskId?: string | null; review?: boolean }
  | { leave: LeftWhy | 'finished'; outcome: StepOutcome; says?: string };

export async function writeSteps(ctx: Ctx, steps: readonly object[]): Promise<void> {
  if (steps.length === 0) return;
  await sql`insert into nurture_step (workspace_id, enrolment_id, visit, track_id, version_id, node_id, kind, since, at, outcome, port, says, held, message_id, task_id)
    select ${ctx.scope.workspaceId}, r.enrolment, r.visit, r.track, r.version, r.node, r.kind, r.since, ${ctx.now}, r.outcome, r.port, r.says, coalesce(r.held, false), r.message, r.task
    from json_to_recordset(${JSON.stringify(steps)}::json) as r(enrolment uuid, visit int, track uuid, version uuid, node text, kind text, since timestamptz, outcome text,
      port text, says text, held boolean, message uuid, task uuid)`.execute(ctx.tx);
}
