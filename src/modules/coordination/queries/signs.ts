import { sql } from 'kysely';
import type { Area } from '#modules/team/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Sign } from '../contract/clients.ts';

export interface LastSign {
  sign: Sign;
  area: Area;
  at: string | null;
}

/** When the teams last gave each other a sign of each kind. */
export async function lastSigns({ tx, scope }: ReadCtx): Promise<LastSign[]> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Record<'handoff' | 'verdict' | 'answer' | 'content' | 'brief' | 'meeting', string | null>>`select
      (select max(handed_at) from handoff where workspace_id = ${ws}) as handoff,
      (select max(decided_at) from verdict where workspace_id = ${ws} and decided_by is not null) as verdict,
      greatest((select max(answered_at) from discussion where workspace_id = ${ws}),
        (select max(answered_at) from question where workspace_id = ${ws})) as answer,
      greatest((select max(answered_at) from asset_request where workspace_id = ${ws}),
        (select max(confirmed_at) from change_confirmation where workspace_id = ${ws})) as content,
      (select max(sent_at) from brief where workspace_id = ${ws}) as brief,
      (select max(starts_at) from meeting where workspace_id = ${ws} and closed_at is not null and cancelled_at is null) as meeting`.execute(
    tx,
  );
  const last = rows[0];
  return [
    { sign: 'handoff', area: 'handoffs', at: last?.handoff ?? null },
    { sign: 'verdict', area: 'handoffs', at: last?.verdict ?? null },
    { sign: 'answer', area: 'handoffs', at: last?.answer ?? null },
    { sign: 'content', area: 'content', at: last?.content ?? null },
    { sign: 'brief', area: 'meetings', at: last?.brief ?? null },
    { sign: 'meeting', area: 'meetings', at: last?.meeting ?? null },
  ];
}
