import { sql } from 'kysely';
import type { Client, TestApp } from '../../../test/harness.ts';

export interface Judged {
  n: number;
  seniority: string;
  channel: string;
  decision: 'accepted' | 'rejected' | 'recycled';
  reasonId?: string;
  note?: string;
  ownerId?: string;
  campaignId?: string;
  /** What the snapshot at the hand-off holds. */
  stood?: Readonly<Record<string, string>>;
}

const STAGE = { accepted: 'sal', rejected: 'disqualified', recycled: 'recycled' } as const;

/** Leads that were handed off and judged at an instant, many at once. @returns the ids of the leads, in the order of the groups */
export function judgedLeads(app: TestApp, client: Client, made: { at: string; groups: readonly Judged[] }): Promise<string[]> {
  return app.command(client, async (ctx) => {
    const ids: string[] = [];
    for (const group of made.groups) ids.push(...(await judge(ctx.tx, ctx.scope.workspaceId, { ...group, at: made.at })));
    return ids;
  });
}

async function judge(
  db: Parameters<ReturnType<typeof sql>['execute']>[0],
  workspaceId: string,
  of: Judged & { at: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with person as (
      insert into contact (workspace_id, last_name, seniority, owner_id)
      select ${workspaceId}, 'Person ' || place, ${of.seniority}, ${of.ownerId ?? null} from generate_series(1, ${of.n}) place returning id
    ), made as (
      insert into lead (workspace_id, contact_id, stage, stage_since, opened_at, source_channel, owner_id, campaign_id, reason_id)
      select ${workspaceId}, p.id, ${STAGE[of.decision]}, ${of.at}, ${of.at}, ${of.channel}, ${of.ownerId ?? null}, ${of.campaignId ?? null}, ${of.reasonId ?? null}
      from person p returning id, contact_id
    ), handed as (
      insert into handoff (workspace_id, lead_id, contact_id, campaign_id, cause, route, handed_at, decision, decided_at, closed_at)
      select ${workspaceId}, m.id, m.contact_id, ${of.campaignId ?? null}, 'threshold', 'round_robin', ${of.at}, ${of.decision}, ${of.at}, ${of.at}
      from made m returning id, lead_id
    ), said as (
      insert into verdict (workspace_id, handoff_id, lead_id, decision, reason_id, note, decided_at, took_seconds)
      select ${workspaceId}, h.id, h.lead_id, ${of.decision}, ${of.reasonId ?? null}, ${of.note ?? null}, ${of.at}, 60 from handed h
    ), kept as (
      insert into lead_snapshot (workspace_id, lead_id, cause, taken_at, facts)
      select ${workspaceId}, m.id, 'handed_off', ${of.at}, ${JSON.stringify(of.stood ?? {})}::jsonb from made m where ${of.stood !== undefined}
    ) select id from made`.execute(db);
  return rows.map(({ id }) => id);
}
