import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { clearSignatures, sign as giveSignature } from '#modules/signatures/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type RulesRow, rulesHashOf, rulesRows } from '../queries/rules.ts';
import type { GateRules, RulesStatus } from '../schema.ts';

const GONE = refuse('not_now', 'This proposal is not open any more. Read the page again.');

/** Takes turns with whoever proposes, signs or withdraws at the same moment. */
async function lockedRows(ctx: Ctx): Promise<RulesRow[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`gate:${ctx.scope.workspaceId}`}, 0))`.execute(ctx.tx);
  return rulesRows(ctx);
}

export async function proposeRules(
  ctx: Ctx,
  { rules }: { rules: GateRules },
): Promise<{ id: string; contentHash: string; signaturesCleared: boolean } | Refusal> {
  const wrong = await wrongStage(ctx, rules);
  if (wrong) return wrong;
  const rows = await lockedRows(ctx);
  const open = rows.find(({ status }) => status === 'proposed');
  const signaturesCleared = open !== undefined && (await clearSignatures(ctx, { subject: 'gate', id: open.id }));
  const number = open?.number ?? (rows[0]?.number ?? 0) + 1;
  const values = { rules: JSON.stringify(rules), proposed_by: ctx.scope.actor.memberId, proposed_at: ctx.now };
  const { id } = open
    ? await ctx.tx
        .updateTable('gate_rules')
        .set(values)
        .where('workspace_id', '=', ctx.scope.workspaceId)
        .where('id', '=', open.id)
        .returning('id')
        .executeTakeFirstOrThrow()
    : await ctx.tx
        .insertInto('gate_rules')
        .values({ workspace_id: ctx.scope.workspaceId, number, ...values })
        .returning('id')
        .executeTakeFirstOrThrow();
  ctx.changed('gate', id);
  const contentHash = rulesHashOf({ number, rules });
  await tellLeaders(ctx, {
    kind: 'gate.proposed',
    title: 'Rules for the gate are proposed',
    body: 'Look at whom they would reach and whom not, and sign for your side.',
    dedupeKey: `gate:${id}:${contentHash}`,
  });
  return { id, contentHash, signaturesCleared };
}

async function wrongStage(ctx: Ctx, { negotiation }: GateRules): Promise<Refusal | null> {
  if (negotiation.stageIds.length === 0) return null;
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pipeline_stage where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${negotiation.stageIds}::uuid[])`.execute(ctx.tx);
  return rows[0]?.n === new Set(negotiation.stageIds).size
    ? null
    : refuse('invalid', 'One of these stages is not there any more.', { field: 'rules.negotiation.stageIds' });
}

async function lockProposal(ctx: Ctx, id: string): Promise<RulesRow | Refusal> {
  const row = (await lockedRows(ctx)).find((one) => one.id === id);
  if (!row) return refuse('not_found', 'These rules are not there.');
  return row.status === 'proposed' ? row : GONE;
}

/** Signs for the caller's side; with the second signature the rules hold from this instant. */
export async function signRules(ctx: Ctx, given: { id: string; contentHash: string }): Promise<{ status: RulesStatus } | Refusal> {
  const row = await lockProposal(ctx, given.id);
  if (isRefusal(row)) return row;
  const currentHash = rulesHashOf(row);
  const signed = await giveSignature(ctx, { ...given, subject: 'gate', permission: 'agreement:sign', currentHash });
  if (isRefusal(signed)) return signed;
  ctx.changed('gate', row.id);
  if (!signed.complete) return { status: 'proposed' };
  const ws = ctx.scope.workspaceId;
  await sql`update gate_rules set status = 'superseded', ended_at = ${ctx.now} where workspace_id = ${ws} and status = 'in_force'`.execute(
    ctx.tx,
  );
  await sql`update gate_rules set status = 'in_force', in_force_from = ${ctx.now} where workspace_id = ${ws} and id = ${row.id}`.execute(
    ctx.tx,
  );
  await tellLeaders(ctx, {
    kind: 'gate.signed',
    title: 'New rules for the gate hold',
    body: 'Both sides signed them.',
    dedupeKey: `gate:${row.id}:signed`,
  });
  return { status: 'in_force' };
}

export async function withdrawRules(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const row = await lockProposal(ctx, id);
  if (isRefusal(row)) return row;
  await clearSignatures(ctx, { subject: 'gate', id });
  await sql`update gate_rules set status = 'withdrawn', ended_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  ctx.changed('gate', id);
  return {};
}

async function tellLeaders(ctx: Ctx, notice: { kind: string; title: string; body: string; dedupeKey: string }): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'
    and id is distinct from ${ctx.scope.actor.memberId} and roles && '{sales_lead,marketing_lead,revenue_lead}'::text[] order by id`.execute(
    ctx.tx,
  );
  for (const { id: memberId } of rows) await notify(ctx, { memberId, link: '/settings/gate', ...notice });
}
