import { sql } from 'kysely';
import { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getBrief } from '../contract/brief.ts';
import { type Cause, type Decision, PASSED_WHY, type Route, STEPS, THROUGH } from '../schema.ts';

type Shown = NonNullable<OutputOf<typeof getBrief>['handoff']>;
export interface BriefHandoff {
  shown: Shown;
  whyNow: string | null;
  changes: unknown;
}

/** How routing is kept with a hand-off. */
const StoredRouting = z
  .object({
    through: z.enum(THROUGH).nullable(),
    passed: z.array(z.object({ memberId: z.string(), step: z.enum(STEPS), why: z.enum(PASSED_WHY) })),
  })
  .catch({ through: null, passed: [] });

interface Row {
  id: string;
  handed_at: string;
  cause: Cause;
  override_reason: string | null;
  route: Route;
  routing: unknown;
  names: Record<string, string> | null;
  rule: string | null;
  pool: string | null;
  from_id: string | null;
  from_name: string | null;
  to_id: string | null;
  to_name: string | null;
  label: string | null;
  decision: Decision | null;
  decided_at: string | null;
  open: boolean;
  why_now: string | null;
  changes: unknown;
}

const named = (id: string | null, name: string | null) => (id && name !== null ? { id, name } : null);

/** The hand-off of a lead that is open, else the last one. */
export async function handoffOf(ctx: ReadCtx, leadId: string): Promise<BriefHandoff | null> {
  const { rows } = await sql<Row>`
    select h.id, h.handed_at, h.cause, h.override_reason, h.route, h.routing, r.name as rule, p.name as pool, f.id as from_id, f.name as from_name, t.id as to_id, t.name as to_name,
      h.label, h.decision, h.decided_at, h.closed_at is null as open, h.why_now, h.changes,
      (select json_object_agg(m.id, m.name) from member m where m.workspace_id = h.workspace_id
        and m.id in (select (one ->> 'memberId')::uuid from jsonb_array_elements(coalesce(h.routing -> 'passed', '[]')) one)) as names
    from handoff h left join member f on f.workspace_id = h.workspace_id and f.id = h.from_member_id left join member t on t.workspace_id = h.workspace_id and t.id = h.assignee_id
      left join territory r on r.workspace_id = h.workspace_id and r.id = h.territory_id left join lead_pool p on p.workspace_id = h.workspace_id and p.id = h.pool_id
    where h.workspace_id = ${ctx.scope.workspaceId} and h.lead_id = ${leadId} order by h.closed_at is null desc, h.handed_at desc limit 1`.execute(
    ctx.tx,
  );
  const [row] = rows;
  if (!row) return null;
  const { through, passed } = StoredRouting.parse(row.routing);
  const shown: Shown = {
    id: row.id,
    handedAt: row.handed_at,
    cause: row.cause,
    overrideReason: row.override_reason,
    route: row.route,
    routing: {
      through,
      rule: row.rule,
      pool: row.pool,
      passed: passed.map((one) => ({ ...one, name: row.names?.[one.memberId] ?? '–' })),
    },
    from: named(row.from_id, row.from_name),
    assignee: named(row.to_id, row.to_name),
    label: ctx.scope.hidden.has('lead.scoreLabel') ? null : row.label,
    decision: row.decision,
    decidedAt: row.decided_at,
    open: row.open,
  };
  return { shown, whyNow: row.why_now, changes: row.changes };
}
