import { sql } from 'kysely';
import { visible } from '#modules/activities/queries/access.ts';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { getAttention } from '../contract/attention.ts';
import { attentionAt, weightOf } from '../rules/budget.ts';
import type { EntryKind, GateRules } from '../schema.ts';
import { entriesOf } from './facts.ts';
import { rulesInForce } from './rules.ts';

export async function readAttention(ctx: ReadCtx, id: string): Promise<OutputOf<typeof getAttention> | Refusal> {
  const { tx, scope, now } = ctx;
  const there = await reachableContact(tx, scope, { id, to: 'read', trashed: true });
  if (isRefusal(there)) return there;
  const ws = scope.workspaceId;
  const rules = await rulesInForce(ctx);
  const own = await sql<{ cap: number }>`select cap::float8 from attention_cap where workspace_id = ${ws} and contact_id = ${id}`.execute(
    tx,
  );
  const ownCap = own.rows[0]?.cap ?? null;
  const entries = await entriesOf(ctx, { contactId: id, rules, at: now });
  const activities = entries.flatMap((entry) => (entry.entity === 'activity' ? [entry.id] : []));
  const seen = await sql<{ id: string }>`select a.id from activity a where a.workspace_id = ${ws} and a.id = any (${activities}::uuid[])
    and ${visible(scope, 'a')}`.execute(tx);
  const openable = new Set(seen.rows.map((row) => row.id));
  const bucket = { cap: ownCap ?? rules.cap, refillDays: rules.refillDays };
  const mailWeight = weightOf({ kind: 'information', side: 'marketing' }, rules);
  const attention = attentionAt(entries, bucket, { at: now, weight: mailWeight });
  const writable = scope.permissions.has('record:write') && !isRefusal(await reachableContact(tx, scope, { id, to: 'write' }));
  return {
    cap: bucket.cap,
    ownCap,
    refillDays: rules.refillDays,
    level: attention.level,
    spare: attention.spare,
    mailWeight,
    nextMailAt: attention.until,
    entries: entries.map(({ at, weight, kind, id: entryId }) => ({
      at,
      weight,
      kind: kind as EntryKind,
      id: entryId,
      openable: openable.has(entryId),
    })),
    company: await companyOf(ctx, { id, rules }),
    writable,
  };
}

async function companyOf(ctx: ReadCtx, { id, rules }: { id: string; rules: GateRules }): Promise<OutputOf<typeof getAttention>['company']> {
  const cap = rules.companyCap;
  if (cap === null || ctx.scope.hidden.has('contact.company')) return null;
  const { rows } = await sql<{
    id: string | null;
  }>`select company_id as id from contact where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  const companyId = rows[0]?.id ?? null;
  if (companyId === null) return null;
  const entries = await entriesOf(ctx, { companyId, rules, at: ctx.now });
  return { cap, level: attentionAt(entries, { cap, refillDays: rules.refillDays }, { at: ctx.now, weight: 0 }).level };
}
