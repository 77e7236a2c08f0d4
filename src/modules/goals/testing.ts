import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** Leads of one month and how far they went; sold ones are invoiced so many months after. */
export interface PastMonth {
  /** First day, such as 2026-03-01. */
  month: string;
  leads: number;
  handed: number;
  accepted: number;
  deals: number;
  won: number;
  /** Months from the lead to the sale. */
  after: number;
  amountMinor: number;
  team?: 'marketing' | 'sales';
  channel?: string;
  campaignId?: string;
}

/** A month of the past straight into the record, for tests of what is read from it: the n-th lead went as far as n allows. */
export async function pastMonth(ctx: Ctx, of: PastMonth): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const opened = sql`(${of.month}::date + 2)::timestamp at time zone 'UTC'`;
  const sold = sql`((${of.month}::date + make_interval(months => ${of.after}::int))::date + 9)::timestamp at time zone 'UTC'`;
  await sql`create temporary table if not exists past_lead (n int, lead_id uuid, contact_id uuid, deal_id uuid) on commit drop`.execute(
    ctx.tx,
  );
  await sql`truncate past_lead`.execute(ctx.tx);
  await sql`insert into past_lead select n, uuid7(), uuid7(), uuid7() from generate_series(1, ${of.leads}::int) n`.execute(ctx.tx);
  await sql`insert into contact (workspace_id, id, last_name, created_at) select ${ws}, contact_id, 'Lead ' || n, ${opened} from past_lead`.execute(
    ctx.tx,
  );
  await sql`insert into lead (workspace_id, id, contact_id, stage, source_team, source_channel, campaign_id, opened_at, stage_since)
    select ${ws}, lead_id, contact_id, case when n <= ${of.won} then 'customer' else 'inquiry' end, ${of.team ?? 'marketing'}, ${of.channel ?? 'web'}, ${of.campaignId ?? null}, ${opened}, ${opened} from past_lead`.execute(
    ctx.tx,
  );
  await sql`insert into handoff (workspace_id, lead_id, contact_id, cause, route, handed_at, decision, decided_at, closed_at)
    select ${ws}, lead_id, contact_id, 'manual', 'chosen', ${opened}, case when n <= ${of.accepted} then 'accepted' else 'rejected' end, ${opened}, ${opened} from past_lead where n <= ${of.handed}`.execute(
    ctx.tx,
  );
  await sql`insert into deal (workspace_id, id, name, pipeline_id, stage_id, status, amount_minor, currency, created_at, closed_at, lead_id, contact_id, campaign_id)
    select ${ws}, l.deal_id, 'Deal ' || l.n, s.pipeline_id, s.id, s.kind, ${of.amountMinor}, 'EUR', ${opened}, ${sold}, l.lead_id, l.contact_id, ${of.campaignId ?? null}
    from past_lead l join lateral (select s.pipeline_id, s.id, s.kind from pipeline_stage s where s.workspace_id = ${ws} and s.kind = case when l.n <= ${of.won} then 'won' else 'lost' end
      order by s.position, s.id limit 1) s on true where l.n <= ${of.deals}`.execute(ctx.tx);
  await sql`insert into invoice (workspace_id, number, invoiced_at, total_minor, currency, deal_id)
    select ${ws}, ${of.month}::text || '-' || n, ${sold}, ${of.amountMinor}, 'EUR', deal_id from past_lead where n <= ${of.won}`.execute(
    ctx.tx,
  );
}
