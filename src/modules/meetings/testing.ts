import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Client, TestApp } from '../../../test/harness.ts';

/** A lead that waits for a verdict since the 20th of March 2026, and a promise of Sales that is late on each day from the 10th to the 30th. */
export async function lateAnswers(app: TestApp, admin: Client, leadId: string): Promise<void> {
  await app.command(admin, async (ctx) => {
    const { workspaceId } = ctx.scope;
    const contact = await ctx.tx.selectFrom('lead').select('contact_id').where('id', '=', leadId).executeTakeFirstOrThrow();
    await ctx.tx
      .insertInto('handoff')
      .values({
        workspace_id: workspaceId,
        lead_id: leadId,
        contact_id: contact.contact_id,
        cause: 'hand_raise',
        route: 'company_owner',
        handed_at: '2026-03-20T09:00:00.000Z',
      })
      .execute();
    const { rows } = await sql<{
      clause: string;
      line: string;
      calendar: string;
    }>`select q.id as clause, q.line_id as line, v.id as calendar from clause q
      join calendar_version v on v.workspace_id = q.workspace_id and v.calendar_id = q.calendar_id
      where q.workspace_id = ${workspaceId} and q.family = 'in_time' and q.party = 'sales' order by q.position limit 1`.execute(ctx.tx);
    const [found] = rows;
    if (!found) throw new Error('the sample agreement has a promise of Sales');
    for (let day = 10; day < 31; day++) {
      const started_at = `2026-03-${day}T09:00:00.000Z`;
      const due_at = `2026-03-${day}T12:00:00.000Z`;
      const clock = await ctx.tx
        .insertInto('clock')
        .values({
          workspace_id: workspaceId,
          clause_id: found.clause,
          line_id: found.line,
          party: 'sales',
          calendar_version_id: found.calendar,
          subject_entity: 'lead',
          subject_id: leadId,
          cause_id: randomUUID(),
          started_at,
          due_at,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      for (const [kind, at] of [
        ['started', started_at],
        ['breached', due_at],
      ] as const)
        await ctx.tx.insertInto('clock_event').values({ workspace_id: workspaceId, clock_id: clock.id, kind, at, logged_at: at }).execute();
    }
  });
}
