import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { entriesOf } from '../queries/facts.ts';
import { overriddenFor } from '../queries/overrides.ts';
import { rulesInForce } from '../queries/rules.ts';
import { type Attention, attentionAt, GRAIN } from '../rules/budget.ts';
import { gradeOf, latest } from '../rules/decision.ts';
import type { GateRules, Intent } from '../schema.ts';

export interface Reserving {
  contactId: string;
  weight: number;
  /** ISO: when it is to happen. */
  at: string;
  /** What it is for: the same words are answered with what was reserved before. */
  ref: string;
  /** What is meant: where the rules only make a note of the budget, or somebody overrode it for this, more is taken than there is. */
  intent?: Intent;
}

export type Reserved = { reserved: true; id: string } | { reserved: false; until: string | null };

/**
 * Takes attention for something planned, or says from when on there is enough. Whoever asks for the same person waits for the end of this
 * transaction, so that two sends at once never take more than there is.
 */
export async function reserve(ctx: Ctx, { contactId, weight, at, ref, intent }: Reserving): Promise<Reserved> {
  const ws = ctx.scope.workspaceId;
  await lockAttention(ctx, [contactId]);
  const before = await sql<{ id: string; state: string }>`select id, state from attention_reservation where workspace_id = ${ws}
    and contact_id = ${contactId} and ref = ${ref}`.execute(ctx.tx);
  if (before.rows[0] && before.rows[0].state !== 'released') return { reserved: true, id: before.rows[0].id };
  const rules = await rulesInForce(ctx);
  const entries = await entriesOf(ctx, { contactId, rules, at });
  const own = await sql<{
    cap: number;
  }>`select cap::float8 from attention_cap where workspace_id = ${ws} and contact_id = ${contactId}`.execute(ctx.tx);
  const attention = attentionAt(entries, { cap: own.rows[0]?.cap ?? rules.cap, refillDays: rules.refillDays }, { at, weight });
  const beyond = intent !== undefined && (await mayGoBeyond(ctx, { contactId, intent, rules }));
  const company = await companyAttention(ctx, { contactId, weight, at, rules });
  const short = [attention, ...(company ? [company] : [])].filter(({ spare }) => spare < weight - GRAIN);
  if (short.length > 0 && !beyond) return { reserved: false, until: latest(short.map(({ until }) => until)) };
  const { rows } = await sql<{
    id: string;
  }>`insert into attention_reservation (workspace_id, contact_id, weight, at, ref, reserved_by, reserved_at)
    values (${ws}, ${contactId}, ${weight}, ${at}, ${ref}, ${ctx.scope.actor.memberId}, ${ctx.now})
    on conflict (workspace_id, contact_id, ref) do update set state = 'open', weight = excluded.weight, at = excluded.at, ended_at = null,
      reserved_by = excluded.reserved_by, reserved_at = excluded.reserved_at returning id`.execute(ctx.tx);
  ctx.changed('attention', contactId);
  return { reserved: true, id: rows[0]?.id ?? '' };
}

/**
 * Whoever asks for these people, or where companies have a limit for their colleagues, waits for the end of this transaction. Companies first, each kind
 * in one order: whoever reserves for several people in one transaction calls this for all of them before, so that no two wait for each other.
 */
export async function lockAttention(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const rules = await rulesInForce(ctx);
  const companies =
    rules.companyCap === null
      ? []
      : (
          await sql<{
            id: string;
          }>`select distinct company_id as id from contact where workspace_id = ${ws} and id = any (${contactIds}::uuid[])
            and company_id is not null`.execute(ctx.tx)
        ).rows.map(({ id }) => `attention:${ws}:company:${id}`);
  const lock = (names: readonly string[]) =>
    sql`select pg_advisory_xact_lock(k) from (select distinct hashtextextended(name, 0) as k from unnest(${[...names]}::text[]) name order by 1) x`.execute(
      ctx.tx,
    );
  if (companies.length > 0) await lock(companies);
  if (contactIds.length > 0) await lock(contactIds.map((id) => `attention:${ws}:${id}`));
}

/** The bucket of the person's company; null where they have none, or companies have no limit. */
async function companyAttention(
  ctx: Ctx,
  { contactId, rules, ...asked }: { contactId: string; rules: GateRules; weight: number; at: string },
): Promise<Attention | null> {
  if (rules.companyCap === null) return null;
  const { rows } = await sql<{
    id: string | null;
  }>`select company_id as id from contact where workspace_id = ${ctx.scope.workspaceId} and id = ${contactId}`.execute(ctx.tx);
  const companyId = rows[0]?.id ?? null;
  if (companyId === null) return null;
  const entries = await entriesOf(ctx, { companyId, rules, at: asked.at });
  return attentionAt(entries, { cap: rules.companyCap, refillDays: rules.refillDays }, asked);
}

async function mayGoBeyond(
  ctx: Ctx,
  { contactId, intent, rules }: { contactId: string; intent: Intent; rules: GateRules },
): Promise<boolean> {
  const grade = gradeOf('attention_budget', intent, rules);
  if (grade === null || grade === 'warn') return true;
  return grade === 'hold' && (await overriddenFor(ctx, { contactId, intent })).some(({ code }) => code === 'attention_budget');
}

/** It has happened and stands on the ledger, in the same transaction: the ledger counts from here on. */
export const settle = (ctx: Ctx, id: string): Promise<void> => end(ctx, id, 'settled');

/** It will not happen: what was taken is there again. */
export const release = (ctx: Ctx, id: string): Promise<void> => end(ctx, id, 'released');

async function end(ctx: Ctx, id: string, state: 'settled' | 'released'): Promise<void> {
  const { rows } = await sql<{ contact_id: string }>`update attention_reservation set state = ${state}, ended_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and state = 'open' returning contact_id`.execute(ctx.tx);
  for (const row of rows) ctx.changed('attention', row.contact_id);
}

/** A person's own limit; null: as for everybody. */
export async function setAttentionCap(ctx: Ctx, { id, cap }: { id: string; cap: number | null }): Promise<Record<string, never> | Refusal> {
  const there = await reachableContact(ctx.tx, ctx.scope, { id, to: 'write' });
  if (isRefusal(there)) return there;
  const ws = ctx.scope.workspaceId;
  if (cap === null) await sql`delete from attention_cap where workspace_id = ${ws} and contact_id = ${id}`.execute(ctx.tx);
  else
    await sql`insert into attention_cap (workspace_id, contact_id, cap, set_by, set_at) values (${ws}, ${id}, ${cap}, ${ctx.scope.actor.memberId}, ${ctx.now})
      on conflict (workspace_id, contact_id) do update set cap = excluded.cap, set_by = excluded.set_by, set_at = excluded.set_at`.execute(
      ctx.tx,
    );
  ctx.changed('attention', id);
  return {};
}
