import { sql } from 'kysely';
import { hashOfContent, signaturesOf, signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getGateRules } from '../contract/rules.ts';
import { GateRules, type RulesStatus, USUAL_RULES } from '../schema.ts';

export interface RulesRow {
  id: string;
  number: number;
  status: RulesStatus;
  rules: GateRules;
  proposedBy: { id: string; name: string } | null;
  proposedAt: string;
  inForceFrom: string | null;
  endedAt: string | null;
}

/** What was signed before companies could have a limit has none. */
const read = (rules: unknown): GateRules => GateRules.parse({ companyCap: null, ...(rules as object) });

/** The newest first. */
export async function rulesRows(ctx: ReadCtx): Promise<RulesRow[]> {
  const { rows } =
    await sql<RulesRow>`select r.id, r.number, r.status, r.rules, case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as "proposedBy",
      r.proposed_at as "proposedAt", r.in_force_from as "inForceFrom", r.ended_at as "endedAt"
    from gate_rules r left join member m on m.workspace_id = r.workspace_id and m.id = r.proposed_by
    where r.workspace_id = ${ctx.scope.workspaceId} order by r.number desc`.execute(ctx.tx);
  return rows.map((row) => ({ ...row, rules: read(row.rules) }));
}

/** What both sides signed; as the program comes where they have not. */
export async function rulesInForce({ tx, scope }: ReadCtx): Promise<GateRules> {
  const row = await tx
    .selectFrom('gate_rules')
    .select('rules')
    .where('workspace_id', '=', scope.workspaceId)
    .where('status', '=', 'in_force')
    .executeTakeFirst();
  return row ? read(row.rules) : USUAL_RULES;
}

/** What a signature stands for. */
export function rulesHashOf({ number, rules }: Pick<RulesRow, 'number' | 'rules'>): string {
  const { cap, companyCap, refillDays, weights: w, grades: g, sameOfferDays, negotiation } = rules;
  return hashOfContent([
    ...[number, cap, refillDays, sameOfferDays, negotiation.of, negotiation.stageIds],
    ...[w.marketingMail, w.salesMail, w.call, w.meeting, w.postal, w.transactional, w.reply],
    ...[g.same_offer, g.rep_hold, g.open_negotiation, g.attention_budget, g.interest_known],
    // Absent in what was signed before there was one.
    ...(companyCap === null ? [] : [companyCap]),
  ]);
}

export async function readRules(ctx: ReadCtx): Promise<OutputOf<typeof getGateRules>> {
  const rows = await rulesRows(ctx);
  const signatures = await signaturesOf(ctx.tx, ctx.scope, { subject: 'gate', ids: rows.map(({ id }) => id) });
  const shown = (row: RulesRow) => ({ ...row, contentHash: rulesHashOf(row), signatures: signatures.get(row.id) ?? [] });
  const inForce = rows.find(({ status }) => status === 'in_force');
  const proposed = rows.find(({ status }) => status === 'proposed');
  return {
    rules: inForce?.rules ?? USUAL_RULES,
    inForce: inForce ? shown(inForce) : null,
    proposed: proposed ? shown(proposed) : null,
    history: rows.filter(({ status }) => status === 'superseded' || status === 'withdrawn').map(shown),
    signsFor: await signsFor(ctx, 'agreement:sign'),
    mayWrite: ctx.scope.permissions.has('agreement:write'),
  };
}
