import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { expectedValue, labelValues } from '../rules/value.ts';

/** Works out anew what leads of each label brought, and what the open hand-offs are worth by it. */
export async function renewValues(ctx: Ctx): Promise<void> {
  const { workspaceId } = ctx.scope;
  const closed = await sql<{
    label: string;
    closed: number;
    won: number;
  }>`select score_label as label, count(*)::int as closed, count(*) filter (where stage = 'customer')::int as won
    from lead where workspace_id = ${workspaceId} and closed_at is not null and deleted_at is null and score_label is not null group by 1`.execute(
    ctx.tx,
  );
  const sales = await sql<{
    n: number;
    average: number | null;
  }>`select count(*)::int as n, avg(d.amount_minor)::float8 as average from deal d join workspace w on w.id = d.workspace_id
    where d.workspace_id = ${workspaceId} and d.status = 'won' and d.deleted_at is null and d.amount_minor > 0 and d.currency = w.base_currency`.execute(
    ctx.tx,
  );
  const values = labelValues(closed.rows, { n: sales.rows[0]?.n ?? 0, averageMinor: sales.rows[0]?.average ?? 0 });
  for (const value of values)
    await sql`insert into lead_value (workspace_id, label, closed, won, probability, average_minor, own_data, computed_at)
      values (${workspaceId}, ${value.label}, ${value.closed}, ${value.won}, ${value.probability}, ${value.averageMinor}, ${value.ownData}, ${ctx.now})
      on conflict (workspace_id, label) do update set closed = excluded.closed, won = excluded.won, probability = excluded.probability,
        average_minor = excluded.average_minor, own_data = excluded.own_data, computed_at = excluded.computed_at`.execute(ctx.tx);
  const worth = values.flatMap(({ label, averageMinor }) =>
    [false, true].map((raised) => ({ label, raised, minor: expectedValue(values, { label, handRaised: raised }), average: averageMinor })),
  );
  const value = sql`coalesce(round(l.probability * r.average)::bigint, r.minor)`;
  await sql`update handoff h set value_minor = ${value}
    from json_to_recordset(${JSON.stringify(worth)}::json) as r(label text, raised boolean, minor bigint, average float8), lead l
    where h.workspace_id = ${workspaceId} and h.closed_at is null and l.workspace_id = h.workspace_id and l.id = h.lead_id and l.hand_raised = r.raised
      and coalesce(h.label, '?') = r.label and h.value_minor <> ${value}`.execute(ctx.tx);
}
