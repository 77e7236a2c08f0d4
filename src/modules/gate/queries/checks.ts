import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { type Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import { viewById } from '#modules/lists/queries/views.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { checkContact, listChecked } from '../contract/checks.ts';
import type { tryGateRules } from '../contract/rules.ts';
import { type Evidence, type GateRules, GENERIC_KINDS, type Intent } from '../schema.ts';
import { decisionOn } from './facts.ts';
import { type Audience, type Counts, countGate, decisionsOf, type GateRow, type Wanted } from './gate.ts';
import { rulesInForce } from './rules.ts';
import type { Asking } from './sources/source.ts';

interface Asked {
  intent: Intent;
  criteria?: Criteria | undefined;
  viewId?: string | undefined;
}

/** What the reasons are made of: whoever may not see one of these could read it from a reason. */
const TELLING = ['contact.email', 'contact.mailPermission', 'contact.interests', 'contact.company', 'company.customerStatus', 'deal.stage'];
const HIDDEN = refuse(
  'forbidden',
  'What the gate looks at is partly hidden from your role. Ask somebody who sees mail permissions, interests and deals.',
);
const PURPOSE = refuse('invalid', 'Choose what the mail is for: people agree to a purpose.', { field: 'intent.purposeId' });

/** Whoever may not see what a reason is made of is told none. */
export const tellingHidden = ({ scope }: ReadCtx): Refusal | null => (TELLING.some((field) => scope.hidden.has(field)) ? HIDDEN : null);

/** Sales mails one person; whoever mails many says what for. */
export function askingProblem(ctx: ReadCtx, { kind, purposeId, side, isReply }: Intent): Refusal | null {
  return (
    tellingHidden(ctx) ?? (GENERIC_KINDS.includes(kind) && side === 'marketing' && !isReply && purposeId === undefined ? PURPOSE : null)
  );
}

/** The people of a saved list or a condition that are in the caller's reach. */
export async function audienceOf(ctx: ReadCtx, { criteria, viewId }: Omit<Asked, 'intent'>): Promise<Audience | Refusal> {
  const { tx, scope, now } = ctx;
  const view = viewId === undefined ? null : await viewById(tx, scope, viewId);
  if (viewId !== undefined && view?.entity !== 'contact')
    return refuse('not_found', 'This list of contacts is not there any more.', { field: 'viewId' });
  const condition = await conditionOf(tx, scope, { criteria: criteria ?? view?.criteria ?? EVERYTHING, entity: 'contact', row: 't', now });
  if (isRefusal(condition)) return condition;
  return sql`select t.id as contact_id, t.email, t.company_id, t.interests from contact t where t.workspace_id = ${scope.workspaceId}
    and t.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 't.owner_id' })} and ${condition}`;
}

export async function askingOf(ctx: ReadCtx, intent: Intent, rules?: GateRules): Promise<Asking> {
  return { workspaceId: ctx.scope.workspaceId, intent, rules: rules ?? (await rulesInForce(ctx)), now: ctx.now };
}

export async function check(ctx: ReadCtx, asked: Asked): Promise<Counts | Refusal> {
  const problem = askingProblem(ctx, asked.intent);
  if (problem) return problem;
  const audience = await audienceOf(ctx, asked);
  return isRefusal(audience) ? audience : countGate(ctx, await askingOf(ctx, asked.intent), audience);
}

type Rows = OutputOf<typeof listChecked>;

export async function checkedRows(ctx: ReadCtx, asked: Asked & Wanted): Promise<Rows | Refusal> {
  const problem = askingProblem(ctx, asked.intent);
  if (problem) return problem;
  const audience = await audienceOf(ctx, asked);
  if (isRefusal(audience)) return audience;
  const { verdict, code, cursor, limit = 50 } = asked;
  const found = await decisionsOf(ctx, await askingOf(ctx, asked.intent), { audience, verdict, code, cursor, limit: limit + 1 });
  const page = found.slice(0, limit);
  return { items: await named(ctx, page), next: found.length > limit ? (page.at(-1)?.contactId ?? null) : null };
}

async function named(ctx: ReadCtx, page: readonly GateRow[]): Promise<Rows['items']> {
  const { tx, scope } = ctx;
  const ws = scope.workspaceId;
  const { rows } = await sql<{ id: string; name: string; company: { id: string; name: string } | null }>`
    select c.id, coalesce(nullif(c.name, ''), c.email, '') as name, case when o.id is not null then jsonb_build_object('id', o.id, 'name', o.name) end as company
    from contact c left join company o on o.workspace_id = ${ws} and o.id = c.company_id and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
    where c.workspace_id = ${ws} and c.id = any (${page.map(({ contactId }) => contactId)}::uuid[])`.execute(tx);
  const people = new Map(rows.map((row) => [row.id, row]));
  const names = await evidenceNames(
    ctx,
    page.flatMap(({ reasons }) => reasons.flatMap(({ evidence }) => evidence)),
  );
  return page.map(({ contactId, verdict, until, reasons }) => ({
    contact: { id: contactId, name: people.get(contactId)?.name ?? '' },
    company: people.get(contactId)?.company ?? null,
    verdict,
    until: until && new Date(until).toISOString(),
    reasons: reasons.map((reason) => ({
      ...reason,
      evidence: reason.evidence.map((one) => ({ ...one, name: names.get(one.id) ?? null })),
    })),
  }));
}

/** What the caller may open of the evidence: companies, deals and offers by their name, holds by their words. */
async function evidenceNames({ tx, scope }: ReadCtx, evidence: readonly Evidence[]): Promise<Map<string, string>> {
  const ws = scope.workspaceId;
  const ids = (entity: Evidence['entity']) => [...new Set(evidence.filter((one) => one.entity === entity).map(({ id }) => id))];
  const { rows } = await sql<{ id: string; name: string }>`
    select o.id, o.name from company o where o.workspace_id = ${ws} and o.id = any (${ids('company')}::uuid[]) and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
    union all select d.id, d.name from deal d where d.workspace_id = ${ws} and d.id = any (${ids('deal')}::uuid[]) and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}
    union all select f.id, f.name from offer f where f.workspace_id = ${ws} and f.id = any (${ids('offer')}::uuid[])
    union all select h.id, h.reason from hold h left join deal d on d.workspace_id = ${ws} and d.id = h.deal_id
      left join company o on o.workspace_id = ${ws} and o.id = h.company_id left join contact c on c.workspace_id = ${ws} and c.id = h.contact_id
      where h.workspace_id = ${ws} and h.id = any (${ids('hold')}::uuid[]) and case when h.deal_id is not null then ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}
        when h.company_id is not null then ${reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })} else ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} end`.execute(
    tx,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** On one person; what has nothing to do with consent is asked without a purpose. */
export async function checkOne(
  ctx: ReadCtx,
  { id, intent }: { id: string; intent: Intent },
): Promise<OutputOf<typeof checkContact> | Refusal> {
  const there = await reachableContact(ctx.tx, ctx.scope, { id, to: 'read' });
  if (isRefusal(there)) return there;
  const problem = askingProblem(ctx, intent);
  if (problem) return problem;
  return (await decisionOn(ctx, { contactId: id, intent })) ?? refuse('not_found', 'This contact is not there any more.');
}

/** A general mail of Marketing to everybody in reach, today: what other rules would change. */
export async function effects(ctx: ReadCtx, { rules }: { rules: GateRules }): Promise<OutputOf<typeof tryGateRules> | Refusal> {
  const hidden = tellingHidden(ctx);
  if (hidden) return hidden;
  const intent: Intent = { side: 'marketing', kind: 'information', audience: 'everybody', topics: [], isReply: false, plannedAt: ctx.now };
  const audience = await audienceOf(ctx, {});
  if (isRefusal(audience)) return audience;
  return {
    now: await countGate(ctx, await askingOf(ctx, intent), audience),
    proposed: await countGate(ctx, await askingOf(ctx, intent, rules), audience),
  };
}
