import { sql } from 'kysely';
import { anActivity } from '#modules/activities/testing.ts';
import { aLead, MORNING, type Office } from '#modules/handoffs/testing.ts';
import type { TestApp } from '../../../test/harness.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.parse(MORNING) - days * DAY_MS).toISOString();

/** A lead of someone who fits, handed to Sales so long ago after so many forms. */
export async function aPastLead(app: TestApp, office: Office, past: { days: number; forms: number; won: boolean }): Promise<string> {
  const { leadId, contactId } = await aLead(office);
  await app.command(office.admin, async ({ tx, scope }) => {
    await sql`delete from stage_visit where workspace_id = ${scope.workspaceId} and lead_id = ${leadId}`.execute(tx);
    const visits = [{ stage: 'mql', at: daysAgo(past.days) }, ...(past.won ? [{ stage: 'customer', at: daysAgo(past.days - 20) }] : [])];
    for (const [index, { stage, at }] of visits.entries())
      await sql`insert into stage_visit (workspace_id, lead_id, stage, direction, entered_at, exited_at, cause)
        values (${scope.workspaceId}, ${leadId}, ${stage}, 'forward', ${at}, ${visits[index + 1]?.at ?? null}, 'test')`.execute(tx);
    // What made the lead is not what made it ripe: only the forms below count.
    await sql`update lead set opened_at = ${daysAgo(past.days + 5)} where workspace_id = ${scope.workspaceId} and id = ${leadId}`.execute(
      tx,
    );
  });
  for (let form = 0; form < past.forms; form++) {
    const occurredAt = new Date(Date.parse(daysAgo(past.days + 1)) + form * 3_600_000).toISOString();
    await anActivity(app, office.marketer, { kind: 'form', contactId, memberId: null, evidence: 'system', occurredAt });
  }
  return leadId;
}
