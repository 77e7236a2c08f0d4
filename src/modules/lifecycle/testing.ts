import { sql } from 'kysely';
import { aContact } from '#modules/contacts/testing.ts';
import { type UpsertLead, upsertLeads } from '#modules/leads/commands/bulk.ts';
import type { Stage } from '#modules/leads/schema.ts';
import type { Client, TestApp } from '../../../test/harness.ts';

const DAY_MS = 86_400_000;

export interface Life {
  opened: string;
  /** Stages with the day, counted from the opening, on which each was entered. */
  way: readonly (readonly [Stage, number])[];
  channel?: string;
  sourceTeam?: 'marketing' | 'sales';
  campaignId?: string;
  n?: number;
}

/** Leads with a past of their own, as if they had lived here: not imported, so that every stay counts from its beginning. */
export async function lives(app: TestApp, client: Client, all: readonly Life[]): Promise<string[]> {
  const contactId = await aContact(client);
  const rows = all.flatMap((life) => Array.from({ length: life.n ?? 1 }, () => rowOf(contactId, life)));
  return app.command(client, async (ctx) => {
    const made = await upsertLeads(ctx, rows, { importId: null });
    const ids = made.map(({ id }) => id);
    await sql`update lead set imported = false, stage_since = (select max(entered_at) from stage_visit v where v.workspace_id = lead.workspace_id and v.lead_id = lead.id),
      closed_at = case when stage in ('customer', 'disqualified') then (select max(entered_at) from stage_visit v where v.workspace_id = lead.workspace_id and v.lead_id = lead.id) end
      where workspace_id = ${ctx.scope.workspaceId} and id = any (${ids}::uuid[])`.execute(ctx.tx);
    return ids;
  });
}

function rowOf(contactId: string, { opened, way, channel, sourceTeam, campaignId }: Life): UpsertLead {
  const at = (days: number) => new Date(Date.parse(opened) + days * DAY_MS).toISOString();
  return {
    values: {
      contactId,
      openedAt: at(0),
      stage: way.at(-1)?.[0] ?? 'inquiry',
      visits: way.map(([stage, days]) => ({ stage, enteredAt: at(days) })),
      sourceChannel: channel ?? null,
      sourceTeam: sourceTeam ?? 'marketing',
      campaignId: campaignId ?? null,
    },
  };
}
